"""Cut edges at the lines between leaves.

Which leaf a piece lies in follows from counting the lines that its edge has crossed, never from rounding: the
pieces of an edge lie in a chain of leaves, each beside the next, and what is counted along lines adds up.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.boundaries.gridindex.frame import FIRST, LEFT, SPAN, TOP
from routekit.boundaries.gridindex.segments import Floats, Integers

Flags = npt.NDArray[np.bool_]

_CORNER = 1e-6  # leaf widths: an edge that crosses two lines so near to each other goes over a corner
_SHRINK = 0.999  # keeps the place along an edge below 1


class Pieces(NamedTuple):
    """Pieces of edges in leaves: `edges` says of which, `ends` has the whole coordinates in the leaf."""

    rows: Integers
    columns: Integers
    edges: Integers
    ends: Integers


class Crossings(NamedTuple):
    """Where edges cross the southern border of a leaf."""

    rows: Integers
    columns: Integers
    edges: Integers


class _Cuts(NamedTuple):
    """Cuts in order along each edge.

    `level` is true of a line that runs east; `rows` and `columns` say in which leaf the edge is after the
    cut, `step` how many columns it went.
    """

    edges: Integers
    level: Flags
    x: Floats
    y: Floats
    rows: Integers
    columns: Integers
    step: Integers


def cut(ends: Floats, rows: range) -> tuple[Pieces, Crossings]:
    """Cut edges, given in leaf widths; give what lies in some rows.

    Where an edge crosses the western border of a leaf there is one piece more, left of the leaf and upright
    from there to the top: what lies above has another state on that border.
    """
    cells = np.floor(ends).astype(np.int64)
    cuts = _cuts(ends, cells)
    found = (_between(ends, cells, cuts), _on_western_borders(cuts), _on_corners(cuts))
    pieces = Pieces(*map(np.concatenate, zip(*found, strict=True)))
    crossings = Crossings(cuts.rows[cuts.level], cuts.columns[cuts.level], cuts.edges[cuts.level])
    return Pieces(*_within(pieces, rows)), Crossings(*_within(crossings, rows))


def _within(found: Pieces | Crossings, rows: range) -> list[Integers]:
    inside = (found.rows >= rows.start) & (found.rows < rows.stop)
    return [each[inside] for each in found]


def _cuts(ends: Floats, cells: Integers) -> _Cuts:
    up, right = cells[:, 3] - cells[:, 1], cells[:, 2] - cells[:, 0]
    level_of, level_number = _numbered(up)
    upright_of, upright_number = _numbered(np.abs(right))
    ax, ay, bx, by = ends.T
    level_line = cells[level_of, 1] + 1 + level_number
    step = np.sign(right)[upright_of]
    upright_line = cells[upright_of, 0] + (step > 0) + step * upright_number
    along_level = (level_line - ay[level_of]) / (by - ay)[level_of]
    along_upright = (upright_line - ax[upright_of]) / (bx - ax)[upright_of]
    edges = np.concatenate([level_of, upright_of])
    order = np.argsort(edges + _SHRINK * np.concatenate([along_level, along_upright]), kind="stable")
    edges = edges[order]
    level = order < len(level_of)
    step = np.concatenate([np.zeros_like(level_of), step])[order]
    x = np.concatenate([ax[level_of] + along_level * (bx - ax)[level_of], upright_line])[order]
    y = np.concatenate([level_line, ay[upright_of] + along_upright * (by - ay)[upright_of]])[order]
    rows = cells[edges, 1] + _so_far(level.astype(np.int64), edges)
    return _Cuts(edges, level, x, y, rows, cells[edges, 0] + _so_far(step, edges), step)


def _numbered(counts: Integers) -> tuple[Integers, Integers]:
    """Give each of `counts` things the number of its edge, and its own number from 0."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - (np.cumsum(counts) - counts)[which]


def _so_far(values: Integers, edges: Integers) -> Integers:
    """Sum along each edge, up to and including each cut."""
    total = np.cumsum(values)
    first = np.flatnonzero(np.diff(edges, prepend=-1))
    before = total[first] - values[first]
    return total - np.repeat(before, np.diff(np.append(first, len(edges))))


def _between(ends: Floats, cells: Integers, cuts: _Cuts) -> Pieces:
    """Give what lies from each start or cut to the next cut or end."""
    count = len(ends)
    order = np.argsort(np.concatenate([np.arange(count), cuts.edges]), kind="stable")
    edges = np.concatenate([np.arange(count), cuts.edges])[order]
    rows = np.concatenate([cells[:, 1], cuts.rows])[order]
    columns = np.concatenate([cells[:, 0], cuts.columns])[order]
    x = np.concatenate([ends[:, 0], cuts.x])[order]
    y = np.concatenate([ends[:, 1], cuts.y])[order]
    last = np.append(edges[1:] != edges[:-1], [True] * (count > 0))
    to_x = np.where(last, ends[edges, 2], np.append(x[1:], [0.0] * (count > 0)))
    to_y = np.where(last, ends[edges, 3], np.append(y[1:], [0.0] * (count > 0)))
    whole = [_whole(x, columns), _whole(y, rows), _whole(to_x, columns), _whole(to_y, rows)]
    return Pieces(rows, columns, edges, np.column_stack(whole))


def _on_western_borders(cuts: _Cuts) -> Pieces:
    upright = ~cuts.level
    rows, edges = cuts.rows[upright], cuts.edges[upright]
    columns = cuts.columns[upright] + (cuts.step[upright] < 0)
    height = _whole(cuts.y[upright], rows)
    left, top = np.full_like(height, LEFT), np.full_like(height, TOP)
    return Pieces(rows, columns, edges, np.column_stack([left, height, left, top]))


def _on_corners(cuts: _Cuts) -> Pieces:
    """Give a point in the fourth leaf at each corner that an edge goes over, where the others have pieces.

    Which side of the corner the edge passes is beyond what can be computed, so that all four leaves have to
    know that it is near.
    """
    at = np.flatnonzero(
        (cuts.edges[1:] == cuts.edges[:-1])
        & (cuts.level[1:] != cuts.level[:-1])
        & (np.abs(np.diff(cuts.x)) < _CORNER)
        & (np.abs(np.diff(cuts.y)) < _CORNER)
    )
    # From the leaf before, across it to the one after: each cut is one step along one of the axes.
    rows = cuts.rows[at + 1] - cuts.level[at]
    columns = cuts.columns[at + 1] - cuts.step[at]
    level_first = cuts.level[at]
    x = np.where(level_first, cuts.x[at + 1], cuts.x[at])
    y = np.where(level_first, cuts.y[at], cuts.y[at + 1])
    point = [_whole(x, columns), _whole(y, rows)]
    return Pieces(rows, columns, cuts.edges[at], np.column_stack(point * 2))


def _whole(values: Floats, cells: Integers) -> Integers:
    """Give the whole coordinate, in a leaf, of places in leaf widths."""
    whole: Integers = np.clip(np.rint((values - cells) * SPAN), 0, SPAN).astype(np.int64) + FIRST
    return whole
