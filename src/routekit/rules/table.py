"""Rows as bit masks: which row a situation meets, which are still live, whether a question can still matter.

A cube holds one bit mask of answers for each column: the situations of a row. A set of rows is an int with
one bit for each row, so that one AND for each column does the work of a scan.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from routekit.rules.columns import Column, bits

Cube = tuple[int, ...]
Labels: TypeAlias = tuple[int, ...]
MOST_LISTED = 5_000
MOST_SAID = 12


def cube_of(columns: Sequence[Column], when: Mapping[str, Iterable[str]]) -> Cube:
    """Give the situations in which every column named has one of its answers; others may be anything."""
    return tuple(column.mask(when[column.id]) if column.id in when else column.full for column in columns)


def in_words(columns: Sequence[Column], cube: Cube) -> str:
    """Describe a cube, leaving out the columns that may be anything; of many columns or answers the first."""
    narrow = [(column, mask) for column, mask in zip(columns, cube, strict=True) if mask != column.full]
    said = [f"{column.id} = {_few(column.members(mask), ' or ')}" for column, mask in narrow]
    return _few(said, ", ") or "anything"


def _few(words: Sequence[str], between: str) -> str:
    more = [f"{len(words) - MOST_SAID} more"] if len(words) > MOST_SAID else []
    return between.join([*words[:MOST_SAID], *more])


class Cubes:
    """An index of cubes by column and option."""

    __slots__ = ("_holders", "all", "cubes", "sizes")

    def __init__(self, sizes: Sequence[int], cubes: Iterable[Cube]) -> None:
        self.sizes = tuple(sizes)
        self.cubes = tuple(cubes)
        self.all = (1 << len(self.cubes)) - 1
        holders = [[0] * size for size in sizes]
        for at, cube in enumerate(self.cubes):
            for held, mask in zip(holders, cube, strict=True):
                for option in bits(mask):
                    held[option] |= 1 << at
        self._holders = tuple(map(tuple, holders))

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


class _Answers(dict[object, int]):
    """The cubes that hold each answer of a column; a number or a day that is not listed is looked up."""

    __slots__ = ("_column", "_holders")

    def __init__(self, column: Column, holders: Sequence[int]) -> None:
        span, first = column.spec.span, len(column.starts)
        super().__init__(zip(column.spec.options, holders[first:], strict=True))
        if span is not None and span.high - span.low < MOST_LISTED:
            for (low, high), held in zip(column.intervals, holders, strict=False):
                self.update((span.shown(value), held) for value in range(low, high + 1))
        self._column = column
        self._holders = holders

    def __missing__(self, answer: object) -> int:
        bit = self._column.bit(answer) if isinstance(answer, str) else None
        if bit is None:
            raise KeyError(answer)
        return self._holders[bit]


class Table:
    """A decision table of disjoint cubes that are complete: every situation meets exactly one.

    `labels` says what each cube comes to; None is what cannot be. That the table is complete and disjoint is
    not checked here but in `proof`; without it the answers mean nothing.
    """

    __slots__ = ("_at", "_masks", "_meeting", "_restricting", "all", "cubes", "holders", "possible", "same")

    def __init__(
        self, columns: Sequence[Column], cubes: Sequence[Cube], labels: Sequence[str | None]
    ) -> None:
        index = Cubes([column.size for column in columns], cubes)
        self.all = index.all
        self.cubes = index.cubes
        self.possible = sum(1 << at for at, label in enumerate(labels) if label is not None)
        self._at = {column.id: at for at, column in enumerate(columns)}
        self.holders = MappingProxyType(
            {
                column.id: tuple(index.holding(at, bit) for bit in range(column.size))
                for at, column in enumerate(columns)
            }
        )
        self._masks: tuple[tuple[str, _Answers], ...] = tuple(
            (column.id, _Answers(column, self.holders[column.id])) for column in columns
        )
        self.same = groups(labels)
        self._meeting = {column.id: _meetings(index, at) for at, column in enumerate(columns)}
        self._restricting = {
            column.id: sum(1 << n for n, cube in enumerate(cubes) if cube[at] != column.full)
            for at, column in enumerate(columns)
        }

    def find(self, given: Mapping[str, str]) -> int:
        """Give the number of the cube that a situation meets; -1 if there is none.

        Raises KeyError, TypeError or AttributeError when `given` is not a situation of these columns.
        """
        live = self.all
        get = given.get
        for column, masks in self._masks:
            live &= masks[get(column)]
        return (live & -live).bit_length() - 1

    def narrowed(self, live: int, column: str, answer: str) -> int:
        """Give those of the live cubes in which a column may have an answer."""
        return live & self._masks[self._at[column]][1][answer]

    def settled(self, live: int, same: Labels) -> bool:
        """Say whether all the live cubes come to the same; so they do if there are none."""
        return not live or not live & ~same[(live & -live).bit_length() - 1]

    def looked_at(self, live: int, columns: Iterable[str]) -> list[str]:
        """Give those of the columns in which some live cube allows only some answers."""
        restricting = self._restricting
        return [column for column in columns if live & restricting[column]]

    def matters(self, live: int, column: str, unknown: Iterable[str], same: Labels) -> bool:
        """Say whether what the live cubes come to can depend on a column, exactly.

        It can if and only if two live cubes that come to something else share an answer in every other
        unknown column that cubes look at: being disjoint, they then differ in this one, and one of the two
        restricts it.
        """
        others = [self._meeting[other] for other in unknown if other != column]
        restricting = live & self._restricting[column]
        while restricting:
            lowest = restricting & -restricting
            restricting ^= lowest
            cube = lowest.bit_length() - 1
            rivals = live & ~same[cube]
            for meeting in others:
                if not rivals:
                    break
                rivals &= meeting[cube]
            if rivals:
                return True
        return False

    def restricted(self, live: int, column: str) -> bool:
        """Say whether any of the live cubes allows only some answers of a column."""
        return bool(live & self._restricting[column])


def groups(labels: Sequence[str | None]) -> Labels:
    """Give, for each cube, the cubes of the same label."""
    found: dict[str | None, int] = {}
    for at, label in enumerate(labels):
        found[label] = found.get(label, 0) | 1 << at
    return tuple(found[label] for label in labels)


def _meetings(index: Cubes, column: int) -> tuple[int, ...]:
    """Give, for each cube, the cubes that share an option of a column with it."""
    cells = {cube[column] for cube in index.cubes}
    found = {mask: index.sharing(column, mask) for mask in cells}
    return tuple(found[cube[column]] for cube in index.cubes)
