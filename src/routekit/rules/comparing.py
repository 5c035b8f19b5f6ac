"""Compare two packs: in which situations they name different roles, counted without going through them.

Questions, facts and their options are matched by id. A situation here has one answer for everything that
either pack looks at; a pack does not mind what it does not look at. What a pack says cannot be, it does not
know.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from routekit.errors import InputError
from routekit.model import PackRef
from routekit.model.value import Value
from routekit.rules.columns import Column, Span, Spec, bits, column_of
from routekit.rules.pack import Divided, Pack, divided
from routekit.rules.parts import Cell, Row
from routekit.rules.proof import Space
from routekit.rules.references import EMERGENCY
from routekit.rules.table import Cube, Cubes, cube_of


class Named(Value):
    """Whom an outcome names: who handles it, who has the duty if that is another, and who is told.

    For an emergency the role is `emergency` and the number to call.
    """

    role: str
    fallback: str | None
    also_tell: tuple[str, ...]


class Difference(Value):
    """Situations in which the one pack names `one` and the other `other`.

    `when` describes the same situations without naming any twice: in each, the columns named have one of the
    answers named. The rows are those that match there, emergency stops among them.
    """

    one: Named
    other: Named
    situations: int
    when: tuple[tuple[Cell, ...], ...]
    rows_one: tuple[str, ...]
    rows_other: tuple[str, ...]

    @property
    def elsewhere(self) -> bool:
        """Whether another role handles it, and not only another has the duty or is told."""
        return self.one.role != self.other.role


class Comparison(Value):
    """How two packs differ, over the `situations` that both know.

    Every whole number and every day counts as an answer of its own. In `elsewhere` of the situations another
    role handles it, in `told` the same role does, but another has the duty or is told. `only_one` and
    `only_other` hold the questions and facts, and the answers of shared ones, that just one of the packs has.
    Situations with such an answer of a shared column, and those that just one of the packs says cannot be,
    are known to one alone and are counted in `unknown_to_other` and `unknown_to_one`.
    """

    one: PackRef
    other: PackRef
    situations: int
    elsewhere: int
    told: int
    unknown_to_one: int
    unknown_to_other: int
    only_one: tuple[Cell, ...]
    only_other: tuple[Cell, ...]
    differences: tuple[Difference, ...]

    @property
    def same(self) -> int:
        """In how many situations both name the same."""
        return self.situations - self.elsewhere - self.told


class _Side(NamedTuple):
    """One pack laid over the columns of both: all that it knows as disjoint cubes, each with its row."""

    pack: Pack
    cubes: tuple[Cube, ...]
    rows: tuple[Row, ...]

    def named(self, at: int) -> Named:
        row = self.rows[at]
        if row.outcome == EMERGENCY and row.id in self.pack.stops:
            return Named(role=f"{EMERGENCY}_{self.pack.stops[row.id].call}", fallback=None, also_tell=())
        outcome = self.pack.outcomes[row.outcome]
        told = tuple(sorted(outcome.also_tell))
        return Named(role=outcome.role, fallback=outcome.fallback, also_tell=told)


class _Meeting(NamedTuple):
    """The numbers of two pieces, one of each side, and the situations that they share."""

    one: int
    other: int
    cube: Cube


def compare(one: Pack, other: Pack) -> Comparison:
    """Say in which situations two packs name different roles, the most frequent difference first.

    Raises InputError for packs of which one asks for a number where the other asks for a day.
    """
    mine, theirs = divided(one), divided(other)
    columns = _united(mine.columns, theirs.columns)
    space = Space(columns)
    left, right = _side(one, mine, columns), _side(other, theirs, columns)
    meetings = tuple(_meetings(left, right, space))
    situations = sum(space.volume(each.cube) for each in meetings)
    found = tuple(_differences(left, right, meetings, columns))
    return Comparison(
        one=one.ref,
        other=other.ref,
        situations=situations,
        elsewhere=sum(each.situations for each in found if each.elsewhere),
        told=sum(each.situations for each in found if not each.elsewhere),
        unknown_to_one=sum(map(space.volume, right.cubes)) - situations,
        unknown_to_other=sum(map(space.volume, left.cubes)) - situations,
        only_one=tuple(_only(columns, mine, theirs)),
        only_other=tuple(_only(columns, theirs, mine)),
        differences=tuple(sorted(found, key=_most_first)),
    )


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


def _side(pack: Pack, here: Divided, columns: tuple[Column, ...]) -> _Side:
    cubes = tuple(_laid(here.columns, cube, columns) for cube, _ in here.pieces)
    return _Side(pack, cubes, tuple(row for _, row in here.pieces))


def _laid(mine: tuple[Column, ...], cube: Cube, columns: tuple[Column, ...]) -> Cube:
    cells = zip(mine, cube, strict=True)
    return cube_of(columns, {column.id: column.members(mask) for column, mask in cells})


def _only(columns: tuple[Column, ...], here: Divided, there: Divided) -> Iterator[Cell]:
    """Give the answers that one pack has alone, in the order of its questions and facts."""
    known, others = _known(here, columns), _known(there, columns)
    united = {column.id: column for column in columns}
    for name, mask in known.items():
        alone = mask & ~others.get(name, 0)
        if alone:
            yield Cell(column=name, options=united[name].members(alone))


def _known(pack: Divided, columns: tuple[Column, ...]) -> Mapping[str, int]:
    united = {column.id: column for column in columns}
    return {column.id: united[column.id].mask(column.members(column.full)) for column in pack.columns}


def _differences(
    left: _Side, right: _Side, meetings: Iterable[_Meeting], columns: tuple[Column, ...]
) -> Iterator[Difference]:
    space = Space(columns)
    groups: defaultdict[tuple[Named, Named], list[_Meeting]] = defaultdict(list)
    for each in meetings:
        pair = left.named(each.one), right.named(each.other)
        if pair[0] != pair[1]:
            groups[pair].append(each)
    for (one, other), found in groups.items():
        cubes = _joined((each.cube for each in found), space)
        yield Difference(
            one=one,
            other=other,
            situations=sum(map(space.volume, cubes)),
            when=tuple(_cells(columns, cube) for cube in cubes),
            rows_one=tuple(dict.fromkeys(left.rows[each.one].id for each in found)),
            rows_other=tuple(dict.fromkeys(right.rows[each.other].id for each in found)),
        )


def _meetings(left: _Side, right: _Side, space: Space) -> Iterator[_Meeting]:
    """Give every two pieces that have the same situations."""
    index = Cubes(space.sizes, right.cubes)
    for at, cube in enumerate(left.cubes):
        for to in bits(index.meeting(cube)):
            yield _Meeting(at, to, tuple(a & b for a, b in zip(cube, right.cubes[to], strict=True)))


def _joined(cubes: Iterable[Cube], space: Space) -> tuple[Cube, ...]:
    """Join disjoint cubes that differ in one column only, until no two do, so that there is less to read."""
    found, before = tuple(cubes), 0
    while len(found) != before:
        before = len(found)
        for column in range(len(found[0])):
            alike: defaultdict[Cube, int] = defaultdict(int)
            for cube in found:
                alike[(*cube[:column], 0, *cube[column + 1 :])] |= cube[column]
            found = tuple((*key[:column], mask, *key[column + 1 :]) for key, mask in alike.items())
    return tuple(sorted(found, key=space.volume, reverse=True))


def _cells(columns: tuple[Column, ...], cube: Cube) -> tuple[Cell, ...]:
    return tuple(
        Cell(column=column.id, options=column.members(mask))
        for column, mask in zip(columns, cube, strict=True)
        if mask != column.full
    )


def _most_first(found: Difference) -> tuple[bool, int, str]:
    return not found.elsewhere, -found.situations, repr((found.one, found.other))
