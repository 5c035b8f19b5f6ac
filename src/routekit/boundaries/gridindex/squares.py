"""How the leaves of a band of rows are numbered: block by block, and row by row within a block."""

from typing import NamedTuple

from routekit.boundaries.gridindex.frame import BLOCK, LEAVES
from routekit.boundaries.gridindex.segments import Integers


class Squares(NamedTuple):
    """The leaves of a band: `rows` of leaves, a multiple of a block, each of `columns` blocks."""

    rows: range
    columns: int

    @property
    def width(self) -> int:
        """How many leaves there are in a row."""
        return self.columns * BLOCK

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self.rows) * self.width

    def number(self, rows: Integers, columns: Integers) -> Integers:
        """Give the numbers of leaves."""
        down, across = rows - self.rows.start, columns
        block = (down // BLOCK) * self.columns + across // BLOCK
        return block * LEAVES + (down % BLOCK) * BLOCK + across % BLOCK

    def place(self, numbers: Integers) -> tuple[Integers, Integers]:
        """Give the rows and columns of numbered leaves."""
        block, leaf = numbers // LEAVES, numbers % LEAVES
        rows = block // self.columns * BLOCK + leaf // BLOCK + self.rows.start
        return rows, block % self.columns * BLOCK + leaf % BLOCK

    def by_block(self, values: Integers) -> Integers:
        """Put values that are given row by row into the order of the numbers."""
        shape = (len(self.rows) // BLOCK, BLOCK, self.columns, BLOCK)
        return values.reshape(shape).transpose(0, 2, 1, 3).ravel()
