"""The OSTN15 tables: the shift from ETRS89 to OSGB36 grid coordinates, kilometre by kilometre."""

import hashlib
import math
import mmap
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, TypeVar

from routekit.boundaries.mercator import Number
from routekit.errors import EditionError

__all__ = ["EAST", "FILE_NAME", "NORTH", "Shifts"]

FILE_NAME: Final = "ostn15_shifts_mm.u16"
SHA256: Final = "e141d12bcf9a6c127d500590b428c45778039fe04618ba7d8483239ae519a07a"
EXPECTED: Final = f"expected {FILE_NAME} as routekit-boundaries installs it, SHA-256 {SHA256}"
COLUMNS: Final = 701
LEAST_EAST, LEAST_NORTH = 82.140, -84.180  # metres: what the numbers in the tables are above
EAST, NORTH = 700_000.0, 1_250_000.0  # where the cover ends, in metres
LAST_EAST, LAST_NORTH = math.nextafter(EAST, 0.0), math.nextafter(NORTH, 0.0)
Corner = TypeVar("Corner")
Corners = tuple[Corner, Corner, Corner, Corner]
ROUNDS: Final = 3  # each makes the error 2,000 times smaller or better, from 112 m to under 20 nm


@dataclass(frozen=True, slots=True, eq=False)
class Shifts:
    """The definitive OSTN15 shifts, in metres, for unshifted (ETRS89) grid coordinates in metres.

    Nodes stand 1 km apart, 701 eastwards in each of 1,251 rows northwards, in whole millimetres; between them
    the shift is bilinear, as the Ordnance Survey defines it. The cover is 0 <= x < 700 km, 0 <= y < 1,250 km;
    outside, the shift is that of the nearest point of the edge. The file is mapped, and read without NumPy.
    """

    numbers: memoryview  # millimetres east and north by turns

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map the tables. EditionError: the file is missing, cut, altered or another one."""
        try:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                content = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size else b""
        except (OSError, ValueError) as error:  # a ValueError: its name cannot be one
            raise EditionError(f"{path} cannot be read ({error}); {EXPECTED}", file=str(path)) from error
        found = hashlib.sha256(content).hexdigest()
        if found != SHA256 or sys.byteorder != "little":
            what = f"{path} is cut, altered or another file ({len(content):,} bytes, SHA-256 {found})"
            raise EditionError(f"{what}; {EXPECTED}", file=str(path))
        return cls(memoryview(content).cast("H"))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Give the shift east and north at one point."""
        if not (0.0 <= x <= LAST_EAST and 0.0 <= y <= LAST_NORTH):
            x, y = min(max(x, 0.0), LAST_EAST), min(max(y, 0.0), LAST_NORTH)
        x, y = x / 1000, y / 1000
        column, row = int(x), int(y)
        here = 2 * (row * COLUMNS + column)
        above = here + 2 * COLUMNS
        one, two, three, four = weights(x - column, y - row)
        mm = self.numbers
        east = one * mm[here] + two * mm[here + 2] + three * mm[above] + four * mm[above + 2]
        north = one * mm[here + 1] + two * mm[here + 3] + three * mm[above + 1] + four * mm[above + 3]
        return LEAST_EAST + east / 1000, LEAST_NORTH + north / 1000

    def before(self, easting: float, northing: float) -> tuple[float, float]:
        """Give the unshifted coordinates of one point on the National Grid, by iteration."""
        x, y = easting, northing
        for _ in range(ROUNDS):
            east, north = self.at(x, y)
            x, y = easting - east, northing - north
        return x, y


def weights(right: Number, up: Number) -> Corners[Number]:
    """Give what the corners of a square count, south-west, south-east, north-west and north-east."""
    both = right * up
    return 1.0 - right - up + both, right - both, up - both, both
