"""Many postcodes at once: found in the list, and located among boundaries as `Postcodes.area_at` does it."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from routekit.boundaries.edition import Edition
from routekit.boundaries.manylocated.value import ManyLocated, bits_of
from routekit.boundaries.postcodes.key import LONGEST
from routekit.boundaries.postcodes.lookup import COUNTRIES, ELSEWHERE, Columns

Places = npt.NDArray[np.int64]

_BASE: Final = 36
_FILL, _FIRST_LETTER = ord(" "), ord("A")
_NO_VALUE: Final = 255
_ESTIMATE: Final = np.uint8(bits_of(["postcode-estimate"]))


def find_many(columns: Columns, letters: npt.NDArray[np.uint8]) -> Places:
    """Give the places in a list of postcodes in capitals without their space; -1 for what is not among them.

    `letters` has a row for each: seven ASCII characters, filled up with spaces at the end. One of Northern
    Ireland or a Crown dependency is never found, as such lists are of Great Britain, and nor is one without a
    location.
    """
    values = _VALUES[letters]
    keys = np.zeros(len(values), dtype=np.uint64)
    for place in range(LONGEST):
        keys *= np.uint64(_BASE)
        keys += values[:, place]
    at: Places = np.searchsorted(columns.key, keys)
    np.minimum(at, len(columns.key) - 1, out=at)
    found = (columns.key[at] == keys) & (columns.radius[at] > 0) & (values != _NO_VALUE).all(axis=1)
    # A key is filled up with noughts, so a text that has one too many must not pass for it.
    ends = (letters != _FILL).sum(axis=1) - 1
    found &= (letters[np.arange(len(letters)), ends] >= _FIRST_LETTER) & ~_gaps(letters)
    for area in ELSEWHERE:
        found &= (letters[:, 0] != ord(area[0])) | (letters[:, 1] != ord(area[1]))
    return np.where(found, at, -1)


def letters_of(compact: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Lay out postcodes in capitals without their space as `find_many` takes them."""
    laid = "".join(each.ljust(LONGEST) for each in compact)
    return np.frombuffer(laid.encode("ascii"), dtype=np.uint8).reshape(-1, LONGEST)


def _gaps(letters: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Say which have a space before their end."""
    filled = letters == _FILL
    gaps: npt.NDArray[np.bool_] = (filled[:, :-1] & ~filled[:, 1:]).any(axis=1)
    return gaps


def locate_many(columns: Columns, places: Places, edition: Edition) -> ManyLocated:
    """Say where postcodes at some places of a list lie, each as `Postcodes.area_at` says it."""
    countries = [letter.encode() for letter, code in COUNTRIES.items() if code in edition.record.countries]
    whole = np.isin(columns.districts.astype("S1"), countries)[columns.district[places]]
    located = edition.locating.at_grid(
        columns.easting[places].astype(np.float64),
        columns.northing[places].astype(np.float64),
        columns.radius[places].astype(np.float64),
        ashore=whole,
    )
    return located._replace(warnings=located.warnings | _ESTIMATE)


def locate_points(columns: Columns, places: Places, edition: Edition) -> ManyLocated:
    """Say where the points of postcodes at some places of a list lie, each as `area_at` says it."""
    eastings, northings = (each[places].astype(np.float64) for each in (columns.easting, columns.northing))
    return edition.locating.at_grid(eastings, northings, np.zeros(len(places)))


def _values() -> npt.NDArray[np.uint8]:
    values = np.full(256, _NO_VALUE, dtype=np.uint8)
    values[_FILL] = 0
    for value, char in enumerate(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        values[char] = value
    values.setflags(write=False)
    return values


_VALUES: Final = _values()
