"""Read a source file: unpack it within limits, check its checksum, and give its features one by one.

Limits: 256 MB packed and unpacked, 100,000 features a file, 2,000,000 vertices a feature.
"""

import gzip
import hashlib
import io
import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from routekit.boundaries.flaws import FlawError
from routekit.boundaries.geojson import Shape, declared_crs, shape_of
from routekit.errors import EditionError

LARGEST_FILE: Final = 256 * 1024 * 1024
MOST_FEATURES: Final = 100_000

_PACKED: Final = (".xz", ".gz")


class Feature(NamedTuple):
    """One feature as the source gives it. `where` names the file and the feature's number, from 1."""

    where: str
    properties: dict[str, object]
    shape: Shape | FlawError


def features(path: Path, *, sha256: str, crs: str) -> Iterator[Feature]:
    """Read the features of a GeoJSON file, or of a `.geojsonl` file with one feature a line.

    Either may be packed as `.xz` or `.gz`. Raises EditionError when the file is not the one whose `sha256`
    is expected, exceeds a limit, declares another CRS, or is not GeoJSON. What is wrong with one geometry is
    given with its feature, so that all of them can be named together.
    """
    data = _unpacked(path, _packed(path, sha256))
    unpacked = path.with_suffix("") if path.suffix in _PACKED else path
    found = _lines(path, data) if unpacked.suffix == ".geojsonl" else _collection(path, data, crs)
    for number, feature in enumerate(found, start=1):
        if number > MOST_FEATURES:
            raise EditionError(f"{path} has more than {MOST_FEATURES:,} features; that is too many")
        yield _feature(f"{path.name} feature {number}", feature)


def _packed(path: Path, sha256: str) -> bytes:
    try:
        _cap(path, path.stat().st_size)
        packed = path.read_bytes()
    except OSError as error:
        raise EditionError(f"{path} cannot be read ({error.strerror}); edition.toml names it") from error
    found = hashlib.sha256(packed).hexdigest()
    if found != sha256:
        raise EditionError(f"{path} has SHA-256 {found}; edition.toml says {sha256}, so it is another file")
    return packed


def _unpacked(path: Path, packed: bytes) -> bytes:
    if path.suffix not in _PACKED:
        return packed
    try:
        with _unpacker(path.suffix, packed) as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, EOFError, lzma.LZMAError, zlib.error, MemoryError) as error:
        raise EditionError(f"{path} cannot be unpacked: {error or type(error).__name__}") from error
    _cap(path, len(data))
    return data


def _unpacker(suffix: str, packed: bytes) -> lzma.LZMAFile | gzip.GzipFile:
    file = io.BytesIO(packed)
    return lzma.LZMAFile(file) if suffix == ".xz" else gzip.GzipFile(fileobj=file)


def _cap(path: Path, size: int) -> None:
    if size > LARGEST_FILE:
        raise EditionError(
            f"{path} holds more than {LARGEST_FILE // 1024**2} MB; split it into several [[sources]]"
        )


def _lines(path: Path, data: bytes) -> Iterator[object]:
    for number, line in enumerate(io.BytesIO(data), start=1):
        if line.strip():
            yield _json(f"{path} line {number}", line)


def _collection(path: Path, data: bytes, crs: str) -> Iterator[object]:
    top = _json(str(path), data)
    if not isinstance(top, dict) or top.get("type") != "FeatureCollection":
        raise EditionError(f"{path} is not a GeoJSON FeatureCollection")
    declared = declared_crs(top)
    if declared not in {None, crs}:
        raise EditionError(f"{path} declares the CRS {declared}; edition.toml says {crs}")
    found = top.get("features")
    if not isinstance(found, list):
        raise EditionError(f"{path} has no list of features")
    yield from found


def _feature(where: str, feature: object) -> Feature:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise EditionError(f"{where} is not a GeoJSON Feature")
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        raise EditionError(f"{where} has no properties")
    shape = feature.get("geometry")
    if not (isinstance(shape, FlawError) or hasattr(shape, "geom_type")):
        shape = FlawError("it has no geometry that is a Polygon or MultiPolygon")
    return Feature(where, properties, shape)


def _json(where: str, text: bytes) -> object:
    try:
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        raise EditionError(f"{where} is not GeoJSON: {error}") from error


def _object(pairs: list[tuple[str, object]]) -> object:
    members: dict[str, object] = {}
    for key, value in pairs:
        if key in members:
            raise ValueError(f"the key {key!r} is given twice")
        members[key] = value
    if "coordinates" not in members:
        return members
    # A geometry becomes a shape as soon as it is read: as lists, a large file would fill the memory.
    try:
        return shape_of(members)
    except FlawError as flaw:
        return flaw.with_traceback(None)  # whose frames hold the lists


def _not_a_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")
