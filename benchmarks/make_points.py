"""Write the fixed points that every benchmark asks about, in four groups, for both editions. Run it by hand.

The groups are uniform inside an area, within 60 m of a boundary, on a boundary's vertices, and outside. They
are drawn from the editions with a fixed seed, and committed: a benchmark never draws its own.
"""

import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from editions import FILES, open_edition
from routekit.boundaries import Edition

EACH = {"sample": 250, "nation": 1_000}
SEED = 20191231


def main() -> None:
    """Draw the points and write them, easting and northing in metres (EPSG:27700) to 0.1 mm."""
    for which, path in FILES.items():
        _write(path, _drawn(open_edition(which), EACH[which]))


def _drawn(edition: Edition, each: int) -> dict[str, npt.NDArray[np.float64]]:
    random = np.random.default_rng(SEED)
    west, south, east, north = edition.bounds
    box = random.uniform((west - 5_000, south - 5_000), (east + 5_000, north + 5_000), (20 * each, 2))
    covered = edition.codes_at(box[:, 0], box[:, 1]) != ""
    shapes = [edition.area(area.code).geometry for area in edition.areas()]
    vertices = random.permutation(shapely.get_coordinates(shapes))
    return {
        "inside": box[covered][:each],
        "near-boundary": vertices[each : 2 * each] + random.normal(0, 60, (each, 2)),
        "on-boundary": vertices[:each],
        "outside": box[~covered][:each],
    }


def _write(path: Path, groups: dict[str, npt.NDArray[np.float64]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("group", "easting", "northing"))
        for group, points in groups.items():
            table.writerows((group, f"{easting:.4f}", f"{northing:.4f}") for easting, northing in points)


if __name__ == "__main__":
    main()
