"""The OSTN15 tables: the shift from ETRS89 to OSGB36 grid coordinates, kilometre by kilometre."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from routekit.boundaries.mercator import Floats, Number
from routekit.errors import EditionError

__all__ = ["EAST", "FILE_NAME", "NORTH", "Shifts"]

FILE_NAME: Final = "ostn15_shifts_mm.npz"
SHA256: Final = "d96767ee50bacfc040791362e0a289ae970a9acb472317039916102357ef828d"
EXPECTED: Final = f"expected {FILE_NAME} as routekit-boundaries installs it, SHA-256 {SHA256}"
COLUMNS: Final = 701
EAST, NORTH = 700_000.0, 1_250_000.0  # where the cover ends, in metres
LAST_EAST, LAST_NORTH = np.nextafter(EAST, 0.0).item(), np.nextafter(NORTH, 0.0).item()
Corner = TypeVar("Corner")
Corners = tuple[Corner, Corner, Corner, Corner]
ROUNDS: Final = 3  # each makes the error 2,000 times smaller or better, from 112 m to under 20 nm


@dataclass(frozen=True, slots=True, eq=False)
class Shifts:
    """The definitive OSTN15 shifts, in metres, for unshifted (ETRS89) grid coordinates in metres.

    Nodes stand 1 km apart, 701 eastwards in each of 1,251 rows northwards, in whole millimetres; between them
    the shift is bilinear, as the Ordnance Survey defines it. The cover is 0 <= x < 700 km, 0 <= y < 1,250 km;
    outside, the shift is that of the nearest point of the edge.
    """

    pairs: NDArray[np.complex64]  # millimetres east + 1j * millimetres north, which it holds exactly
    numbers: memoryview  # the same values, east and north by turns, for reading one without NumPy

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the tables. EditionError: the file is missing, cut, altered or another one."""
        try:
            content = path.read_bytes()
        except (OSError, ValueError) as error:
            raise EditionError(f"{path} cannot be read ({error}); {EXPECTED}", file=str(path)) from error
        found = hashlib.sha256(content).hexdigest()
        if found != SHA256:
            what = f"{path} is cut, altered or another file ({len(content):,} bytes, SHA-256 {found})"
            raise EditionError(f"{what}; {EXPECTED}", file=str(path))
        # Inflating lets go of the interpreter, so that two threads halve the time.
        with ThreadPoolExecutor(2) as pool:
            east, north = pool.map(partial(_array, content), ("east_mm", "north_mm"))
        pairs = np.empty(east.size, dtype=np.complex64)
        pairs.real, pairs.imag = east, north
        pairs.setflags(write=False)
        return cls(pairs, pairs.view(np.float32).data)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Give the shift east and north at one point."""
        if not (0.0 <= x <= LAST_EAST and 0.0 <= y <= LAST_NORTH):
            x, y = min(max(x, 0.0), LAST_EAST), min(max(y, 0.0), LAST_NORTH)
        x, y = x / 1000, y / 1000
        column, row = int(x), int(y)
        here = 2 * (row * COLUMNS + column)
        above = here + 2 * COLUMNS
        one, two, three, four = _weights(x - column, y - row)
        mm = self.numbers
        return (
            (one * mm[here] + two * mm[here + 2] + three * mm[above] + four * mm[above + 2]) / 1000,
            (one * mm[here + 1] + two * mm[here + 3] + three * mm[above + 1] + four * mm[above + 3]) / 1000,
        )

    def at_many(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Give the shifts at points, as `at` does."""
        x, y = np.clip(x, 0.0, LAST_EAST) / 1000, np.clip(y, 0.0, LAST_NORTH) / 1000
        column, row = x.astype(np.intp), y.astype(np.intp)
        here = row * COLUMNS + column
        corners = (here, here + 1, here + COLUMNS, here + COLUMNS + 1)
        weights = _weights(x - column, y - row)
        shift = np.zeros(x.shape, dtype=np.complex128)
        for corner, weight in zip(corners, weights, strict=True):
            shift += weight * self.pairs.take(corner)
        shift /= 1000
        return shift.real, shift.imag

    def before(self, easting: float, northing: float) -> tuple[float, float]:
        """Give the unshifted coordinates of one point on the National Grid, by iteration."""
        x, y = easting, northing
        for _ in range(ROUNDS):
            east, north = self.at(x, y)
            x, y = easting - east, northing - north
        return x, y

    def before_many(self, eastings: Floats, northings: Floats) -> tuple[Floats, Floats]:
        """Give the unshifted coordinates of points, as `before` does."""
        x, y = eastings, northings
        for _ in range(ROUNDS):
            east, north = self.at_many(x, y)
            x, y = eastings - east, northings - north
        return x, y


def _weights(right: Number, up: Number) -> Corners[Number]:
    """Give what the corners of a square count, south-west, south-east, north-west and north-east."""
    both = right * up
    return 1.0 - right - up + both, right - both, up - both, both


def _array(content: bytes, name: str) -> NDArray[np.int32]:
    with np.load(io.BytesIO(content), allow_pickle=False) as tables:
        values: NDArray[np.int32] = tables[name]
    return values.ravel()
