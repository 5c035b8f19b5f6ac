"""Every public value of the room travels: it can be pickled, for another process, and copied."""

import copy
import json
import pickle
from collections.abc import Mapping
from types import FunctionType

import numpy as np
import pytest
import shapely
from pydantic import BaseModel

from routekit import boundaries
from routekit.boundaries import (
    Draft,
    Edition,
    FailedLayer,
    Layer,
    Projection,
    build,
    checking,
    comparing,
    describe,
    postcodes,
)
from routekit.errors import EditionError
from routekit.model import Grid, Postcode
from routekit.testing import write_reorganised

ROOMS = (boundaries, checking, comparing, postcodes)

OPENED = {"Edition", "Layer", "Postcodes", "Projection"}  # files, which every process opens for itself
TYPES = {"FeatureSource", "FindingKind", "Progress", "Severity", "UnlocatedReason"}  # without values
PUBLIC = {
    name: each
    for name, each in sorted({name: getattr(room, name) for room in ROOMS for name in room.__all__}.items())
    if name not in OPENED | TYPES and not isinstance(each, FunctionType)
}


@pytest.fixture(scope="module")
def values(tmp_path_factory, sample, code_point, west_berkshire_rows):
    """Give a value of each class, by its name: those that the room gives, and all that is in them."""
    folder = tmp_path_factory.mktemp("values")
    path, report = build(write_reorganised(folder, sample), folder / "new.edition")
    at_sea = ("RG14 0ZZ", "10", "400000", "100000", "E92000001", "", "", "", "E06000037", "")
    zipped = code_point(folder / "codepo.zip", [*west_berkshire_rows, at_sea])
    path_of_postcodes, of_postcodes = postcodes.build_postcodes(zipped, folder / "some.postcodes")
    opened = postcodes.Postcodes.open(path_of_postcodes)
    new, projection = Edition.open(path), Projection.open()
    compared = comparing.compare(sample, new)
    a_road = {"type": "Feature", "properties": {"class": "A4"}, "geometry": {"type": "Point"}}
    a_road["geometry"]["coordinates"] = [-1.5, 51.4]
    (folder / "road.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [a_road]}))
    features = {
        "type": "FeatureCollection",
        "features": [a_road | {"properties": {"PAR26CD": "", "PAR26NM": ""}}],
    }
    (folder / "area.geojson").write_text(json.dumps(features))
    about = boundaries.About(date="2026-01-01", licence="CC0-1.0", attribution="Invented for a test")
    found = {}
    _walk(
        [
            Draft.sample(), about, boundaries.Reading(), report, new.record, sample.area("E04001177"),
            describe([folder / "area.geojson"], about, district="E06999101"),
            boundaries.Mended(code="E04001177", was="Rh\u00c3\u00b4s", became="Rhôs"),
            boundaries.Repair(code="E04001177", reason="invalid", area_before_m2=1, area_after_m2=2),
            Layer.open(folder / "road.geojson").nearest(Grid(easting=434_880, northing=166_800), 1_000),
            FailedLayer(EditionError("it is not there")),
            projection.to_grid(-1.5, 51.4), projection.to_lonlat(434_880, 166_800),
            compared, comparing.affected(compared, sample, new, opened), checking.check(new),
            opened.record, opened.columns, opened.at(Postcode("RG14 9ZZ")), of_postcodes,
            postcodes.check_postcodes(opened, new),
        ],
        found,
    )  # fmt: skip
    return found


def _walk(each, found):
    found.setdefault(type(each).__name__, each)
    if isinstance(each, BaseModel):
        _walk(list(dict(each).values()), found)
    elif isinstance(each, (list, tuple)):
        for inner in each:
            _walk(inner, found)


def is_same(one, other):
    if isinstance(one, (np.ndarray, shapely.Geometry)):
        return bool(np.all(one == other))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, FailedLayer):
        return repr(one.error) == repr(other.error)
    return one == other


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_value_can_be_pickled_and_copied(values, name):
    value = values[name]

    for travelled in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert type(travelled) is type(value) is PUBLIC[name]
        assert is_same(value, travelled)


def test_what_a_feature_says_cannot_be_changed_after_a_journey_either(values):
    near = pickle.loads(pickle.dumps(values["Near"]))

    assert isinstance(near.properties, Mapping)
    with pytest.raises(TypeError):
        near.properties["class"] = "A5"
