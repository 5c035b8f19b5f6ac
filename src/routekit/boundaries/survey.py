"""Measure how far a set of areas is from a clean coverage: the overlaps between them, and the gaps.

Anything under 0.01 m² is rounding and is left out. The work is shared between threads, which GEOS lets run
side by side; what comes out does not depend on how many there are.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.covered import GAP_M
from routekit.boundaries.progress import Tell
from routekit.boundaries.report import Gaps, Overlaps
from routekit.boundaries.threads import side_by_side

Shapes = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]

SMALLEST_M2: Final = 0.01

_TILE_M: Final = 20_000.0
_PAIRS_AT_ONCE: Final = 256
POLYGON: Final = 2  # the dimension of a polygon


class Shared(NamedTuple):
    """Land that two areas share, pair by pair: the positions of both, the land, and its square metres."""

    first: npt.NDArray[np.intp]
    second: npt.NDArray[np.intp]
    land: Shapes
    area_m2: npt.NDArray[np.float64]


def overlaps(codes: Sequence[str], shapes: Shapes, tell: Tell) -> Overlaps:
    """Sum up the land that areas share; `tell` is told how much is done, and of how much."""
    shared = shared_land(shapes, tell)
    if not len(shared.area_m2):
        return Overlaps()
    largest = int(shared.area_m2.argmax())
    return Overlaps(
        pairs=len(shared.area_m2),
        area_m2=round(float(shared.area_m2.sum()), 1),
        largest_m2=round(float(shared.area_m2[largest]), 1),
        largest_codes=(codes[shared.first[largest]], codes[shared.second[largest]]),
    )


def shared_land(shapes: Shapes, tell: Tell) -> Shared:
    """Intersect every two areas that meet; `tell` is told how much is done, and of how much."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    # The order in which a tree gives pairs is its own; of overlaps of the same size the first is named.
    order = np.lexsort((second, first))
    first, second = first[order], second[order]

    def shared_by(pairs: slice) -> tuple[Shapes, npt.NDArray[np.float64]]:
        land = shapely.intersection(shapes[first[pairs]], shapes[second[pairs]])
        area: npt.NDArray[np.float64] = shapely.area(land)
        land[area < SMALLEST_M2] = None  # most only touch, and their common edges would fill the memory
        return land, area

    pieces = [slice(start, start + _PAIRS_AT_ONCE) for start in range(0, len(first), _PAIRS_AT_ONCE)]
    found = list(side_by_side(pieces, shared_by, tell))
    area = np.concatenate([np.zeros(0), *(each for _, each in found)])
    land = np.concatenate([np.zeros(0, dtype=object), *(each for each, _ in found)])
    real = area >= SMALLEST_M2
    return Shared(first[real], second[real], land[real], area[real])


class _Uncovered(NamedTuple):
    """What no area covers in a tile: what lies within it, and what reaches its edge."""

    enclosed: Shapes
    at_edge: Shapes


def gaps(shapes: Shapes, tell: Tell) -> tuple[Gaps, Gaps]:
    """Sum up the holes in the union of all areas: those no wider in the mean than 3 m, and the wider ones."""
    found = holes(shapes, tell)
    narrow = is_narrow(found)
    return _gaps(shapely.area(found[narrow])), _gaps(shapely.area(found[~narrow]))


def is_narrow(land: Shapes) -> Flags:
    """Say which pieces are no wider in the mean than 3 m: twice the area over the length of the outline."""
    narrow: Flags = 2 * shapely.area(land) <= GAP_M * shapely.length(land)
    return narrow


def holes(shapes: Shapes, tell: Tell) -> Shapes:
    """Find the holes in the union of all areas, of whatever size; `tell` is told of the tiles.

    What is not covered is found tile by tile, since the union of a whole nation takes minutes; what crosses
    a tile's edge is joined up again, and what then reaches the outermost edge is open country or sea, and
    no hole.
    """
    tree = shapely.STRtree(shapes)
    tiles = _tiles(shapely.total_bounds(shapes))

    def uncovered(tile: shapely.Polygon) -> _Uncovered:
        near = shapes[np.sort(tree.query(tile, predicate="intersects"))]
        parts = shapely.get_parts(shapely.difference(tile, shapely.union_all(_clipped(near, tile))))
        at_edge = shapely.intersects(parts, tile.exterior)
        return _Uncovered(parts[~at_edge], parts[at_edge])

    found = list(side_by_side(tiles, uncovered, tell))
    outermost = shapely.box(*shapely.total_bounds(tiles)).exterior
    across = _closed(np.concatenate([each.at_edge for each in found]), outermost)
    enclosed: Shapes = np.concatenate([*(each.enclosed for each in found), across])
    return enclosed


def _closed(pieces: Shapes, outermost: shapely.LinearRing) -> Shapes:
    """Join pieces that meet, but for all that are open: that reach the outermost edge, one through another.

    Openness spreads from piece to piece, as the union of a whole coast would take long.
    """
    first, second = shapely.STRtree(pieces).query(pieces, predicate="intersects")
    is_open = shapely.intersects(pieces, outermost)
    reached = 0
    while reached < is_open.sum():
        reached = is_open.sum()
        np.logical_or.at(is_open, first, is_open[second])
    joined: Shapes = shapely.get_parts(shapely.union_all(pieces[~is_open]))
    return joined


def _tiles(bounds: npt.NDArray[np.float64]) -> list[shapely.Polygon]:
    west, south = np.floor(bounds[:2] / _TILE_M) * _TILE_M
    columns, rows = np.arange(west, bounds[2], _TILE_M), np.arange(south, bounds[3], _TILE_M)
    return [shapely.box(x, y, x + _TILE_M, y + _TILE_M) for x in columns for y in rows]


def _clipped(shapes: Shapes, tile: shapely.Polygon) -> Shapes:
    across = ~shapely.within(shapes, tile)
    clipped = shapes.copy()
    clipped[across] = shapely.intersection(shapes[across], tile)
    # An area that only touches the tile leaves lines or points, which cover nothing.
    return polygons_in(clipped)


def polygons_in(land: shapely.Geometry | Shapes) -> Shapes:
    """Give each polygon in a geometry, or in several, without what has no land: lines, points, flat ones."""
    parts = shapely.get_parts(shapely.get_parts(land))
    polygons: Shapes = parts[(shapely.get_dimensions(parts) == POLYGON) & (shapely.area(parts) > 0)]
    return polygons


def _gaps(area: npt.NDArray[np.float64]) -> Gaps:
    real = area[area >= SMALLEST_M2]
    if not len(real):
        return Gaps()
    return Gaps(number=len(real), area_m2=round(float(real.sum()), 1), largest_m2=round(float(real.max()), 1))
