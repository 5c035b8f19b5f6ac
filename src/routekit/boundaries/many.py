"""What arrays of points need: the functions of NumPy, and coordinates checked as those of one point are."""

from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import ArrayLike

from routekit.boundaries.coordinates import (
    ANTIMERIDIAN,
    FAR_EAST,
    FAR_WEST,
    LEAST_EASTING,
    LEAST_NORTHING,
    MOST_EASTING,
    MOST_NORTHING,
    POLE,
    degrees,
    metres,
    number,
)
from routekit.boundaries.mercator import Functions
from routekit.errors import InvalidPlaceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from routekit.boundaries.mercator import Floats

__all__ = ["MANY", "degrees_many", "metres_many"]

MANY: "Functions[Floats]" = Functions(np.sin, np.cos, np.arctan2, np.sinh, np.arctanh, np.sqrt)


def degrees_many(longitudes: ArrayLike, latitudes: ArrayLike) -> "tuple[Floats, Floats]":
    """Check arrays as `degrees` checks a point; an error names the first bad index."""
    x, y = _pair(("longitudes", "latitudes"), longitudes, latitudes)
    if _all_within(x, FAR_WEST, FAR_EAST) and _all_within(y, -POLE, POLE):
        return x, y
    wrong = ~((np.abs(x) <= ANTIMERIDIAN) & (np.abs(y) <= POLE))  # so is what is not a number
    if wrong.any():
        index = int(wrong.argmax())
        degrees(x[index].item(), y[index].item(), (f"longitudes[{index}]", f"latitudes[{index}]"))
    return np.clip(x, FAR_WEST, FAR_EAST), y


def metres_many(eastings: ArrayLike, northings: ArrayLike) -> "tuple[Floats, Floats]":
    """Check arrays as `metres` checks a point; an error names the first bad index."""
    x, y = _pair(("eastings", "northings"), eastings, northings)
    if (
        x.size
        and _all_within(x, LEAST_EASTING, MOST_EASTING)
        and _all_within(y, LEAST_NORTHING, MOST_NORTHING)
    ):
        return x, y
    wrong = ~(np.isfinite(x) & np.isfinite(y))
    if wrong.any():
        index = int(wrong.argmax())
        metres(x[index].item(), y[index].item(), (f"eastings[{index}]", f"northings[{index}]"))
    return np.clip(x, LEAST_EASTING, MOST_EASTING), np.clip(y, LEAST_NORTHING, MOST_NORTHING)


def _all_within(values: "Floats", least: float, most: float) -> bool:
    """Say whether all of some numbers are in a range; none that is not a number is."""
    return bool(values.min(initial=most) >= least and values.max(initial=least) <= most)


def _pair(fields: tuple[str, str], first: ArrayLike, second: ArrayLike) -> "tuple[Floats, Floats]":
    x, y = _array(fields[0], first), _array(fields[1], second)
    if x.shape != y.shape:
        raise InvalidPlaceError.of(fields[1], y.shape, f"its shape must be that of {fields[0]}, {x.shape}")
    return x, y


def _array(field: str, values: ArrayLike) -> "Floats":
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
    return np.array([number(f"{field}[{index}]", item) for index, item in items], dtype=np.float64)
