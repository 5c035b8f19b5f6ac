"""Which circles have the same area, or nothing, all around: told from the labels of squares."""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from routekit.boundaries.gridindex.frame import BLOCK, LEAF_M, Frame
from routekit.boundaries.gridindex.raster import Labels, Raster, Short
from routekit.boundaries.gridindex.segments import Floats, Integers

FAR_M: Final = 1_100.0  # beyond, there are too many squares to look at
UNCLEAR: Final = -1
_BLOCK_BITS: Final = BLOCK.bit_length() - 1

_LabelsOf = Callable[[Short, Short], Labels]


class Windows(NamedTuple):
    """Squares from `west` to `east` and from `south` to `north`, both included, a window for each circle."""

    west: Short
    south: Short
    east: Short
    north: Short

    @classmethod
    def around(cls, frame: Frame, eastings: Floats, northings: Floats, reach: Floats) -> "Windows":
        """Give the leaves that circles reach, as far as they lie in the frame; else the nearest of those."""
        columns, rows = frame.columns * BLOCK - 1, frame.rows * BLOCK - 1
        x, y = eastings - frame.west, northings - frame.south
        return cls(
            _leaf(x - reach, columns),
            _leaf(y - reach, rows),
            _leaf(x + reach, columns),
            _leaf(y + reach, rows),
        )

    def some(self, at: Integers) -> "Windows":
        """Give some of the windows."""
        return Windows(*(each[at] for each in self))

    def of_blocks(self) -> "Windows":
        """Give the blocks that the leaves lie in."""
        return Windows(*(each >> _BLOCK_BITS for each in self))


def labels_around(raster: Raster, windows: Windows, reach: Floats) -> Short:
    """Give the label that all squares of a window have, -1 where they differ or an edge passes one.

    All around a frame lies a block of nowhere, so that what is beyond it is nowhere too. Whole blocks are
    looked at first.
    """
    labels: Short = np.full(len(reach), UNCLEAR, dtype=np.int32)
    points = np.flatnonzero(reach <= FAR_M)
    if len(points) < len(reach):
        windows = windows.some(points)
    for each, labels_of in ((windows.of_blocks(), raster.block_labels), (windows, raster.square_labels)):
        left = np.flatnonzero(labels[points] == UNCLEAR)
        asked = each if len(left) == len(points) else each.some(left)
        labels[points[left]] = _same(asked, labels_of, raster.flag)
    return labels


def _same(windows: Windows, labels_of: _LabelsOf, flag: int) -> Short:
    """Give the label of all squares of each window, -1 where they differ or one has none.

    What is from the flag on is no label, and so equal to none.
    """
    labels = labels_of(windows.south, windows.west)
    wide, tall = windows.east - windows.west, windows.north - windows.south
    alike = labels < flag
    wider = np.flatnonzero(alike)
    for column in range(int(wide.max(initial=0)) + 1):
        wider = wider[(wide[wider] >= column) & alike[wider]]
        taller = wider
        for row in range(column == 0, int(tall[wider].max(initial=0)) + 1):
            taller = taller[(tall[taller] >= row) & alike[taller]]
            found = labels_of(windows.south[taller] + row, windows.west[taller] + column)
            alike[taller[found != labels[taller]]] = False
    return np.where(alike, labels.astype(np.int32), UNCLEAR)


def _leaf(metres: Floats, last: int) -> Short:
    metres *= 1 / LEAF_M  # a power of two: nothing is rounded
    np.clip(metres, 0, last, out=metres)
    return metres.astype(np.int32)
