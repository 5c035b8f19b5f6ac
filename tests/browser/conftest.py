"""A real Chromium, the pages of West Berkshire and of the tiny district, and what a page must never do."""

from contextlib import contextmanager
from datetime import date

import pytest
from all_sorts import ALL_SORTS
from resident import Resident, chromium
from served_pages import served

from routekit.bodies import Bodies
from routekit.contacts import AsyncModernGov
from routekit.router import Router
from routekit.rules import Pack, installed_packs
from routekit.service.pages import PageSettings
from routekit.testing import ModernGovServer, sample_councils

DAY = date(2026, 11, 21)
DISTRICT = "E06000037"


@pytest.fixture(scope="module")  # its event loop runs in this thread, where other tests run their own
def engine():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def council(west_berkshire):
    """Give the local service of invented parish councils, to be put out of order at will."""
    with ModernGovServer(sample_councils(west_berkshire.areas(DISTRICT))) as server:
        yield server


@pytest.fixture(scope="session")
def west_berkshire_site(west_berkshire, west_berkshire_postcodes, council):
    router = Router(
        packs=[
            *(Pack.load(name) for name in installed_packs()),
            Pack.parse(ALL_SORTS.encode(), "all-sorts.yaml"),
        ],
        edition=west_berkshire,
        bodies=Bodies.open(),
        postcodes=lambda: west_berkshire_postcodes,
        clock=lambda: DAY,
    )
    source = AsyncModernGov(
        council.base_url, district=DISTRICT, areas=west_berkshire.areas(DISTRICT), allow_insecure=True
    )
    settings = PageSettings(phase="alpha", phase_text="The people here are invented.")
    with served(router, source, settings) as (url, _):
        yield url


@pytest.fixture(scope="session")
def tiny_site(tiny_edition, tiny_bodies):
    packs = [Pack.load("report-speeding-traffic")]
    router = Router(packs=packs, edition=tiny_edition, bodies=tiny_bodies, clock=lambda: DAY)
    with served(router, None) as (url, _):
        yield url


@pytest.fixture
def resident(engine, west_berkshire_site):
    """Give somebody with a browser; whatever pages they saw are then checked as a whole."""

    @contextmanager
    def someone(url=west_berkshire_site, **how):
        with Resident(engine, url, **how) as resident:
            yield resident
            resident.assert_well_behaved()

    return someone
