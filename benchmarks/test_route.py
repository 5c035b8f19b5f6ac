"""How long a whole `route` takes: one round is one pass over the points of a group."""

from datetime import date

import pytest

from routekit.model import Grid
from routekit.router import Router

GROUPS = ("inside", "near-boundary", "on-boundary", "outside")
ANSWERS = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def router(edition):
    return Router.open(edition=edition.path)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.benchmark(group="route, a group's points one at a time")
def test_route(benchmark, router, points, group):
    places = [Grid(easting=e, northing=n) for e, n in points[group]]
    benchmark(lambda: [router.route("report-speeding-traffic", place, ANSWERS, on=DAY) for place in places])


@pytest.mark.benchmark(group="open a router")
def test_open(benchmark, edition):
    benchmark(lambda: Router.open(edition=edition.path))
