"""Where a line lies: the areas a stretch of road runs through, and how much of it is in each."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.covered import GAP_M
from routekit.boundaries.cracks import uncovered
from routekit.boundaries.named import NamedAreas
from routekit.boundaries.nearby import Nearby
from routekit.boundaries.polygons import Polygons
from routekit.errors import InvalidPlaceError
from routekit.model import Candidate, Located, RouteWarning

LONGEST_M: Final = 100_000.0

_LEAST_M: Final = 0.001  # a line that is shorter than this in an area only touches it


def along(
    nearby: Nearby, points: Sequence[tuple[float, float]], polygons: Polygons, areas: NamedAreas
) -> Located:
    """Say which areas a line on the National Grid (EPSG:27700) runs through, and how far in each.

    `area` has the most of it, the first of several that have the same. What runs on a shared boundary is in
    both areas. Nothing of the line counts as outside where it is in a crack of up to 3 m between areas; if
    all of it is, the nearest area answers. Raises InvalidPlaceError for a line of more than 100 km.
    """
    pieces = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
    total = float(shapely.length(pieces).sum())
    if total > LONGEST_M:
        raise InvalidPlaceError.of(
            "points", f"{total / 1000:,.0f} km", "a stretch of at most 100 km is needed"
        )
    metres, outside = _lengths(nearby, pieces[shapely.length(pieces) > 0], polygons)
    through = {at: length for at, length in metres.items() if length >= min(_LEAST_M, total / 2)}
    if not through and outside / total < _LEAST_M:
        return _in_a_crack(nearby, pieces, polygons, areas)
    return Located(
        area=areas[max(through, key=through.__getitem__)] if through else None,
        candidates=tuple(
            Candidate(
                area=areas[at],
                share=round(min(length / total, 1.0), 4),
                distance_m=0.0,
                length_m=round(length, 3),
            )
            for at, length in through.items()
        ),
        outside=round(outside / total, 4),
    )


def _lengths(
    nearby: Nearby, pieces: npt.NDArray[np.object_], polygons: Polygons
) -> tuple[dict[int, float], float]:
    """Give the metres of straight pieces in each area, in order, and those that are in none."""
    metres: dict[int, float] = {}
    outside = 0.0
    for piece, near in zip(pieces, nearby.around(pieces, GAP_M), strict=True):
        shapes = [polygons[at] for at in near]
        whole = shapely.covers(shapes, piece)
        for at, shape, covered in zip(near, shapes, whole, strict=True):
            metres[at] = metres.get(at, 0.0) + (piece if covered else piece.intersection(shape)).length
        if not whole.any():
            outside += uncovered(piece, shapes) * piece.length
    return dict(sorted(metres.items())), outside


def _in_a_crack(
    nearby: Nearby, pieces: npt.NDArray[np.object_], polygons: Polygons, areas: NamedAreas
) -> Located:
    near = sorted({at for found in nearby.around(pieces, GAP_M) for at in found})
    line = shapely.multilinestrings(pieces)
    away = {at: float(polygons[at].distance(line)) for at in near}
    nearest = min(away, key=away.__getitem__)
    codes = ", ".join(areas[at].code for at in near)
    detail = f"the stretch lies in a gap between {codes}; {areas[nearest].code} is the nearest"
    return Located(
        area=areas[nearest],
        candidates=(
            Candidate(area=areas[nearest], share=0.0, distance_m=round(away[nearest], 4), length_m=0.0),
        ),
        warnings=(RouteWarning(code="gap-filled", detail=detail),),
    )
