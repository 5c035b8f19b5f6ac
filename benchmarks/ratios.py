"""How many times faster than shapely at its best a look-up is: `python benchmarks/ratios.py FILE`.

FILE is a compiled edition. All run side by side and give the same answers; every polygon is prepared before.
"""

import gc
import sys
import time

import numpy as np
import shapely

from routekit.boundaries import Edition

POINTS = 1_000_000
ROUNDS = 3


class Case:
    """An edition, its polygons, and points on its land and near its boundaries."""

    def __init__(self, path):
        self.edition = Edition.open(path)
        areas = self.edition.areas()
        self.codes = [area.code for area in areas]
        self.shapes = np.array([self.edition.area(code).geometry for code in self.codes], dtype=object)
        shapely.prepare(self.shapes)
        self.boxes = shapely.STRtree(shapely.box(*shapely.bounds(self.shapes).T))
        self.tree = shapely.STRtree(self.shapes)
        rng = np.random.default_rng(1)
        west, south, east, north = self.edition.bounds
        points = np.column_stack([rng.uniform(west, east, 3 * POINTS), rng.uniform(south, north, 3 * POINTS)])
        self.land = points[self.edition.codes_at(*points.T) != ""][:POINTS]
        vertices = shapely.get_coordinates(self.shapes)
        self.near = vertices[rng.integers(len(vertices), size=20_000)] + rng.normal(0, 60, (20_000, 2))

    def prepared(self, x, y):
        for at in sorted(self.boxes.query(shapely.Point(x, y)).tolist()):
            if shapely.intersects_xy(self.shapes[at], x, y):
                return self.codes[at]
        return None

    def predicate(self, x, y):
        return self.tree.query(shapely.Point(x, y), predicate="intersects")

    def many(self, x, y):
        point, area = self.boxes.query(shapely.points(x, y))
        order = np.argsort(area, kind="stable")
        point, area = point[order], area[order]
        starts = np.flatnonzero(np.diff(area, prepend=-1))
        found = np.full(len(x), -1)
        for at, asked in zip(area[starts][::-1], np.split(point, starts[1:])[::-1], strict=True):
            found[asked[shapely.intersects_xy(self.shapes[at], x[asked], y[asked])]] = at
        return found


def one_by_one(ask, points):
    """Give the median and the 99th percentile in microseconds, the call of the clock included."""
    taken = []
    for x, y in points.tolist():
        start = time.perf_counter()
        ask(x, y)
        taken.append(time.perf_counter() - start)
    return np.percentile(taken, [50, 99]) * 1e6


def at_once(ask, points):
    x, y = np.ascontiguousarray(points.T)
    start = time.perf_counter()
    ask(x, y)
    return len(points) / (time.perf_counter() - start) / 1e6


def main(path):
    case = Case(path)
    gc.disable()
    asked = {"grid": case.edition.code_at, "prepared": case.prepared, "predicate": case.predicate}
    for where, points in (("land", case.land[:20_000]), ("near a boundary", case.near)):
        rounds = {name: [one_by_one(ask, points) for _ in range(ROUNDS)] for name, ask in asked.items()}
        found = {name: np.median(each, axis=0) for name, each in rounds.items()}
        for name, (middle, worst) in found.items():
            times = found[name] / found["grid"]
            print(f"{where}: {name} {middle:.2f} µs, p99 {worst:.2f} µs ({times[0]:.1f}x, {times[1]:.1f}x)")  # noqa: T201
    grid = np.median([at_once(case.edition.codes_at, case.land) for _ in range(3 * ROUNDS)])
    best = np.median([at_once(case.many, case.land[:300_000]) for _ in range(ROUNDS)])
    print(f"many: grid {grid:.1f} M/s, shapely at its best {best:.2f} M/s ({grid / best:.0f}x)")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
