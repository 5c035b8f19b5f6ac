"""A layer in memory: the features of a file, and those near a place by their true distance."""

import math
from collections.abc import Iterable
from numbers import Real
from pathlib import Path
from typing import Final, Self

import numpy as np
import shapely

from routekit.boundaries.layers.boxes import Boxes
from routekit.boundaries.layers.near import Near
from routekit.boundaries.layers.reading import Content, read
from routekit.boundaries.once import Once
from routekit.boundaries.projection import Projection
from routekit.errors import InputError, InvalidPlaceError
from routekit.model import Grid, LatLon

FARTHEST_M: Final = 1_500_000  # across the whole National Grid
_MARGIN_M: Final = 0.001  # so that the rounding of a box leaves out nothing that is just within reach


class Layer:
    """Features such as roads or street lights. Immutable, safe between threads, and usable after a fork.

    A layer that has changed is opened anew.
    """

    def __init__(self, name: str, file: str, content: Content) -> None:
        self._name = name
        self._content = content
        self._origin = f"{file} (sha256 {content.sha256[:12]})"
        self._boxes = Boxes(shapely.bounds(content.shapes))

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        name: str | None = None,
        columns: Iterable[str] | None = None,
        crs: str | None = None,
        layer: str | None = None,
    ) -> Self:
        """Read points, lines or polygons from GeoJSON (a collection, or one feature a line) or a GeoPackage.

        A GeoPackage needs the extra `gis`. `name` is the name in packs, else that of the file; `columns`
        are those to keep, else all; `crs` that of a file that names none; `layer` that of a file that has
        several. Raises EditionError when the file cannot be read whole, a feature has no shape, a
        coordinate is not on the British National Grid, a column is not there, or a limit is exceeded
        (2 GB, 1,000,000 features, 10,000,000 vertices).
        """
        path = Path(path)
        content = read(path, columns=columns, crs=crs, layer=layer)
        return cls(path.name.partition(".")[0] if name is None else name, path.name, content)

    @property
    def name(self) -> str:
        """The name by which packs know it."""
        return self._name

    @property
    def columns(self) -> tuple[str, ...]:
        """The properties that its features have."""
        return self._content.columns

    @property
    def count(self) -> int:
        """How many features it has."""
        return len(self._content.shapes)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file it was read from."""
        return self._content.sha256

    def nearest(self, place: LatLon | Grid, within_m: float) -> Near | None:
        """Give the nearest feature to the place's point, at most some metres away; None if there is none.

        Of several at one distance it is the first in the file. `accuracy_m` of the place is left out of
        account. Raises InvalidPlaceError or InputError.
        """
        return next(iter(self.within(place, within_m)), None)

    def within(self, place: LatLon | Grid, metres: float) -> tuple[Near, ...]:
        """Give all features within some metres of the place's point, the nearest first.

        Distances are true ones on the National Grid (EPSG:27700), to the shape itself and not to its box.
        Features at one distance come in the order of the file. Raises InvalidPlaceError or InputError.
        """
        easting, northing = self._point(place)
        reach = _checked(metres)
        half = reach + _MARGIN_M
        box = (easting - half, northing - half, easting + half, northing + half)
        near = np.sort(self._boxes.meeting(*box))
        point = shapely.Point(easting, northing)
        distances = shapely.distance(self._content.shapes[near], point)
        order = np.argsort(distances, kind="stable")
        found = zip(near[order].tolist(), distances[order].tolist(), strict=True)
        return tuple(self._near(at, distance, point) for at, distance in found if distance <= reach)

    def _near(self, at: int, distance: float, point: shapely.Point) -> Near:
        shape = self._content.shapes[at]
        inside = not distance and isinstance(shape, (shapely.Polygon, shapely.MultiPolygon))
        depth = float(shapely.distance(shape.boundary, point)) if inside else 0.0
        where = f"feature {at + 1} of {self._origin}"
        return Near(self._content.properties[at], distance, where, depth)

    def _point(self, place: LatLon | Grid) -> tuple[float, float]:
        match place:
            case Grid():
                return place.easting, place.northing
            case LatLon():
                return self._projection.to_grid(place.longitude, place.latitude)[:2]
        raise InvalidPlaceError.of("place", place, "a LatLon or a Grid is needed")

    @Once
    def _projection(self) -> Projection:
        return Projection.open()


def _checked(metres: object) -> float:
    if isinstance(metres, bool) or not isinstance(metres, Real):
        raise InputError.of("metres", metres, "a number of metres is needed")
    try:
        reach = float(metres)
    except OverflowError:
        reach = math.inf
    if not 0 <= reach <= FARTHEST_M:
        raise InputError.of("metres", metres, f"a number from 0 to {FARTHEST_M:,} is needed")
    return reach
