"""A line as a place, read from a file: `--line FILE`, with a GeoJSON LineString."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routekit.model import Grid, LatLon, Stretch

_LARGEST = 8 * 1024**2  # bytes
_ONE_LINE = "a GeoJSON LineString is needed, or one feature that is one"


def read_line(path: Path) -> "Stretch":
    """Read the one line of a GeoJSON file, in degrees or, if it says so, on the National Grid."""
    from routekit.boundaries.flaws import FlawError
    from routekit.boundaries.geojson import declared_crs, drawing_of
    from routekit.boundaries.jsontext import one_value
    from routekit.errors import EditionError
    from routekit.model import Stretch

    try:
        found = one_value(str(path), _content(path))
        geometry = _geometry(found)
        crs = (declared_crs(found) if isinstance(found, dict) else None) or "EPSG:4326"
        points = [(float(x), float(y)) for x, y in drawing_of(geometry).coords]
    except FlawError as flaw:
        raise click.UsageError(f"--line: {path}: {flaw}") from flaw
    except EditionError as error:
        raise click.UsageError(f"--line: {error}") from error
    return Stretch(points=_points(points, crs, path))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise click.UsageError(f"--line: {path} cannot be read ({error.strerror})") from error
    if len(content) > _LARGEST:
        raise click.UsageError(f"--line: {path} is larger than {_LARGEST // 1024**2} MB; {_ONE_LINE}")
    return content


def _geometry(found: object) -> object:
    """Find the one LineString in what a file holds."""
    from routekit.boundaries.flaws import FlawError

    match found:
        case {"type": "FeatureCollection", "features": [feature]}:
            return _geometry(feature)
        case {"type": "FeatureCollection", "features": list(features)}:
            raise FlawError(f"it has {len(features):,} features; {_ONE_LINE}")
        case {"type": "Feature", "geometry": geometry}:
            return _geometry(geometry)
        case {"type": "LineString"}:
            return found
    kind = found.get("type") if isinstance(found, dict) else type(found).__name__
    raise FlawError(f"it is {kind!r}; {_ONE_LINE}")


def _points(
    points: "Sequence[tuple[float, float]]", crs: str, path: Path
) -> "tuple[LatLon, ...] | tuple[Grid, ...]":
    from routekit.model import Grid, LatLon

    if crs == "EPSG:27700":
        return tuple(Grid(easting=x, northing=y) for x, y in points)
    if crs == "EPSG:4326":
        return tuple(LatLon(latitude=y, longitude=x) for x, y in points)
    raise click.UsageError(f"--line: {path} is in {crs}; EPSG:4326, which is usual, or EPSG:27700 is needed")
