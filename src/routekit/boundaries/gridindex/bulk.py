"""Many points at a time, with NumPy: what `scalar` does, in the same whole coordinates."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from routekit.boundaries.gridindex.cut import Flags
from routekit.boundaries.gridindex.exact import Exact
from routekit.boundaries.gridindex.frame import BLOCK_M, DEEP, FIRST, NEAR, SPAN
from routekit.boundaries.gridindex.leaftables import LeafTables, lowest_bit
from routekit.boundaries.gridindex.pages import ENTRY
from routekit.boundaries.gridindex.raster import Extent, Labels, Raster, Unlabelled, chunks
from routekit.boundaries.gridindex.segments import Floats, Integers, expanded
from routekit.boundaries.gridindex.tables import Tables
from routekit.boundaries.many import metres_many

Codes = npt.NDArray[np.str_]
Positions = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint16]
Singles = npt.NDArray[np.float32]
Exactly = Callable[[Integers], tuple[Floats, Floats]]

_LEAVES: Final = 8_192  # points in leaves at a time
_UNSURE: Final = 1_000_000  # points near an edge at a time


class Bulk:
    """The index of one edition, as arrays."""

    def __init__(self, tables: Tables, codes: Sequence[str], exact: Exact) -> None:
        self._exact = exact
        self._areas = len(codes)
        self._codes: Codes = np.array(tables.firsts(codes, ""), dtype="<U9")
        self._positions: Positions = np.array(tables.firsts(range(len(codes)), -1), dtype=np.int32)
        self.raster = Raster(
            Extent(*tables.frame, 1 / BLOCK_M, 1 / BLOCK_M), tables.blocks, tables.rows, tables.squares
        )
        self.leaves = LeafTables(tables)

    def codes(self, labels: Labels) -> Codes:
        """Give the codes of labels."""
        return _each(self._codes, labels)

    def positions(self, labels: Labels) -> Positions:
        """Give the positions of labels."""
        return _each(self._positions, labels)

    def labels(self, eastings: npt.ArrayLike, northings: npt.ArrayLike) -> Labels:
        """Give the label at each point.

        Metres on the National Grid, in two arrays with one dimension and the same length. InvalidPlaceError:
        they are not that, or not finite, naming the first bad index.
        """
        x, y = metres_many(eastings, northings)
        return self.labels_near(x, y, lambda points: (x[points], y[points]))

    def labels_near(self, eastings: Floats, northings: Floats, exactly: Exactly) -> Labels:
        """Do what `labels` does for coordinates that are up to a micrometre off.

        `exactly` is told which points are so near to an edge that this could matter, and gives where they
        are: for the others, a thousandth of a unit goes unnoticed.
        """
        labels, unlabelled = self.raster.labels(eastings, northings)
        unsure = []
        for chunk in chunks(len(unlabelled.points), _LEAVES):
            found = unlabelled.part(chunk)
            labels[found.points], near, places, _ = self._in_leaves(found)
            unsure.append((found.points[near], places))
        points, places = map(np.concatenate, zip(*unsure, strict=True))
        if not len(points):
            return labels
        for chunk in chunks(len(points), _UNSURE):
            labels[points[chunk]] = self._by_polygons(points[chunk], places[chunk], exactly)
        return labels

    def sure_labels(self, eastings: Floats, northings: Floats) -> tuple[Labels, Flags]:
        """Give the label at each point, and of which points it is the whole answer.

        Of others it is not: an edge is near, or several areas cover the point, and the label is that of the
        first or of a set.
        """
        labels, unlabelled = self.raster.labels(eastings, northings)
        sure: Flags = labels <= self._areas
        for chunk in chunks(len(unlabelled.points), _LEAVES):
            found = unlabelled.part(chunk)
            labels[found.points], near, _, several = self._in_leaves(found)
            sure[found.points] = ~several
            sure[found.points[near]] = False
        return labels, sure

    def _by_polygons(self, points: Integers, places: Integers, exactly: Exactly) -> Integers:
        """Give the labels of points near an edge, all together, so that each polygon is asked once."""
        pairs, areas = expanded(places + 1, places + 1 + self.leaves.values.take(places), self.leaves.values)
        return self._exact.firsts(pairs, areas, *exactly(points)) + 1

    def _in_leaves(self, found: Unlabelled) -> tuple[Integers, Integers, Integers, Flags]:
        """Give the labels of points in leaves; which of them are near an edge, and the lists of these.

        The last says of each point whether several areas cover it.
        """
        leaf = self.leaves.firsts.take(found.blocks, mode="clip").astype(np.intp) + found.ranks
        x, y = ((axis * SPAN).astype(np.int32) + FIRST for axis in (found.x, found.y))
        first, place, base, end = self.leaves.record(leaf)
        divided = np.flatnonzero(base > DEEP)
        if len(divided):
            strip = place[divided] + (y[divided] >> (base[divided] - DEEP))
            first[divided], place[divided], base[divided], end[divided] = self.leaves.record(strip)
        flips, near = self._crossed(first, end - first, x.astype(np.float32), y.astype(np.float32))
        mask = base ^ flips
        place_of_first = place + lowest_bit(mask)
        labels = self.leaves.values.take(place_of_first, mode="clip").astype(np.int64)
        labels += 1
        labels *= mask > 0
        unsure = np.flatnonzero(near | (base == DEEP))
        return labels, unsure, place[unsure], (mask & (mask - 1)) > 0

    def _crossed(self, first: Integers, count: Integers, x: Singles, y: Singles) -> tuple[Words, Flags]:
        """Give the masks of the edges west of each point, together, and whether an edge is near.

        Single precision is enough to tell near from far: it is good to a thousandth of a unit.
        """
        ends = count.cumsum()
        which = np.repeat(np.arange(len(count)), count)
        before: Integers = np.repeat(first + count - ends, count)
        ax, ay, bx, by, masks = self._rows(before)
        px, py = x.take(which, mode="clip"), y.take(which, mode="clip")
        across, up = bx - ax, by - ay
        side, other = px - ax, py - ay
        side *= up
        other *= across
        side -= other
        masks *= (ay <= py) & (py < by) & (side > 0)
        reach = np.abs(across, out=across)
        reach += up
        reach *= NEAR
        close = np.flatnonzero(np.abs(side, out=side) <= reach)
        edges = [each[close] for each in (ax, ay, bx, by)]
        near = np.zeros(len(count), dtype=np.bool_)
        near[which[close[_in_box(edges, px[close], py[close])]]] = True
        return _by_point(masks, ends), near

    def _rows(self, before: Integers) -> tuple[Singles, Singles, Singles, Singles, Words]:
        """Give the ends and the masks of entries: each entry's number less its place among these."""
        at = before
        at += np.arange(len(at))
        at *= ENTRY
        ends = []
        for _ in range(ENTRY - 1):
            ends.append(self.leaves.entries.take(at, mode="clip").astype(np.float32))
            at += 1
        ax, ay, bx, by = ends
        return ax, ay, bx, by, self.leaves.entries.take(at, mode="clip")


def _each(table: npt.NDArray[Any], labels: Labels) -> npt.NDArray[Any]:
    """Give what a table has for each label."""
    found = np.empty(len(labels), dtype=table.dtype)
    for chunk in chunks(len(labels)):
        table.take(labels[chunk], out=found[chunk], mode="clip")
    return found


def _by_point(masks: Words, ends: Integers) -> Words:
    """Put together the masks of each point, whose last one is before `ends`: what all have flipped since."""
    so_far = np.zeros(len(masks) + 1, dtype=np.uint16)
    np.bitwise_xor.accumulate(masks, out=so_far[1:])
    flips = so_far.take(ends, mode="clip")
    flips[1:] ^= flips[:-1].copy()
    return flips


def _in_box(edges: Sequence[Singles], x: Singles, y: Singles) -> Flags:
    """Say of each point and edge whether the point is in the box around the edge, grown by what is near."""
    ax, ay, bx, by = edges
    beside = (x >= np.minimum(ax, bx) - NEAR) & (x <= np.maximum(ax, bx) + NEAR)
    inside: Flags = beside & (y >= ay - NEAR) & (y <= by + NEAR)
    return inside
