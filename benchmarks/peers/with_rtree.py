"""rtree (libspatialindex) with prepared shapes behind it."""

from collections.abc import Iterator

import numpy as np
import shapely
from rtree.index import Index

from peers.contender import NOWHERE, Contender, Coordinates, Many, One, Positions
from peers.names import RTREE_PREPARED
from peers.setting import Setting
from peers.with_shapely import as_position, as_positions, lowest


def contenders(setting: Setting) -> Iterator[Contender]:
    """Give one point by `intersection`, and many by `intersection_v`."""
    shapes = shapely.from_wkb(shapely.to_wkb(setting.land.shapes))
    shapely.prepare(shapes)
    areas, covers = list(shapes), shapely.intersects_xy
    index = Index((at, box, None) for at, box in enumerate(shapely.bounds(shapes).tolist()))

    def ask(x: float, y: float) -> int:
        for at in sorted(index.intersection((x, y, x, y))):
            if covers(areas[at], x, y):
                return int(at)
        return NOWHERE

    def ask_many(x: Coordinates, y: Coordinates) -> Positions:
        corners = np.column_stack((x, y))
        found, counts = index.intersection_v(corners, corners)  # type: ignore[no-untyped-call]
        found = found.astype(np.intp)
        points = np.repeat(np.arange(len(x)), counts.astype(np.intp))
        inside = covers(shapes[found], x[points], y[points])
        return lowest(len(x), points[inside], found[inside])

    yield One(RTREE_PREPARED, "grid", ask, as_position)
    yield Many(RTREE_PREPARED, "grid", lambda x, y: lambda: ask_many(x, y), as_positions, 100_000)
