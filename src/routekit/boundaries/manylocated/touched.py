"""Which areas circles touch, many at a time: measured to the edges in the leaves of the index."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.boundaries.gridindex.cut import Flags
from routekit.boundaries.gridindex.frame import BLOCK, DEEP, FIRST, LEAF_M, LEFT, SPAN, TOP, Frame
from routekit.boundaries.gridindex.leaftables import LeafTables, lowest_bit
from routekit.boundaries.gridindex.pages import ENTRY
from routekit.boundaries.gridindex.raster import Raster
from routekit.boundaries.gridindex.segments import Floats, Integers
from routekit.boundaries.manylocated.clear import Windows

# A whole coordinate is up to half a unit off, so an edge lies within 0.7 mm of where it is said to be; and
# single precision adds half a unit.
_MARGIN_M: Final = 0.003
_PER_METRE: Final = SPAN / LEAF_M
_AT_ONCE: Final = 25_000  # blocks


Singles = npt.NDArray[np.float32]


class Circles(NamedTuple):
    """Circles by centre and radius, in metres on the National Grid."""

    eastings: Floats
    northings: Floats
    radii: Floats

    def some(self, at: Integers) -> "Circles":
        """Give some of the circles."""
        return Circles(*(each[at] for each in self))


class Touched(NamedTuple):
    """Pairs of a circle and an area with an edge in it, each once and in order.

    `unsure` are circles of which that cannot be told for sure. `odd` are those that an edge passes which an
    odd number of areas have: where there is none and the centre lies in one area, all of the circle lies in
    some area, since each edge that is crossed leaves the number of areas odd.
    """

    circles: Integers
    areas: Integers
    unsure: Integers
    odd: Integers


class _Leaves(NamedTuple):
    """Leaves that circles reach: the circle of each, the leaf, and its row and column."""

    circles: Integers
    leaves: Integers
    rows: Integers
    columns: Integers

    def some(self, at: Integers | Flags) -> "_Leaves":
        return _Leaves(*(each[at] for each in self))


class _Slots(NamedTuple):
    """Leaves or strips with their entries: whose they are, which entries they have, and their list."""

    of: Integers
    first: Integers
    end: Integers
    place: Integers


class _Near(NamedTuple):
    """Edges near a circle's rim or in it: whose, list and mask of its areas, and whether surely in."""

    circles: Integers
    places: Integers
    masks: Integers
    surely: Flags

    def unlike(self) -> "_Near":
        """Leave out those that are as the one before: edges follow each other along a border."""
        new = np.ones(len(self.circles), dtype=np.bool_)
        new[1:] = False
        for each in (self.circles, self.places, self.masks, self.surely):
            new[1:] |= each[1:] != each[:-1]
        return _Near(self.circles[new], self.places[new], self.masks[new], self.surely[new])


