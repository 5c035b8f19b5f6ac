"""What lies all around a point, if it is the same everywhere: told from labels, without asking a boundary."""

from collections.abc import Callable
from math import floor
from typing import Final

from routekit.boundaries.gridindex.frame import BLOCK, LEAF_M, LEAVES
from routekit.boundaries.gridindex.tables import Tables

_FAR: Final = 1_000.0  # metres: beyond, there are too many squares to look at

AllAround = Callable[[float, float, float], tuple[int, ...] | None]


def all_around_of(tables: Tables, areas: int) -> AllAround:
    """Make the function that gives the areas that cover all within so many metres of a point.

    It gives their positions, in order, none for a place that is clear of every area, and None if the place
    may differ from its surroundings: where a boundary is near, or over 1,000 metres are asked for. It takes
    eastings, northings and metres, which must be finite.
    """
    frame, label_in = tables.frame, _label_in_of(tables)
    members = tables.members(areas)

    def all_around(easting: float, northing: float, metres: float) -> tuple[int, ...] | None:
        if metres > _FAR:
            return None
        columns = _reached(easting - frame.west, metres, frame.columns)
        rows = _reached(northing - frame.south, metres, frame.rows)
        if not columns or not rows:
            return ()
        found = label_in(rows[0] // BLOCK, columns[0] // BLOCK, rows, columns)
        for row in range(rows[0] // BLOCK, rows[-1] // BLOCK + 1):
            for column in range(columns[0] // BLOCK, columns[-1] // BLOCK + 1):
                if found is None or label_in(row, column, rows, columns) != found:
                    return None
        return None if found is None else members[found]

    return all_around


def _label_in_of(tables: Tables) -> Callable[[int, int, range, range], int | None]:
    """Make the function that gives the label of all squares of a block that are in some rows and columns.

    It gives None if they differ, or one has none.
    """
    frame, flag = tables.frame, tables.flag

    def label_in(row: int, column: int, rows: range, columns: range) -> int | None:
        label = tables.blocks[row * frame.columns + column]
        if label < flag:
            return label
        first = (tables.rows[row] + label - flag) * LEAVES
        labels = {
            tables.squares[first + up % BLOCK * BLOCK + along % BLOCK]
            for up in range(max(rows[0], row * BLOCK), min(rows[-1], row * BLOCK + BLOCK - 1) + 1)
            for along in range(
                max(columns[0], column * BLOCK), min(columns[-1], column * BLOCK + BLOCK - 1) + 1
            )
        }
        label = labels.pop()
        return None if labels or label >= flag else label

    return label_in


def _reached(middle: float, metres: float, blocks: int) -> range:
    """Give the numbers of the leaves, of so many blocks in a line, within a distance of a place on it."""
    first, last = floor((middle - metres) / LEAF_M), floor((middle + metres) / LEAF_M)
    return range(max(first, 0), min(last + 1, blocks * BLOCK))
