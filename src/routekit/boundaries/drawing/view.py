"""What a map shows: which part of the country, which boundaries, which names."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
import shapely

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


def bounds_around(land: Sequence[shapely.Geometry], edition: Edition, shape: float) -> Bounds:
    """Give bounds around land, or around the whole edition; `shape` is the width over the height."""
    found = shapely.total_bounds(np.array(land, dtype=object)).tolist() if len(land) else edition.bounds
    west, south, east, north = found
    width = max((east - west) * (1 + 2 * _MARGIN), _LEAST_M)
    height = max((north - south) * (1 + 2 * _MARGIN), _LEAST_M)
    width, height = max(width, height * shape), max(height, width / shape)
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def areas_within(edition: Edition, bounds: Bounds) -> list[Area]:
    """Give the areas whose boxes meet bounds."""
    return [area for area in edition.areas() if _meets(edition.area(area.code).geometry.bounds, bounds)]


def drawn(edition: Edition, areas: Iterable[Area], bounds: Bounds) -> Shapes:
    """Give the boundaries of areas, no finer than can be seen, as far as they are in view, and more."""
    west, south, east, north = bounds
    finest = (east - west) / _FINEST
    shapes = np.array([edition.area(area.code).geometry for area in areas], dtype=object)
    coarse = shapely.simplify(shapes, finest, preserve_topology=False)
    more = _MARGIN * (east - west)
    found: Shapes = shapely.clip_by_rect(coarse, west - more, south - more, east + more, north + more)
    return found


def labels_of(
    edition: Edition, areas: Sequence[Area], changed: set[str], bounds: Bounds
) -> tuple[Labelled, ...]:
    """Name the areas that find room: all in view, or those with a code that changed, or none."""
    named = areas if len(areas) <= _FEW else [area for area in areas if area.code in changed]
    frame = shapely.box(*bounds)
    return tuple(_label(edition, area, frame) for area in named) if len(named) <= _FEW else ()


def _meets(box: Bounds, bounds: Bounds) -> bool:
    west, south, east, north = box
    left, bottom, right, top = bounds
    return west <= right and east >= left and south <= top and north >= bottom


def _label(edition: Edition, area: Area, frame: shapely.Polygon) -> Labelled:
    seen = shapely.intersection(edition.area(area.code).geometry, frame)
    middle = shapely.point_on_surface(frame if seen.is_empty else seen)
    return Labelled(textwrap.fill(area.name, 18), middle.x, middle.y)
