"""In which areas the south-western corner of each leaf lies, by counting crossings along its row.

An area's outline crosses the southern border line of a row an even number of times; between the first and the
second of each pair the line is in the area. Nothing is measured: no rounding can make a count go wrong.
"""

from typing import NamedTuple, Self

import numpy as np

from routekit.boundaries.gridindex.cut import Crossings, Flags
from routekit.boundaries.gridindex.segments import Integers, Segments, expanded
from routekit.boundaries.gridindex.squares import Squares


class States(NamedTuple):
    """The stretches of the rows of a band whose corners lie in an area.

    `crossings` numbers the crossings, first by row, then by area, then by column, in order. Of leaves
    numbered row by row, stretch i goes from `starts[i]` to before `ends[i]`, and is of `areas[i]`.
    """

    squares: Squares
    areas_in_all: int
    crossings: Integers
    starts: Integers
    ends: Integers
    areas: Integers

    @classmethod
    def of(cls, crossings: Crossings, segments: Segments, squares: Squares, areas: int) -> Self:
        """Pair the crossings of a band; `areas` says how many there are in all."""
        which, area = segments.owned(crossings.edges)
        row = crossings.rows[which] - squares.rows.start
        numbers = (row * areas + area) * squares.width + crossings.columns[which]
        numbers.sort()
        line, column = np.divmod(numbers, squares.width)
        if len(line) % 2 or (line[0::2] != line[1::2]).any():
            raise AssertionError("an outline crosses a line an odd number of times")
        row, area = np.divmod(line[0::2], areas)
        starts = row * squares.width + column[0::2] + 1
        ends = row * squares.width + column[1::2] + 1
        long = starts < ends
        return cls(squares, areas, numbers, starts[long], ends[long], area[long])

    def sums(self) -> tuple[Integers, Integers]:
        """Give for each leaf in how many areas its corner lies, and the sum of their positions."""
        at = np.concatenate([self.starts, self.ends])
        signs = np.repeat([1.0, -1.0], len(self.areas))
        positions = signs * np.tile(self.areas, 2)
        changes = (np.bincount(at, each, self.squares.size + 1)[:-1] for each in (signs, positions))
        counts, sums = (self.squares.by_block(np.cumsum(each.astype(np.int64))) for each in changes)
        return counts, sums

    def inside(self, leaves: Integers, areas: Integers) -> Flags:
        """Say of each pair of a leaf and an area whether the leaf's corner lies in the area."""
        rows, columns = self.squares.place(leaves)
        line = ((rows - self.squares.rows.start) * self.areas_in_all + areas) * self.squares.width
        west = np.searchsorted(self.crossings, line + columns) - np.searchsorted(self.crossings, line)
        return (west & 1).astype(np.bool_)

    def around(self, leaves: Integers) -> tuple[Integers, Integers]:
        """Give all pairs of one of these leaves and an area that its corner lies in."""
        rows, columns = self.squares.place(leaves)
        along = (rows - self.squares.rows.start) * self.squares.width + columns
        order = np.argsort(along)
        low, high = np.searchsorted(along[order], [self.starts, self.ends])
        which, place = expanded(low, high, order)
        return leaves[place], self.areas[which]
