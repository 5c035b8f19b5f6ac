"""How far a postcode may reach: an estimate from how near its neighbours are."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from routekit.boundaries.postcodes.table import Table

Radii = npt.NDArray[np.uint16]
_Points = npt.NDArray[np.int64]

LEAST_M: Final = 50
MOST_M: Final = 1_000

# Code-Point Open's positional quality, where it says that a point may be off by more than the least radius:
# a site being built (30), a mean of old addresses (40), a guess from postcodes around (50).
_OFF_BY_M: Final = {30: 100, 40: 100, 50: 100}
_SECTOR_MEAN: Final = 60  # not where the postcode is, but the middle of all that begin alike

_CELLS: Final = (64, 128, 256, 512, 1024)  # metres; the last is not less than the most
_COLUMN: Final = 1 << 21  # more cells than there are from south to north


def radii(table: Table, done: Callable[[int, int], None]) -> Radii:
    """Give the radius of each postcode in whole metres, rounded up; 0 for one without a location.

    It is the distance to the nearest other point at which Code-Point Open puts a postcode, from 50 to
    1,000 m. Postcodes at one point, such as those of large users in one building, count as one: they say
    nothing of how far any of them reaches. A point that is known less well has a radius of at least what it
    may be off by; one that is the mean of its sector has the largest, and is nobody's neighbour. `done` is
    told how many of the widths of cells have been gone through.
    """
    found = np.zeros(len(table.key), dtype=np.uint16)
    settled = table.located & (table.quality != _SECTOR_MEAN)
    found[table.located] = MOST_M
    corner = table.easting[settled] * _COLUMN + table.northing[settled]
    points, back = np.unique(corner, return_inverse=True)
    found[settled] = nearest(np.column_stack(np.divmod(points, _COLUMN)), done)[back]
    for quality, metres in _OFF_BY_M.items():
        of_this = table.quality == quality
        found[of_this] = np.maximum(found[of_this], metres)
    return found


def nearest(points: _Points, done: Callable[[int, int], None]) -> Radii:
    """Give the metres from each point to the nearest other, rounded up, from 50 to 1,000. No two are equal.

    Points are sorted into square cells, and each is compared with those in the nine around it. Whatever is
    found no farther away than a cell is wide is the nearest; the rest is done again with wider cells.
    """
    squared = np.full(len(points), MOST_M**2, dtype=np.int64)
    left = np.arange(len(points))
    for number, cell in enumerate(_CELLS, start=1):
        squared[left] = _nearest_squared(points, left, cell)
        left = left[squared[left] > cell**2]
        done(number, len(_CELLS))
    return np.clip(np.ceil(np.sqrt(squared)), LEAST_M, MOST_M).astype(np.uint16)


def _nearest_squared(points: _Points, asked: npt.NDArray[np.intp], cell: int) -> npt.NDArray[np.int64]:
    cells = points[:, 0] // cell * _COLUMN + points[:, 1] // cell
    order = np.argsort(cells, kind="stable")
    in_order, filed = points[order], cells[order]
    found = np.full(len(asked), MOST_M**2, dtype=np.int64)
    mine = points[asked]
    for column in (0, -_COLUMN, _COLUMN):  # in a column, the cells to the south and north are next to it
        at = np.searchsorted(filed, cells[asked] + column - 1)
        end = np.searchsorted(filed, cells[asked] + column + 1, side="right")
        live = np.flatnonzero(at < end)
        while len(live):
            # Nearer than the least radius is near enough; most of the time is saved by stopping there.
            live = live[(at[live] < end[live]) & (found[live] > LEAST_M**2)]
            apart = ((in_order[at[live]] - mine[live]) ** 2).sum(axis=1)
            found[live] = np.minimum(found[live], np.where(apart == 0, MOST_M**2, apart))
            at[live] += 1
    return found
