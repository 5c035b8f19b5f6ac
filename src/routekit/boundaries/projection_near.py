"""Degrees to the National Grid by polynomials: in less time, and a hundredth of a micrometre off.

They are fitted to the projection itself when first needed, as its easting is odd and its northing even in the
longitude from the central meridian.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from routekit.boundaries.many import MANY
from routekit.boundaries.mercator import CENTRAL_MERIDIAN, FALSE_EASTING
from routekit.boundaries.ostn15 import EAST, NORTH
from routekit.boundaries.ostn15_many import Floats, ManyShifts
from routekit.boundaries.projection import ETRS89, Projection
from routekit.boundaries.projection_many import CHUNK

# Degrees: what OSTN15 covers lies within so much of this latitude, and of the central meridian.
_MIDDLE, _HIGH, _WIDE = 55.4, 6.0, 7.6
_DEGREES: Final = ((10, 9, 8, 6, 4), (10, 9, 8, 7, 5))  # of these polynomials, for easting and northing
_NODES: Final = 60
_EDGE: Final = 1.0  # metres from the edge of the cover: on which side of it a point is, the projection says


class _Fitted(NamedTuple):
    """For each power of the squared longitude, a polynomial of the latitude: its terms, the highest first."""

    easting: tuple[Floats, ...]
    northing: tuple[Floats, ...]


class NearGrid:
    """Puts degrees on the grid as `Projection.to_grid_many` does, to within 20 nanometres."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._shifts = ManyShifts(projection.shifts)

    def at(self, longitudes: Floats, latitudes: Floats) -> tuple[Floats, Floats]:
        """Give the eastings and northings of degrees, which must be finite."""
        eastings, northings = np.empty(len(longitudes)), np.empty(len(longitudes))
        for start in range(0, len(longitudes), CHUNK):
            part = slice(start, start + CHUNK)
            eastings[part], northings[part] = self._chunk(longitudes[part], latitudes[part])
        return eastings, northings

    def _chunk(self, longitudes: Floats, latitudes: Floats) -> tuple[Floats, Floats]:
        up, aside = (latitudes - _MIDDLE) * (1 / _HIGH), (longitudes - CENTRAL_MERIDIAN) * (1 / _WIDE)
        x, y = _by_polynomials(up, aside)
        fitted = (np.abs(up) <= 1) & (np.abs(aside) <= 1)
        fitted &= (x >= _EDGE) & (x < EAST - _EDGE) & (y >= _EDGE) & (y < NORTH - _EDGE)
        if not fitted.all():
            eastings, northings, _ = self._projection.to_grid_many(longitudes, latitudes)
            return eastings, northings
        east, north = self._shifts.at(x, y)
        return x + east, y + north


def _by_polynomials(up: Floats, aside: Floats) -> tuple[Floats, Floats]:
    square = aside * aside
    x, y = (_horner([_horner(each.tolist(), up) for each in axis[::-1]], square) for axis in _fitted())
    x *= aside
    x += FALSE_EASTING
    return x, y


def _horner(terms: Sequence[float] | Sequence[Floats], at: Floats) -> Floats:
    """Give the polynomial with these terms, the highest first."""
    total = terms[0] * at
    for term in terms[1:-1]:
        total += term
        total *= at
    total += terms[-1]
    return total


@cache
def _fitted() -> _Fitted:
    nodes = np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES)
    up, aside = (each.ravel() for each in np.meshgrid(nodes, nodes[: _NODES // 2]))
    x, y = ETRS89.project(CENTRAL_MERIDIAN + _WIDE * aside, _MIDDLE + _HIGH * up, MANY)
    return _Fitted(
        _least(up, aside, (x - FALSE_EASTING) / aside, _DEGREES[0]), _least(up, aside, y, _DEGREES[1])
    )


def _least(up: Floats, aside: Floats, values: Floats, degrees: tuple[int, ...]) -> tuple[Floats, ...]:
    columns = [
        np.vander(up, degree + 1) * (aside ** (2 * power))[:, None] for power, degree in enumerate(degrees)
    ]
    terms = np.linalg.lstsq(np.hstack(columns), values, rcond=None)[0]
    return tuple(np.split(terms.astype(np.float64), np.cumsum([degree + 1 for degree in degrees])[:-1]))
