"""Turn a GeoJSON geometry into a shapely shape, or say what is wrong with it.

Only polygons can bound an area. Positions may carry a height, which is left out. RFC 7946 is followed to the
letter where leniency would have to guess: an open ring may be a ring that was cut off.
"""

import math
import re
import reprlib
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

Shape: TypeAlias = shapely.MultiPolygon
Ring: TypeAlias = npt.NDArray[np.float64]

MOST_VERTICES: Final = 2_000_000

_FEWEST_POSITIONS: Final = 4
_POSITION_LENGTHS: Final = (2, 3)
_WGS84: Final = "EPSG:4326"


class Flaw(NamedTuple):
    """Why a geometry cannot be used: what was wrong, the value, and what would be right."""

    text: str


class _UnusableError(Exception):
    """Ends the reading of one geometry; its text becomes a Flaw."""


def shape_of(geometry: dict[str, object]) -> Shape | Flaw:
    """Build the shape of a Polygon or MultiPolygon, in the coordinates it was given in."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    try:
        if kind == "Polygon":
            return _shape([coordinates])
        if kind == "MultiPolygon":
            return _shape(_list("the MultiPolygon", coordinates))
    except _UnusableError as unusable:
        return Flaw(str(unusable))
    return Flaw(f"its geometry is {reprlib.repr(kind)}; a Polygon or MultiPolygon is needed")


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
    rings = [[_ring(ring) for ring in _list("a polygon", polygon)] for polygon in polygons]
    vertices = sum(len(ring) for polygon in rings for ring in polygon)
    if vertices > MOST_VERTICES:
        raise _UnusableError(f"it has {vertices:,} vertices; at most {MOST_VERTICES:,} are read")
    return shapely.MultiPolygon([(shell, holes) for shell, *holes in rings])


def _ring(positions: object) -> Ring:
    found = _list("a ring", positions)
    if len(found) < _FEWEST_POSITIONS:
        raise _UnusableError(f"a ring has {len(found)} positions; at least {_FEWEST_POSITIONS} are needed")
    ring = np.array([_position(position) for position in found], dtype=np.float64)
    if (ring[0] != ring[-1]).any():
        raise _UnusableError(
            f"a ring starts at {reprlib.repr(found[0])} and ends at {reprlib.repr(found[-1])}; it must be closed"
        )
    return ring


def _position(position: object) -> tuple[float, float]:
    if not isinstance(position, list) or len(position) not in _POSITION_LENGTHS:
        raise _UnusableError(f"a position is {reprlib.repr(position)}; two numbers are needed")
    for value in position:
        if type(value) not in {float, int} or not _finite(value):
            raise _UnusableError(f"a coordinate is {reprlib.repr(value)}; a finite number is needed")
    return position[0], position[1]


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _list(what: str, value: object) -> list[object]:
    if not isinstance(value, list) or not value:
        raise _UnusableError(f"{what} is {reprlib.repr(value)}; a list that is not empty is needed")
    return value
