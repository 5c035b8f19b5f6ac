"""Lay two packs over one another: each pair of rows, one of each, with the situations that both have.

Questions, facts and their options are matched by id. A situation here has one answer for everything that
either pack looks at; a pack does not mind what it does not look at. What a pack says cannot be, it does not
know.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import accumulate, islice
from typing import NamedTuple, TypeVar

from routekit.errors import InputError
from routekit.model.value import Value
from routekit.rules.columns import Column, Span, Spec, bits, column_of
from routekit.rules.divided import Divided
from routekit.rules.pack import Pack
from routekit.rules.parts import Cell, LookUp, Row
from routekit.rules.proof import Space
from routekit.rules.references import EMERGENCY
from routekit.rules.table import Cube, Cubes

Label = TypeVar("Label", bound=Hashable)

NOTHING: Mapping[str, str] = {}
MOST_TRIED = 400
MOST_MEETINGS = 100_000


class Named(Value):
    """Whom an outcome names: who handles it, who has the duty if that is another, and who is told.

    For an emergency the role is `emergency` and the number to call. `looked_up` is where it is looked up who
    plays the role.
    """

    role: str
    fallback: str | None
    also_tell: tuple[str, ...]
    looked_up: LookUp | None = None

    @property
    def emergency(self) -> bool:
        """Whether it is a number to call."""
        return self.role.startswith(f"{EMERGENCY}_")

    def is_elsewhere(self, other: "Named") -> bool:
        """Tell whether another handles it, and not only another has the duty or is told."""
        return (self.role, self.looked_up) != (other.role, other.looked_up)


def named(pack: Pack, row: Row) -> Named:
    """Give whom a row of a pack names, or a stop."""
    if row.outcome == EMERGENCY and row.id in pack.stops:
        return Named(role=f"{EMERGENCY}_{pack.stops[row.id].call}", fallback=None, also_tell=())
    outcome = pack.outcomes[row.outcome]
    return Named(
        role=outcome.role,
        fallback=outcome.fallback,
        also_tell=tuple(sorted(outcome.also_tell)),
        looked_up=outcome.authority,
    )


class _Side(NamedTuple):
    """One pack laid over the columns of both: all that it knows as disjoint cubes, each with its row.

    `known` has the answers of each of its own columns.
    """

    cubes: tuple[Cube, ...]
    rows: tuple[Row, ...]
    known: Mapping[str, int]


class _Meeting(NamedTuple):
    """The numbers of two pieces, one of each side, and the situations that they share."""

    one: int
    other: int
    cube: Cube


class Met(NamedTuple):
    """Situations that come to the same in both packs: how many, described once each, and by which rows."""

    situations: int
    when: tuple[tuple[Cell, ...], ...]
    rows_one: tuple[Row, ...]
    rows_other: tuple[Row, ...]


class Contrast:
    """Two packs over the columns of both. With `given`, only situations that have these answers."""

    def __init__(self, one: Divided, other: Divided, given: Mapping[str, str] = NOTHING) -> None:
        """Find every two rows that meet.

        Raises InputError for a column of numbers here and of days there, and for packs that are large and
        have so little in common that too many rows meet.
        """
        self._columns = _united(one.columns, other.columns)
        self._space = Space(self._columns)
        self._fixed = frozenset(given)
        self._worded: dict[tuple[str, int], Cell] = {}
        within = _within(self._columns, given)
        self._one, self._other = (_side(pack, self._columns, within) for pack in (one, other))
        self._meetings = tuple(islice(_meetings(self._one, self._other, self._space), MOST_MEETINGS + 1))
        if len(self._meetings) > MOST_MEETINGS:
            expected = f"packs are needed of which at most {MOST_MEETINGS:,} pairs of rows meet; split them"
            raise InputError.of("other", f"{len(other.pieces):,} rows", expected)
        self.situations = sum(self._space.volume(each.cube) for each in self._meetings)

    @property
    def unknown_to_one(self) -> int:
        """How many situations only the other knows."""
        return sum(map(self._space.volume, self._other.cubes)) - self.situations

    @property
    def unknown_to_other(self) -> int:
        """How many situations only the one knows."""
        return sum(map(self._space.volume, self._one.cubes)) - self.situations

    @property
    def only_one(self) -> tuple[Cell, ...]:
        """The answers that the one pack has alone, in the order of its questions and facts."""
        return tuple(self._only(self._one, self._other))

    @property
    def only_other(self) -> tuple[Cell, ...]:
        """The answers that the other pack has alone, in the order of its questions and facts."""
        return tuple(self._only(self._other, self._one))

    def grouped(self, label: Callable[[Row, Row], Label | None]) -> Iterator[tuple[Label, Met]]:
        """Give the situations of each label that two rows which meet have; those of None are left out."""
        known: dict[tuple[int, int], Label | None] = {}
        found: defaultdict[Label, list[_Meeting]] = defaultdict(list)
        rows_one, rows_other = _numbered(self._one.rows), _numbered(self._other.rows)
        for each in self._meetings:
            pair = rows_one[each.one], rows_other[each.other]
            if pair not in known:
                known[pair] = label(self._one.rows[each.one], self._other.rows[each.other])
            if (said := known[pair]) is not None:
                found[said].append(each)
        for said, meetings in found.items():
            yield said, self._met(meetings)

    def _met(self, meetings: list[_Meeting]) -> Met:
        cubes = _joined([each.cube for each in meetings], self._space)
        counted = sorted(((self._space.volume(cube), cube) for cube in cubes), key=_volume, reverse=True)
        return Met(
            situations=sum(volume for volume, _ in counted),
            when=tuple(self._cells(cube) for _, cube in counted),
            rows_one=_distinct(self._one.rows[each.one] for each in meetings),
            rows_other=_distinct(self._other.rows[each.other] for each in meetings),
        )

    def _cells(self, cube: Cube) -> tuple[Cell, ...]:
        return tuple(
            self._cell(column, mask)
            for column, mask, full in zip(self._columns, cube, self._space.full, strict=True)
            if mask != full and column.id not in self._fixed
        )

    def _cell(self, column: Column, mask: int) -> Cell:
        key = column.id, mask
        if key not in self._worded:
            self._worded[key] = Cell(column=column.id, options=column.members(mask))
        return self._worded[key]

    def _only(self, here: _Side, there: _Side) -> Iterator[Cell]:
        united = {column.id: column for column in self._columns}
        for name, mask in here.known.items():
            alone = mask & ~there.known.get(name, 0)
            if alone:
                yield Cell(column=name, options=united[name].members(alone))


def _distinct(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple({(row.id, row.outcome): row for row in rows}.values())


def _numbered(rows: Iterable[Row]) -> tuple[int, ...]:
    """Give for each piece the number of its row; several pieces may be of one."""
    known: dict[tuple[str, str], int] = {}
    return tuple(known.setdefault((row.id, row.outcome), len(known)) for row in rows)


# --- the columns of both -------------------------------------------------------------------------------


def _united(one: tuple[Column, ...], other: tuple[Column, ...]) -> tuple[Column, ...]:
    """Give the columns of both, with the answers of both, cut wherever rows of either cut."""
    mine, theirs = ({column.id: column for column in columns} for columns in (one, other))
    found = []
    for name in dict.fromkeys((*mine, *theirs)):
        known = [side[name] for side in (mine, theirs) if name in side]
        options = dict.fromkeys(option for column in known for option in column.spec.options)
        spec = Spec(tuple(options), _span(name, [column.spec.span for column in known]))
        found.append(column_of(name, spec, (cell for column in known for cell in _cuts(column))))
    return tuple(found)


def _span(name: str, spans: Iterable[Span | None]) -> Span | None:
    """Give the range that holds those of both packs, if any has one."""
    known = [span for span in spans if span is not None]
    if len({span.kind for span in known}) > 1:
        raise InputError.of("other", name, "it is a number in one pack and a day in the other; rename one")
    if not known:
        return None
    return Span(known[0].kind, min(each.low for each in known), max(each.high for each in known))


def _cuts(column: Column) -> Iterator[tuple[str, ...]]:
    return (column.members(1 << at) for at in range(len(column.starts)))


def _within(columns: tuple[Column, ...], given: Mapping[str, str]) -> Cube:
    """Give the situations that have the answers given. Raises InputError for what neither pack knows."""
    masks = {column.id: column.full for column in columns}
    for column in columns:
        if column.id in given:
            bit = column.bit(given[column.id])
            if bit is None:
                expected = "an answer that one of the packs has is needed"
                raise InputError.of(column.id, given[column.id], expected)
            masks[column.id] = 1 << bit
    return tuple(masks.values())


# --- cubes ---------------------------------------------------------------------------------------------


def _side(pack: Divided, columns: tuple[Column, ...], within: Cube) -> _Side:
    """Lay the cubes of a pack over the columns of both; the same cell is read once."""
    united = {column.id: (at, column) for at, column in enumerate(columns)}
    own = [(*united[column.id], column) for column in pack.columns]
    read: dict[tuple[int, int], int] = {}
    cubes, rows = [], []
    for cube, row in pack.pieces:
        laid = list(within)
        for (at, column, mine), mask in zip(own, cube, strict=True):
            if (at, mask) not in read:
                read[at, mask] = column.mask(mine.members(mask))
            laid[at] &= read[at, mask]
        if all(laid):
            cubes.append(tuple(laid))
            rows.append(row)
    known = {column.id: united[column.id][1].mask(column.members(column.full)) for column in pack.columns}
    return _Side(tuple(cubes), tuple(rows), known)


def _meetings(one: _Side, other: _Side, space: Space) -> Iterator[_Meeting]:
    """Give every two pieces that have the same situations."""
    index = Cubes(space.sizes, other.cubes)
    for at, cube in enumerate(one.cubes):
        for to in bits(index.meeting(cube)):
            yield _Meeting(at, to, tuple(a & b for a, b in zip(cube, other.cubes[to], strict=True)))


def _joined(cubes: list[Cube], space: Space) -> tuple[Cube, ...]:
    """Join disjoint cubes that differ in one column only, until no two do, so that there is less to read.

    Which are left depends on the column that comes first; of a few cubes every column is tried. A cube is one
    int meanwhile, as there may be thousands.
    """
    starts = tuple(accumulate(space.sizes, initial=0))
    packed = [sum(mask << start for mask, start in zip(cube, starts, strict=False)) for cube in cubes]
    narrow = [at for at, full in enumerate(space.full) if any(cube[at] != full for cube in cubes)]
    masks = [space.full[at] << starts[at] for at in narrow]
    firsts = range(len(masks)) if len(cubes) * len(masks) <= MOST_TRIED else range(min(1, len(masks)))
    tried = [_joined_by((*masks[first:], *masks[:first]), packed) for first in firsts]
    fewest = min(tried, key=len, default=packed)
    return tuple(
        tuple(each >> start & full for start, full in zip(starts, space.full, strict=False))
        for each in fewest
    )


def _volume(counted: tuple[int, Cube]) -> int:
    return counted[0]


def _joined_by(columns: tuple[int, ...], cubes: list[int]) -> list[int]:
    found, before = cubes, 0
    while len(found) != before:
        before = len(found)
        for column in columns:
            alike: dict[int, int] = {}
            for cube in found:
                rest = cube & ~column
                alike[rest] = alike.get(rest, 0) | cube
            found = list(alike.values())
    return found
