"""Measure how far a set of areas is from a clean coverage: the overlaps between them, and the gaps.

Anything under 0.01 m² is rounding and is left out.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.report import Gaps, Overlaps

Shapes = npt.NDArray[np.object_]
Tell = Callable[[int, int], None]

GAP_M: Final = 3.0
SMALLEST_M2: Final = 0.01

_TILE_M: Final = 20_000.0
_PAIRS_AT_ONCE: Final = 1024
_POLYGON: Final = 2  # the dimension of a polygon


def overlaps(codes: Sequence[str], shapes: Shapes, tell: Tell) -> Overlaps:
    """Intersect every two areas that meet; `tell` is told how many pairs are done, and of how many."""
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    shared = np.zeros(len(first))
    for start in range(0, len(first), _PAIRS_AT_ONCE):
        pairs = slice(start, start + _PAIRS_AT_ONCE)
        shared[pairs] = shapely.area(shapely.intersection(shapes[first[pairs]], shapes[second[pairs]]))
        tell(min(pairs.stop, len(first)), len(first))
    real = shared >= SMALLEST_M2
    if not real.any():
        return Overlaps()
    largest = int(shared.argmax())
    return Overlaps(
        pairs=int(real.sum()),
        area_m2=round(float(shared[real].sum()), 1),
        largest_m2=round(float(shared[largest]), 1),
        largest_codes=(codes[first[largest]], codes[second[largest]]),
    )


def gaps(shapes: Shapes, tell: Tell) -> tuple[Gaps, Gaps]:
    """Find the holes in the union of all areas: those no wider in the mean than 3 m, and the wider ones.

    The mean width is twice the area over the length of the outline. What is not covered is found tile by
    tile, since the union of a whole nation takes minutes; what crosses a tile's edge is joined up again, and
    what then reaches the outermost edge is open country or sea, and no hole. `tell` is told of the tiles.
    """
    tree = shapely.STRtree(shapes)
    enclosed, open_ended = [], []
    tiles = _tiles(shapely.total_bounds(shapes))
    for number, tile in enumerate(tiles, start=1):
        near = shapes[tree.query(tile, predicate="intersects")]
        uncovered = shapely.get_parts(shapely.difference(tile, shapely.union_all(_clipped(near, tile))))
        at_edge = shapely.intersects(uncovered, tile.exterior)
        enclosed.append(uncovered[~at_edge])
        open_ended.append(uncovered[at_edge])
        tell(number, len(tiles))
    joined = shapely.get_parts(shapely.union_all(np.concatenate(open_ended)))
    outermost = shapely.box(*shapely.total_bounds(tiles)).exterior
    holes = np.concatenate([*enclosed, joined[~shapely.intersects(joined, outermost)]])
    area = shapely.area(holes)
    narrow = 2 * area <= GAP_M * shapely.length(holes)
    return _gaps(area[narrow]), _gaps(area[~narrow])


def _tiles(bounds: npt.NDArray[np.float64]) -> list[shapely.Polygon]:
    west, south = np.floor(bounds[:2] / _TILE_M) * _TILE_M
    columns, rows = np.arange(west, bounds[2], _TILE_M), np.arange(south, bounds[3], _TILE_M)
    return [shapely.box(x, y, x + _TILE_M, y + _TILE_M) for x in columns for y in rows]


def _clipped(shapes: Shapes, tile: shapely.Polygon) -> Shapes:
    across = ~shapely.within(shapes, tile)
    clipped = shapes.copy()
    clipped[across] = shapely.intersection(shapes[across], tile)
    # An area that only touches the tile leaves lines or points, which cover nothing.
    parts = shapely.get_parts(shapely.get_parts(clipped))
    polygons: Shapes = parts[shapely.get_dimensions(parts) == _POLYGON]
    return polygons


def _gaps(area: npt.NDArray[np.float64]) -> Gaps:
    real = area[area >= SMALLEST_M2]
    if not len(real):
        return Gaps()
    return Gaps(number=len(real), area_m2=round(float(real.sum()), 1), largest_m2=round(float(real.max()), 1))
