"""Read GeoPackages and zipped Shapefiles, by way of pyogrio, which the extra `gis` installs."""

import re
import sqlite3
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Final, NamedTuple

import shapely

from routekit.boundaries.flaws import FlawError
from routekit.boundaries.geojson import MOST_VERTICES, Shape
from routekit.boundaries.manifest import CRS
from routekit.boundaries.packed import LARGEST_FILE, check, refuse_features
from routekit.boundaries.row import Heading, Row
from routekit.errors import EditionError

SUFFIXES: Final = (".gpkg", ".zip")

_AT_ONCE: Final = 500  # features, to bound the memory
# A file that only calls itself one of these could have GDAL open others, on disk or on the network.
_GEOPACKAGE: Final = b"SQLite format 3\0"
_SHAPEFILE: Final = b"\x00\x00\x27\x0a"


class _Place(NamedTuple):
    """Where GDAL finds a layer: in which data set, and by which name."""

    location: str
    layer: str


class _Layer(NamedTuple):
    """A layer of a file and what it says of itself."""

    place: _Place
    crs: str | None
    columns: tuple[str, ...]
    features: int


def rows(path: Path, *, sha256: str, crs: str, layer: str | None, most: int) -> Iterator[Row]:
    """Read the features of a layer, by default the only one, if they are at most so many.

    Raises EditionError when the file is not the one whose `sha256` is expected, exceeds a limit, is in
    another CRS, has no such layer, or cannot be read, and when pyogrio is not installed.
    """
    found = _layer(path, sha256, layer)
    refuse_features(path, found.features, most)
    if found.crs not in {None, crs}:
        raise EditionError(
            f"{path} declares the CRS {found.crs}; {crs} is expected, so name the right one with --crs"
        )
    size = path.stat().st_size
    for start in range(0, found.features, _AT_ONCE):
        for number, (properties, wkb) in enumerate(_read(path, found, start), start=start + 1):
            at = size * number // found.features
            yield Row(properties, partial(_shape, wkb), partial(_drawing, wkb), at)
    check(path, sha256)  # again: GDAL opens it by its name, which another file may have got meanwhile


def heading(path: Path, *, sha256: str, layer: str | None) -> Heading:
    """Read what a layer says of itself; EditionError as for `rows`."""
    found = _layer(path, sha256, layer)
    return Heading(found.columns, found.crs, None)


def _layer(path: Path, sha256: str, wanted: str | None) -> _Layer:
    check(path, sha256)
    places = _in_zip(path) if path.suffix.lower() == ".zip" else _in_geopackage(path)
    if not places:
        raise EditionError(f"{path} has no layer with shapes; a layer of areas is needed")
    names = ", ".join(places)
    if wanted is None and len(places) != 1:
        raise EditionError(f"{path} has the layers {names}; name one with --layer, or layer in edition.toml")
    name = next(iter(places)) if wanted is None else wanted
    if name not in places:
        raise EditionError(f"{path} has no layer {name!r}; it has {names}")
    with _pyogrio(path) as pyogrio:
        info = pyogrio.read_info(places[name].location, layer=places[name].layer)
    crs = info["crs"] if re.fullmatch(CRS, info["crs"] or "") else None
    return _Layer(places[name], crs, tuple(info["fields"]), int(info["features"]))


def _in_geopackage(path: Path) -> dict[str, _Place]:
    """Give the layers of a GeoPackage that have shapes."""
    with path.open("rb") as file:
        if file.read(len(_GEOPACKAGE)) != _GEOPACKAGE:
            raise EditionError(f"{path} is not a GeoPackage, though it is called one")
    location = str(path.resolve())
    stored = _tables(path)
    with _pyogrio(path) as pyogrio:
        layers = [name for name, kind in pyogrio.list_layers(location) if kind and name in stored]
    return {name: _Place(location, name) for name in layers}


