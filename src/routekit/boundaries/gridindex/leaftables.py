"""The leaves of an index as arrays: their records, entries and lists, each page checked when first needed."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from routekit.boundaries.gridindex.pages import PAGE_BITS, RECORD
from routekit.boundaries.gridindex.raster import array
from routekit.boundaries.gridindex.segments import Integers
from routekit.boundaries.gridindex.tables import Tables


class LeafTables:
    """What `Tables` says of leaves, for many at a time."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._records = array(tables.records)
        self._sound = np.frombuffer(tables.sound, dtype=np.bool_)
        self.firsts = array(tables.leaves)
        self.entries: npt.NDArray[np.uint16] = array(tables.entries)
        self.values = array(tables.values)

    def record(self, leaf: Integers) -> tuple[Integers, Integers, Integers, Integers]:
        """Give the first entry, the list, and the base of leaves, and where their entries end.

        EditionError if a page of them is not as it was written.
        """
        self._check(leaf)
        at = RECORD * leaf
        first, place, base, end = (
            self._records.take(at + each, mode="clip").astype(np.intp) for each in range(RECORD + 1)
        )
        return first, place, base, end

    def _check(self, leaf: Integers) -> None:
        pages = leaf >> PAGE_BITS
        unchecked = pages[~self._sound.take(pages)]
        for page in np.unique(unchecked).tolist():
            self._tables.check(page)


def lowest_bit(masks: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.uint8]:
    """Give for each mask of 16 bits the number of its lowest bit, from 1; 0 for none."""
    return _LOWEST.take(masks, mode="clip")


def _lowest() -> npt.NDArray[np.uint8]:
    table = np.zeros(1 << 16, dtype=np.uint8)
    for bit in range(16):
        table[1 << bit :: 1 << bit] = bit + 1
    table.setflags(write=False)
    return table


_LOWEST: Final = _lowest()
