"""A second grid, of longitude and latitude: where no edge is near, a point is answered without projecting it.

It is laid out as the first: blocks of 4 x 4 squares, about 56 m wide. What is no label in `squares` has to be
projected.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, Self

from routekit.boundaries.container import Container, damaged
from routekit.boundaries.gridindex.frame import LEAVES
from routekit.boundaries.gridindex.scalar import CodeAt
from routekit.boundaries.projection import Projected

WIDE, HIGH = 0.0032, 0.0020  # degrees, of a block


class Degrees(NamedTuple):
    """The extent of the second grid: its south-west corner in degrees, and its blocks each way."""

    west: float
    south: float
    columns: int
    rows: int

    @classmethod
    def around(cls, west: float, south: float, east: float, north: float) -> Self:
        """Lay blocks over an extent in degrees."""
        columns, rows = math.ceil((east - west) / WIDE), math.ceil((north - south) / HIGH)
        return cls(west, south, columns, rows)


class DegreeTables(NamedTuple):
    """The tables of the second grid; what they mean is what `Tables` says."""

    degrees: Degrees
    flag: int
    blocks: memoryview
    rows: memoryview
    squares: memoryview

    @classmethod
    def of(cls, container: Container) -> Self:
        """Read the tables of an open file; EditionError if they are not there, or do not fit each other."""
        west, south, columns, rows = container.view("lonlat_frame").tolist()
        blocks = container.view("lonlat_blocks")
        made = cls(
            degrees=Degrees(west, south, int(columns), int(rows)),
            flag=1 << (8 * blocks.itemsize - 1),
            blocks=blocks,
            rows=container.view("lonlat_rows"),
            squares=container.view("lonlat_squares"),
        )
        if len(blocks) != columns * rows or len(made.squares) != LEAVES * made.rows[-1]:
            raise damaged(container.path, "the tables of its grid of degrees do not fit each other")
        return made


class CodeAtLonLat(Protocol):
    """Gives the code of the area at a point in degrees (WGS84, taken as ETRS89)."""

    def __call__(self, longitude: float, latitude: float) -> str | None:
        """Give it, None for nowhere."""


def code_at_lonlat_of(
    tables: DegreeTables,
    answers: Sequence[str | None],
    to_grid: Callable[[float, float], Projected],
    code_at: CodeAt,
) -> CodeAtLonLat:
    """Make the function that gives the code of the first area in order at a point, None for nowhere.

    It takes degrees. InvalidPlaceError: not a number, not finite, or out of range.
    """
    west, south, columns, height = tables.degrees
    per_column, per_row = 1 / WIDE, 1 / HIGH
    # Short of the last border, so that rounding cannot lead over it; there is no area so far out.
    east, north = west + (columns - 0.5) * WIDE, south + (height - 0.5) * HIGH
    blocks, rows, squares, flag = tables.blocks, tables.rows, tables.squares, tables.flag

    def code_at_lonlat(longitude: float, latitude: float) -> str | None:
        if (
            type(longitude) is float is type(latitude)
            and west <= longitude < east
            and south <= latitude < north
        ):
            label = blocks[int((latitude - south) * per_row) * columns + int((longitude - west) * per_column)]
            if label < flag:
                return answers[label]
            x, y = (longitude - west) * per_column, (latitude - south) * per_row
            block = rows[int(y)] + label - flag
            label = squares[block << 4 | (int(4 * y) & 3) << 2 | int(4 * x) & 3]
            if label < flag:
                return answers[label]
        easting, northing, _ = to_grid(longitude, latitude)
        return code_at(easting, northing)

    return code_at_lonlat
