"""What the look-up must reach and what it aims at, each to be set beside what a run found."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Final, Literal

from peers import names
from peers.contender import System
from peers.results import BuildRow, FreshRow, ManyRow, OneRow, Results, Spread

Verdict = Literal["aim met", "must met", "missed", "not run"]
Rounds = tuple[float, ...]
Find = Callable[[Results], Spread | None]


@dataclass(frozen=True, slots=True)
class Target:
    """One quantity: more is better if `must` is below `aim`. `find` gives None where a part was not run."""

    quantity: str
    against: str
    must: float
    aim: float
    unit: str
    find: Find

    def verdict(self, results: Results) -> Verdict:
        """Say what the median of the rounds reaches."""
        found = self.find(results)
        if found is None:
            return "not run"
        sign = 1 if self.aim > self.must else -1
        reached = [sign * found.middle >= sign * limit for limit in (self.must, self.aim)]
        return "aim met" if reached[1] else "must met" if reached[0] else "missed"


def one(results: Results, contender: str, system: System, group: str) -> OneRow | None:
    """Find the row of a contender, one point at a time."""
    wanted = (contender, system, group)
    return next((row for row in results.one if (row.contender, row.system, row.group) == wanted), None)


def many(results: Results, contender: str, system: System) -> ManyRow | None:
    """Find the row of a contender, many points at once."""
    return next((row for row in results.many if (row.contender, row.system) == (contender, system)), None)


def opened(results: Results, contender: str) -> FreshRow | None:
    """Find the row of a contender, in a fresh process."""
    return next((row for row in results.fresh if row.contender == contender), None)


def _p50(over: str, system: System, under: str, results: Results) -> Spread | None:
    rows = [one(results, name, system, "inside") for name in (over, under)]
    return _divided(*(row.p50_us if row else None for row in rows))


def _p99(over: str, under: str, results: Results) -> Spread | None:
    rows = [one(results, name, "grid", "near-boundary") for name in (over, under)]
    return _divided(*(row.p99_us if row else None for row in rows))


def _bulk(over: str, under: str, system: System, results: Results) -> Spread | None:
    rows = [many(results, name, system) for name in (over, under)]
    return _divided(*(row.each_us if row else None for row in rows))


def _best_shapely(under: str, results: Results) -> Spread | None:
    rows = [row for row in results.many if row.contender.startswith("shapely")]
    best = min(rows, key=lambda row: median(row.each_us), default=None)
    return _bulk(best.contender, under, "grid", results) if best else None


def _fresh(field: Callable[[FreshRow], Rounds], results: Results) -> Spread | None:
    row = opened(results, names.ROUTEKIT)
    return Spread.of(field(row)) if row else None


def _built(field: Callable[[BuildRow], float], results: Results) -> Spread | None:
    return Spread.of((field(results.build),)) if results.build else None


def _wrong(results: Results) -> Spread:
    rows: tuple[OneRow | ManyRow, ...] = (*results.one, *results.many)
    return Spread.of((sum(row.wrong or 0 for row in rows if row.contender == names.ROUTEKIT),))


def _divided(over: Rounds | None, under: Rounds | None) -> Spread | None:
    return Spread.ratio(over, under) if over and under else None


def _one_grid(against: str, must: float, aim: float) -> Target:
    find = partial(_p50, against, "grid", names.ROUTEKIT)
    return Target("one point on the grid, inside, p50", against, must, aim, "x faster", find)


def _bulk_grid(to: str) -> tuple[Target, ...]:
    """Set the targets for positions, which is what the peers give, and again for codes, which are more."""
    under = {"positions": names.POSITIONS, "codes": names.ROUTEKIT}[to]
    finds: tuple[tuple[str, float, float, Find], ...] = (
        ("the best shapely", 50, 85, partial(_best_shapely, under)),
        (names.SJOIN, 300, 500, partial(_bulk, names.SJOIN, under, "grid")),
        (names.SEDONADB, 40, 70, partial(_bulk, names.SEDONADB, under, "grid")),
    )
    quantity = f"many points on the grid, {to}"
    return tuple(Target(quantity, against, must, aim, "x faster", find) for against, must, aim, find in finds)


TARGETS: Final = (
    _one_grid(names.STRTREE_PREDICATE, 18, 30),
    _one_grid(names.STRTREE_PREPARED, 12, 20),
    _one_grid(names.POSTGIS_GIST, 50, 90),
    Target(
        "one point in degrees, inside, p50", names.PYPROJ, 3.5, 5, "x faster",
        partial(_p50, names.PYPROJ, "lonlat", names.ROUTEKIT),
    ),
    Target(
        "one point in degrees, inside, p50", names.TZFPY, 2, 1, "of its time",
        partial(_p50, names.ROUTEKIT, "lonlat", names.TZFPY),
    ),
    Target(
        "one point near a boundary, p99", names.RTREE_PREPARED, 1 / 3, 1 / 6, "of its time",
        partial(_p99, names.ROUTEKIT, names.RTREE_PREPARED),
    ),
    *_bulk_grid("positions"),
    *_bulk_grid("codes"),
    Target(
        "many points in degrees, positions", names.PYPROJ, 8, 12, "x faster",
        partial(_bulk, names.PYPROJ, names.POSITIONS, "lonlat"),
    ),
    Target(
        "many points in degrees, codes", names.PYPROJ, 8, 12, "x faster",
        partial(_bulk, names.PYPROJ, names.ROUTEKIT, "lonlat"),
    ),
    Target("open to first answer", "", 60, 20, "ms", partial(_fresh, lambda row: row.first_ms)),
    Target("private memory of a worker", "", 5, 3, "MB", partial(_fresh, lambda row: row.later_private_mb)),
    Target("compile the edition", "", 60, 20, "s", partial(_built, lambda row: row.seconds)),
    Target(
        "most memory while compiling", "", 4000, 2000, "MB", partial(_built, lambda row: row.peak_mb)
    ),
    Target("the compiled file", "", 300, 150, "MB", partial(_built, lambda row: row.file_mb)),
    Target("wrong answers", "the oracle", 0, 0, "", _wrong),
)  # fmt: skip
