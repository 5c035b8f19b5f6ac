"""Arrays of degrees to the National Grid and back, each point as `Projection` does it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routekit.boundaries.many import MANY, degrees_many, metres_many
from routekit.boundaries.ostn15 import EAST, NORTH, Shifts
from routekit.boundaries.ostn15_many import Floats, ManyShifts
from routekit.boundaries.projection import ETRS89, grid_without_tables, lonlat_without_tables

CHUNK = 8192  # points at a time, so that what is worked on stays in the processor's cache

Converted = tuple[Floats, Floats, NDArray[np.bool_]]


class ManyProjected:
    """The projection by some tables, for arrays of points."""

    def __init__(self, shifts: Shifts) -> None:
        self._shifts = ManyShifts(shifts)

    def to_grid(self, longitudes: ArrayLike, latitudes: ArrayLike) -> Converted:
        """Give what `Projection.to_grid_many` promises."""
        return _by_chunks(self._grid_chunk, *degrees_many(longitudes, latitudes))

    def to_lonlat(self, eastings: ArrayLike, northings: ArrayLike) -> Converted:
        """Give what `Projection.to_lonlat_many` promises."""
        return _by_chunks(self._lonlat_chunk, *metres_many(eastings, northings))

    def _grid_chunk(self, longitudes: Floats, latitudes: Floats) -> Converted:
        x, y = ETRS89.project(longitudes, latitudes, MANY)
        exact = _covered(x, y)
        east, north = self._shifts.at(x, y)
        x, y = x + east, y + north
        if not exact.all():
            x[~exact], y[~exact] = grid_without_tables(longitudes[~exact], latitudes[~exact], MANY)
        return x, y, exact

    def _lonlat_chunk(self, eastings: Floats, northings: Floats) -> Converted:
        x, y = self._shifts.before(eastings, northings)
        exact = _covered(x, y)
        x, y = ETRS89.unproject(x, y, MANY)
        if not exact.all():
            x[~exact], y[~exact] = lonlat_without_tables(eastings[~exact], northings[~exact], MANY)
        return x, y, exact


def _covered(x: Floats, y: Floats) -> NDArray[np.bool_]:
    return (x >= 0.0) & (x < EAST) & (y >= 0.0) & (y < NORTH)


def _by_chunks(convert: Callable[[Floats, Floats], Converted], first: Floats, second: Floats) -> Converted:
    converted = np.empty(first.size), np.empty(first.size), np.empty(first.size, dtype=np.bool_)
    for start in range(0, first.size, CHUNK):
        part = slice(start, start + CHUNK)
        for whole, piece in zip(converted, convert(first[part], second[part]), strict=True):
            whole[part] = piece
    return converted
