"""Look at a finished index a window of rows at a time: its labels, and where there are leaves."""

from collections.abc import Mapping
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from routekit.boundaries.container import Section
from routekit.boundaries.gridindex.frame import BLOCK, LEAF_M, LEAVES, Frame
from routekit.boundaries.gridindex.segments import Floats, Integers


class Sheet:
    """The squares of a finished index; `flag` marks what is no label, of type `dtype`."""

    def __init__(self, frame: Frame, tables: Mapping[str, Section]) -> None:
        self.frame = frame
        self._blocks = tables["grid_blocks"].array.reshape(frame.rows, frame.columns)
        self._rows = tables["grid_rows"].array.astype(np.int64)
        self._squares = tables["grid_squares"].array.reshape(-1, LEAVES)
        self.dtype = self._blocks.dtype
        self.flag = 1 << (8 * self.dtype.itemsize - 1)

    def window(self, first: int, last: int) -> Integers:
        """Give the labels of leaf-sized squares, -1 for leaves, of some rows of blocks."""
        labels = self._blocks[first:last].astype(np.int64)
        whole = np.repeat(labels[:, :, None], LEAVES, axis=2)
        row, column = np.nonzero(labels >= self.flag)
        numbers = self._rows[first + row] + labels[row, column] - self.flag
        whole[row, column] = self._squares[numbers]
        whole[whole >= self.flag] = -1
        shape = (last - first, self.frame.columns, BLOCK, BLOCK)
        return whole.reshape(shape).transpose(0, 2, 1, 3).reshape(BLOCK * (last - first), -1)


class Window(NamedTuple):
    """The squares of some rows of an index: their labels, and how many leaves lie south and west of each."""

    frame: Frame
    first_row: int
    squares: Integers
    leaves: npt.NDArray[np.int32]

    @classmethod
    def of(cls, sheet: Sheet, low: float, high: float) -> Self:
        """Open the rows between two northings."""
        frame, size = sheet.frame, LEAF_M * BLOCK
        rows = np.clip([(each - frame.south) // size for each in (low, high)], 0, frame.rows - 1)
        first, last = rows.astype(int).tolist()
        labels = sheet.window(first, last + 1)
        leaves = np.zeros((labels.shape[0] + 1, labels.shape[1] + 1), dtype=np.int32)
        leaves[1:, 1:] = (labels < 0).cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
        return cls(frame, first * BLOCK, labels, leaves)

    def labels(self, west: Floats, south: Floats, east: Floats, north: Floats) -> Integers:
        """Give the label of each box, -1 for one with a leaf in it; what is outside the index is nowhere."""
        height, width = self.squares.shape
        left, right = self._columns(west, width), self._columns(east, width)
        low, high = self._rows(south, height), self._rows(north, height)
        leaves = self.leaves[high + 1, right + 1] - self.leaves[low, right + 1]
        leaves = leaves - self.leaves[high + 1, left] + self.leaves[low, left]
        return np.where(leaves > 0, -1, self.squares[low, left])

    def _columns(self, eastings: Floats, width: int) -> Integers:
        return np.clip((eastings - self.frame.west) // LEAF_M, 0, width - 1).astype(np.int64)

    def _rows(self, northings: Floats, height: int) -> Integers:
        row = (northings - self.frame.south) // LEAF_M - self.first_row
        return np.clip(row, 0, height - 1).astype(np.int64)
