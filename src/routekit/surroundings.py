"""What layers say around one place: a value that is certain, or why it is unknown."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from routekit.boundaries import FeatureSource, Near
from routekit.errors import DataError, SourceError
from routekit.model import Grid, LatLon, RouteWarning
from routekit.rules import LookUp

EQUAL_M = 0.001  # distances that differ by less are alike


class Said(NamedTuple):
    """What a layer says: the text of its column, or None if that is unknown, and where that is written.

    `distance_m` is to the nearest feature. `warning` is there if it could not be asked, or cannot tell.
    """

    value: str | None
    source: str
    distance_m: float | None = None
    warning: RouteWarning | None = None


class Surroundings:
    """The layers around one place, for one decision. Each is asked at most once for each distance.

    A value counts only if it is certain. The place is a circle of radius `accuracy_m`: wherever in it the
    point truly is, a feature is at most `within_m` away, and all that could be the nearest say the same.
    A layer with nothing in reach of the circle is silent; any other cannot tell.
    """

    def __init__(
        self, layers: Mapping[str, FeatureSource] | None = None, place: LatLon | Grid | None = None
    ) -> None:
        self._layers = layers or {}
        self._place = place
        self._seen: dict[tuple[str, int], Sequence[Near] | Said] = {}

    def say(self, look_up: LookUp) -> Said:
        """Give what the nearest feature says in a column."""
        key = (look_up.layer, look_up.within_m)
        if key not in self._seen:
            self._seen[key] = self._near(look_up)
        near = self._seen[key]
        if isinstance(near, Said):
            return near
        return _agreed(near, look_up, self._place.accuracy_m if self._place else 0.0)

    def _near(self, look_up: LookUp) -> Sequence[Near] | Said:
        layer = self._layers.get(look_up.layer)
        if layer is None:
            return _untold(look_up, "is not loaded")
        if self._place is None:
            return _untold(look_up, "can be asked about a point, which this place is not")
        try:
            near = layer.within(self._place, look_up.within_m + self._place.accuracy_m + EQUAL_M)
        except (DataError, SourceError) as error:
            return _untold(look_up, f"failed ({error.code})")
        if not all(0 <= metres < math.inf for each in near for metres in (each.distance_m, each.depth_m)):
            return _untold(look_up, "gave a distance that is none")
        return sorted(near, key=lambda each: each.distance_m)


def _untold(look_up: LookUp, why: str) -> Said:
    detail = f"layer {look_up.layer} {why}"
    return Said(None, detail, warning=RouteWarning(code="not-checked", detail=detail))


def _agreed(near: Sequence[Near], look_up: LookUp, accuracy_m: float) -> Said:
    """Give the value that all features that may be the nearest share.

    A point that is at most `accuracy_m` off changes each distance by at most that: `least` is what it may
    come down to, and one of the features is at most `surely` away wherever the point is.
    """
    reach, column = look_up.within_m, look_up.column
    offsets = [each.distance_m - each.depth_m for each in near]
    least = [max(0.0, offset - accuracy_m) for offset in offsets]
    if min(least, default=math.inf) > reach:
        return Said(None, f"layer {look_up.layer} is silent: nothing is within {reach} m")
    if not any(column in each.properties for each in near):
        return _untold(look_up, f"has no column {column}")
    surely = max(0.0, min(offsets) + accuracy_m)
    if surely > reach:
        return _untold(look_up, f"cannot tell: the place may be more than {reach} m from all that it has")
    first, *others = (each for each, metres in zip(near, least, strict=True) if metres <= surely + EQUAL_M)
    value = _text(first.properties.get(column))
    if any(_text(other.properties.get(column)) != value for other in others):
        return _untold(look_up, f"cannot tell: features that may be the nearest differ in {column}")
    if value is None:
        return Said(None, f"layer {look_up.layer} is silent: {first.where} has no {column}")
    return Said(value, f"layer {look_up.layer}: {column} of {first.where}", round(first.distance_m, 4))


def _text(value: object) -> str | None:
    """Give a value as text: a whole number without a point, yes or no; None for nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).strip()
    return text or None
