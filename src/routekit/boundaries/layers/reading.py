"""Read the features of a layer from a file, all of them or none: on the National Grid, within limits.

Limits: those of any source file, 1,000,000 features, and 10,000,000 vertices in all.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.flaws import FlawError, refused
from routekit.boundaries.grid import onto_grid
from routekit.boundaries.packed import digest
from routekit.boundaries.repair import mended, too_much
from routekit.boundaries.source import Feature, heading, numbered
from routekit.boundaries.survey import POLYGON
from routekit.errors import EditionError, InputError

Shapes = npt.NDArray[np.object_]

MOST_FEATURES: Final = 1_000_000
MOST_VERTICES: Final = 10_000_000

_REMEDY: Final = "mend it in the file"


class Content(NamedTuple):
    """What a file holds, in its order: properties and shapes (EPSG:27700); and its columns and SHA-256."""

    columns: tuple[str, ...]
    properties: tuple[Mapping[str, object], ...]
    shapes: Shapes
    sha256: str


def read(path: Path, *, columns: Iterable[str] | None, crs: str | None, layer: str | None) -> Content:
    """Read a file; EditionError naming everything that is wrong with its features, or what the file lacks.

    `columns` are the ones to keep, None for all; `crs` is that of a file that names none.
    """
    sha256 = digest(path)
    try:
        used = heading(path, sha256=sha256, layer=layer).crs_or(crs)
    except FlawError as flaw:
        raise EditionError(f"{path}: {flaw}") from flaw
    if isinstance(columns, str):
        raise InputError.of("columns", columns, "several names are needed, such as a list of one")
    reading = _Reading(path, None if columns is None else tuple(columns))
    for feature in numbered(path, sha256=sha256, crs=used, layer=layer, most=MOST_FEATURES):
        reading.add(feature)
    return reading.content(used, sha256)


class _Reading:
    """A file being read; what is wrong is put into `flaws`."""

    def __init__(self, path: Path, wanted: tuple[str, ...] | None) -> None:
        self._path = path
        self._wanted = wanted
        self._columns: dict[str, None] = {}
        self._properties: list[Mapping[str, object]] = []
        self._shapes: list[shapely.Geometry] = []
        self._vertices = 0
        self._flaws: list[str] = []

    def add(self, feature: Feature) -> None:
        """Keep a feature."""
        try:
            shape = feature.drawing()
        except FlawError as flaw:
            self._flaws.append(f"{feature.where}: {flaw}")
            return
        self._vertices += int(shapely.get_num_coordinates(shape))
        if self._vertices > MOST_VERTICES:
            raise EditionError(f"{self._path} has more than {MOST_VERTICES:,} vertices; that is too many")
        self._columns |= dict.fromkeys(feature.properties)
        names = feature.properties if self._wanted is None else self._wanted
        self._properties.append({name: _plain(feature.properties.get(name)) for name in names})
        self._shapes.append(shape)

    def content(self, crs: str, sha256: str) -> Content:
        """Give all there is, or raise EditionError."""
        self._refuse_flaws()
        lacking = [name for name in self._wanted or () if name not in self._columns]
        if lacking:
            found = ", ".join(self._columns) or "none"
            raise EditionError(f"{self._path} has no column {', '.join(lacking)}; its columns are {found}")
        shapes = self._on_grid(crs)
        columns = tuple(self._columns) if self._wanted is None else self._wanted
        properties = tuple(
            MappingProxyType({name: each.get(name) for name in columns}) for each in self._properties
        )
        return Content(columns, properties, shapes, sha256)

    def _on_grid(self, crs: str) -> Shapes:
        """Give the shapes on the National Grid, polygons valid."""
        placed = onto_grid(crs)
        shapes: Shapes = np.array(self._shapes, dtype=object)
        try:
            shapes = placed(shapes)  # all at once, as it is far quicker
        except FlawError:
            self._each(range(len(shapes)), lambda at: placed(shapes[at]))
            self._refuse_flaws()
            raise
        invalid = (shapely.get_dimensions(shapes) == POLYGON) & ~shapely.is_valid(shapes)

        def mend(at: int) -> None:
            shapes[at], repair = mended(str(at + 1), shapes[at])
            if repair and (excess := too_much(repair, _REMEDY)):
                raise FlawError(excess)

        self._each(np.flatnonzero(invalid).tolist(), mend)
        self._refuse_flaws()
        return shapes

    def _each(self, positions: Iterable[int], work: Callable[[int], object]) -> None:
        for at in positions:
            try:
                work(at)
            except FlawError as flaw:
                self._flaws.append(f"{self._path.name} feature {at + 1}: {flaw}")

    def _refuse_flaws(self) -> None:
        if self._flaws:
            raise refused(f"{self._path} cannot be used", tuple(self._flaws))


def _plain(value: object) -> object:
    """Give text, a number, True, False or None; anything else as JSON text, so that it cannot be changed."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return json.dumps(value, default=str, ensure_ascii=False)
