"""How long a look-up takes: one round is one pass over the points of a group."""

import numpy as np
import pytest

from routekit.boundaries import Edition
from routekit.model import Grid

GROUPS = ("inside", "near-boundary", "on-boundary", "outside")


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.benchmark(group="code_at, a group's points one at a time")
def test_code_at(benchmark, edition, points, group):
    benchmark(lambda: [edition.code_at(*xy) for xy in points[group]])


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.benchmark(group="code_at_lonlat, a group's points one at a time")
def test_code_at_lonlat(benchmark, edition, degrees, group):
    benchmark(lambda: [edition.code_at_lonlat(*xy) for xy in degrees[group]])


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.benchmark(group="codes_at, a group's points at once")
def test_codes_at(benchmark, edition, points, group):
    eastings, northings = np.array(points[group]).T
    benchmark(edition.codes_at, eastings, northings)


@pytest.mark.parametrize("accuracy", [0, 30])
@pytest.mark.benchmark(group="area_at, points near a boundary, one at a time")
def test_area_at(benchmark, edition, points, accuracy):
    places = [Grid(easting=e, northing=n, accuracy_m=accuracy) for e, n in points["near-boundary"]]
    benchmark(lambda: [edition.area_at(place) for place in places])


@pytest.mark.benchmark(group="open an edition and answer once")
def test_open_and_first_answer(benchmark, edition):
    benchmark(lambda: Edition.open(edition.path).code_at(433_700.0, 168_700.0))
