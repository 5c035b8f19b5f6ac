"""Which boxes a box meets: an R-tree, as the set is small and made anew when it changes.

libspatialindex is not safe between threads, not even for reading or for trees of their own: concurrent
queries crash the process. So one lock guards all of them, and no fork happens while it is held.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from rtree.index import Index

from routekit.boundaries.guard import guarded

Floats = npt.NDArray[np.float64]

_ONE_AT_A_TIME: Final = guarded()


class Boxes:
    """Boxes by number, in the order given. Safe between threads and after a fork."""

    def __init__(self, bounds: Floats) -> None:
        numbers = np.arange(len(bounds), dtype=np.int64)
        with _ONE_AT_A_TIME:
            self._index = Index((numbers, bounds[:, :2].copy(), bounds[:, 2:].copy()))

    def meeting(self, west: float, south: float, east: float, north: float) -> npt.NDArray[np.int64]:
        """Give the number of each box that a box meets, edges included, in no order."""
        with _ONE_AT_A_TIME:
            return np.fromiter(self._index.intersection((west, south, east, north)), dtype=np.int64)
