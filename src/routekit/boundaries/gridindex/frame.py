"""The squares of the index: where they lie on the National Grid, and how a point is placed in one.

A leaf is a square of 64 m, a block is 4 x 4 leaves. Within a leaf a point has whole coordinates: 0 is left of
the leaf, where the borders of areas are told of that were crossed further west, and FIRST to LAST lie in it.
"""

import math
from typing import Final, NamedTuple, Self

LEAF_M: Final = 64.0
BLOCK_M: Final = 256.0
BLOCK: Final = 4  # leaves along a side of a block
LEAVES: Final = BLOCK * BLOCK

SPAN: Final = 65_520  # units along a side of a leaf: one is 0.98 mm
FIRST: Final = 8
LAST: Final = FIRST + SPAN
LEFT: Final = 0  # left of the leaf, farther than a point in it can be near
TOP: Final = 65_535  # above the leaf

# Two units: a quantised end lies within half a unit of the true one, and a quantised point within one unit of
# the true one, so that a point farther than 1.5 units from a quantised edge is on the true edge's same side.
NEAR: Final = 2

MOST_CANDIDATES: Final = 15  # bits of a mask, of 16; the last is for DEEP
DEEP: Final = 0x8000  # a base with this bit is none: the leaf was divided into strips, or has no masks

# Lines of the grid keep off the lattice of 0.1 mm (by 0.05 and 0.025 mm) and off whole metres, so that no
# vertex lies on one. In powers of two, taking the origin from a point is exact.
_EAST_OFF: Final = 1 / 32
_NORTH_OFF: Final = 3 / 64


class Frame(NamedTuple):
    """The extent of an index: its south-west corner in metres (EPSG:27700), and its blocks each way."""

    west: float
    south: float
    columns: int
    rows: int

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float]) -> Self:
        """Frame bounds with at least a block to spare on every side."""
        west = math.floor(bounds[0] / BLOCK_M - 1) * BLOCK_M - _EAST_OFF
        south = math.floor(bounds[1] / BLOCK_M - 1) * BLOCK_M - _NORTH_OFF
        columns = math.floor((bounds[2] - west) / BLOCK_M) + 2
        rows = math.floor((bounds[3] - south) / BLOCK_M) + 2
        return cls(west, south, columns, rows)

    @property
    def east(self) -> float:
        """The easting from which on there is no area, a metre in: no rounding leads out of the tables."""
        return self.west + self.columns * BLOCK_M - 1

    @property
    def north(self) -> float:
        """The northing from which on there is no area, as for `east`."""
        return self.south + self.rows * BLOCK_M - 1
