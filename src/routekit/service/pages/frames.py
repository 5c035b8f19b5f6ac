"""What part of the country a map shows: some areas, and the place, with a margin."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from routekit.boundaries import Projection, Unlocated
from routekit.boundaries.record import Bounds
from routekit.model import Grid, LatLon, Postcode
from routekit.router import Router

SHAPE: Final = 1.5  # width over height
_MARGIN: Final = 0.1
_LEAST_M: Final = 2_000.0


class Spot(NamedTuple):
    """The place on a map, in metres on the National Grid, and how far from there it may be."""

    easting: float
    northing: float
    radius_m: float


def spot_of(router: Router, projection: Projection, place: LatLon | Grid | Postcode) -> Spot | None:
    """Give the point of a place; None for a postcode that has none."""
    if isinstance(place, Grid):
        return Spot(place.easting, place.northing, place.accuracy_m)
    if isinstance(place, LatLon):
        easting, northing, _ = projection.to_grid(place.longitude, place.latitude)
        return Spot(easting, northing, place.accuracy_m)
    circle = router.postcodes.at(place)
    return None if isinstance(circle, Unlocated) else Spot(circle.easting, circle.northing, circle.accuracy_m)


def frame_of(boxes: Iterable[Bounds], spot: Spot | None = None) -> Bounds:
    """Give a frame around boxes and a spot: half as wide again as high, and no less than two kilometres."""
    boxes = [*boxes, *([_box(spot)] if spot else [])]
    west, south = (min(box[side] for box in boxes) for side in (0, 1))
    east, north = (max(box[side] for box in boxes) for side in (2, 3))
    margin = max(east - west, north - south) * _MARGIN
    width, height = max(east - west + 2 * margin, _LEAST_M), max(north - south + 2 * margin, _LEAST_M / SHAPE)
    width, height = max(width, height * SHAPE), max(height, width / SHAPE)
    middle = ((west + east) / 2, (south + north) / 2)
    return (middle[0] - width / 2, middle[1] - height / 2, middle[0] + width / 2, middle[1] + height / 2)


def _box(spot: Spot) -> Bounds:
    easting, northing, radius = spot
    return (easting - radius, northing - radius, easting + radius, northing + radius)
