"""A second edition of West Berkshire, with invented changes, so that there is something to compare with."""

import hashlib
import json
from pathlib import Path
from typing import Final, NamedTuple

import shapely

from routekit.boundaries import Edition
from routekit.model import Area
from routekit.model.value import Value

EDITION: Final = "west-berkshire-invented"

_MANIFEST: Final = """# Real parishes with invented changes: for tests and for learning, never for use.
format = 1
name = "{name}"
title = "Parishes of West Berkshire with invented changes"
date = 2026-04-01
sample = true
count = {count}
licence = "{licence}"
attribution = "{attribution}"
origin = "{name}, made by routekit.testing of {edition}: the changes are invented"
[[sources]]
file = "areas.geojson"
sha256 = "{sha256}"
crs = "EPSG:27700"
fields = {{code = "code", name = "name", district = "district"}}
"""
_STRIP_M: Final = 250.0
_REDRAWN_M: Final = 0.5
_SOUTH_OF: Final = 168_400.0

_Drawn = dict[str, "_Land"]


class _Land(NamedTuple):
    area: Area
    shape: shapely.Geometry


class Invented(Value):
    """The codes of the areas that are changed, by what is done to them."""

    merged: tuple[str, str] = ("E04001184", "E04001196")
    merger: str = "E04999201"
    split: str = "E04001158"
    split_off: str = "E04999202"
    strip_from: str = "E04001173"
    strip_to: str = "E04001207"
    renamed: str = "E04001188"
    recoded: str = "E04001195"
    new_code: str = "E04999203"
    redistricted: str = "E04001186"
    new_district: str = "E06000038"
    abolished: str = "E04001208"
    unparished: str = "E43999204"
    redrawn_from: str = "E04001147"
    redrawn_to: str = "E04001164"


def write_reorganised(folder: Path, edition: Edition | None = None) -> Path:
    """Write the source of an edition, `west-berkshire-invented`, into the folder and give where it is.

    It is West Berkshire, by default as installed, with changes that nobody has made: two parishes merged, one
    split, a strip of 250 m moved from one to another, one renamed, one recoded, one moved to another
    district, one abolished so that its land is unparished, and one border drawn anew half a metre off.
    `Invented` has the codes. Files that are there already are overwritten.
    """
    edition = edition or Edition.open()
    drawn = {area.code: _Land(area, edition.area(area.code).geometry) for area in edition.areas()}
    _change(drawn, Invented())
    source = Path(folder) / EDITION
    source.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"type": "FeatureCollection", "features": [*map(_feature, drawn.values())]}).encode()
    (source / "areas.geojson").write_bytes(content)
    manifest = _MANIFEST.format(
        name=EDITION,
        edition=edition.name,
        count=len(drawn),
        licence=edition.provenance.licence,
        attribution=edition.provenance.attribution,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    (source / "edition.toml").write_text(manifest, encoding="utf-8")
    return source


def _change(drawn: _Drawn, codes: Invented) -> None:
    """Make the changes, in an order in which none undoes another."""
    first, second = (drawn.pop(code) for code in codes.merged)
    _add(drawn, first, codes.merger, "Pangbourne and Tidmarsh", shapely.union(first.shape, second.shape))

    whole = drawn[codes.split]
    west, south, east, _ = whole.shape.bounds
    off = shapely.intersection(whole.shape, shapely.box(west, south, east, _SOUTH_OF))
    _add(drawn, whole, codes.split_off, "Burghfield South", off)
    drawn[codes.split] = whole._replace(shape=shapely.difference(whole.shape, off))

    _move(drawn, codes.strip_from, codes.strip_to, _STRIP_M)
    _move(drawn, codes.redrawn_from, codes.redrawn_to, _REDRAWN_M)

    drawn[codes.renamed] = _as(drawn[codes.renamed], name="Speen and Stockcross")
    drawn[codes.new_code] = _as(drawn.pop(codes.recoded), code=codes.new_code)
    drawn[codes.redistricted] = _as(drawn[codes.redistricted], district=codes.new_district)
    gone = drawn.pop(codes.abolished)
    drawn[codes.unparished] = _as(
        gone, code=codes.unparished, name="West Berkshire, unparished area", kind="unparished"
    )


def _move(drawn: _Drawn, loser: str, gainer: str, width: float) -> None:
    """Move a strip along the border of two areas from the one to the other."""
    strip = shapely.intersection(drawn[loser].shape, shapely.buffer(drawn[gainer].shape, width))
    drawn[loser] = drawn[loser]._replace(shape=shapely.difference(drawn[loser].shape, strip))
    drawn[gainer] = drawn[gainer]._replace(shape=shapely.union(drawn[gainer].shape, strip))


def _add(drawn: _Drawn, like: _Land, code: str, name: str, shape: shapely.Geometry) -> None:
    drawn[code] = _as(like._replace(shape=shape), code=code, name=name)


def _as(land: _Land, **facts: str) -> _Land:
    return land._replace(area=land.area.model_copy(update=facts))


def _feature(land: _Land) -> dict[str, object]:
    polygons = [
        part for part in shapely.get_parts(land.shape) if isinstance(part, shapely.Polygon) and part.area >= 1
    ]
    whole = shapely.set_precision(shapely.MultiPolygon(polygons), 0.0001)  # as editions are rounded
    shape = json.loads(shapely.to_geojson(whole))
    return {
        "type": "Feature",
        "properties": land.area.model_dump(exclude={"kind", "name_cy"}),
        "geometry": shape,
    }
