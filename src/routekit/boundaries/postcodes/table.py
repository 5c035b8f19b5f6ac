"""Postcodes as arrays, in order, and what must be true of them."""

import re
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.boundaries.flaws import FlawError
from routekit.boundaries.postcodes.key import LONGEST
from routekit.model.point import GRID_EAST, GRID_NORTH
from routekit.model.text import GSS_CODE

Keys = npt.NDArray[np.uint64]
Metres = npt.NDArray[np.int64]
Codes = npt.NDArray[np.bytes_]

NO_LOCATION: Final = 90
QUALITIES: Final = (10, 20, 30, 40, 50, 60, NO_LOCATION)

_PLACE: Final = re.compile(f"[A-Z]|{GSS_CODE}".encode())


class Table(NamedTuple):
    """Postcodes in the order of their keys, with where Code-Point Open puts them.

    `quality` is its positional quality indicator; at 90 there is no location, and easting and northing are 0.
    Otherwise they are metres on the National Grid (EPSG:27700). `district` is a GSS code, or where it gives
    none the first letter of the country's.
    """

    key: Keys
    quality: npt.NDArray[np.int64]
    easting: Metres
    northing: Metres
    district: Codes

    @property
    def located(self) -> npt.NDArray[np.bool_]:
        """Which postcodes have a location."""
        has_one: npt.NDArray[np.bool_] = self.quality != NO_LOCATION
        return has_one


def compact_of(key: int) -> str:
    """Give the postcode, without its space, that a key stands for."""
    return np.base_repr(key, 36).rstrip("0")


def keys_of(compact: Codes) -> Keys:
    """Do what `key_of` does for an array of seven bytes each; FlawError if one is not letters and digits."""
    values = _VALUES[compact.astype(f"S{LONGEST}").view(np.uint8)].reshape(-1, LONGEST)
    if (values == _NO_VALUE).any():
        raise FlawError("a postcode has a character that is neither a letter nor a digit")
    places = np.uint64(36) ** np.arange(LONGEST - 1, -1, -1, dtype=np.uint64)
    keys: Keys = values.astype(np.uint64) @ places
    return keys


def check(table: Table) -> None:
    """Raise FlawError for a table that cannot be all postcodes of an edition."""
    if not len(table.key):
        raise FlawError("there are no postcodes")
    if (table.key[1:] <= table.key[:-1]).any():
        first = int((table.key[1:] <= table.key[:-1]).argmax()) + 1
        raise FlawError(f"{compact_of(int(table.key[first]))} is given twice or out of order")
    if not np.isin(table.quality, QUALITIES).all():
        raise FlawError(f"a positional quality is none of {', '.join(map(str, QUALITIES))}")
    missing = (table.easting == 0) & (table.northing == 0)
    if (missing == table.located).any():
        raise FlawError("a postcode has quality 90 and a location, or neither")
    outside = (table.easting > GRID_EAST) | (table.northing > GRID_NORTH)
    if (outside | (table.easting < 0) | (table.northing < 0)).any():
        raise FlawError("a location is not on the British National Grid")
    if not all(map(_PLACE.fullmatch, np.unique(table.district).tolist())):
        raise FlawError("a district is neither a GSS code nor the first letter of one")


_NO_VALUE: Final = 255


def _values() -> npt.NDArray[np.uint8]:
    values = np.full(256, _NO_VALUE, dtype=np.uint8)
    values[[0, ord(" ")]] = 0
    for value, char in enumerate(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        values[char] = value
    return values


_VALUES: Final = _values()
_VALUES.flags.writeable = False
