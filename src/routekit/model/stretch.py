"""A stretch of road as a place: a line, which may run through several areas."""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel

from routekit.errors import InvalidPlaceError
from routekit.model.point import Grid, LatLon
from routekit.model.value import Value

MOST_POINTS: Final = 10_000


class Stretch(Value):
    """A line through two or more points, all LatLon or all Grid: a stretch of road, or a path.

    Between its points it is straight on the National Grid; a line drawn straight in degrees is within 3 cm of
    that over a kilometre. It is taken as drawn, so its points have no `accuracy_m`. Raises InvalidPlaceError
    for fewer than two points, more than 10,000, mixed kinds, and points that are all the same.
    """

    kind: Literal["stretch"] = "stretch"
    points: tuple[LatLon | Grid, ...]

    if not TYPE_CHECKING:  # type checkers read the fields

        def __init__(self, **given: object) -> None:
            """Check the points before they are kept."""
            for field in given.keys() - {"kind", "points"}:
                raise InvalidPlaceError.of(field, given[field], "a Stretch takes points and nothing else")
            BaseModel.__init__(self, points=_checked(given.get("points")))


def _checked(points: object) -> tuple[LatLon | Grid, ...]:
    if not isinstance(points, Sequence) or not 2 <= len(points) <= MOST_POINTS:  # noqa: PLR2004 - a line has two ends
        shown = len(points) if isinstance(points, Sequence) else points
        raise InvalidPlaceError.of("points", shown, f"from 2 to {MOST_POINTS:,} points are needed")
    read = tuple(_read(at, point) for at, point in enumerate(points))
    for at, point in enumerate(read):
        if type(point) is not type(read[0]):
            expected = f"all points must be of the kind of the first, {type(read[0]).__name__}"
            raise InvalidPlaceError.of(f"points[{at}]", type(point).__name__, expected)
        if point.accuracy_m:
            raise InvalidPlaceError.of(
                f"points[{at}].accuracy_m", point.accuracy_m, "a stretch is exact; leave it out"
            )
    if all(first == second for first, second in itertools.pairwise(read)):
        raise InvalidPlaceError.of(
            "points", len(read), "its points are all the same; use one of them as the place"
        )
    return read


def _read(at: int, point: object) -> LatLon | Grid:
    if isinstance(point, (LatLon, Grid)):
        return point
    for name, kind in (("latlon", LatLon), ("grid", Grid)):
        if isinstance(point, dict) and point.get("kind") == name:
            return kind(**point)
    raise InvalidPlaceError.of(f"points[{at}]", point, "a LatLon or a Grid is needed")
