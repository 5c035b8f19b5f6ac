"""Points: a place by its coordinates, validated once."""

import math
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from routekit.errors import InvalidPlaceError
from routekit.model.value import Value

GRID_EAST, GRID_NORTH = 700_000, 1_300_000
LARGEST_ACCURACY_M = 5_000


class LatLon(Value):
    """A point in degrees (WGS84, taken as ETRS89), known to within `accuracy_m` metres.

    Raises InvalidPlaceError for anything that is not a finite number in range, for coordinates that are
    clearly swapped, and for 0, 0, which is how a missing location usually looks.
    """

    kind: Literal["latlon"] = "latlon"
    latitude: float
    longitude: float
    accuracy_m: float = 0.0

    if not TYPE_CHECKING:  # type checkers read the fields

        def __init__(self, **given: object) -> None:
            """Check every field before it is kept."""
            latitude, longitude, accuracy_m = _numbers("a LatLon", given, "latitude", "longitude")
            if _in_britain(latitude=longitude, longitude=latitude):
                expected = f"latitude and longitude look swapped (longitude is {longitude!r})"
                raise InvalidPlaceError.of("latitude", latitude, expected)
            _within("latitude", latitude, -90, 90, "degrees")
            _within("longitude", longitude, -180, 180, "degrees")
            _not_missing("latitude", latitude, longitude)
            BaseModel.__init__(self, latitude=latitude, longitude=longitude, accuracy_m=accuracy_m)


class Grid(Value):
    """A point in metres on the British National Grid (EPSG:27700), known to within `accuracy_m` metres.

    Raises InvalidPlaceError for anything that is not a finite number on the grid (0 to 700,000 east,
    0 to 1,300,000 north), for swapped coordinates, for degrees, and for 0, 0.
    """

    kind: Literal["grid"] = "grid"
    easting: float
    northing: float
    accuracy_m: float = 0.0

    if not TYPE_CHECKING:  # type checkers read the fields

        def __init__(self, **given: object) -> None:
            """Check every field before it is kept."""
            easting, northing, accuracy_m = _numbers("a Grid", given, "easting", "northing")
            if _in_britain(easting, northing) or _in_britain(northing, easting):
                raise InvalidPlaceError.of("easting", easting, "this looks like degrees; use LatLon for them")
            if GRID_EAST < easting <= GRID_NORTH and 0 <= northing <= GRID_EAST:
                expected = f"easting and northing look swapped (northing is {northing!r})"
                raise InvalidPlaceError.of("easting", easting, expected)
            _within("easting", easting, 0, GRID_EAST, "metres on the British National Grid")
            _within("northing", northing, 0, GRID_NORTH, "metres on the British National Grid")
            _not_missing("easting", easting, northing)
            BaseModel.__init__(self, easting=easting, northing=northing, accuracy_m=accuracy_m)


def _numbers(what: str, given: dict[str, object], *fields: str) -> list[float]:
    """Give the two coordinates and the accuracy as finite numbers; anything missing or unknown is refused."""
    for field in given.keys() - {"kind", "accuracy_m", *fields}:
        raise InvalidPlaceError.of(
            field, given[field], f"{what} takes {fields[0]}, {fields[1]} and accuracy_m"
        )
    for field in fields:
        if field not in given:
            raise InvalidPlaceError.of(field, None, f"{what} needs {fields[0]} and {fields[1]}")
    accuracy = _number("accuracy_m", given.get("accuracy_m", 0.0))
    _within("accuracy_m", accuracy, 0, LARGEST_ACCURACY_M, "metres")
    return [*(_number(field, given[field]) for field in fields), accuracy]


def _number(field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidPlaceError.of(field, value, "a number is needed")
    if isinstance(value, int) and abs(value) > GRID_NORTH:
        raise InvalidPlaceError.of(field, value, "it is far too large")
    if not math.isfinite(value):
        raise InvalidPlaceError.of(field, value, "a finite number is needed")
    return value


def _within(field: str, value: float, low: float, high: float, unit: str) -> None:
    if not low <= value <= high:
        raise InvalidPlaceError.of(field, value, f"it must be from {low:,} to {high:,} {unit}")


def _not_missing(field: str, first: float, second: float) -> None:
    if first == second == 0:
        raise InvalidPlaceError.of(field, first, "0, 0 is not a place but a missing location")


def _in_britain(latitude: float, longitude: float) -> bool:
    return 49 <= latitude <= 61 and -9 <= longitude <= 2.5  # noqa: PLR2004 - Great Britain, generously
