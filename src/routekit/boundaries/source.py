"""Read the features of a source file one by one, whatever its format.

Limits: 2 GB a file, packed and unpacked; 100,000 features a file of areas; 2,000,000 vertices a feature.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import shapely

from routekit.boundaries import gis, jsonfile
from routekit.boundaries.geojson import Shape
from routekit.boundaries.manifest import Drawn
from routekit.boundaries.packed import MOST_FEATURES, refuse_features, unpacked_name
from routekit.boundaries.row import Heading
from routekit.errors import EditionError

_JSON: Final = (*jsonfile.COLLECTION, *jsonfile.LINES)


class Feature(NamedTuple):
    """One feature as the source gives it; `where` names the file and the feature's number, from 1.

    The rest is as in `Row`.
    """

    where: str
    properties: dict[str, object]
    outline: Callable[[], Shape]
    drawing: Callable[[], shapely.Geometry]
    at: int


def features(path: Path, drawn: Drawn) -> Iterator[Feature]:
    """Read the features of a file.

    Raises EditionError when the file is not the one whose SHA-256 is expected, exceeds a limit, declares
    another CRS, was cut short by the service it came from, or is of no known format. What is wrong with one
    geometry is said when its shape is made, so that all of them can be named together.
    """
    return numbered(path, sha256=drawn.sha256, crs=drawn.crs, layer=drawn.layer, most=MOST_FEATURES)


def numbered(path: Path, *, sha256: str, crs: str, layer: str | None, most: int) -> Iterator[Feature]:
    """Read the features of a file, at most so many; EditionError as for `features`."""
    if _is_gis(path):
        rows = gis.rows(path, sha256=sha256, crs=crs, layer=layer, most=most)
    else:
        rows = jsonfile.rows(path, sha256=sha256, crs=crs)
    for number, row in enumerate(rows, start=1):
        refuse_features(path, number, most)
        yield Feature(f"{path.name} feature {number}", *row)


def heading(path: Path, *, sha256: str, layer: str | None = None) -> Heading:
    """Read what a file says at its start; EditionError as for `features`, or if it has no feature."""
    if _is_gis(path):
        return gis.heading(path, sha256=sha256, layer=layer)
    return jsonfile.heading(path, sha256=sha256)


def _is_gis(path: Path) -> bool:
    if path.name.lower().endswith(gis.SUFFIXES):
        return True
    if unpacked_name(path).endswith(_JSON):
        return False
    known = ", ".join((*_JSON, *gis.SUFFIXES))
    raise EditionError(f"{path} is of no known format; a file whose name ends in {known} is needed")
