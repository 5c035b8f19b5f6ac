"""Outlines of areas for a map on a page: no finer than can be seen, and alike where areas meet."""

from typing import Final, NamedTuple

import numpy as np
import shapely

from routekit.boundaries.edition import Edition
from routekit.boundaries.record import Bounds
from routekit.boundaries.survey import Shapes
from routekit.model import Area

Point = tuple[float, float]
Ring = tuple[Point, ...]

MOST_POINTS: Final = 12_000
_FINEST: Final = 1_200  # parts of the frame's width; what is finer is not to be seen
_AROUND: Final = 0.25  # of the frame's width, for a map that can be moved
_COARSER: Final = 1.5  # how much coarser the next try is at least, where there are too many points


class Outline(NamedTuple):
    """An area as far as it is in the frame: polygons, each as its rings, the outer first; and its middle.

    Metres on the National Grid (EPSG:27700). The middle is a point inside.
    """

    area: Area
    polygons: tuple[tuple[Ring, ...], ...]
    middle: Point
    bounds: Bounds


def outlines(edition: Edition, frame: Bounds, *, most_points: int = MOST_POINTS) -> tuple[Outline, ...]:
    """Give the outlines of all areas in a frame (metres, EPSG:27700), in the edition's order.

    They are simplified together, by as many metres as it takes to leave no more than `most_points`, or as
    few as let neighbours keep their shared edges in common. They are for drawing: no question is answered by
    them.
    EditionError when a boundary is damaged.
    """
    areas = edition.areas_meeting(frame)
    found = [(area, _cut(edition.area(area.code).geometry, frame)) for area in areas]
    seen = [(area, shape) for area, shape in found if not shape.is_empty]
    if not seen:
        return ()
    shapes = _simple(np.array([shape for _, shape in seen], dtype=object), frame, most_points)
    return tuple(
        _outline(area, shape) for (area, _), shape in zip(seen, shapes, strict=True) if not shape.is_empty
    )


def _cut(shape: shapely.Geometry, frame: Bounds) -> shapely.MultiPolygon:
    """Give the part of a shape in the frame and around it, so that no cut edge is in view."""
    west, south, east, north = frame
    more = (east - west) * _AROUND
    cut = shapely.clip_by_rect(shape, west - more, south - more, east + more, north + more)
    return _polygons(cut)


def _polygons(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon) and part.area])


def _simple(shapes: Shapes, frame: Bounds, most_points: int) -> Shapes:
    """Simplify all shapes as one coverage until they have few enough points."""
    west, _, east, _ = frame
    finest = (east - west) / _FINEST
    simple: Shapes = shapes
    while True:
        simple = np.array([_polygons(each) for each in shapely.coverage_simplify(simple, finest)])
        points = shapely.get_num_coordinates(simple).sum()
        if points <= most_points or finest > east - west:
            return simple
        finest *= max(points / most_points, _COARSER)


def _outline(area: Area, shape: shapely.MultiPolygon) -> Outline:
    middle = shapely.point_on_surface(max(shape.geoms, key=lambda part: part.area))
    polygons = tuple(tuple(_ring(ring) for ring in (part.exterior, *part.interiors)) for part in shape.geoms)
    west, south, east, north = shape.bounds
    return Outline(area, polygons, (middle.x, middle.y), (west, south, east, north))


def _ring(ring: shapely.LinearRing) -> Ring:
    return tuple((easting, northing) for easting, northing in shapely.get_coordinates(ring).tolist())
