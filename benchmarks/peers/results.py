"""What a run found, as values that are kept in one JSON file; every figure on the page comes from it."""

from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Self

from pydantic import BaseModel, ConfigDict

from peers.contender import System


class Value(BaseModel):
    """A frozen value that takes no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Facts(Value):
    """What the figures hold for: the machine in general terms, the data and the versions."""

    date: str
    python: str
    processor: str
    cores: int
    edition: str
    sha256: str
    areas: int
    rounds: int
    versions: dict[str, str]


class OneRow(Value):
    """One point at a time: microseconds in each round, timer included, and without it in a tight loop.

    `cold_us` is the median of the first pass, after other contenders; the percentiles are of the second.
    """

    contender: str
    system: System
    group: str
    points: int
    cold_us: tuple[float, ...]
    p50_us: tuple[float, ...]
    p90_us: tuple[float, ...]
    p99_us: tuple[float, ...]
    loop_us: tuple[float, ...]
    wrong: int | None


class ManyRow(Value):
    """Many points at once: microseconds for each point, in each round."""

    contender: str
    system: System
    points: int
    each_us: tuple[float, ...]
    wrong: int


class FreshRow(Value):
    """A fresh process after its imports: open, answer once, then many; the file is in the page cache."""

    contender: str
    first_ms: tuple[float, ...]
    first_private_mb: tuple[float, ...]
    later_private_mb: tuple[float, ...]
    later_points: int


class BuildRow(Value):
    """The edition compiled once, in a process of its own."""

    seconds: float
    peak_mb: float
    file_mb: float


class NotRun(Value):
    """A contender that was not measured, and why."""

    contender: str
    why: str


class Results(Value):
    """One run."""

    facts: Facts
    one: tuple[OneRow, ...]
    many: tuple[ManyRow, ...]
    fresh: tuple[FreshRow, ...]
    build: BuildRow | None
    not_run: tuple[NotRun, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a run from its file."""
        return cls.model_validate_json(path.read_bytes())

    def write(self, path: Path) -> None:
        """Write the run, one value a line, so that two runs can be compared."""
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")


class Spread(Value):
    """The median of the rounds, and the least and greatest."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        """Take the figures of all rounds."""
        found = tuple(values)
        return cls(middle=median(found), least=min(found), most=max(found))

    @classmethod
    def ratio(cls, over: Iterable[float], under: Iterable[float]) -> Self:
        """Divide round by round, since what slows one round slows both."""
        return cls.of(above / below for above, below in zip(over, under, strict=True))
