"""The edges of areas, each once, with the areas whose edge it is."""

from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.gridindex.frame import LEAF_M, Frame

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]

# Odd numbers without a pattern, for mixing the bits of four coordinates into one.
_MIX = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)


class Segments(NamedTuple):
    """Edges in leaf widths from the corner of a frame, a row each: from x, y (lower) to x, y (upper).

    Edge i is one of the areas `owners[starts[i] : starts[i + 1]]`, as positions in the edition's order.
    """

    ends: Floats
    starts: Integers
    owners: Integers

    @classmethod
    def of(cls, shapes: Shapes, positions: Integers, frame: Frame, rows: range) -> Self:
        """Take from shapes the edges that reach some rows of leaves."""
        edges, owners = _edges(shapes, positions)
        ends = (edges - np.tile([frame.west, frame.south], 2)) / LEAF_M
        reaching = (ends[:, 3] >= rows.start) & (ends[:, 1] < rows.stop)
        edges, ends, owners = edges[reaching], ends[reaching], owners[reaching]
        order, starts = _alike(edges)
        return cls(ends[order[starts[:-1]]], starts, owners[order])

    def owned(self, edges: Integers) -> tuple[Integers, Integers]:
        """Pair edges with their areas: give the place in `edges` and the area of each pair."""
        return expanded(self.starts[edges], self.starts[edges + 1], self.owners)

    def __len__(self) -> int:
        return len(self.ends)


def expanded(starts: Integers, ends: Integers, values: Integers) -> tuple[Integers, Integers]:
    """Lay slices of `values` end to end; give for each value the number of its slice, and the value."""
    counts = ends - starts
    which = np.repeat(np.arange(len(starts)), counts)
    before = np.cumsum(counts) - counts
    places = np.arange(len(which)) + (starts - before)[which]
    return which, values[places]


def _edges(shapes: Shapes, positions: Integers) -> tuple[Floats, Integers]:
    """Give the edges of shapes in metres, pointing up, or right if they are level, and the area of each."""
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    points, of_point = shapely.get_coordinates(rings, return_index=True)
    within = of_point[1:] == of_point[:-1]
    edges = np.hstack([points[:-1], points[1:]])[within]
    owners = positions[of_part[of_ring[of_point[:-1][within]]]]
    rise, run = edges[:, 3] - edges[:, 1], edges[:, 2] - edges[:, 0]
    down = (rise < 0) | ((rise == 0) & (run < 0))
    edges[down] = edges[down][:, [2, 3, 0, 1]]
    real = (rise != 0) | (run != 0)
    return edges[real], owners[real]


def _alike(edges: Floats) -> tuple[Integers, Integers]:
    """Order edges so that the same ones follow each other; give the order and where each group starts.

    Groups come in the order of their first edges: what is near in space stays near in memory.
    """
    mixed = (np.ascontiguousarray(edges).view(np.uint64) * _MIX).sum(axis=1, dtype=np.uint64)
    mixed ^= mixed >> np.uint64(29)
    order = np.argsort(mixed, kind="stable")
    ordered = edges[order]
    new = np.ones(len(edges), dtype=np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    first = np.maximum.accumulate(np.where(new, np.arange(len(edges)), 0))
    leader = np.empty(len(edges), dtype=np.int64)
    leader[order] = order[first]
    order = np.argsort(leader, kind="stable")
    starts = np.flatnonzero(np.diff(leader[order], prepend=-1))
    return order, np.append(starts, len(edges))
