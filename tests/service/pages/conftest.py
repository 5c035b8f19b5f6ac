"""The pages of the tiny district, and of a pack with every kind of question, over a real socket."""

from datetime import date

import pytest
from all_sorts import ALL_SORTS
from plain_browser import Browser, a_contact
from served_pages import served

from routekit.boundaries import Projection
from routekit.errors import SourceUnavailableError
from routekit.router import Router
from routekit.rules import Pack, installed_packs
from routekit.service.pages import PageSettings

DAY = date(2026, 11, 21)


class Source:
    """A contact source of which a test says what it gives."""

    def __init__(self):
        self.gives = None

    async def contact_for(self, authority):
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives(authority) if callable(self.gives) else self.gives


@pytest.fixture(scope="session")
def all_sorts():
    return Pack.parse(ALL_SORTS.encode(), "all-sorts.yaml")


@pytest.fixture(scope="session")
def tiny_router(tiny_edition, tiny_bodies, west_berkshire_postcodes, all_sorts):
    packs = [*(Pack.load(name) for name in installed_packs()), all_sorts]
    return Router(
        packs=packs,
        edition=tiny_edition,
        bodies=tiny_bodies,
        postcodes=lambda: west_berkshire_postcodes,
        clock=lambda: DAY,
    )


@pytest.fixture(scope="session")
def shared_source():
    return Source()


@pytest.fixture(scope="session")
def tiny_site(tiny_router, shared_source):
    settings = PageSettings(phase="beta", phase_text="This is new.", links=())
    with served(tiny_router, shared_source, settings) as (url, _):
        yield url


@pytest.fixture
def source(shared_source):
    shared_source.gives = a_contact
    return shared_source


@pytest.fixture
def browser(tiny_site, source):
    with Browser(tiny_site) as browser:
        yield browser


@pytest.fixture
def down():
    return SourceUnavailableError("it is down")


@pytest.fixture(scope="session")
def at():
    """Give a point on the National Grid as the fields of a form."""
    projection = Projection.open()

    def fields(easting, northing, accuracy="0"):
        longitude, latitude, _ = projection.to_lonlat(easting, northing)
        return {"latitude": repr(latitude), "longitude": repr(longitude), "accuracy": accuracy}

    return fields
