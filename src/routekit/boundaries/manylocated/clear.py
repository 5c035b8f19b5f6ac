"""Which circles have the same area, or nothing, all around: told from the labels of squares, many at a time."""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from routekit.boundaries.gridindex.frame import BLOCK, LEAF_M, Frame
from routekit.boundaries.gridindex.raster import Raster
from routekit.boundaries.gridindex.segments import Floats, Integers

FAR_M: Final = 1_100.0  # beyond, there are too many squares to look at
UNCLEAR: Final = -1

_LabelsOf = Callable[[Integers, Integers], Integers]


class Windows(NamedTuple):
    """Squares from `west` to `east` and from `south` to `north`, both included, a window for each circle."""

    west: Integers
    south: Integers
    east: Integers
    north: Integers

    @classmethod
    def around(cls, frame: Frame, eastings: Floats, northings: Floats, reach: Floats) -> "Windows":
        """Give the leaves that circles reach, as far as they lie in the frame; else the nearest of those."""
        columns, rows = frame.columns * BLOCK - 1, frame.rows * BLOCK - 1
        x, y = eastings - frame.west, northings - frame.south
        return cls(
            _leaf(x - reach, columns), _leaf(y - reach, rows), _leaf(x + reach, columns), _leaf(y + reach, rows)
        )

    def some(self, at: Integers) -> "Windows":
        """Give some of the windows."""
        return Windows(*(each[at] for each in self))

    def of_blocks(self) -> "Windows":
        """Give the blocks that the leaves lie in."""
        return Windows(*(each // BLOCK for each in self))


def labels_around(raster: Raster, windows: Windows, reach: Floats) -> Integers:
    """Give the label that all squares of a window have, -1 where they differ; one that an edge passes has none.

    All around a frame lies a block of nowhere, so that what is beyond it is nowhere too. Whole blocks are
    looked at first.
    """
    labels: Integers = np.full(len(reach), UNCLEAR, dtype=np.int64)
    points = np.flatnonzero(reach <= FAR_M)
    blocks = windows.some(points).of_blocks()
    labels[points] = _same(blocks, raster.block_labels)
    points = points[labels[points] == UNCLEAR]
    labels[points] = _same(windows.some(points), raster.square_labels)
    return labels


def _same(windows: Windows, labels_of: _LabelsOf) -> Integers:
    """Give the label of all squares of each window, -1 where they differ or one has none."""
    labels = labels_of(windows.south, windows.west)
    live = np.flatnonzero(labels != UNCLEAR)
    wide, tall = windows.east - windows.west, windows.north - windows.south
    for column in range(int(wide.max(initial=0)) + 1):
        live = live[(wide[live] >= column)]
        for row in range(int(tall[live].max(initial=0)) + 1):
            asked = live[(tall[live] >= row) & (labels[live] != UNCLEAR)]
            found = labels_of(windows.south[asked] + row, windows.west[asked] + column)
            labels[asked[found != labels[asked]]] = UNCLEAR
    return labels


def _leaf(metres: Floats, last: int) -> Integers:
    leaf: Integers = np.clip(np.floor(metres / LEAF_M), 0, last).astype(np.int64)
    return leaf
