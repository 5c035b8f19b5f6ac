"""A second grid, of longitude and latitude: where no edge is near, a point is answered without projecting it.

It is laid out as the first: blocks of 4 x 4 squares, about 56 m wide. What is no label in `squares` has to be
projected.
"""

from collections.abc import Callable, Sequence
from math import ceil, floor
from typing import Final, NamedTuple, Protocol, Self

from routekit.boundaries.container import Container, damaged
from routekit.boundaries.gridindex.frame import BLOCK, LEAVES
from routekit.boundaries.gridindex.scalar import CodeAt
from routekit.boundaries.projection import Projected

WIDE, HIGH = 0.0032, 0.0020  # degrees, of a block

_WHOLE: Final = 1.5 * 2.0**52  # adding and taking it away rounds to a whole number, in half the time of `int`
_QUARTERS: Final = (
    BLOCK - 1e-6
)  # squares along a side of a block; never beyond its last, however x was rounded


class Degrees(NamedTuple):
    """The extent of the second grid: its south-west corner in degrees, and its blocks each way."""

    west: float
    south: float
    columns: int
    rows: int

    @classmethod
    def around(cls, west: float, south: float, east: float, north: float) -> Self:
        """Lay blocks over an extent in degrees."""
        columns, rows = ceil((east - west) / WIDE), ceil((north - south) / HIGH)
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
    per_column, per_row, width = 1 / WIDE, 1 / HIGH, float(columns)
    # Half a block short of every border, so that rounding cannot lead over it; there is no area so far out.
    least_x, most_x = west + WIDE / 2, west + (columns - 0.5) * WIDE
    least_y, most_y = south + HIGH / 2, south + (height - 0.5) * HIGH
    blocks, rows, squares, flag = tables.blocks, tables.rows, tables.squares, tables.flag

    # What is written in one line, and what stands twice, is for speed. Which of two blocks a point on their
    # border is put into does not matter: where there is a label, it is right for 0.6 m around.
    def code_at_lonlat(longitude: float, latitude: float) -> str | None:
        if (
            type(longitude) is float is type(latitude)
            and longitude >= least_x
            and longitude < most_x
            and latitude >= least_y
            and latitude < most_y
        ):
            cell = floor(
                ((latitude - least_y) * per_row + _WHOLE - _WHOLE) * width + (longitude - west) * per_column
            )
            label = blocks[cell]
            if label < flag:
                return answers[label]
            row, column = divmod(cell, columns)
            x, y = (longitude - west) * per_column - column, (latitude - south) * per_row - row
            label = squares[(rows[row] + label - flag) << 4 | int(y * _QUARTERS) << 2 | int(x * _QUARTERS)]
            if label < flag:
                return answers[label]
        easting, northing, _ = to_grid(longitude, latitude)
        return code_at(easting, northing)

    return code_at_lonlat