class Toucher:
    """Finds what circles touch in one edition of so many areas."""

    def __init__(self, frame: Frame, raster: Raster, leaves: LeafTables, areas: int) -> None:
        self._frame = frame
        self._raster = raster
        self._leaves = leaves
        self._areas = areas

    def touched(self, circles: Circles, windows: Windows) -> Touched:
        """Say which areas have an edge in each circle; a window holds all leaves that its circle reaches."""
        parts = [self._part(circles.some(at), windows.some(at), at) for at in _parts(windows.of_blocks())]
        if not parts:
            nothing = np.zeros(0, dtype=np.int64)
            return Touched(nothing, nothing, nothing, nothing)
        return Touched(*map(np.concatenate, zip(*parts, strict=True)))

    def _part(self, circles: Circles, windows: Windows, numbers: Integers) -> Touched:
        leaves = self._reached(windows)
        slots, blind = self._slots(leaves, circles)
        near = self._near(slots, leaves, circles)
        of, areas, sure = self._pairs(near)
        odd = np.unique(near.circles[_is_odd(near.masks)])
        unsure = np.union1d(of[~sure], blind)
        return Touched(numbers[of], areas, numbers[unsure], numbers[odd])

    def _reached(self, windows: Windows) -> _Leaves:
        """Give the leaves in windows that have edges."""
        blocks = windows.of_blocks()
        wide, tall = blocks.east - blocks.west + 1, blocks.north - blocks.south + 1
        of, number = _counted(wide * tall)
        up, along = np.divmod(number, wide[of])
        rows, columns = blocks.south[of] + up, blocks.west[of] + along
        deeper, block, ranks = self._raster.unlabelled(rows, columns)
        at, square = np.nonzero(ranks >= 0)
        leaf = self._leaves.firsts.take(block[at]).astype(np.int64) + ranks[at, square]
        row, column = rows[deeper[at]] * BLOCK + square // BLOCK, columns[deeper[at]] * BLOCK + square % BLOCK
        found = _Leaves(of[deeper[at]], leaf, row, column)
        around = windows.some(found.circles)
        inside = (
            (around.south <= row) & (row <= around.north) & (around.west <= column) & (column <= around.east)
        )
        return found.some(inside)

    def _slots(self, leaves: _Leaves, circles: Circles) -> tuple[_Slots, Integers]:
        """Give the leaves with their entries, and strips instead of what is divided.

        The others are the circles that reach a leaf whose entries do not say whose they are.
        """
        first, place, base, end = self._leaves.record(leaves.leaves)
        whole, divided = np.flatnonzero(base < DEEP), np.flatnonzero(base > DEEP)
        shift = base[divided] - DEEP
        _, y = self._placed(leaves.some(divided), circles)
        reach = circles.radii[leaves.circles[divided]] * _PER_METRE + FIRST
        low, high = (np.clip(each, 0, TOP).astype(np.int64) >> shift for each in (y - reach, y + reach))
        of, number = _counted(high - low + 1)
        strips = self._leaves.record(place[divided][of] + low[of] + number)
        slots = _Slots(
            of=np.concatenate([whole, divided[of]]),
            first=np.concatenate([first[whole], strips[0]]),
            end=np.concatenate([end[whole], strips[3]]),
            place=np.concatenate([place[whole], strips[1]]),
        )
        return slots, np.unique(leaves.circles[base == DEEP])

    def _near(self, slots: _Slots, leaves: _Leaves, circles: Circles) -> _Near:
        """Measure from the centres of circles to the edges around."""
        x, y = (each[slots.of].astype(np.float32) for each in self._placed(leaves, circles))
        circle = leaves.circles[slots.of]
        radii = circles.radii[circle]
        within, surely = (_squared(radii + margin) for margin in (_MARGIN_M, -_MARGIN_M))
        of, entry = _spread(slots.first, slots.end)
        rows = self._leaves.entries.reshape(-1, ENTRY)[entry]
        ends = rows[:, :4].T.astype(np.float32)
        squared = _squared_distance(ends, x[of], y[of])
        # What is left of a leaf tells of borders crossed, and is no edge.
        at = np.flatnonzero((squared <= within[of]) & (rows[:, 0] != LEFT))
        of = of[at]
        near = _Near(circle[of], slots.place[of], rows[at, 4].astype(np.int64), squared[at] < surely[of])
        return near.unlike()

    def _placed(self, leaves: _Leaves, circles: Circles) -> tuple[Floats, Floats]:
        """Give where the centre of its circle is, in the whole coordinates of each leaf."""
        east = circles.eastings[leaves.circles] - self._frame.west - leaves.columns * LEAF_M
        north = circles.northings[leaves.circles] - self._frame.south - leaves.rows * LEAF_M
        return east * _PER_METRE + FIRST, north * _PER_METRE + FIRST

    def _pairs(self, near: _Near) -> tuple[Integers, Integers, Flags]:
        """Give pairs of a circle and an area of one of its edges, each once, and which are sure."""
        found = [np.zeros(0, dtype=np.int64)]
        circles, places, masks, doubt = near.circles, near.places, near.masks, ~near.surely
        while len(masks):
            area = self._leaves.values.take(places + lowest_bit(masks)).astype(np.int64)
            found.append((circles * self._areas + area) * 2 + doubt)
            masks = masks & (masks - 1)
            left = np.flatnonzero(masks)
            circles, places, masks, doubt = circles[left], places[left], masks[left], doubt[left]
        keys = np.unique(np.concatenate(found))
        pairs, doubt = np.divmod(keys, 2)
        first = np.diff(pairs, prepend=-1) > 0
        of, areas = np.divmod(pairs[first], self._areas)
        return of, areas, doubt[first] == 0


def _parts(blocks: Windows) -> Iterator[Integers]:
    """Divide circles so that what each part reaches is not too much at once."""
    sizes = (blocks.east - blocks.west + 1) * (blocks.north - blocks.south + 1)
    if len(sizes):
        yield from np.split(np.arange(len(sizes)), np.flatnonzero(np.diff(np.cumsum(sizes) // _AT_ONCE)) + 1)


def _counted(counts: Integers) -> tuple[Integers, Integers]:
    """Give for each of so many things each which it is of, and its number from 0."""
    of = np.repeat(np.arange(len(counts)), counts)
    return of, np.arange(len(of)) - (np.cumsum(counts) - counts)[of]


def _spread(starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
    of, number = _counted(ends - starts)
    return of, starts[of] + number


def _squared(metres: Floats) -> Singles:
    """Give the square of metres, none of them less than nothing, in whole coordinates."""
    squared: Singles = np.square(np.maximum(metres, 0.0) * _PER_METRE).astype(np.float32)
    return squared


def _squared_distance(ends: Singles, x: Singles, y: Singles) -> Singles:
    """Give the squares of the distances of points from edges.

    Single precision is good to half a unit for what is within a kilometre.
    """
    ax, ay, bx, by = ends
    along, up = bx - ax, by - ay
    x = x - ax
    y = y - ay
    part = x * along
    part += y * up
    length = along * along
    length += up * up
    np.maximum(length, 1, out=length)
    part /= length
    np.clip(part, 0, 1, out=part)
    along *= part
    up *= part
    x -= along
    y -= up
    x *= x
    y *= y
    x += y
    return x


def _is_odd(masks: Integers) -> Flags:
    folded = masks
    for bits in (8, 4, 2, 1):
        folded = folded ^ (folded >> bits)
    return (folded & 1).astype(np.bool_)
