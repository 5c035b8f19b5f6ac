"""Many points at a time, with NumPy: what `scalar` does, in the same whole coordinates."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from routekit.boundaries.gridindex.cut import Flags
from routekit.boundaries.gridindex.exact import Exact
from routekit.boundaries.gridindex.frame import BLOCK_M, DEEP, FIRST, NEAR, SPAN
from routekit.boundaries.gridindex.pages import ENTRY, PAGE_BITS, RECORD
from routekit.boundaries.gridindex.raster import CHUNK, Labels, Raster, Unlabelled, array
from routekit.boundaries.gridindex.segments import Floats, Integers, expanded
from routekit.boundaries.gridindex.tables import Tables
from routekit.boundaries.many import metres_many

Codes = npt.NDArray[np.str_]
Words = npt.NDArray[np.uint16]
Singles = npt.NDArray[np.float32]


class Bulk:
    """The index of one edition, as arrays."""

    def __init__(self, tables: Tables, codes: Sequence[str], exact: Exact) -> None:
        self._tables = tables
        self._exact = exact
        self._codes: Codes = np.array([code or "" for code in tables.firsts(codes)], dtype="<U9")
        self._raster = Raster(tables.frame.columns, tables.blocks, tables.rows, tables.squares)
        self._leaves = array(tables.leaves)
        self._records = array(tables.records)
        self._entries = array(tables.entries).view(f"V{2 * ENTRY}")
        self._values = array(tables.values)
        self._sound = np.frombuffer(tables.sound, dtype=np.bool_)

    def codes_at(self, eastings: npt.ArrayLike, northings: npt.ArrayLike) -> Codes:
        """Give the code of the first area in order at each point, "" for nowhere.

        Metres on the National Grid, in two arrays with one dimension and the same length. InvalidPlaceError:
        they are not that, or not finite, naming the first bad index.
        """
        return self.answers(self.labels, *metres_many(eastings, northings))

    def answers(self, labels_of: Callable[[Floats, Floats], Labels], x: Floats, y: Floats) -> Codes:
        """Give the codes of the labels that a function finds at points, a chunk of them at a time."""
        labels = np.empty(len(x), dtype=np.uint32)
        for start in range(0, len(x), CHUNK):
            chunk = slice(start, start + CHUNK)
            labels[chunk] = labels_of(x[chunk], y[chunk])
        return self._codes.take(labels, mode="wrap")

    def labels(self, eastings: Floats, northings: Floats) -> Labels:
        """Give the label at each point; metres, finite, and at least one."""
        frame = self._tables.frame
        x, y = eastings - frame.west, northings - frame.south
        x *= 1 / BLOCK_M
        y *= 1 / BLOCK_M
        labels, found = self._raster.labels(x, y)
        if len(found.points):
            points = found.points
            labels[points] = self._in_leaves(found, eastings[points], northings[points])
        return labels

    def _in_leaves(self, found: Unlabelled, eastings: Floats, northings: Floats) -> Integers:
        leaf = self._leaves.take(found.blocks) + found.ranks
        x, y = (found.x * SPAN).astype(np.intp) + FIRST, (found.y * SPAN).astype(np.intp) + FIRST
        self._check(leaf)
        first, place, base, end = self._record(leaf)
        divided = np.flatnonzero(base > DEEP)
        if len(divided):
            strip = place[divided] + (y[divided] >> (base[divided] - DEEP))
            self._check(strip)
            first[divided], place[divided], base[divided], end[divided] = self._record(strip)
        count = end - first
        flips, near = self._crossed(first, count, x.astype(np.float32), y.astype(np.float32))
        mask = base ^ flips
        labels = np.where(mask > 0, self._values.take(place + _LOWEST.take(mask), mode="wrap") + 1, 0)
        unsure = np.flatnonzero(near | (base == DEEP))
        if len(unsure):
            place = place[unsure]
            point, area = expanded(place + 1, place + 1 + self._values.take(place), self._values)
            labels[unsure] = self._exact.firsts(point, area, eastings[unsure], northings[unsure]) + 1
        return labels

    def _crossed(self, first: Integers, count: Integers, x: Singles, y: Singles) -> tuple[Words, Flags]:
        """Give the masks of the edges west of each point, together, and whether an edge is near.

        Single precision is enough to tell near from far: it is good to a thousandth of a unit.
        """
        ends = np.cumsum(count)
        which = np.repeat(np.arange(len(count)), count)
        entry = np.arange(len(which)) + np.repeat(first - (ends - count), count)
        rows = self._entries.take(entry, mode="wrap").view(np.uint16).reshape(-1, ENTRY)
        ax, ay, bx, by = rows[:, :4].T.astype(np.float32)
        px, py = x.take(which), y.take(which)
        across, up = bx - ax, by - ay
        side = (px - ax) * up - (py - ay) * across
        crossed = (ay <= py) & (py < by) & (side > 0)
        close = np.flatnonzero(np.abs(side) <= NEAR * (np.abs(across) + up))
        near = np.zeros(len(count), dtype=np.bool_)
        near[which[close[_in_box(rows[close].astype(np.float32), px[close], py[close])]]] = True
        flips = np.zeros(len(count), dtype=np.uint16)
        some = np.flatnonzero(count)
        if len(some):
            masks = rows[:, 4] * crossed
            flips[some] = np.bitwise_xor.reduceat(masks, (ends - count)[some])
        return flips, near

    def _record(self, leaf: Integers) -> tuple[Integers, Integers, Integers, Integers]:
        """Give the first entry, the list, and the base of leaves, and where their entries end."""
        at = RECORD * leaf
        first, place, base, end = (
            self._records.take(at + each, mode="wrap").astype(np.intp) for each in range(RECORD + 1)
        )
        return first, place, base, end

    def _check(self, leaf: Integers) -> None:
        pages = leaf >> PAGE_BITS
        unchecked = pages[~self._sound.take(pages)]
        for page in np.unique(unchecked).tolist():
            self._tables.check(page)


def _in_box(rows: Singles, x: Singles, y: Singles) -> Flags:
    """Say of each point and entry whether the point is in the box around the edge, grown by what is near."""
    ax, ay, bx, by, _ = rows.T
    beside = (x >= np.minimum(ax, bx) - NEAR) & (x <= np.maximum(ax, bx) + NEAR)
    inside: Flags = beside & (y >= ay - NEAR) & (y <= by + NEAR)
    return inside


def _lowest() -> npt.NDArray[np.uint8]:
    """Give for each mask the number of its lowest bit, from 1; 0 for none."""
    table = np.zeros(1 << 16, dtype=np.uint8)
    for bit in range(16):
        table[1 << bit :: 1 << bit] = bit + 1
    table.setflags(write=False)
    return table


_LOWEST: Final = _lowest()
