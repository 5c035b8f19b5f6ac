"""Rows as bit masks: which row a situation meets, which are still live, whether a question can still matter.

A cube holds one bit mask of options for each column: the situations of a row. A set of rows is an int with
one bit for each row, so that one AND for each column does the work of a scan.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

Cube = tuple[int, ...]


class Column(NamedTuple):
    """A question or a fact, and its options."""

    id: str
    options: tuple[str, ...]


def columns_of(options: Mapping[str, tuple[str, ...]]) -> tuple[Column, ...]:
    """Give the columns of a mapping of id -> options."""
    return tuple(Column(id_, choices) for id_, choices in options.items())


def cube_of(columns: Sequence[Column], when: Mapping[str, tuple[str, ...]]) -> Cube:
    """Give the situations in which every column named has one of its options; others may be anything."""
    cells = (when.get(column.id, column.options) for column in columns)
    return tuple(
        sum(1 << column.options.index(option) for option in set(cell))
        for column, cell in zip(columns, cells, strict=True)
    )


def in_words(columns: Sequence[Column], cube: Cube) -> str:
    """Describe a cube, leaving out the columns that may be anything."""
    said = [
        f"{column.id} = {' or '.join(column.options[at] for at in bits(mask))}"
        for column, mask in zip(columns, cube, strict=True)
        if mask.bit_count() < len(column.options)
    ]
    return ", ".join(said) or "anything"


def bits(mask: int) -> Iterator[int]:
    """Give the positions of the bits that are set, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Cubes:
    """An index of cubes by column and option."""

    __slots__ = ("_holders", "all", "cubes")

    def __init__(self, sizes: Sequence[int], cubes: Iterable[Cube]) -> None:
        self.cubes = tuple(cubes)
        self.all = (1 << len(self.cubes)) - 1
        self._holders = tuple(
            tuple(
                sum(1 << at for at, cube in enumerate(self.cubes) if cube[column] >> option & 1)
                for option in range(size)
            )
            for column, size in enumerate(sizes)
        )

    def holding(self, column: int, option: int) -> int:
        """Give the cubes in which a column may have an option."""
        return self._holders[column][option]

    def sharing(self, column: int, mask: int) -> int:
        """Give the cubes in which a column may have any of the options of a mask."""
        found = 0
        for option in bits(mask):
            found |= self._holders[column][option]
        return found

    def meeting(self, cube: Cube) -> int:
        """Give the cubes that share a situation with this one."""
        found = self.all
        for column, mask in enumerate(cube):
            found &= self.sharing(column, mask)
            if not found:
                break
        return found


class Table:
    """A complete and disjoint decision table: every situation meets exactly one cube.

    `outcomes` names the outcome of each cube. That the table is complete and disjoint is not checked here
    but in `proof`; without it the answers mean nothing.
    """

    __slots__ = ("_at", "_masks", "_meeting", "_restricting", "_same", "all")

    def __init__(self, columns: Sequence[Column], cubes: Sequence[Cube], outcomes: Sequence[str]) -> None:
        index = Cubes([len(column.options) for column in columns], cubes)
        self.all = index.all
        self._at = {column.id: at for at, column in enumerate(columns)}
        self._masks: tuple[tuple[str, dict[object, int]], ...] = tuple(
            (column.id, {option: index.holding(at, n) for n, option in enumerate(column.options)})
            for at, column in enumerate(columns)
        )
        self._same = _groups(outcomes)
        self._meeting = tuple(_meetings(index, at) for at in range(len(columns)))
        self._restricting = tuple(
            sum(1 << n for n, cube in enumerate(cubes) if cube[at].bit_count() < len(column.options))
            for at, column in enumerate(columns)
        )

    def find(self, given: Mapping[str, str]) -> int:
        """Give the number of the cube that a situation meets.

        Raises KeyError, TypeError or AttributeError when `given` is not a situation of these columns.
        """
        live = self.all
        get = given.get
        for column, masks in self._masks:
            live &= masks[get(column)]
        return live.bit_length() - 1

    def narrowed(self, live: int, column: str, option: str) -> int:
        """Give those of the live cubes in which a column may have an option."""
        return live & self._masks[self._at[column]][1][option]

    def matters(self, live: int, column: str, unanswered: Iterable[str]) -> bool:
        """Say whether the outcome can still depend on a column, exactly.

        It can if and only if two live cubes of different outcome share an option in every other unanswered
        column: being disjoint, they then differ in this one.
        """
        others = [self._meeting[self._at[other]] for other in unanswered if other != column]
        for cube in bits(live):
            rivals = live & ~self._same[cube]
            for meeting in others:
                if not rivals:
                    break
                rivals &= meeting[cube]
            if rivals:
                return True
        return False

    def restricted(self, live: int, column: str) -> bool:
        """Say whether any of the live cubes allows only some options of a column."""
        return bool(live & self._restricting[self._at[column]])


def _groups(outcomes: Sequence[str]) -> tuple[int, ...]:
    """Give, for each cube, the cubes of the same outcome."""
    groups: dict[str, int] = {}
    for at, outcome in enumerate(outcomes):
        groups[outcome] = groups.get(outcome, 0) | 1 << at
    return tuple(groups[outcome] for outcome in outcomes)


def _meetings(index: Cubes, column: int) -> tuple[int, ...]:
    """Give, for each cube, the cubes that share an option of a column with it."""
    cells = {cube[column] for cube in index.cubes}
    found = {mask: index.sharing(column, mask) for mask in cells}
    return tuple(found[cube[column]] for cube in index.cubes)
