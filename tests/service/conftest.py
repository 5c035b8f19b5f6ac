"""What the service tests stand on: a router of West Berkshire, the application over it, and a started one."""

from contextlib import contextmanager

import httpx
import pytest
from asgi_client import AsgiClient
from asked_of_service import TODAY
from live_service import live

from routekit import Router
from routekit.bodies import Bodies
from routekit.boundaries import Edition
from routekit.rules import Pack, installed_packs
from routekit.service.app import create_app
from routekit.service.serving import Held, Serving
from routekit.service.settings import Settings


@pytest.fixture(scope="session")
def router(west_berkshire, west_berkshire_postcodes):
    return Router(
        packs=[Pack.load(name) for name in installed_packs()],
        edition=west_berkshire,
        bodies=Bodies.open(),
        postcodes=lambda: west_berkshire_postcodes,
        clock=lambda: TODAY,
    )


@pytest.fixture(scope="session")
def make(router):
    """Give a function that makes a client of an application with settings and perhaps contacts."""

    def making(*, contacts=None, budget_s=2.0, parts=None, **settings):
        held = Held(Serving(router, contacts, budget_s=budget_s))
        made.append(AsgiClient(create_app(held, Settings(**settings), **(parts or {}))))
        return made[-1]

    made = []
    yield making
    for each in made:
        each.close()


@pytest.fixture(scope="session")
def ask(make):
    """Give a client of the application with GET allowed."""
    return make(get_route=True)


@pytest.fixture(scope="session")
def sample_cache(tmp_path_factory):
    """Give a cache folder with the sample compiled."""
    cache = tmp_path_factory.mktemp("service-cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        Edition.open()
    return cache


@pytest.fixture(scope="session")
def postcodes_file(west_berkshire_postcodes):
    return west_berkshire_postcodes.path


@pytest.fixture(scope="session")
def started(tmp_path_factory, sample_cache, postcodes_file):
    """Give a service that is really started, for tests that leave it as it is."""
    with live(
        tmp_path_factory.mktemp("live"), sample_cache, postcodes=postcodes_file, receive_s=1
    ) as service:
        yield service


@pytest.fixture(scope="session")
def running(tmp_path_factory, sample_cache, postcodes_file):
    """Give a function that starts a service with settings, and gives a client of it while it runs."""

    @contextmanager
    def run(**settings):
        folder = tmp_path_factory.mktemp("running")
        with (
            live(folder, sample_cache, postcodes=postcodes_file, **settings) as service,
            httpx.Client(base_url=service.url, timeout=30, trust_env=False) as client,
        ):
            yield client

    return run
