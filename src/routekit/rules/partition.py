"""Divide all situations: among stops, what is impossible, rows, then `otherwise`; the first has them."""

from collections.abc import Sequence
from typing import NamedTuple

from routekit.rules.columns import Column
from routekit.rules.outline import UNKNOWN, Outline, RowOutline
from routekit.rules.proof import Budget, Gap, Overlap, Pieces, Space, gap, overlaps, without
from routekit.rules.table import Cube, cube_of

DONT_KNOW = "dont_know"
MOST_STEPS = 200_000


class Partition(NamedTuple):
    """All situations as disjoint cubes: those of each stop, of each impossible combination and of each row.

    Where rows overlap, the earlier one has the situations. `rest` is what `otherwise` takes, and `gap` what
    nothing does.
    """

    space: Space
    stops: Pieces
    impossible: Pieces
    rows: Pieces
    rest: tuple[Cube, ...]
    overlaps: tuple[Overlap, ...]
    stop_overlaps: tuple[Overlap, ...]
    gap: Gap | None

    @property
    def taken(self) -> tuple[Cube, ...]:
        """Every cube of a stop, of what is impossible, and of a row."""
        return (*self.stops.index.cubes, *self.impossible.index.cubes, *self.rows.index.cubes)


class Undivided(NamedTuple):
    """Why the situations cannot be divided: the overlaps, or what is cut into too many pieces."""

    overlaps: tuple[Overlap, ...]
    stop_overlaps: tuple[Overlap, ...]
    scattered: str | None


def divide(names: Outline) -> Partition | Undivided:
    """Divide the situations of an outline that is provable."""
    space, budget = Space(names.columns), Budget(MOST_STEPS)
    claimed = _pieces(space, names, names.stops)
    stop_overlaps = tuple(overlaps(space, claimed))
    stops = claimed.apart(budget)
    unlikely = _pieces(space, names, names.impossible).less(stops.index.cubes, budget) if stops else None
    impossible = unlikely.apart(budget) if unlikely else None
    if stops is None or impossible is None:
        return Undivided((), stop_overlaps, "rows")
    first = (*stops.index.cubes, *impossible.index.cubes)
    claims = _pieces(space, names, names.rows).less(first, budget)
    if claims is None:
        return Undivided((), stop_overlaps, "rows")
    found = tuple(overlaps(space, claims))
    rows = claims.apart(budget) if found else claims
    if rows is None:
        return Undivided(found, stop_overlaps, None)
    taken = (*first, *rows.index.cubes)
    if names.otherwise is None:
        return Partition(space, stops, impossible, rows, (), found, stop_overlaps, gap(space, taken))
    reach = _reach(names.columns)
    rest = without(reach, taken, budget) if reach else ()
    missing = gap(space, taken, reach)
    if rest is None:
        return Undivided(found, stop_overlaps, "otherwise")
    return Partition(space, stops, impossible, rows, rest, found, stop_overlaps, missing)


def _pieces(space: Space, names: Outline, rows: Sequence[RowOutline]) -> Pieces:
    return Pieces(space.sizes, ((cube_of(names.columns, row.when),) for row in rows))


def _reach(columns: Sequence[Column]) -> Cube | None:
    """Give the situations in which nothing is unknown, the only ones `otherwise` can take."""
    cube = tuple(column.full & ~column.mask(_unsure(column)) for column in columns)
    return cube if all(cube) else None


def _unsure(column: Column) -> tuple[str, ...]:
    return tuple(option for option in column.spec.options if option in {UNKNOWN, DONT_KNOW})
