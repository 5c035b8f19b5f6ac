"""Where a place lies: the area that answers, all it may be in, and what its reader should know."""

from typing import Final, NamedTuple

import numpy as np
import shapely

from routekit.boundaries.covered import EXACT_M, GAP_M, on_boundary
from routekit.boundaries.cracks import uncovered
from routekit.boundaries.named import NamedAreas
from routekit.boundaries.nearby import Nearby
from routekit.boundaries.polygons import Polygons
from routekit.model import Candidate, Located, RouteWarning

_QUARTER: Final = 64  # straight pieces in a quarter of the circle of uncertainty
_PIECES: Final = 4 * _QUARTER
# Grown so that the polygon has the area of the circle it stands for.
_GROWN: Final = float(np.sqrt(2 * np.pi / (_PIECES * np.sin(2 * np.pi / _PIECES))))


class Circle(NamedTuple):
    """Where a place may be: within a radius of a point, all in metres on the National Grid (EPSG:27700)."""

    easting: float
    northing: float
    radius_m: float

    @property
    def is_point(self) -> bool:
        """Whether the circle is too small to be told from its centre."""
        return self.radius_m < EXACT_M


class Spot(NamedTuple):
    """What a circle meets, as positions in the edition's order.

    `distances` holds, in order, every area the place may be in, with its metres to the centre; `covering`
    those that cover the centre. If none does, `crack` holds those that meet around it, nearest first. The
    answer is the first of either. `around` holds what lies in the circle or within 3 m of it.
    """

    distances: dict[int, float]
    covering: tuple[int, ...]
    crack: tuple[int, ...]
    around: tuple[int, ...]

    @property
    def answer(self) -> int | None:
        """The position that answers for the centre."""
        return next(iter(self.covering or self.crack), None)


def spot(index: Nearby, circle: Circle) -> Spot:
    """Find what a circle meets.

    A crack is where two or more areas lie within 3 m of a point that none of them covers. One area within
    3 m is a coast, or the edge of the edition, and nothing answers there.
    """
    covering = index.covering(circle.easting, circle.northing)
    if covering and circle.is_point:
        return Spot(dict.fromkeys(covering, 0.0), covering, (), covering)
    around = index.within(circle.easting, circle.northing, circle.radius_m + GAP_M)
    near = [] if covering else [at for at, metres in around.items() if metres <= GAP_M]
    crack = tuple(sorted(near, key=around.__getitem__)) if len(near) > 1 else ()
    touched = () if circle.is_point else (at for at, metres in around.items() if metres <= circle.radius_m)
    listed = sorted({*covering, *crack[:1], *touched})
    distances = {at: 0.0 if at in covering else around[at] for at in listed}
    return Spot(distances, covering, crack, tuple(around))


def located(found: Spot, circle: Circle, polygons: Polygons, areas: NamedAreas) -> Located:
    """Say what a circle meets in the words of the domain."""
    shares, outside = _point_shares(found) if circle.is_point else _shares(found, circle, polygons)
    return Located(
        area=None if found.answer is None else areas[found.answer],
        candidates=tuple(
            Candidate(area=areas[at], share=round(shares[at], 4), distance_m=round(metres, 4))
            for at, metres in found.distances.items()
        ),
        outside=round(outside, 4),
        warnings=tuple(_warnings(found, areas)),
    )


def _point_shares(found: Spot) -> tuple[dict[int, float], float]:
    return {at: float(at in found.covering) for at in found.distances}, float(found.answer is None)


def _shares(found: Spot, circle: Circle, polygons: Polygons) -> tuple[dict[int, float], float]:
    """Give the share of the circle in each area, and in none; with 256 sides, right to within 0.0001."""
    centre = shapely.Point(circle.easting, circle.northing)
    disc = centre.buffer(circle.radius_m * _GROWN, quad_segs=_QUARTER)
    shared = {at: polygons[at].intersection(disc).area / disc.area for at in found.distances}
    around = [polygons[at] for at in found.around]
    return {at: min(share, 1.0) for at, share in shared.items()}, uncovered(disc, around)


def _warnings(found: Spot, areas: NamedAreas) -> list[RouteWarning]:
    if len(found.covering) > 1:
        return on_boundary([areas[at] for at in found.covering])
    if found.crack and found.answer is not None:
        codes = ", ".join(areas[at].code for at in found.crack)
        metres = found.distances[found.answer]
        detail = f"the point lies in a gap between {codes}; {areas[found.answer].code} is {metres:.2f} m away"
        return [RouteWarning(code="gap-filled", detail=detail)]
    return []
