"""Pairs of editions to compare: West Berkshire with invented changes, and small ones made of squares."""

import json
import uuid

import pytest
import shapely

from routekit.boundaries import Edition, build
from routekit.boundaries.comparing import compare
from routekit.testing import write_reorganised


@pytest.fixture(scope="session")
def reorganised(tmp_path_factory, sample):
    folder = tmp_path_factory.mktemp("reorganised")
    return Edition.open(build(write_reorganised(folder, sample), folder)[0])


@pytest.fixture(scope="session")
def comparison(sample, reorganised):
    return compare(sample, reorganised)


@pytest.fixture(scope="session")
def make(tmp_path_factory, write_source, feature):
    """Compile shapes on the National Grid, by code, into an open edition; a pair adds properties."""
    folder = tmp_path_factory.mktemp("made")

    def making(shapes, **changed):
        named = {code: each if isinstance(each, tuple) else (each, {}) for code, each in shapes.items()}
        features = [feature(code, shape, **facts) for code, (shape, facts) in named.items()]
        here = folder / uuid.uuid4().hex
        return Edition.open(build(write_source(here, features, **changed), here / "made.edition")[0])

    return making


@pytest.fixture(scope="session")
def square():
    def at(east, north, width=100, height=100):
        west, south = 400_000 + east, 50_000 + north
        return json.loads(shapely.to_geojson(shapely.box(west, south, west + width, south + height)))

    return at
