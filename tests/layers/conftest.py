"""A small worked layer: roads with class and limit, street lights with their owner; all invented."""

from datetime import date
from pathlib import Path

import pytest

from routekit.bodies import Bodies
from routekit.boundaries import Layer
from routekit.router import Router
from routekit.rules import Pack
from routekit.testing import write_tiny_bodies

HERE = Path(__file__).parent
DAY = date(2026, 11, 21)
PACKS = ("report-speeding-near-a-road", "report-street-light")
NEXT_COUNTY = "E10999002,Nextshire County Council,principal-council,,,2000-04-01,2030-04-01,invented\n"


@pytest.fixture(scope="session")
def roads():
    return Layer.open(HERE / "roads.geojson")


@pytest.fixture(scope="session")
def lights():
    return Layer.open(HERE / "lights.geojson")


@pytest.fixture(scope="session")
def bodies(tmp_path_factory):
    """The tiny district's, and the council of the county next to it."""
    folder = write_tiny_bodies(tmp_path_factory.mktemp("next-county"))
    with (folder / "authorities.csv").open("a", encoding="utf-8") as file:
        file.write(NEXT_COUNTY)
    return Bodies.open(folder)


@pytest.fixture(scope="session")
def routing(tiny_edition, bodies):
    """Give a function that makes a router with layers."""

    def making(**layers):
        return Router(
            packs=[Pack.load(HERE / f"{name}.yaml") for name in PACKS],
            edition=tiny_edition,
            bodies=bodies,
            layers=layers,
            clock=lambda: DAY,
        )

    return making


@pytest.fixture(scope="session")
def router(routing, roads, lights):
    return routing(roads=roads, lights=lights)
