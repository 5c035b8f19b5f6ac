"""Choose what a picture of a comparison shows: which part of the country, which boundaries, which names."""

import textwrap
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import shapely

from routekit.boundaries.comparing.compare import Comparison
from routekit.boundaries.comparing.land import is_same
from routekit.boundaries.edition import Edition
from routekit.boundaries.record import Bounds
from routekit.boundaries.survey import Shapes
from routekit.model import Area

_MARGIN: Final = 0.12  # of the land shown, on each side
_LEAST_M: Final = 1_000.0
_FINEST: Final = 3_000  # parts of the view's width; what is finer is not to be seen
_FEW: Final = 40  # names that find room


class Labelled(NamedTuple):
    """Words at a point of the view."""

    words: str
    easting: float
    northing: float


class View(NamedTuple):
    """Bounds on the National Grid; the boundaries within, of now and of before where they changed; names."""

    bounds: Bounds
    now: Shapes
    gone: Shapes
    labels: tuple[Labelled, ...]

    @property
    def width(self) -> float:
        """Metres from west to east."""
        return self.bounds[2] - self.bounds[0]

    def simple(self, shapes: shapely.Geometry) -> shapely.Geometry:
        """Leave out what is too fine to be seen."""
        return shapely.simplify(shapes, self.width / _FINEST)


def view_of(comparison: Comparison, old: Edition, new: Edition, shape: float) -> View:
    """Show the land that changed hands, or everything if none did; `shape` is the width over the height."""
    bounds = _bounds(comparison, new, shape)
    frame = shapely.box(*bounds)
    now = [area for area in new.areas() if _meets(new, area, frame)]
    codes = {area.code for area in new.areas()}
    gone = [
        area
        for area in old.areas()
        if _meets(old, area, frame)
        and (
            area.code not in codes or not is_same(old.area(area.code).geometry, new.area(area.code).geometry)
        )
    ]
    return View(
        bounds,
        _drawn(new, now, bounds),
        _drawn(old, gone, bounds),
        tuple(_label(new, area, frame) for area in _named(comparison, now)),
    )


def _bounds(comparison: Comparison, new: Edition, shape: float) -> Bounds:
    land = (
        shapely.total_bounds(np.array(comparison.land, dtype=object)).tolist()
        if comparison.land
        else new.bounds
    )
    west, south, east, north = land
    width = max((east - west) * (1 + 2 * _MARGIN), _LEAST_M)
    height = max((north - south) * (1 + 2 * _MARGIN), _LEAST_M)
    width, height = max(width, height * shape), max(height, width / shape)
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _meets(edition: Edition, area: Area, frame: shapely.Polygon) -> bool:
    west, south, east, north = edition.area(area.code).geometry.bounds
    left, bottom, right, top = frame.bounds
    return bool(west <= right and east >= left and south <= top and north >= bottom)


def _drawn(edition: Edition, areas: Sequence[Area], bounds: Bounds) -> Shapes:
    """Give the boundaries of areas, no finer than can be seen, as far as they are in view, and more."""
    west, south, east, north = bounds
    finest = (east - west) / _FINEST
    shapes = np.array([edition.area(area.code).geometry for area in areas], dtype=object)
    coarse = shapely.simplify(shapes, finest, preserve_topology=False)
    more = _MARGIN * (east - west)
    drawn: Shapes = shapely.clip_by_rect(coarse, west - more, south - more, east + more, north + more)
    return drawn


def _named(comparison: Comparison, now: Sequence[Area]) -> Sequence[Area]:
    """Choose the areas whose names find room: all in view, or those whose land changed, or none."""
    if len(now) <= _FEW:
        return now
    changed = {area.code for land in comparison.diff.land for area in (land.was, land.now) if area}
    named = [area for area in now if area.code in changed]
    return named if len(named) <= _FEW else ()


def _label(edition: Edition, area: Area, frame: shapely.Polygon) -> Labelled:
    seen = shapely.intersection(edition.area(area.code).geometry, frame)
    middle = shapely.point_on_surface(frame if seen.is_empty else seen)
    return Labelled(textwrap.fill(area.name, 18), middle.x, middle.y)
