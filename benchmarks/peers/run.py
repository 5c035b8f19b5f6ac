"""One run: set up, ask everyone the same points, and gather what was found."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from peers import building, fresh, measure
from peers.contender import Contender, Many, One
from peers.facts import facts
from peers.field import always, peers
from peers.land import Land, Oracle
from peers.memory import peak_mb
from peers.points import committed, on_land
from peers.results import BuildRow, Results
from peers.setting import Setting
from routekit.boundaries import Draft, Edition


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured, of which edition and with whom; `each`: so many points of a group."""

    edition: str
    rounds: int
    each: int | None
    many: int
    with_peers: bool


FULL: Final = Scale("ew-2019-12", 5, None, 1_000_000, with_peers=True)


def quick() -> Scale:
    """Give the scale of a smoke test: the sample, few points, and what is always installed."""
    return Scale(Draft.open().manifest.name, 2, 25, 2_000, with_peers=False)


def compiled(scale: Scale, folder: Path, tell: measure.Tell) -> tuple[BuildRow, Path]:
    """Compile the edition into a folder and measure that. NotRunError: the system does not tell memory."""
    peak_mb()
    path = folder / f"{scale.edition}.edition"
    tell(f"compiling {scale.edition}")
    return building.row(scale.edition, path), path


def run(
    scale: Scale, path: Path, setting: Callable[[Land], Setting], folder: Path, tell: measure.Tell
) -> Results:
    """Measure everything but compiling."""
    land = Land.of(Edition.open(path))
    given = setting(land)
    oracle = Oracle(land)
    groups = {name: points.first(scale.each) for name, points in committed(land, oracle).items()}
    many = on_land(land, oracle, scale.many)
    tell(f"{scale.many:,} points drawn on {land.edition.name}")
    others, absent = peers(given, tell) if scale.with_peers else ([], [])
    one, bulk = _by_kind(always(given) + others)
    return Results(
        one=tuple(measure.one_at_a_time(one, groups, scale.rounds, tell)),
        many=tuple(measure.all_at_once(bulk, many, scale.rounds, tell)),
        fresh=tuple(fresh.rows(land, groups["inside"], scale.rounds, folder)),
        build=None,
        not_run=tuple(absent),
        facts=facts(land.edition, scale.rounds, given.versions),
    )


def _by_kind(contenders: list[Contender]) -> tuple[list[One], list[Many]]:
    one = [each for each in contenders if isinstance(each, One)]
    return one, [each for each in contenders if isinstance(each, Many)]
