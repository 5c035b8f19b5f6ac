"""The OSTN15 tables for arrays of points."""

import numpy as np
from numpy.typing import NDArray

from routekit.boundaries.ostn15 import (
    COLUMNS,
    LAST_EAST,
    LAST_NORTH,
    LEAST_EAST,
    LEAST_NORTH,
    ROUNDS,
    Shifts,
    weights,
)

Floats = NDArray[np.float64]


class ManyShifts:
    """The shifts of some tables, for arrays of points."""

    def __init__(self, shifts: Shifts) -> None:
        numbers = np.frombuffer(shifts.numbers, dtype=np.uint16).astype(np.float32)
        self._pairs = numbers.view(np.complex64)  # east + 1j * north, which it holds exactly

    def at(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Give the shifts at points, as `Shifts.at` does at one."""
        x, y = np.clip(x, 0.0, LAST_EAST) / 1000, np.clip(y, 0.0, LAST_NORTH) / 1000
        column, row = x.astype(np.intp), y.astype(np.intp)
        here = row * COLUMNS + column
        corners = (here, here + 1, here + COLUMNS, here + COLUMNS + 1)
        shift = np.zeros(x.shape, dtype=np.complex128)
        for corner, weight in zip(corners, weights(x - column, y - row), strict=True):
            shift += weight * self._pairs.take(corner)
        shift /= 1000
        return LEAST_EAST + shift.real, LEAST_NORTH + shift.imag

    def before(self, eastings: Floats, northings: Floats) -> tuple[Floats, Floats]:
        """Give the unshifted coordinates of points, as `Shifts.before` does of one."""
        x, y = eastings, northings
        for _ in range(ROUNDS):
            east, north = self.at(x, y)
            x, y = eastings - east, northings - north
        return x, y
