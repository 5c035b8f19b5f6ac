"""A table of blocks and the squares in them, read for many points at a time."""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.boundaries.gridindex.frame import BLOCK
from routekit.boundaries.gridindex.segments import Floats, Integers

Labels = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

CHUNK: Final = 32_768  # points at a time, so that what is worked on stays in the processor's cache


class Unlabelled(NamedTuple):
    """Points whose square has no label: which of the points, and of each its block and the rank of its leaf.

    `x` and `y` say where it is in the square, in widths of it.
    """

    points: Integers
    blocks: Integers
    ranks: Integers
    x: Floats
    y: Floats


class Raster:
    """Blocks, row by row from the south-west, and the 16 squares of each that has no label of its own."""

    def __init__(self, columns: int, blocks: memoryview, rows: memoryview, squares: memoryview) -> None:
        self._columns = columns
        self._blocks, self._rows, self._squares = array(blocks), array(rows), array(squares)
        self._height = len(self._blocks) // columns
        self._signed = np.dtype(f"i{blocks.itemsize}")
        self._rank = (1 << (8 * blocks.itemsize - 1)) - 1

    def labels(self, x: Floats, y: Floats) -> tuple[Labels, Unlabelled]:
        """Give the label at each place, in block widths from the corner, and what has none; 0 is outside.

        The coordinates are finite, and may be changed.
        """
        if x.min() < 0 or y.min() < 0 or x.max() >= self._columns or y.max() >= self._height:
            outside = (x < 0) | (x >= self._columns) | (y < 0) | (y >= self._height)
            x[outside] = y[outside] = 0  # the first block lies outside every area
        row = y.astype(np.intp)
        cell = row * self._columns
        cell += x.astype(np.intp)
        labels = self._blocks.take(cell, mode="wrap")
        deeper = np.flatnonzero(labels.view(self._signed) < 0)
        block = self._rows.take(row[deeper]) + (labels[deeper] & self._rank)
        x, y = x[deeper] * BLOCK, y[deeper] * BLOCK
        column, row = x.astype(np.intp), y.astype(np.intp)
        inner = self._squares.take((block << 4) + ((row & 3) << 2) + (column & 3), mode="wrap")
        labels[deeper] = inner
        at = np.flatnonzero(inner.view(self._signed) < 0)
        ranks = (inner[at] & self._rank).astype(np.intp)
        return labels, Unlabelled(deeper[at], block[at], ranks, x[at] - column[at], y[at] - row[at])


def array(view: memoryview) -> npt.NDArray[Any]:
    """Give a view of whole numbers as an array."""
    return np.frombuffer(view, dtype=f"<u{view.itemsize}")
