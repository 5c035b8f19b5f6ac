"""Index one band of rows."""

from typing import NamedTuple

import numpy as np

from routekit.boundaries.gridindex.cut import cut
from routekit.boundaries.gridindex.frame import Frame
from routekit.boundaries.gridindex.labels import Sets, labelled
from routekit.boundaries.gridindex.leaves import Candidates, Entries, candidates, entries
from routekit.boundaries.gridindex.segments import Integers, Segments, Shapes
from routekit.boundaries.gridindex.squares import Squares
from routekit.boundaries.gridindex.states import States
from routekit.boundaries.gridindex.strips import Strips, divided


class Band(NamedTuple):
    """A band of rows, indexed.

    `labels` has one for each square, `sets` what those above the number of areas stand for, and `strips` what
    crowded leaves were divided into.
    """

    squares: Squares
    labels: Integers
    sets: Sets
    candidates: Candidates
    leaves: Entries
    strips: Strips


def band(shapes: Shapes, positions: Integers, frame: Frame, rows: range, areas: int) -> Band:
    """Index some rows of leaves, which these shapes reach; there are so many areas in all."""
    squares = Squares(rows, frame.columns)
    segments = Segments.of(shapes, positions, frame, rows)
    pieces, crossings = cut(segments.ends, rows)
    states = States.of(crossings, segments, squares, areas)
    counts, sums = states.sums()
    leaf_of = squares.number(pieces.rows, pieces.columns)
    found = candidates(leaf_of, pieces.edges, segments, states, counts)
    leaves, strips = divided(entries(pieces, leaf_of, segments, found, areas))
    sets = Sets(areas)
    labels = labelled(np.where(counts == 1, sums + 1, 0), counts, states, found.leaves, sets)
    return Band(squares, labels, sets, found, leaves, strips)
