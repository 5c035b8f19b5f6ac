"""Places: what the caller gives, validated once."""

import math
from typing import Annotated, Literal

from pydantic import BaseModel, Field

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

    def __init__(
        self, *, latitude: float, longitude: float, accuracy_m: float = 0.0, **unknown: object
    ) -> None:
        _refuse_unknown("a LatLon", unknown, "latitude, longitude and accuracy_m")
        _number("latitude", latitude)
        _number("longitude", longitude)
        if _in_britain(latitude=longitude, longitude=latitude):
            raise InvalidPlaceError.of(
                "latitude", latitude, f"latitude and longitude look swapped (longitude is {longitude!r})"
            )
        _within("latitude", latitude, -90, 90, "degrees")
        _within("longitude", longitude, -180, 180, "degrees")
        if latitude == longitude == 0:
            raise InvalidPlaceError.of("latitude", latitude, "0, 0 is not a place but a missing location")
        _within("accuracy_m", _number("accuracy_m", accuracy_m), 0, LARGEST_ACCURACY_M, "metres")
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

    def __init__(
        self, *, easting: float, northing: float, accuracy_m: float = 0.0, **unknown: object
    ) -> None:
        _refuse_unknown("a Grid", unknown, "easting, northing and accuracy_m")
        _number("easting", easting)
        _number("northing", northing)
        if _in_britain(easting, northing) or _in_britain(northing, easting):
            raise InvalidPlaceError.of("easting", easting, "this looks like degrees; use LatLon for degrees")
        if GRID_EAST < easting <= GRID_NORTH and 0 <= northing <= GRID_EAST:
            raise InvalidPlaceError.of(
                "easting", easting, f"easting and northing look swapped (northing is {northing!r})"
            )
        _within("easting", easting, 0, GRID_EAST, "metres on the British National Grid")
        _within("northing", northing, 0, GRID_NORTH, "metres on the British National Grid")
        if easting == northing == 0:
            raise InvalidPlaceError.of("easting", easting, "0, 0 is not a place but a missing location")
        _within("accuracy_m", _number("accuracy_m", accuracy_m), 0, LARGEST_ACCURACY_M, "metres")
        BaseModel.__init__(self, easting=easting, northing=northing, accuracy_m=accuracy_m)


Place = Annotated[LatLon | Grid, Field(discriminator="kind")]


def _refuse_unknown(what: str, unknown: dict[str, object], expected: str) -> None:
    unknown.pop("kind", None)
    for field, value in unknown.items():
        raise InvalidPlaceError.of(field, value, f"{what} takes {expected}")


def _number(field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidPlaceError.of(field, value, "a number is needed")
    if not math.isfinite(value):
        raise InvalidPlaceError.of(field, value, "a finite number is needed")
    return value


def _within(field: str, value: float, low: float, high: float, unit: str) -> None:
    if not low <= value <= high:
        raise InvalidPlaceError.of(field, value, f"it must be from {low:,} to {high:,} {unit}")


def _in_britain(latitude: float, longitude: float) -> bool:
    return 49 <= latitude <= 61 and -9 <= longitude <= 2.5  # noqa: PLR2004 - Great Britain, generously
