"""Editions to test with: the West Berkshire sample, compiled once, and small ones made of shapes."""

import hashlib
import json
import lzma
from pathlib import Path

import numpy as np
import pytest
import shapely

from routekit.boundaries import Edition, Projection, build
from routekit.installed import folders

DISTRICT = "E06000037"

_MANIFEST = """
format = 1
name = "{name}"
title = "Invented areas"
date = {date}
sample = {sample}
count = {count}
countries = {countries}
accept_repairs = {accept_repairs}
licence = "CC0-1.0"
attribution = "Invented for a test"
origin = "a test"
[[sources]]
file = "{file}"
sha256 = "{sha256}"
crs = "{crs}"
fields = {{code = "code", name = "name", district = "district", name_cy = "name_cy"}}
"""


@pytest.fixture(scope="session")
def sample_source():
    return next(folder for root in folders("routekit.boundaries") for folder in root.glob("editions/west-*"))


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory):
    return build(out=tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def sample(sample_build):
    return Edition.open(sample_build[0])


@pytest.fixture(scope="session")
def truth(sample_source):
    """The sample's codes and polygons in the order of the tie rule, made without the code under test."""
    with lzma.open(sample_source / "west_berkshire_parishes.geojson.xz") as file:
        features = json.load(file)["features"]
    features.sort(key=lambda feature: feature["properties"]["par_cd"])
    projection = Projection.open()

    def on_grid(lonlat):
        return np.round(np.column_stack(projection.to_grid_many(*lonlat.T)[:2]), 4)

    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    codes = [feature["properties"]["par_cd"] for feature in features]
    return codes, shapely.transform(np.array(shapes), on_grid)


@pytest.fixture(scope="session")
def covering():
    """An oracle that shares no code with the index: `covers` of every polygon, one after another."""

    def firsts(codes, polygons, eastings, northings):
        points = shapely.points(eastings, northings)
        found = np.full(len(points), "", dtype="<U9")
        for code, polygon in reversed(list(zip(codes, polygons, strict=True))):
            found[shapely.covers(polygon, points)] = code
        return found

    return firsts


@pytest.fixture(scope="session")
def feature():
    def make(code, shape, /, **properties):
        named = {"code": code, "name": f"Area {code}", "district": DISTRICT, **properties}
        geometry = shape if isinstance(shape, dict | None) else json.loads(shapely.to_geojson(shape))
        return {"type": "Feature", "properties": named, "geometry": geometry}

    return make


@pytest.fixture(scope="session")
def write_source():
    """Write an edition's source into a folder; `content` is a list of features or the bytes of the file."""

    def write(folder, content, **changed):
        if not isinstance(content, bytes):
            changed.setdefault("count", len(content))
            content = json.dumps({"type": "FeatureCollection", "features": content}).encode()
        facts = {
            "name": "invented", "date": "2026-01-01", "sample": "true", "count": 1, "accept_repairs": [],
            "countries": "[]",
            "file": "areas.geojson", "crs": "EPSG:27700", "sha256": hashlib.sha256(content).hexdigest(),
        } | changed  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        (folder / facts["file"]).write_bytes(content)
        (folder / "edition.toml").write_text(_MANIFEST.format(**facts), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def compiled(tmp_path, write_source, feature):
    """Compile shapes on the National Grid, by code, into an open edition."""

    def compile_areas(shapes, **changed):
        features = [feature(code, shape) for code, shape in shapes.items()]
        source = write_source(tmp_path / "source", features, **changed)
        return Edition.open(build(source, Path(tmp_path) / "made.edition")[0])

    return compile_areas
