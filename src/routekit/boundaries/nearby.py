"""Which areas lie near a point, and how far: for places that are not exact.

A position is an area's place in the edition's order, which is the order of the tie rule. Coordinates are
metres on the National Grid and must be finite: whoever calls has checked them.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.polygons import Polygons


class Nearby:
    """The areas of one edition by their distance to a point. Safe between threads.

    `covering` gives the positions of all areas that cover a point, in order.
    """

    def __init__(self, polygons: Polygons, covering: Callable[[float, float], tuple[int, ...]]) -> None:
        self._polygons = polygons
        self._tree = shapely.STRtree(shapely.box(*polygons.boxes.T))
        self.covering = covering

    def within(self, easting: float, northing: float, metres: float) -> dict[int, float]:
        """Give every position within a distance of a point, in order, and its distance in metres."""
        point = shapely.Point(easting, northing)
        box = shapely.box(easting - metres, northing - metres, easting + metres, northing + metres)
        near = sorted(self._tree.query(box).tolist())
        distances = {position: float(self._polygons[position].distance(point)) for position in near}
        return {position: distance for position, distance in distances.items() if distance <= metres}

    def around(self, shapes: npt.NDArray[np.object_], metres: float) -> list[list[int]]:
        """Give for each shape every position within a distance of its box, in order, and perhaps others."""
        west, south, east, north = shapely.bounds(shapes).T
        boxes = shapely.box(west - metres, south - metres, east + metres, north + metres)
        found: list[list[int]] = [[] for _ in boxes]
        for shape, position in sorted(self._tree.query(boxes).T.tolist()):
            found[shape].append(position)
        return found
