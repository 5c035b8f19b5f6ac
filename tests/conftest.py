"""What several rooms stand on: the tiny invented district and the West Berkshire sample, compiled once."""

import pytest

from routekit.bodies import Bodies
from routekit.boundaries import Edition, build
from routekit.testing import write_tiny_bodies, write_tiny_district

TODAY = __import__("datetime").date(2026, 11, 21)


@pytest.fixture(scope="session")
def tiny_edition(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    path, _ = build(write_tiny_district(folder), folder / "tiny.edition")
    return Edition.open(path)


@pytest.fixture(scope="session")
def tiny_bodies(tmp_path_factory):
    return Bodies.open(write_tiny_bodies(tmp_path_factory.mktemp("bodies")))


@pytest.fixture(scope="session")
def west_berkshire(tmp_path_factory):
    path, _ = build(out=tmp_path_factory.mktemp("sample") / "west-berkshire.edition")
    return Edition.open(path)
