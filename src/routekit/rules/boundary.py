"""The boundaries of rows, where one answer decides whether a row matches, and which of them a case shows.

Each cell that restricts has one boundary: the same row with that one answer changed. A number or a day has
two sides of each end: the last value with which the row matches, and the next one.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from routekit.model.value import Value
from routekit.rules.columns import Column, bits
from routekit.rules.parts import Row
from routekit.rules.table import Cube, Cubes, cube_of


class Boundary(Value):
    """One side of a boundary: the situations of `row`, but with the answer to `column` that is said.

    On the `inside` the row matches, for the last time; otherwise it no longer does. `value` is the number or
    the day right at an end; without one any of the `options` will do.
    """

    row: str
    column: str
    inside: bool
    options: tuple[str, ...]
    value: str | None = None

    @property
    def words(self) -> str:
        """Say which case shows it."""
        answer = " or ".join(self.options) if self.value is None else self.value
        return f"row {self.row} {'with' if self.inside else 'but for'} {self.column} = {answer}"


class Side(NamedTuple):
    """A boundary, the numbers of its row and column, its situations, and the number or day at an end."""

    boundary: Boundary
    row: int
    column: int
    cube: Cube
    value: int | None


class Sides:
    """The sides of all boundaries of some rows, numbered."""

    def __init__(self, columns: tuple[Column, ...], rows: Iterable[Row]) -> None:
        self.columns = columns
        self.rows = tuple(rows)
        cubes = (cube_of(columns, row.when) for row in self.rows)
        self._index = Cubes([column.size for column in columns], cubes)
        self._at = {column.id: at for at, column in enumerate(columns)}
        self.sides = tuple(chain.from_iterable(map(self._of_row, range(len(self.rows)))))
        self._of_column: list[list[int]] = [[] for _ in columns]
        for number, side in enumerate(self.sides):
            self._of_column[side.column].append(number)

    def cube(self, row: int) -> Cube:
        """Give the situations that a row looks for."""
        return self._index.cubes[row]

    def named(self, shown: int) -> tuple[Boundary, ...]:
        """Give the boundaries that some bits stand for."""
        return tuple(self.sides[number].boundary for number in bits(shown))

    def shown_by(self, used: Iterable[tuple[str, str]], left: Collection[str]) -> int:
        """Give the sides that a case shows, as bits; `left` are the ids of the rows left at its end.

        An answer that was not used may be anything, as nothing depends on it, so one case stands for all.
        """
        answers = [(self._at[name], self._bit(self._at[name], text), text) for name, text in used]
        missed = {at: self._index.all & ~self._index.holding(at, bit) for at, bit, _ in answers}
        matched, twice = self._index.all, 0
        for rows in missed.values():
            twice |= rows & ~matched
            matched &= ~rows
        alone = ~matched & ~twice
        found = 0
        for at, bit, text in answers:
            for number in self._of_column[at]:
                side = self.sides[number]
                misses = alone & missed[at] & 1 << side.row
                if (side.boundary.row in left if side.boundary.inside else misses) and _holds(
                    side, self.columns[at], bit, text
                ):
                    found |= 1 << number
        return found

    def _bit(self, at: int, answer: str) -> int:
        found = self.columns[at].bit(answer)
        assert found is not None, "only answers that there are can be used"
        return found

    def _of_row(self, number: int) -> Iterator[Side]:
        cube = self._index.cubes[number]
        for at, column in enumerate(self.columns):
            outside = column.full & ~cube[at]
            ends = tuple(_ends(column, cube[at])) if outside else ()
            for value, inside in ends:
                yield self._side(number, at, _bit_of(column, value), inside=inside, value=value)
            if outside and all(inside for _, inside in ends):
                yield self._side(number, at, outside, inside=False, value=None)

    def _side(self, number: int, at: int, mask: int, *, inside: bool, value: int | None) -> Side:
        column, cube, span = self.columns[at], self._index.cubes[number], self.columns[at].spec.span
        boundary = Boundary(
            row=self.rows[number].id,
            column=column.id,
            inside=inside,
            options=column.members(mask),
            value=span.shown(value) if span is not None and value is not None else None,
        )
        return Side(boundary, number, at, (*cube[:at], mask, *cube[at + 1 :]), value)


def _holds(side: Side, column: Column, bit: int, text: str) -> bool:
    if not side.cube[side.column] >> bit & 1:
        return False
    return side.value is None or (column.spec.span is not None and column.spec.span.value(text) == side.value)


def _ends(column: Column, mask: int) -> Iterator[tuple[int, bool]]:
    """Give the numbers or days on both sides of each end of a cell, and whether they are inside."""
    intervals, span = column.intervals, column.spec.span
    held = [at for at in bits(mask) if at < len(intervals)]
    for at in held:
        assert span is not None
        low, high = intervals[at]
        if at - 1 not in held and low > span.low:
            yield from ((low - 1, False), (low, True))
        if at + 1 not in held and high < span.high:
            yield from ((high, True), (high + 1, False))


def _bit_of(column: Column, value: int) -> int:
    return next(1 << at for at, (low, high) in enumerate(column.intervals) if low <= value <= high)
