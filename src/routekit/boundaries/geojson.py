"""Turn a GeoJSON geometry into a shape, or say what is wrong with it.

Only polygons can bound an area; a feature of a layer may be points or lines too. Positions may carry a
height, which is left out. RFC 7946 is followed to the letter where leniency would have to guess: an open ring
may be a ring that was cut off.
"""

import math
import re
import reprlib
from itertools import chain
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.flaws import FlawError

Shape: TypeAlias = shapely.MultiPolygon
Ring: TypeAlias = npt.NDArray[np.float64]

MOST_VERTICES: Final = 2_000_000

_FEWEST_POSITIONS: Final = 4
_FEWEST_OF_A_LINE: Final = 2
_POSITION_LENGTHS: Final = (2, 3)
_WGS84: Final = "EPSG:4326"


def shape_of(geometry: object) -> Shape:
    """Build the shape of a Polygon or MultiPolygon, in the coordinates it was given in.

    FlawError says what is wrong with any other geometry: what, the value, and what would be right.
    """
    if not isinstance(geometry, dict) or "coordinates" not in geometry:
        raise FlawError("it has no geometry that is a Polygon or MultiPolygon")
    match geometry:
        case {"type": "Polygon", "coordinates": polygon}:
            return _shape([polygon])
        case {"type": "MultiPolygon", "coordinates": polygons}:
            return _shape(_list("the MultiPolygon", polygons))
    kind = reprlib.repr(geometry.get("type"))
    raise FlawError(f"its geometry is {kind}; a Polygon or MultiPolygon is needed")


def drawing_of(geometry: object) -> shapely.Geometry:
    """Build the shape of points, lines or polygons as `shape_of` does; FlawError for anything else."""
    match geometry:
        case {"type": "Point", "coordinates": position}:
            return shapely.Point(_position(position))
        case {"type": "MultiPoint", "coordinates": positions}:
            return shapely.MultiPoint(_counted(_list("the MultiPoint", positions)))
        case {"type": "LineString", "coordinates": positions}:
            return _line(positions)
        case {"type": "MultiLineString", "coordinates": lines}:
            return shapely.MultiLineString([_line(line) for line in _list("the MultiLineString", lines)])
        case {"type": "Polygon" | "MultiPolygon"}:
            return shape_of(geometry)
    kind = reprlib.repr(geometry.get("type")) if isinstance(geometry, dict) else "none"
    raise FlawError(f"its geometry is {kind}; a Point, LineString, Polygon or several of one are needed")


def declared_crs(collection: dict[str, object]) -> str | None:
    """Read the CRS that a FeatureCollection declares in the manner of GeoJSON 2008: `EPSG:` and a number."""
    match collection.get("crs"):
        case None:
            return None
        case {"properties": {"name": str(name)}} if name.endswith(("CRS84", "CRS:84")):
            return _WGS84
        case {"properties": {"name": str(name)}} if match := re.search(r"EPSG:(?:.*:)?(\d+)$", name):
            return f"EPSG:{match[1]}"
        case other:
            return reprlib.repr(other)


def _shape(polygons: list[object]) -> Shape:
    rings = [[_list("a ring", ring) for ring in _list("a polygon", polygon)] for polygon in polygons]
    vertices = sum(len(ring) for polygon in rings for ring in polygon)
    if vertices > MOST_VERTICES:
        raise FlawError(f"it has {vertices:,} vertices; at most {MOST_VERTICES:,} are read")
    return shapely.MultiPolygon([(_ring(shell), list(map(_ring, holes))) for shell, *holes in rings])


def _line(positions: object) -> shapely.LineString:
    line = _list("a line", positions)
    if len(line) < _FEWEST_OF_A_LINE:
        raise FlawError(f"a line has {len(line)} position; at least {_FEWEST_OF_A_LINE} are needed")
    return shapely.LineString(_counted(line))


def _counted(positions: list[object]) -> Ring:
    if len(positions) > MOST_VERTICES:
        raise FlawError(f"it has {len(positions):,} vertices; at most {MOST_VERTICES:,} are read")
    return _array(positions)


def _ring(positions: list[object]) -> Ring:
    if len(positions) < _FEWEST_POSITIONS:
        raise FlawError(f"a ring has {len(positions)} positions; at least {_FEWEST_POSITIONS} are needed")
    ring = _array(positions)
    if (ring[0] != ring[-1]).any():
        ends = f"starts at {reprlib.repr(positions[0])} and ends at {reprlib.repr(positions[-1])}"
        raise FlawError(f"a ring {ends}; it must be closed")
    return ring


def _array(positions: list[object]) -> Ring:
    """Make an array of all positions at once if they are alike, else of each, to name the wrong one."""
    ring = _alike(positions)
    if ring is None or not np.isfinite(ring).all():
        return np.array([_position(position) for position in positions], dtype=np.float64)
    return ring[:, :2]


def _alike(positions: list[object]) -> Ring | None:
    if set(map(type, positions)) != {list}:
        return None
    lists: list[list[object]] = positions  # type: ignore[assignment]  # it was just seen
    if len(set(map(len, lists))) > 1 or len(lists[0]) not in _POSITION_LENGTHS:
        return None
    if not set(map(type, chain.from_iterable(lists))) <= {float, int}:
        return None
    try:
        return np.array(lists, dtype=np.float64)
    except OverflowError:  # a whole number too large for any
        return None


def _position(position: object) -> tuple[float, float]:
    if not isinstance(position, list) or len(position) not in _POSITION_LENGTHS:
        raise FlawError(f"a position is {reprlib.repr(position)}; two numbers are needed")
    for value in position:
        if type(value) not in {float, int} or not _finite(value):
            raise FlawError(f"a coordinate is {reprlib.repr(value)}; a finite number is needed")
    return position[0], position[1]


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _list(what: str, value: object) -> list[object]:
    if not isinstance(value, list) or not value:
        raise FlawError(f"{what} is {reprlib.repr(value)}; a list that is not empty is needed")
    return value
