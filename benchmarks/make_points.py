"""Write points.csv: the fixed points that every benchmark asks about, in four groups. Run it by hand.

The groups are uniform inside an area, within 60 m of a boundary, on a boundary's vertices, and outside. They
are drawn from the installed sample edition with a fixed seed, and committed: a benchmark never draws its own.
"""

import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries import Edition

POINTS = Path(__file__).with_name("points.csv")
EACH = 250
SEED = 20191231


def main() -> None:
    """Draw the points and write them, easting and northing in metres (EPSG:27700) to 0.1 mm."""
    edition = Edition.open()
    random = np.random.default_rng(SEED)
    west, south, east, north = edition.bounds
    box = random.uniform((west - 5_000, south - 5_000), (east + 5_000, north + 5_000), (20 * EACH, 2))
    covered = edition.codes_at(box[:, 0], box[:, 1]) != ""
    shapes = [edition.area(area.code).geometry for area in edition.areas()]
    vertices = random.permutation(shapely.get_coordinates(shapes))
    groups = {
        "inside": box[covered][:EACH],
        "near-boundary": vertices[EACH : 2 * EACH] + random.normal(0, 60, (EACH, 2)),
        "on-boundary": vertices[:EACH],
        "outside": box[~covered][:EACH],
    }
    _write(groups)


def _write(groups: dict[str, npt.NDArray[np.float64]]) -> None:
    with POINTS.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("group", "easting", "northing"))
        for group, points in groups.items():
            table.writerows((group, f"{easting:.4f}", f"{northing:.4f}") for easting, northing in points)


if __name__ == "__main__":
    main()
