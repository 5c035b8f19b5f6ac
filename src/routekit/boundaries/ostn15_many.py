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
)

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


class ManyShifts:
    """The shifts of some tables, for arrays of points."""

    def __init__(self, shifts: Shifts) -> None:
        numbers = np.frombuffer(shifts.numbers, dtype=np.uint16).astype(np.float32)
        self._pairs = numbers.view(np.complex64)  # east + 1j * north, which it holds exactly

    def at(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Give the shifts at points, as `Shifts.at` does at one."""
        right, up = np.clip(x, 0.0, LAST_EAST) / 1000, np.clip(y, 0.0, LAST_NORTH) / 1000
        column, row = right.astype(np.int32), up.astype(np.int32)
        right -= column
        up -= row
        here = (row * COLUMNS + column).astype(np.intp)
        corners = (here, here + 1, here + COLUMNS, here + COLUMNS + 1)
        pairs = [self._pairs.take(corner, mode="clip") for corner in corners]
        east = _between([pair.real for pair in pairs], right, up)
        north = _between([pair.imag for pair in pairs], right, up)
        east += LEAST_EAST
        north += LEAST_NORTH
        return east, north

    def before(self, eastings: Floats, northings: Floats) -> tuple[Floats, Floats]:
        """Give the unshifted coordinates of points, as `Shifts.before` does of one."""
        x, y = eastings, northings
        for _ in range(ROUNDS):
            east, north = self.at(x, y)
            x, y = eastings - east, northings - north
        return x, y


def _between(millimetres: list[Singles], right: Floats, up: Floats) -> Floats:
    """Give in metres what lies between the corners of a square, in the order of `weights`."""
    one, two, three, four = (each.astype(np.float64) for each in millimetres)
    two -= one
    four -= three
    four -= two
    three -= one
    four *= right
    three += four
    three *= up
    two *= right
    one += two
    one += three
    one /= 1000
    return one
