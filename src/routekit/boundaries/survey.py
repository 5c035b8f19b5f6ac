"""Measure how far a set of areas is from a clean coverage: the overlaps between them, and the gaps.

Anything under 0.01 m² is rounding and is left out.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.geojson import Shape
from routekit.boundaries.report import Gaps, Overlaps

Shapes = npt.NDArray[np.object_]

GAP_M: Final = 3.0
SMALLEST_M2: Final = 0.01

_TILE_M: Final = 20_000.0
_PAIRS_AT_ONCE: Final = 1024


def overlaps(codes: Sequence[str], shapes: Shapes) -> Overlaps:
    """Intersect every two areas that meet."""
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    shared = np.zeros(len(first))
    for start in range(0, len(first), _PAIRS_AT_ONCE):
        pairs = slice(start, start + _PAIRS_AT_ONCE)
        shared[pairs] = shapely.area(shapely.intersection(shapes[first[pairs]], shapes[second[pairs]]))
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


def gaps(shapes: Shapes) -> tuple[Gaps, Gaps]:
    """Find the holes in the union of all areas: those no wider in the mean than 3 m, and the wider ones.

    The mean width is twice the area over the length of the outline. What is not covered is found tile by
    tile, since the union of a whole nation takes minutes; what crosses a tile's edge is joined up again, and
    what then reaches the outermost edge is open country or sea, and no hole.
    """
    tree = shapely.STRtree(shapes)
    enclosed, open_ended = [], []
    for tile in _tiles(shapely.total_bounds(shapes)):
        near = shapes[tree.query(tile, predicate="intersects")]
        uncovered = shapely.get_parts(shapely.difference(tile, shapely.union_all(_clipped(near, tile))))
        at_edge = shapely.intersects(uncovered, tile.exterior)
        enclosed.append(uncovered[~at_edge])
        open_ended.append(uncovered[at_edge])
    joined = shapely.get_parts(shapely.union_all(np.concatenate(open_ended)))
    outermost = shapely.box(*shapely.total_bounds(joined)).exterior
    holes = np.concatenate([*enclosed, joined[~shapely.intersects(joined, outermost)]])
    area = shapely.area(holes)
    narrow = 2 * area <= GAP_M * shapely.length(holes)
    return _gaps(area[narrow]), _gaps(area[~narrow])


def _tiles(bounds: npt.NDArray[np.float64]) -> Iterator[shapely.Polygon]:
    """Cover the bounds with tiles, and at least a metre more on every side."""
    west, south = (np.floor((bounds[:2] - 1) / _TILE_M)) * _TILE_M
    for x in np.arange(west, bounds[2] + 1, _TILE_M):
        for y in np.arange(south, bounds[3] + 1, _TILE_M):
            yield shapely.box(x, y, x + _TILE_M, y + _TILE_M)


def _clipped(shapes: Shapes, tile: shapely.Polygon) -> Shapes:
    return np.where(shapely.within(shapes, tile), shapes, shapely.intersection(shapes, tile))


def _gaps(area: npt.NDArray[np.float64]) -> Gaps:
    real = area[area >= SMALLEST_M2]
    if not len(real):
        return Gaps()
    return Gaps(number=len(real), area_m2=round(float(real.sum()), 1), largest_m2=round(float(real.max()), 1))
