"""How much of a shape lies in no area, where a crack between two areas does not count."""

from collections.abc import Sequence
from typing import Final

import shapely

from routekit.boundaries.covered import GAP_M

_LEAST_SHARE: Final = 0.00005  # shares are given to four places


def uncovered(shape: shapely.Geometry, polygons: Sequence[shapely.Geometry]) -> float:
    """Give the share of a line or a polygon in none of the polygons, nor within 3 m of two of them.

    `polygons` are at least all that lie within 3 m of the shape, in metres like the shape.
    """
    surroundings = shape.buffer(2 * GAP_M)
    near = [polygon.intersection(surroundings) for polygon in polygons]
    rest = shape.difference(shapely.union_all(near))
    if _size(rest) < _LEAST_SHARE * _size(shape):
        return 0.0
    by_one, by_two = shapely.Polygon(), shapely.Polygon()
    for reach in shapely.buffer(near, GAP_M):
        by_two = by_two.union(by_one.intersection(reach))
        by_one = by_one.union(reach)
    return _size(rest.difference(by_two)) / _size(shape)


def _size(shape: shapely.Geometry) -> float:
    """Give the area of what has one, else the length."""
    return float(shape.area or shape.length)