def _tables(path: Path) -> frozenset[str]:
    """Give the names of what a GeoPackage stores; a view may be a query that never ends."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return frozenset(name for (name,) in found)
    except sqlite3.Error as error:
        raise EditionError(f"{path} cannot be read as a GeoPackage: {error}") from error


def _in_zip(path: Path) -> dict[str, _Place]:
    """Give the Shapefiles in a zip archive, by their names alone if that tells them apart."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST_FILE:
                raise EditionError(f"{path} holds more than {LARGEST_FILE // 1024**3} GB; that is too much")
            found = [name for name in archive.namelist() if name.lower().endswith(".shp")]
            inside = [name for name in found if _starts(archive, name) == _SHAPEFILE]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise EditionError(f"{path} cannot be unpacked: {error}; a zipped Shapefile is needed") from error
    if not inside:
        raise EditionError(f"{path} holds no Shapefile; one with its .dbf, .shx and .prj is needed")
    stems = [PurePosixPath(name).stem for name in inside]
    names = stems if len(set(stems)) == len(stems) else inside
    location = f"/vsizip/{{{path.resolve()}}}/"
    return {
        name: _Place(location + file, stem) for name, file, stem in zip(names, inside, stems, strict=True)
    }


def _starts(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(len(_SHAPEFILE))


def _read(path: Path, layer: _Layer, start: int) -> Iterator[tuple[dict[str, object], bytes | None]]:
    """Give the properties and the outline, as WKB, of some features from `start` on."""
    with _pyogrio(path) as pyogrio:
        meta, _, shapes, columns = pyogrio.raw.read(
            layer.place.location,
            layer=layer.place.layer,
            force_2d=True,
            skip_features=start,
            max_features=_AT_ONCE,
        )
    names = tuple(meta["fields"])
    for number, wkb in enumerate(shapes):
        yield {name: column[number] for name, column in zip(names, columns, strict=True)}, wkb


def _shape(wkb: bytes | None) -> Shape:
    shape = _read_wkb(wkb)
    if not isinstance(shape, shapely.Polygon | shapely.MultiPolygon) or shape.is_empty:
        raise FlawError(f"its geometry is {_kind(shape)}; a Polygon or MultiPolygon is needed")
    return shapely.MultiPolygon(shapely.get_parts(shape).tolist())


def _drawing(wkb: bytes | None) -> shapely.Geometry:
    shape = _read_wkb(wkb)
    if shape is None or shape.is_empty or isinstance(shape, shapely.GeometryCollection):
        needed = "a Point, LineString, Polygon or several of one are needed"
        raise FlawError(f"its geometry is {_kind(shape)}; {needed}")
    return shape


def _read_wkb(wkb: bytes | None) -> shapely.Geometry | None:
    try:
        shape = shapely.from_wkb(wkb)
    except shapely.errors.ShapelyError as error:
        raise FlawError(f"its geometry cannot be read ({error})") from error
    vertices = int(shapely.get_num_coordinates(shape))
    if vertices > MOST_VERTICES:
        raise FlawError(f"it has {vertices:,} vertices; at most {MOST_VERTICES:,} are read")
    return shape


def _kind(shape: shapely.Geometry | None) -> str:
    return "none" if shape is None or shape.is_empty else str(shape.geom_type)


@contextmanager
def _pyogrio(path: Path) -> Iterator[ModuleType]:
    """Give pyogrio; EditionError if it is not installed, and for whatever it cannot read."""
    try:
        import pyogrio  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise EditionError(
            f"{path} is read by pyogrio, which is not installed; install routekit[gis], or use GeoJSON"
        ) from error
    with warnings.catch_warnings():
        # What GDAL warns of, such as a boundary in very many parts, is checked here, or changes nothing.
        warnings.simplefilter("ignore")
        try:
            yield pyogrio
        except (RuntimeError, ValueError, OSError) as error:
            raise EditionError(f"{path} cannot be read: {error}") from error
