"""A router of the tiny district with a few postcodes, and one of West Berkshire."""

from datetime import date

import pytest

from routekit.boundaries import Postcodes
from routekit.boundaries.postcodes import build_postcodes
from routekit.router import Router
from routekit.rules import Pack

DAY = date(2026, 11, 21)

ROWS = (
    ("ZE1 1AA", 400_500, 50_500, "10"),  # in the middle of Ashsample
    ("ZE1 1AB", 400_500, 50_560, "10"),
    ("ZE1 1AD", 400_990, 50_500, "10"),  # in Ashsample, and its circle in Overmade too
    ("ZE1 1AE", 399_970, 50_300, "10"),  # on the shore of Ashsample
    ("ZE1 1AF", 399_910, 50_300, "10"),  # off it
    ("ZE1 1AG", 0, 0, "90"),
    ("ZE1 1AJ", 401_000, 52_500, "10"),  # in the crack between Gapley West and Gapley East
)


@pytest.fixture(scope="session")
def tiny_postcodes(tmp_path_factory, code_point):
    folder = tmp_path_factory.mktemp("batch-postcodes")
    rows = [(p, q, str(e), str(n), "E92000001", "", "", "", "", "") for p, e, n, q in ROWS]
    return Postcodes.open(build_postcodes(code_point(folder / "a.zip", rows), folder / "a.postcodes")[0])


@pytest.fixture(scope="session")
def tiny_router(tiny_edition, tiny_bodies, tiny_postcodes):
    packs = [Pack.load(name) for name in ("report-speeding-traffic", "report-dog-fouling", "report-flooding")]
    return Router(
        packs=packs, edition=tiny_edition, bodies=tiny_bodies,
        postcodes=lambda: tiny_postcodes, clock=lambda: DAY,
    )  # fmt: skip


@pytest.fixture(scope="session")
def west_router(west_berkshire, west_berkshire_postcodes):
    return Router.open(edition=west_berkshire.path, postcodes=west_berkshire_postcodes, clock=lambda: DAY)
