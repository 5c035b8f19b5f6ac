"""Coordinates that a projection can take: finite numbers in range, or the error that says what is wrong."""

import math
from numbers import Real

from routekit.errors import InvalidPlaceError

__all__ = ["FAR_EAST", "FAR_WEST", "POLE", "degrees", "metres", "number"]

# The transverse Mercator means nothing far from its central meridian, 2 degrees west. What lies farther off
# is moved to these limits: still thousands of kilometres from Britain, and every formula stays finite.
FAR_WEST, FAR_EAST = -47.0, 43.0
LEAST_EASTING, MOST_EASTING = -5_200_000.0, 6_000_000.0
LEAST_NORTHING, MOST_NORTHING = -15_400_000.0, 4_400_000.0  # about pole to pole

POLE, ANTIMERIDIAN = 90.0, 180.0

LONLAT = ("longitude", "latitude")
GRID = ("easting", "northing")


def degrees(longitude: object, latitude: object, fields: tuple[str, str] = LONLAT) -> tuple[float, float]:
    """Check a point in degrees; give it with its longitude moved to within the limits."""
    x, y = number(fields[0], longitude), number(fields[1], latitude)
    for field, value, most in ((fields[0], x, ANTIMERIDIAN), (fields[1], y, POLE)):
        if abs(value) > most:
            raise InvalidPlaceError.of(field, value, f"it must be from {-most:g} to {most:g} degrees")
    return min(max(x, FAR_WEST), FAR_EAST), y


def metres(easting: object, northing: object, fields: tuple[str, str] = GRID) -> tuple[float, float]:
    """Check a point in metres; give it moved to within the limits."""
    x, y = number(fields[0], easting), number(fields[1], northing)
    return min(max(x, LEAST_EASTING), MOST_EASTING), min(max(y, LEAST_NORTHING), MOST_NORTHING)


def number(field: str, value: object) -> float:
    """Give a finite number as a float; text and truth values are none."""
    if type(value) is float and math.isfinite(value):
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        raise InvalidPlaceError.of(field, value, "a number is needed")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidPlaceError.of(field, value, "a finite number is needed")
    return number
