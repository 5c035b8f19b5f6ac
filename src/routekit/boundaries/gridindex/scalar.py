"""One point, in plain Python: without NumPy, and without shapely but within 2 mm of an edge.

What is here are functions that make functions: what is made has its tables at hand, half of its speed.
"""

from collections.abc import Callable, Sequence
from struct import Struct
from typing import Final, Protocol

from routekit.boundaries.coordinates import metres
from routekit.boundaries.gridindex.exact import Exact
from routekit.boundaries.gridindex.frame import BLOCK_M, DEEP, FIRST, NEAR, SPAN
from routekit.boundaries.gridindex.pages import PAGE_BITS, RECORD
from routekit.boundaries.gridindex.tables import Tables

_ENTRY: Final = Struct("<5H")
_PER_BLOCK: Final = 1 / BLOCK_M
_UNSURE: Final = -1  # instead of a mask: the point is near an edge, and the polygons have to be asked

# What a square has: a label, or -1, a mask of candidates, and the place of their list.
_Found = tuple[int, int, int]


class CodeAt(Protocol):
    """Gives the code of the area at a point on the National Grid (EPSG:27700), in metres."""

    def __call__(self, easting: float, northing: float) -> str | None:
        """Give it, None for nowhere."""


def code_at_of(tables: Tables, codes: Sequence[str], exact: Exact) -> CodeAt:
    """Make the function that gives the code of the first area in order at a point, None for nowhere.

    It takes metres on the National Grid (EPSG:27700). InvalidPlaceError: not a number, or not finite.
    """
    west, south, columns, _ = tables.frame
    east, north = tables.frame.east, tables.frame.north
    blocks, flag, values = tables.blocks, tables.flag, tables.values
    answers, in_block = tables.firsts(codes, None), _in_block_of(tables)

    def code_at(easting: float, northing: float) -> str | None:
        if not (
            type(easting) is float is type(northing) and west <= easting < east and south <= northing < north
        ):
            return elsewhere(easting, northing)
        x, y = (easting - west) * _PER_BLOCK, (northing - south) * _PER_BLOCK
        label = blocks[int(y) * columns + int(x)]
        if label < flag:
            return answers[label]
        label, mask, place = in_block(label, x, y)
        if label >= 0:
            return answers[label]
        if mask > 0:
            return codes[values[place + (mask & -mask).bit_length()]]
        if not mask:
            return None
        candidates = values[place + 1 : place + 1 + values[place]]
        return next((codes[area] for area in exact.covering(candidates, easting, northing)), None)

    def elsewhere(easting: float, northing: float) -> str | None:
        x, y = metres(easting, northing)
        return code_at(x, y) if west <= x < east and south <= y < north else None

    return code_at


def covering_of(tables: Tables, areas: int, exact: Exact) -> Callable[[float, float], tuple[int, ...]]:
    """Make the function that gives the positions of all areas at a point, in order; metres, and finite."""
    west, south, columns, _ = tables.frame
    blocks, flag, values = tables.blocks, tables.flag, tables.values
    in_block = _in_block_of(tables)
    members = tables.members(areas)

    def covering(easting: float, northing: float) -> tuple[int, ...]:
        if not (west <= easting < tables.frame.east and south <= northing < tables.frame.north):
            return ()
        x, y = (easting - west) * _PER_BLOCK, (northing - south) * _PER_BLOCK
        label = blocks[int(y) * columns + int(x)]
        if label < flag:
            return members[label]
        label, mask, place = in_block(label, x, y)
        if label >= 0:
            return members[label]
        if mask == _UNSURE:
            candidates = values[place + 1 : place + 1 + values[place]]
            return tuple(exact.covering(candidates, easting, northing))
        return tuple(values[place + bit] for bit in range(1, mask.bit_length() + 1) if mask >> (bit - 1) & 1)

    return covering


def _in_block_of(  # noqa: C901 - see below
    tables: Tables,
) -> Callable[[int, float, float], _Found]:
    """Make the function that looks into a block, at a place in block widths from the corner of the frame.

    This is the hot loop: steps are written out that would read better as functions, which cost as much as
    they do.
    """
    flag, rows, squares, leaves = tables.flag, tables.rows, tables.squares, tables.leaves
    records, entries = tables.records, tables.entries.cast("B")
    sound, check, unpack = tables.sound, tables.check, _ENTRY.iter_unpack
    size = _ENTRY.size

    def in_block(label: int, east: float, north: float) -> _Found:  # noqa: C901
        block = rows[int(north)] + label - flag
        east, north = 4 * east, 4 * north
        column, row = int(east), int(north)
        label = squares[block << 4 | (row & 3) << 2 | column & 3]
        if label < flag:
            return label, 0, 0
        leaf = leaves[block] + label - flag
        x, y = int((east - column) * SPAN) + FIRST, int((north - row) * SPAN) + FIRST
        while True:
            if not sound[leaf >> PAGE_BITS]:
                check(leaf >> PAGE_BITS)
            first, place, mask, end = records[RECORD * leaf : RECORD * leaf + 4]
            if mask < DEEP:
                break
            if mask == DEEP:
                return -1, _UNSURE, place
            leaf = place + (y >> mask - DEEP)
        left, right, low, high = x - NEAR, x + NEAR, y - NEAR, y + NEAR
        for ax, ay, bx, by, areas in unpack(entries[first * size : end * size]):
            if ay > high:  # so do all that follow
                break
            if by < low or (ax > right and bx > right):
                continue
            if ax >= left or bx >= left:
                across, up = bx - ax, by - ay
                side = (x - ax) * up - (y - ay) * across
                if -NEAR * (abs(across) + up) <= side <= NEAR * (abs(across) + up):
                    return -1, _UNSURE, place
                if side < 0:
                    continue
            if ay <= y < by:
                mask ^= areas
        return -1, mask, place

    return in_block
