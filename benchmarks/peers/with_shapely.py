"""shapely by itself: a tree of boxes with prepared shapes behind it, and the tree's own predicate."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely

from peers.contender import NOWHERE, Contender, Coordinates, Many, One, Positions
from peers.names import STRTREE_PREDICATE, STRTREE_PREPARED, STRTREE_SORTED
from peers.setting import Setting


def contenders(setting: Setting) -> Iterator[Contender]:
    """Give the forms that shapely's users write, and the best one for many points."""
    shapes = shapely.from_wkb(shapely.to_wkb(setting.land.shapes))
    tree = shapely.STRtree(shapes)
    prepared = shapely.from_wkb(shapely.to_wkb(shapes))
    shapely.prepare(prepared)
    areas = list(prepared)
    covers, make = shapely.intersects_xy, shapely.Point

    def by_predicate(x: float, y: float) -> int:
        found = tree.query(make(x, y), predicate="intersects")
        return int(found.min()) if found.size else NOWHERE

    def by_prepared(x: float, y: float) -> int:
        for at in sorted(tree.query(make(x, y)).tolist()):
            if covers(areas[at], x, y):
                return int(at)
        return NOWHERE

    def many_by_predicate(x: Coordinates, y: Coordinates) -> Positions:
        points, found = tree.query(shapely.points(x, y), predicate="intersects")
        return lowest(len(x), points, found)

    def many_unsorted(x: Coordinates, y: Coordinates) -> Positions:
        points, found = tree.query(shapely.points(x, y))
        inside = covers(prepared[found], x[points], y[points])
        return lowest(len(x), points[inside], found[inside])

    def many_sorted(x: Coordinates, y: Coordinates) -> Positions:
        points, found = tree.query(shapely.points(x, y))
        order = np.argsort(found, kind="stable")
        points, found = points[order], found[order]
        ends = np.append(np.flatnonzero(np.diff(found, prepend=-1)), len(found))
        inside = np.empty(len(found), dtype=np.bool_)
        for start, end in pairwise(ends.tolist()):
            asked = points[start:end]
            inside[start:end] = covers(areas[found[start]], x[asked], y[asked])
        return lowest(len(x), points[inside], found[inside])

    yield One(STRTREE_PREDICATE, "grid", by_predicate, as_position)
    yield One(STRTREE_PREPARED, "grid", by_prepared, as_position)
    yield Many(STRTREE_PREDICATE, "grid", lambda x, y: lambda: many_by_predicate(x, y), as_positions, 50_000)
    yield Many(STRTREE_PREPARED, "grid", lambda x, y: lambda: many_unsorted(x, y), as_positions, 200_000)
    yield Many(STRTREE_SORTED, "grid", lambda x, y: lambda: many_sorted(x, y), as_positions, 500_000)


def lowest(number: int, points: Positions, areas: Positions) -> Positions:
    """Give the lowest position among the pairs of each of so many points, NOWHERE where there is none."""
    found = np.full(number, np.iinfo(np.intp).max, dtype=np.intp)
    np.minimum.at(found, points, areas)
    return np.where(found == np.iinfo(np.intp).max, NOWHERE, found)


def as_position(answer: object) -> int:
    """Take an answer that is a position already."""
    assert isinstance(answer, int)
    return answer


def as_positions(answer: object) -> Positions:
    """Take answers that are positions already."""
    assert isinstance(answer, np.ndarray)
    return answer
