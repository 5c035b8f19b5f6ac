"""A table of blocks and the squares in them, read for many points at a time."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from routekit.boundaries.gridindex.frame import BLOCK, LEAVES
from routekit.boundaries.gridindex.segments import Floats, Integers

Short = npt.NDArray[np.int32]
Labels = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

CHUNK: Final = 32_768  # points at a time, so that what is worked on stays in the processor's cache


def chunks(number: int, size: int = CHUNK) -> Iterator[slice]:
    """Divide so many points; none are one empty chunk."""
    return (slice(start, start + size) for start in range(0, max(number, 1), size))


class Extent(NamedTuple):
    """Where blocks lie: their south-west corner, how many there are each way, and how many to a unit."""

    west: float
    south: float
    columns: int
    rows: int
    per_east: float
    per_north: float


class Unlabelled(NamedTuple):
    """Points whose square has no label: which of the points, and of each its block and the rank of its leaf.

    `x` and `y` say where it is in the square, in widths of it.
    """

    points: Integers
    blocks: Short
    ranks: npt.NDArray[np.integer[Any]]
    x: Floats
    y: Floats

    @classmethod
    def together(cls, parts: Sequence[Self]) -> Self:
        """Give the points of all parts."""
        columns: Any = map(np.concatenate, zip(*parts, strict=True))
        return cls(*columns)

    def part(self, chunk: slice) -> Self:
        """Give some of the points."""
        columns: Any = (each[chunk] for each in self)
        return type(self)(*columns)


class Raster:
    """Blocks, row by row from the south-west, and the 16 squares of each that has no label of its own."""

    def __init__(self, extent: Extent, blocks: memoryview, rows: memoryview, squares: memoryview) -> None:
        self._extent = extent
        self._blocks, self._rows, self._squares = array(blocks), array(rows), array(squares)
        self._signed = np.dtype(f"i{blocks.itemsize}")
        self._rank = (1 << (8 * blocks.itemsize - 1)) - 1

    def labels(self, eastings: Floats, northings: Floats) -> tuple[Labels, Unlabelled]:
        """Give the label at each point, and what has none; 0 is outside. The coordinates are finite."""
        labels = np.empty(len(eastings), dtype=self._blocks.dtype)
        found = [self._chunk(eastings[each], northings[each], labels[each]) for each in chunks(len(labels))]
        for each, chunk in zip(found, chunks(len(labels)), strict=True):
            each.points[:] += chunk.start
        return labels, Unlabelled.together(found)

    def unlabelled(self, rows: Short, columns: Short) -> tuple[Integers, Integers, Integers]:
        """Give which of some blocks have squares without a label, the number of each, and its squares.

        Of a square, in a row for each block, it is the rank of its leaf, -1 if it has a label.
        """
        labels = self._blocks.take(rows * self._extent.columns + columns).astype(np.int64)
        deeper = np.flatnonzero(labels > self._rank)
        blocks = self._rows.take(rows[deeper]).astype(np.int64) + (labels[deeper] & self._rank)
        squares = self._squares.reshape(-1, LEAVES).take(blocks, axis=0).astype(np.int64)
        return deeper, blocks, np.where(squares > self._rank, squares & self._rank, -1)

    @property
    def flag(self) -> int:
        """What is less is a label."""
        return self._rank + 1

    def block_labels(self, rows: Short, columns: Short) -> Labels:
        """Give what blocks have: a label, or a number from `flag` on."""
        found: Labels = self._blocks.take(rows * self._extent.columns + columns, mode="clip")
        return found

    def square_labels(self, rows: Short, columns: Short) -> Labels:
        """Give what squares have, whose rows and columns are counted from the corner: as `block_labels`."""
        labels = self.block_labels(rows >> 2, columns >> 2)
        deeper = np.flatnonzero(labels >= self.flag)
        row, column = rows[deeper], columns[deeper]
        block = self._rows.take(row >> 2, mode="clip").astype(np.int32) + (labels[deeper] & self._rank)
        labels[deeper] = self._squares.take(block << 4 | (row & 3) << 2 | column & 3, mode="clip")
        return labels

    def _chunk(self, eastings: Floats, northings: Floats, labels: Labels) -> Unlabelled:
        """Put in the labels of some points; give what has none."""
        x, y = self._placed(eastings, northings)
        cell = y.astype(np.int32)
        cell *= self._extent.columns
        cell += x.astype(np.int32)
        self._blocks.take(cell, out=labels, mode="clip")
        deeper = np.flatnonzero(labels.view(self._signed) < 0)
        x, y = x.take(deeper, mode="clip"), y.take(deeper, mode="clip")
        x *= BLOCK
        y *= BLOCK
        column, row = x.astype(np.int32), y.astype(np.int32)
        block = self._rows.take(row >> 2, mode="clip").astype(np.int32)
        block += labels.take(deeper, mode="clip") & self._rank
        inner = self._squares.take(block << 4 | (row & 3) << 2 | column & 3, mode="clip")
        labels[deeper] = inner
        at = np.flatnonzero(inner.view(self._signed) < 0)
        ranks = inner[at] & self._rank
        return Unlabelled(deeper[at], block[at], ranks, x[at] - column[at], y[at] - row[at])

    def _placed(self, eastings: Floats, northings: Floats) -> tuple[Floats, Floats]:
        """Place points, in block widths from the corner; what is outside, in the first block: nowhere."""
        extent = self._extent
        x, y = eastings - extent.west, northings - extent.south
        x *= extent.per_east
        y *= extent.per_north
        least, most = min(x.min(initial=0), y.min(initial=0)), (x.max(initial=0), y.max(initial=0))
        if least < 0 or most[0] >= extent.columns or most[1] >= extent.rows:
            outside = (x < 0) | (x >= extent.columns) | (y < 0) | (y >= extent.rows)
            x[outside] = y[outside] = 0
        return x, y


def array(view: memoryview) -> npt.NDArray[Any]:
    """Give a view of whole numbers as an array."""
    return np.frombuffer(view, dtype=f"<u{view.itemsize}")
