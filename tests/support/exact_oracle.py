"""Which areas cover a point, in whole numbers: an oracle that shares nothing with the look-up.

Every double from 4 km to 1,000 km is a whole number of 2^-40 m. Where a point lies beside an edge is the sign
of a difference of two products of such numbers, worked out in limbs of 28 bits.
"""

import numpy as np
import shapely

_UNIT = 2.0**40
_LIMB = 28
_AT_ONCE = 4_000_000  # pairs of a point and an edge


def firsts(shapes, eastings, northings):
    """Give the position of the first shape that covers each point, -1 for none, and how many do."""
    found = np.full(len(eastings), -1)
    number = np.zeros(len(eastings), dtype=np.int64)
    points, positions = shapely.STRtree(shapely.box(*shapely.bounds(shapes).T)).query(
        shapely.points(eastings, northings)
    )
    order = np.argsort(positions, kind="stable")
    points, positions = points[order], positions[order]
    starts = np.flatnonzero(np.diff(positions, prepend=-1))
    for position, asked in zip(positions[starts], np.split(points, starts[1:]), strict=True):
        covered = asked[covers(shapes[position], eastings[asked], northings[asked])]
        found[covered[found[covered] < 0]] = position
        number[covered] += 1
    return found, number


def covers(shape, eastings, northings):
    """Say of each point whether it is in a shape or on its boundary."""
    edges = _edges(shape)
    x, y = _whole(eastings), _whole(northings)
    size = max(1, _AT_ONCE // len(edges))
    parts = [slice(start, start + size) for start in range(0, len(x), size)]
    return np.concatenate([np.zeros(0, dtype=bool), *(_covers(edges, x[part], y[part]) for part in parts)])


def _covers(edges, x, y):
    ax, ay, bx, by = edges.T
    point, edge = np.nonzero((ay <= y[:, None]) & (y[:, None] <= by))
    level = y[point] == by[edge]  # half open: an edge's upper end is not on it for the count
    px, py = x[point], y[point]
    ax, ay, bx, by = (each[edge] for each in (ax, ay, bx, by))
    beyond = px > np.maximum(ax, bx)
    between = np.flatnonzero(~beyond & (px >= np.minimum(ax, bx)))
    side = np.where(beyond, 1, -1)
    ax, ay, bx, by, px, py = (each[between] for each in (ax, ay, bx, by, px, py))
    side[between] = _compared(px - ax, by - ay, py - ay, bx - ax)
    inside = np.bincount(point[(side > 0) & ~level], minlength=len(x)) % 2 == 1
    inside[point[side == 0]] = True
    return inside


def _compared(a, b, c, d):
    """Give the sign of a * b - c * d for whole numbers of up to 56 bits."""
    high, middle, low = (one - other for one, other in zip(_product(a, b), _product(c, d), strict=True))
    middle, low = middle + (low >> _LIMB), low & ((1 << _LIMB) - 1)
    high, middle = high + (middle >> _LIMB), middle & ((1 << _LIMB) - 1)
    return np.where(high != 0, np.sign(high), np.sign(middle | low))


def _product(a, b):
    a_high, a_low, b_high, b_low = a >> _LIMB, a & ((1 << _LIMB) - 1), b >> _LIMB, b & ((1 << _LIMB) - 1)
    return a_high * b_high, a_high * b_low + a_low * b_high, a_low * b_low


def _edges(shape):
    rings = [_whole(shapely.get_coordinates(ring)) for ring in shapely.get_rings(shapely.get_parts(shape))]
    edges = np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])
    down = edges[:, 3] < edges[:, 1]
    edges[down] = edges[down][:, [2, 3, 0, 1]]
    return edges


def _whole(metres):
    units = np.asarray(metres) * _UNIT
    assert (units == np.rint(units)).all()
    assert np.abs(units).max(initial=0) < 2.0**60
    return units.astype(np.int64)
