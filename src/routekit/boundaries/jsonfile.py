"""Read GeoJSON files: a FeatureCollection, or one feature a line, plain or packed as `.xz` or `.gz`."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from routekit.boundaries.geojson import declared_crs, drawing_of, shape_of
from routekit.boundaries.jsontext import LARGEST_VALUE, JsonText, one_value
from routekit.boundaries.packed import Unpacked, opened, unpacked_name
from routekit.boundaries.row import Heading, Row
from routekit.errors import EditionError

COLLECTION: Final = (".geojson", ".json")
LINES: Final = (".geojsonl", ".geojsons", ".geojsonseq")

_MOST_LINES: Final = 1_000_000
_WGS84: Final = "EPSG:4326"
_BETWEEN_LINES: Final = b"\x1e \t\r\n"  # a text sequence (RFC 8142) starts each record with 1E

_Members = dict[str, object]


def rows(path: Path, *, sha256: str, crs: str) -> Iterator[Row]:
    """Read the features of a file.

    Raises EditionError when the file is not the one whose `sha256` is expected, exceeds a limit, declares
    another CRS, says that it was cut short, or is no GeoJSON.
    """
    members: _Members = {}
    with opened(path, sha256) as file:
        yield from _rows(path, file, members)
    declared = declared_crs(members)
    if declared not in {None, crs}:
        raise EditionError(
            f"{path} declares the CRS {declared}; {crs} is expected, so name the right one with --crs"
        )


def heading(path: Path, *, sha256: str) -> Heading:
    """Read the start of a file, whose first feature says the columns; EditionError as for `rows`.

    GeoJSON that names no CRS is in longitude and latitude (RFC 7946).
    """
    members: _Members = {}
    with opened(path, sha256) as file:
        first = next(_rows(path, file, members), None)
    if first is None:
        raise EditionError(f"{path} has no features; a file that has some is needed")
    return Heading(tuple(first.properties), declared_crs(members), _WGS84)


def _rows(path: Path, file: Unpacked, members: _Members) -> Iterator[Row]:
    return _lines(path, file) if unpacked_name(path).endswith(LINES) else _collection(path, file, members)


def _lines(path: Path, file: Unpacked) -> Iterator[Row]:
    number = 0
    while line := file.line(LARGEST_VALUE + 1):
        number += 1
        where = f"{path} line {number}"
        if number > _MOST_LINES:
            raise EditionError(f"{path} has more than {_MOST_LINES:,} lines; that is too many")
        if len(line) > LARGEST_VALUE:
            raise EditionError(f"{where} is longer than {LARGEST_VALUE // 1024**2} MB; that is too long")
        if text := line.strip(_BETWEEN_LINES):
            yield _row(where, one_value(where, text), file)


def _collection(path: Path, file: Unpacked, members: _Members) -> Iterator[Row]:
    """Read a FeatureCollection, and put its members into `members` as they come, all but the features."""
    text = JsonText(str(path), file)
    if text.peek() == "[":
        raise EditionError(f"{path} is not a GeoJSON FeatureCollection but a list")
    for key in text.members():
        if key in members:
            raise EditionError(f"{path} is not GeoJSON: the key {key!r} is given twice")
        if key != "features" or text.peek() != "[":
            members[key] = text.value()
            continue
        members[key] = ()
        for number, feature in enumerate(text.elements(), start=1):
            yield _row(f"{path} feature {number}", feature, file)
    text.end()
    _check(path, members)


def _check(path: Path, members: _Members) -> None:
    if members.get("type") != "FeatureCollection":
        raise EditionError(f"{path} is not a GeoJSON FeatureCollection")
    if members.get("features") != ():
        raise EditionError(f"{path} has no list of features")
    more = members.get("properties")
    cut = "exceededTransferLimit"
    if members.get(cut) or (isinstance(more, dict) and more.get(cut)):
        raise EditionError(
            f"{path} says {cut}: the service it comes from left features out; download it as a whole"
        )


def _row(where: str, feature: object, file: Unpacked) -> Row:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise EditionError(f"{where} is not a GeoJSON Feature")
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        raise EditionError(f"{where} has no properties")
    geometry = feature.get("geometry")
    return Row(properties, partial(shape_of, geometry), partial(drawing_of, geometry), file.at)
