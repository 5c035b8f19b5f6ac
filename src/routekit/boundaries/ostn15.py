"""The OSTN15 tables: the shift from ETRS89 to OSGB36 grid coordinates, kilometre by kilometre."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from routekit.boundaries.mercator import Floats, Number
from routekit.errors import EditionError

__all__ = ["EAST", "FILE_NAME", "NORTH", "Shifts"]

FILE_NAME: Final = "ostn15_shifts_mm.npz"
SHA256: Final = "d96767ee50bacfc040791362e0a289ae970a9acb472317039916102357ef828d"
COLUMNS: Final = 701
EAST, NORTH = 700_000.0, 1_250_000.0  # where the cover ends, in metres
LAST_EAST, LAST_NORTH = np.nextafter(EAST, 0.0).item(), np.nextafter(NORTH, 0.0).item()
Corners = tuple[Number, Number, Number, Number]  # south-west, south-east, north-west, north-east
ROUNDS: Final = 4  # each makes the error 2,000 times smaller or better, from 110 m to less than rounding


@dataclass(frozen=True, slots=True, eq=False)
class Shifts:
    """The definitive OSTN15 shifts, in metres, for unshifted (ETRS89) grid coordinates in metres.

    Nodes stand 1 km apart, 701 eastwards in each of 1,251 rows northwards, in whole millimetres; between them
    the shift is bilinear, as the Ordnance Survey defines it. The cover is 0 <= x < 700 km, 0 <= y < 1,250 km;
    outside, the shift is that of the nearest point of the edge.
    """

    east: NDArray[np.int32]
    north: NDArray[np.int32]
    east_numbers: memoryview  # the same values, for reading one without NumPy
    north_numbers: memoryview

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
        return cls(east, north, east.data, north.data)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Give the shift east and north at one point."""
        if not (0.0 <= x <= LAST_EAST and 0.0 <= y <= LAST_NORTH):
            x, y = min(max(x, 0.0), LAST_EAST), min(max(y, 0.0), LAST_NORTH)
        x, y = x / 1000, y / 1000
        column, row = int(x), int(y)
        here = row * COLUMNS + column
        above = here + COLUMNS
        east, north = self.east_numbers, self.north_numbers
        right, up = x - column, y - row
        return (
            _between((east[here], east[here + 1], east[above], east[above + 1]), right, up),
            _between((north[here], north[here + 1], north[above], north[above + 1]), right, up),
        )

    def at_many(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Give the shifts at points, as `at` does."""
        x, y = np.clip(x, 0.0, LAST_EAST) / 1000, np.clip(y, 0.0, LAST_NORTH) / 1000
        column, row = x.astype(np.intp), y.astype(np.intp)
        here = row * COLUMNS + column
        right, up = x - column, y - row
        return (
            _between(_corners(self.east, here), right, up),
            _between(_corners(self.north, here), right, up),
        )

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


EXPECTED: Final = f"expected {FILE_NAME} as routekit-boundaries installs it, SHA-256 {SHA256}"


def _between(corners: Corners[Number], right: Number, up: Number) -> Number:
    """Interpolate four corners in millimetres, for fractions of the square; give metres."""
    south_west, south_east, north_west, north_east = corners
    south = south_west + right * (south_east - south_west)
    north = north_west + right * (north_east - north_west)
    return (south + up * (north - south)) / 1000


def _corners(table: NDArray[np.int32], here: NDArray[np.intp]) -> Corners[Floats]:
    corners = (here, here + 1, here + COLUMNS, here + COLUMNS + 1)
    south_west, south_east, north_west, north_east = (table.take(at).astype(np.float64) for at in corners)
    return south_west, south_east, north_west, north_east


def _array(content: bytes, name: str) -> NDArray[np.int32]:
    with np.load(io.BytesIO(content), allow_pickle=False) as tables:
        values: NDArray[np.int32] = tables[name].astype(np.int32, copy=False).ravel()
    values.setflags(write=False)
    return values
