"""A point inside each area of an edition."""

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.edition import Edition
from routekit.boundaries.progress import Progress, stage

Floats = npt.NDArray[np.float64]


def points_inside(edition: Edition, progress: Progress | None = None) -> tuple[Floats, Floats]:
    """Give eastings and northings (EPSG:27700) of a point in each area, in the order of `Edition.areas()`.

    In land that two areas share, another one may answer for the point. `progress` hears of `reading`.
    """
    tell = stage(progress, "reading")
    areas = edition.areas()
    points = np.empty((len(areas), 2))
    for at, area in enumerate(areas):
        point = shapely.point_on_surface(edition.area(area.code).geometry)
        points[at] = point.x, point.y
        tell(at + 1, len(areas))
    return points[:, 0], points[:, 1]
