"""Where a line lies: the areas a stretch of road runs through, and how much of it is in each."""

from collections.abc import Sequence

import shapely

from routekit.boundaries.covered import GAP_M
from routekit.boundaries.cracks import uncovered
from routekit.boundaries.named import NamedAreas
from routekit.boundaries.nearby import Nearby
from routekit.boundaries.polygons import Polygons
from routekit.model import Candidate, Located

_LEAST_M = 0.001  # a line that is shorter than this in an area only touches it


def along(
    nearby: Nearby, points: Sequence[tuple[float, float]], polygons: Polygons, areas: NamedAreas
) -> Located:
    """Say which areas a line on the National Grid (EPSG:27700) runs through, and how far in each.

    `area` has the most of it, the first of several that have the same. What runs on a shared boundary is in
    both areas. Nothing of the line counts as outside where it is in a crack of up to 3 m between areas.
    """
    line = shapely.LineString(points)
    near = {at: polygons[at] for at in _around(nearby, line)}
    metres = {at: line.intersection(polygon).length for at, polygon in near.items()}
    through = {at: length for at, length in metres.items() if length >= _LEAST_M}
    most = max(through, key=through.__getitem__, default=None)
    return Located(
        area=None if most is None else areas[most],
        candidates=tuple(
            Candidate(
                area=areas[at],
                share=round(min(length / line.length, 1.0), 4),
                distance_m=0.0,
                length_m=round(length, 3),
            )
            for at, length in through.items()
        ),
        outside=round(uncovered(line, list(near.values())), 4),
    )


def _around(nearby: Nearby, line: shapely.LineString) -> tuple[int, ...]:
    """Give every area within 3 m of a line, in order, and perhaps some others."""
    west, south, east, north = line.bounds
    reach = shapely.LineString([(west, south), (east, north)]).length / 2
    return tuple(nearby.within((west + east) / 2, (south + north) / 2, reach + GAP_M))
