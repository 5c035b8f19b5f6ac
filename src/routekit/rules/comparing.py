"""Compare two packs: in which situations they name different roles, counted without going through them.

Questions, facts and their options are matched by id. A situation here has one option for everything that
either pack looks at; a pack does not mind what it does not look at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from routekit.model import PackRef
from routekit.model.value import Value
from routekit.rules.pack import Pack
from routekit.rules.parts import Cell, Outcome, Row
from routekit.rules.proof import common, volume, without
from routekit.rules.table import Column, Cube, Cubes, bits, columns_of, cube_of
from routekit.rules.verdict import certain

Options = Mapping[str, tuple[str, ...]]


class Named(Value):
    """Whom an outcome names: who handles it, who has the duty if that is another, and who is told."""

    role: str
    fallback: str | None
    also_tell: tuple[str, ...]


class Difference(Value):
    """Situations in which the one pack names `one` and the other `other`.

    `when` describes the same situations without naming any twice: in each, the columns named have one of the
    options named. The rows are those that match there.
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

    In `elsewhere` of them another role handles it, in `told` the same role does, but another has the duty or
    is told. `only_one` and `only_other` hold the questions and facts, and the options of shared ones, that
    just one of the packs has; situations with such an option of a shared column are known to that pack alone
    and are counted in `unknown_to_other` and `unknown_to_one`.
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
    """One pack laid over the columns of both: all that it knows, and the cube of each row with the row."""

    pack: Pack
    known: Cube
    cubes: tuple[Cube, ...]
    rows: tuple[Row, ...]

    def named(self, at: int) -> Named:
        return _named(self.pack.outcomes[self.rows[at].outcome])


def compare(one: Pack, other: Pack) -> Comparison:
    """Say in which situations two packs name different roles, the most frequent difference first."""
    options_one, options_other = _options(one), _options(other)
    columns = columns_of(_united(options_one, options_other))
    left, right = _side(one, options_one, columns), _side(other, options_other, columns)
    shared = common(left.known, right.known)
    situations = volume(shared) if shared else 0
    found = tuple(_differences(left, right, columns))
    return Comparison(
        one=one.ref,
        other=other.ref,
        situations=situations,
        elsewhere=sum(each.situations for each in found if each.elsewhere),
        told=sum(each.situations for each in found if not each.elsewhere),
        unknown_to_one=volume(right.known) - situations,
        unknown_to_other=volume(left.known) - situations,
        only_one=_only(options_one, options_other),
        only_other=_only(options_other, options_one),
        differences=tuple(sorted(found, key=_most_first)),
    )


def _options(pack: Pack) -> dict[str, tuple[str, ...]]:
    facts = {name: fact.options for name, fact in pack.facts.items()}
    return facts | {name: tuple(each.id for each in found.options) for name, found in pack.questions.items()}


def _united(one: Options, other: Options) -> dict[str, tuple[str, ...]]:
    names = dict.fromkeys((*one, *other))
    return {name: tuple(dict.fromkeys((*one.get(name, ()), *other.get(name, ())))) for name in names}


def _only(here: Options, there: Options) -> tuple[Cell, ...]:
    missing = {
        name: tuple(each for each in found if each not in there.get(name, ())) for name, found in here.items()
    }
    return tuple(Cell(column=name, options=options) for name, options in missing.items() if options)


def _side(pack: Pack, options: Options, columns: tuple[Column, ...]) -> _Side:
    rows = [row for row in pack.rows if row.cells]
    cubes = [cube_of(columns, {**options, **row.when}) for row in rows]
    for otherwise in (row for row in pack.rows if not row.cells):
        rest = without(cube_of(columns, certain(options)), cubes)
        assert rest is not None, "it was found when the pack was proved"
        cubes, rows = [*cubes, *rest], [*rows, *(otherwise,) * len(rest)]
    return _Side(pack, cube_of(columns, options), tuple(cubes), tuple(rows))


def _named(outcome: Outcome) -> Named:
    return Named(role=outcome.role, fallback=outcome.fallback, also_tell=tuple(sorted(outcome.also_tell)))


def _differences(left: _Side, right: _Side, columns: tuple[Column, ...]) -> Iterator[Difference]:
    groups: defaultdict[tuple[Named, Named], list[tuple[Cube, int, int]]] = defaultdict(list)
    for at, to, cube in _meetings(left, right, columns):
        pair = left.named(at), right.named(to)
        if pair[0] != pair[1]:
            groups[pair].append((cube, at, to))
    for (one, other), found in groups.items():
        cubes = _joined(cube for cube, _, _ in found)
        yield Difference(
            one=one,
            other=other,
            situations=sum(map(volume, cubes)),
            when=tuple(_cells(columns, cube) for cube in cubes),
            rows_one=tuple(dict.fromkeys(left.rows[at].id for _, at, _ in found)),
            rows_other=tuple(dict.fromkeys(right.rows[to].id for _, _, to in found)),
        )


def _meetings(left: _Side, right: _Side, columns: tuple[Column, ...]) -> Iterator[tuple[int, int, Cube]]:
    """Give the numbers of every two rows that match the same situations, and these."""
    index = Cubes([len(column.options) for column in columns], right.cubes)
    for at, cube in enumerate(left.cubes):
        for to in bits(index.meeting(cube)):
            yield at, to, tuple(a & b for a, b in zip(cube, right.cubes[to], strict=True))


def _joined(cubes: Iterable[Cube]) -> tuple[Cube, ...]:
    """Join disjoint cubes that differ in one column only, until no two do, so that there is less to read."""
    found, before = tuple(cubes), 0
    while len(found) != before:
        before = len(found)
        for column in range(len(found[0])):
            alike: defaultdict[Cube, int] = defaultdict(int)
            for cube in found:
                alike[(*cube[:column], 0, *cube[column + 1 :])] |= cube[column]
            found = tuple((*key[:column], mask, *key[column + 1 :]) for key, mask in alike.items())
    return tuple(sorted(found, key=volume, reverse=True))


def _cells(columns: tuple[Column, ...], cube: Cube) -> tuple[Cell, ...]:
    return tuple(
        Cell(column=column.id, options=tuple(column.options[at] for at in bits(mask)))
        for column, mask in zip(columns, cube, strict=True)
        if mask.bit_count() < len(column.options)
    )


def _most_first(found: Difference) -> tuple[bool, int, str]:
    return not found.elsewhere, -found.situations, repr((found.one, found.other))
