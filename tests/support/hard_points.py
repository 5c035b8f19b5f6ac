"""Points to try a look-up with: anywhere, and where it is hardest, on boundaries and beside them."""

import numpy as np
import shapely

OFFSETS = [1.0, 0.1, 0.01, 2e-3, 1e-3, 1e-4, 1e-6, 1e-9]


def edges_of(shapes):
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shapes))]
    return np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])


def anywhere(edges, frame, count, rng):
    (west, south), (east, north) = edges[:, :2].min(axis=0) - 2000, edges[:, :2].max(axis=0) + 2000
    return np.column_stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])


def vertices(edges, frame, count, rng):
    return edges[rng.integers(len(edges), size=count), :2]


def on_edges(edges, frame, count, rng):
    chosen = edges[rng.integers(len(edges), size=count)]
    along = np.where(rng.random(count) < 0.3, 0.5, rng.random(count))[:, None]
    return chosen[:, :2] + along * (chosen[:, 2:] - chosen[:, :2])


def beside(metres):
    def points(edges, frame, count, rng):
        chosen = edges[rng.integers(len(edges), size=count)]
        step = chosen[:, 2:] - chosen[:, :2]
        left = np.column_stack([-step[:, 1], step[:, 0]]) / np.hypot(*step.T)[:, None]
        side = rng.choice([-metres, metres], count)[:, None]
        return chosen[:, :2] + rng.random((count, 1)) * step + side * left

    points.__name__ = f"{metres:g} m beside an edge"
    return points


def near_vertices(edges, frame, count, rng):
    size = 10 ** rng.uniform(-9, 0, (count, 1))
    return vertices(edges, frame, count, rng) + size * rng.normal(size=(count, 2))


def on_lines_of_the_grid(edges, frame, count, rng):
    """Where edges cross the lines between leaves, on the line to the last bit, and corners of leaves."""
    corner, points = np.array(frame[:2]), on_edges(edges, frame, count, rng)
    leaves = (points - corner) / 64
    line = np.rint(leaves)
    which = rng.integers(3, size=count)  # on a line each way, and on a corner
    leaves[which != 1, 0] = line[which != 1, 0]
    leaves[which != 0, 1] = line[which != 0, 1]
    return corner + leaves * 64


def whole_metres(edges, frame, count, rng):
    return np.rint(on_edges(edges, frame, count, rng) + rng.uniform(-3, 3, (count, 2)))


def at_corner_cuts(edges, frame, count, rng):
    """Within a millimetre of the corner of a leaf that an edge passes within 1 cm of."""
    corner = np.array(frame[:2])
    start, step = edges[:, :2], edges[:, 2:] - edges[:, :2]
    level = np.rint((start[:, 1] - corner[1]) / 64) + rng.integers(-1, 2, len(edges))
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (corner[1] + 64 * level - start[:, 1]) / step[:, 1]
        x = start[:, 0] + along * step[:, 0]
        off = np.abs((x - corner[0]) / 64 - np.rint((x - corner[0]) / 64)) * 64
    cut = np.flatnonzero((along > 0) & (along < 1) & (off < 0.01))
    if not len(cut):
        return near_vertices(edges, frame, count, rng)
    chosen = rng.choice(cut, count)
    corners = np.column_stack([np.rint((x[chosen] - corner[0]) / 64), level[chosen]]) * 64 + corner
    return corners + rng.choice([0, 1e-9, 1e-6, 1e-4, 1e-3], (count, 1)) * rng.normal(size=(count, 2))


HARD = [
    vertices,
    on_edges,
    near_vertices,
    *map(beside, OFFSETS),
    on_lines_of_the_grid,
    whole_metres,
    at_corner_cuts,
]
