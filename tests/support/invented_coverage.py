"""An invented coverage with everything that makes a look-up hard, on the lattice of 0.1 mm.

Fractal edges that neighbours share to the bit, holes, enclaves, detached parts, areas inside areas, edges
that lie on each other without sharing ends, a corner where many areas meet, and edges over corners of leaves.
"""

import numpy as np
import shapely

WEST, SOUTH = 300_000, 200_000
ACROSS, UP = 12, 9
SIDE = 1_000


def coverage(seed=20191231):
    """Give areas in the order in which their codes will rise."""
    rng = np.random.default_rng(seed)
    cells = _cells(rng)
    detached = _swapped(cells, rng)
    found = [*detached, *_layers(), *_blocks(), *_star(), *_needles(rng), *_over_corners(rng), _crowd(rng)]
    assert shapely.is_valid(found).all()
    return found


def _cells(rng):
    """Tile a rectangle with areas whose shared edges are broken up finer and finer."""
    nodes = np.array(
        [[[WEST + SIDE * i, SOUTH + SIDE * j] for j in range(UP + 1)] for i in range(ACROSS + 1)], float
    )
    nodes += rng.uniform(-0.15, 0.15, nodes.shape) * SIDE
    right = {
        (i, j): _fractal(nodes[i, j], nodes[i + 1, j], rng) for i in range(ACROSS) for j in range(UP + 1)
    }
    up = {(i, j): _fractal(nodes[i, j], nodes[i, j + 1], rng) for i in range(ACROSS + 1) for j in range(UP)}
    return [
        shapely.Polygon(
            np.vstack([right[i, j][:-1], up[i + 1, j][:-1], right[i, j + 1][:0:-1], up[i, j][:0:-1]])
        )
        for i in range(ACROSS)
        for j in range(UP)
    ]


def _fractal(start, end, rng, depth=6):
    """Break an edge by moving its middle aside; both who share it get the same vertices."""
    points = np.array([start, end])
    for _ in range(depth):
        middle = (points[:-1] + points[1:]) / 2
        step = points[1:] - points[:-1]
        aside = np.column_stack([-step[:, 1], step[:, 0]]) * rng.uniform(-0.1, 0.1, (len(step), 1))
        broken = np.empty((2 * len(points) - 1, 2))
        broken[0::2], broken[1::2] = points, middle + aside
        points = broken
    return np.round(points, 4)


def _swapped(cells, rng):
    """Cut a hole in some areas; give it to another as a detached part, or to one of its own, or to nobody."""
    whole, found = [shapely.MultiPolygon([cell]) for cell in cells], []
    for number in range(0, len(cells), 3):
        centre = shapely.point_on_surface(cells[number])
        turn = np.sort(rng.uniform(0, 2 * np.pi, 40))
        reach = rng.uniform(20, 80, 40)
        ring = np.round(
            np.column_stack([centre.x + reach * np.cos(turn), centre.y + reach * np.sin(turn)]), 4
        )
        hole = shapely.Polygon(ring)
        if not hole.is_valid or not cells[number].contains(hole):
            continue
        whole[number] = shapely.difference(whole[number], hole)
        match number % 9:
            case 0:
                found.append(shapely.MultiPolygon([hole]))
            case 3:
                other = (number + 50) % len(cells)
                whole[other] = shapely.MultiPolygon([*shapely.get_parts(whole[other]), hole])
    return [*map(_multi, whole), *found]


def _layers():
    """Areas one in the other, each far larger than a leaf, over the coverage and beyond it."""
    east, north = WEST + 3_000.1234, SOUTH + 3_000.4321
    boxes = [shapely.box(east - m, north - m, east + m, north + 2 * m) for m in (1_500, 900, 400, 300.0001)]
    beyond = shapely.box(WEST - 1_500, SOUTH - 2_000, WEST + 2_500, SOUTH + 500)
    return [shapely.MultiPolygon([box]) for box in (*boxes, beyond, boxes[1])]


def _blocks():
    """Rectangles side by side whose edges lie on each other, without shared vertices."""
    west, south = WEST + 14_000, SOUTH
    left = [shapely.box(west, south + 300 * j, west + 500, south + 300 * (j + 1)) for j in range(7)]
    right = [shapely.box(west + 500, south + 170 * j, west + 900.5, south + 170 * (j + 1)) for j in range(11)]
    return [shapely.MultiPolygon([box]) for box in (*left, *right)]


def _star():
    """More areas than a mask has bits meet in one corner."""
    centre = np.array([WEST + 15_700.0123, SOUTH + 500.0456])
    turn = np.linspace(0, 2 * np.pi, 24)[:-1]
    rim = np.round(centre + 400 * np.column_stack([np.cos(turn), np.sin(turn)]), 4)
    return [
        shapely.MultiPolygon([shapely.Polygon([centre, one, other])])
        for one, other in zip(rim, np.roll(rim, -1, axis=0), strict=True)
    ]


def _needles(rng):
    """Triangles of which an edge passes the corner of a leaf at 1 mm or less, some to the last 0.1 mm."""
    corner = np.array([-1 / 32, -3 / 64])
    found = []
    for number in range(40):
        leaf = np.array([WEST + 14_000 + 256 * (number % 8), SOUTH + 4_000 + 256 * (number // 8)])
        over = np.floor(leaf / 64) * 64 + corner
        turn = rng.uniform(0, 2 * np.pi)
        direction = np.array([np.cos(turn), np.sin(turn)])
        aside = np.array([-direction[1], direction[0]])
        past = over + aside * rng.choice([0, 1e-4, -1e-4, 5e-4, -5e-4, 1e-3])
        start, end = past - direction * rng.uniform(20, 100), past + direction * rng.uniform(20, 100)
        triangle = np.round(np.array([start, end, past + 80 * aside * rng.choice([-1, 1])]), 4)
        found.append(shapely.MultiPolygon([shapely.Polygon(triangle)]))
    return found


def _over_corners(rng):
    """Triangles of which an edge goes over the very corner of a leaf, but for the rounding of its ends."""
    found = []
    for number in range(60):
        leaf = np.array([WEST + 14_000 + 256 * (number % 8), SOUTH + 6_016 + 256 * (number // 8)])
        corner = np.floor(leaf / 64) * 64 - np.array([1 / 32, 3 / 64])
        # Three times as far to one side as to the other, in steps that end on the lattice both ways.
        steps = (np.array([0.5, 0.75]) + rng.integers(50_000, 150_000, 2)) * 1e-4
        steps *= np.array([-1, 1]) if number % 3 else 1
        steps[0] += 1e-4 if steps[0] < 0 else 0
        start, end = np.round(corner + steps, 4), np.round(corner - 3 * steps, 4)
        aside = np.array([-steps[1], steps[0]]) * rng.choice([-1, 1])
        found.append(shapely.MultiPolygon([shapely.Polygon([start, end, np.round(corner + aside, 4)])]))
    return found


def _crowd(rng):
    """One area with so many short edges in a leaf that it is divided."""
    turn = np.linspace(0, 2 * np.pi, 3_000)[:-1]
    reach = 60 + 25 * np.sin(31 * turn) + rng.uniform(-1, 1, turn.size)
    centre = np.array([WEST + 16_500, SOUTH + 2_500])
    ring = np.round(centre + reach[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]), 4)
    return _multi(shapely.Polygon(ring))


def _multi(shape):
    return shape if isinstance(shape, shapely.MultiPolygon) else shapely.MultiPolygon([shape])
