"""Find the areas at a point: boxes first, then the boundaries themselves.

A position is an area's place in the edition's order, which is the order of the tie rule. Coordinates are
metres on the National Grid and must be finite: whoever calls has checked them.
"""

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.polygons import Polygons

Coordinates = npt.NDArray[np.float64]
Positions = npt.NDArray[np.intp]

NOWHERE: Final = -1

_CHUNK: Final = 65_536  # points at a time, to bound the memory


class PointIndex:
    """The areas of one edition by point. Covering includes the boundary. Safe between threads."""

    def __init__(self, polygons: Polygons) -> None:
        self._polygons = polygons
        self._tree = shapely.STRtree(shapely.box(*polygons.boxes.T))

    def first(self, easting: float, northing: float) -> int:
        """Give the first position that covers a point, or NOWHERE."""
        for position in sorted(self._tree.query(shapely.Point(easting, northing)).tolist()):
            if shapely.intersects_xy(self._polygons[position], easting, northing):
                return int(position)
        return NOWHERE

    def firsts(self, eastings: Coordinates, northings: Coordinates) -> Positions:
        """Do what `first` does, for arrays."""
        found = np.full(len(eastings), NOWHERE, dtype=np.intp)
        for start in range(0, len(eastings), _CHUNK):
            chunk = slice(start, start + _CHUNK)
            self._fill(eastings[chunk], northings[chunk], found[chunk])
        return found

    def covering(self, easting: float, northing: float) -> tuple[int, ...]:
        """Give every position that covers a point, in order."""
        near = sorted(self._tree.query(shapely.Point(easting, northing)).tolist())
        return tuple(at for at in near if shapely.intersects_xy(self._polygons[at], easting, northing))

    def within(self, easting: float, northing: float, metres: float) -> dict[int, float]:
        """Give every position within a distance of a point, in order, and its distance in metres."""
        point = shapely.Point(easting, northing)
        box = shapely.box(easting - metres, northing - metres, easting + metres, northing + metres)
        near = sorted(self._tree.query(box).tolist())
        distances = {position: float(self._polygons[position].distance(point)) for position in near}
        return {position: distance for position, distance in distances.items() if distance <= metres}

    def _fill(self, eastings: Coordinates, northings: Coordinates, found: Positions) -> None:
        """Ask each boundary once about all points in its box; the first in order is asked last, and stays."""
        points, positions = self._tree.query(shapely.points(eastings, northings))
        order = np.argsort(positions, kind="stable")
        points, positions = points[order], positions[order]
        ends = np.append(np.flatnonzero(np.diff(positions, prepend=NOWHERE)), len(positions))
        for start, end in reversed(list(pairwise(ends.tolist()))):
            position, asked = int(positions[start]), points[start:end]
            covered = shapely.intersects_xy(self._polygons[position], eastings[asked], northings[asked])
            found[asked[covered]] = position
