"""Coordinates that a projection can take: finite numbers in range, or the error that says what is wrong."""

import math
from numbers import Real
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import ArrayLike

from routekit.boundaries.mercator import Floats
from routekit.errors import InvalidPlaceError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FAR_EAST", "FAR_WEST", "POLE", "degrees", "degrees_many", "metres", "metres_many"]

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
    x, y = _number(fields[0], longitude), _number(fields[1], latitude)
    for field, value, most in ((fields[0], x, ANTIMERIDIAN), (fields[1], y, POLE)):
        if abs(value) > most:
            raise InvalidPlaceError.of(field, value, f"it must be from {-most:g} to {most:g} degrees")
    return min(max(x, FAR_WEST), FAR_EAST), y


def metres(easting: object, northing: object, fields: tuple[str, str] = GRID) -> tuple[float, float]:
    """Check a point in metres; give it moved to within the limits."""
    x, y = _number(fields[0], easting), _number(fields[1], northing)
    return min(max(x, LEAST_EASTING), MOST_EASTING), min(max(y, LEAST_NORTHING), MOST_NORTHING)


def degrees_many(longitudes: ArrayLike, latitudes: ArrayLike) -> tuple[Floats, Floats]:
    """Check arrays as `degrees` checks a point; an error names the first bad index."""
    x, y = _pair(("longitudes", "latitudes"), longitudes, latitudes)
    wrong = ~((np.abs(x) <= ANTIMERIDIAN) & (np.abs(y) <= POLE))  # so is what is not a number
    if wrong.any():
        index = int(wrong.argmax())
        degrees(x[index].item(), y[index].item(), (f"longitudes[{index}]", f"latitudes[{index}]"))
    return np.clip(x, FAR_WEST, FAR_EAST), y


def metres_many(eastings: ArrayLike, northings: ArrayLike) -> tuple[Floats, Floats]:
    """Check arrays as `metres` checks a point; an error names the first bad index."""
    x, y = _pair(("eastings", "northings"), eastings, northings)
    wrong = ~(np.isfinite(x) & np.isfinite(y))
    if wrong.any():
        index = int(wrong.argmax())
        metres(x[index].item(), y[index].item(), (f"eastings[{index}]", f"northings[{index}]"))
    return np.clip(x, LEAST_EASTING, MOST_EASTING), np.clip(y, LEAST_NORTHING, MOST_NORTHING)


def _number(field: str, value: object) -> float:
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


def _pair(fields: tuple[str, str], first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    x, y = _array(fields[0], first), _array(fields[1], second)
    if x.shape != y.shape:
        raise InvalidPlaceError.of(fields[1], y.shape, f"its shape must be that of {fields[0]}, {x.shape}")
    return x, y


def _array(field: str, values: ArrayLike) -> Floats:
    """Give one-dimensional floats; a masked value is not a number, and text is not read as one."""
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise InvalidPlaceError.of(field, type(values), "an array of numbers is needed") from error
    if array.ndim != 1:
        raise InvalidPlaceError.of(field, array.shape, "an array with one dimension is needed")
    if isinstance(values, np.ma.MaskedArray):
        array = np.ma.filled(values.astype(np.float64), np.nan)
    if array.dtype.kind in "fiu":
        return array.astype(np.float64, copy=False)
    items = enumerate(cast("Iterable[object]", values))
    return np.array([_number(f"{field}[{index}]", item) for index, item in items], dtype=np.float64)
