"""How far a point is from the nearest boundary."""

from typing import Final

import shapely

from routekit.boundaries.nearby import Nearby
from routekit.boundaries.polygons import Polygons

_FIRST_REACH_M: Final = 64.0


def nearest_boundary(nearby: Nearby, easting: float, northing: float, polygons: Polygons) -> float:
    """Give the metres from a point on the National Grid (EPSG:27700) to the nearest boundary of any area."""
    point = shapely.Point(easting, northing)
    covering = nearby.covering(easting, northing)
    distances = [float(polygons[at].boundary.distance(point)) for at in covering]
    reach = min(distances, default=_FIRST_REACH_M)
    while True:
        within = nearby.within(easting, northing, reach)
        distances += [metres for at, metres in within.items() if at not in covering]
        if distances:
            return min(distances)
        reach *= 8
