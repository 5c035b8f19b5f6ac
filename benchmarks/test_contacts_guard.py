"""What the guard costs: an exchange without faults beside plain httpx, and a host that rests."""

import asyncio
import ssl

import httpx
import pytest

from routekit.contacts import AsyncModernGov, Hosts, ModernGov
from routekit.errors import SourceUnavailableError
from routekit.model import Area
from routekit.testing import Fault, ModernGovServer, sample_councils

DISTRICT = "E06999037"
AREAS = tuple(
    Area(code=f"E0499{number:04}", name=f"Sample {number}", kind="parish", district=DISTRICT)
    for number in range(60)
)
TRUST = ssl.create_default_context()  # which takes a client of httpx 30 ms each time
CHOICES = {"district": DISTRICT, "areas": AREAS, "allow_insecure": True}


@pytest.fixture(scope="module")
def server():
    with ModernGovServer(sample_councils(AREAS)) as running:
        yield running


@pytest.fixture
def resting(server):
    """A blocking and an asynchronous source of a host that is left alone."""
    hosts = Hosts(clock=lambda: 0.0)
    sources = [kind(server.base_url, hosts=hosts, **CHOICES) for kind in (ModernGov, AsyncModernGov)]
    server.fault = Fault.SERVER_ERROR
    for _ in range(6):
        with pytest.raises(SourceUnavailableError):
            sources[0].councils()
    server.fault = None
    return sources


@pytest.mark.benchmark(group="one list of 60 councils on the loopback")
def test_plain_httpx(benchmark, server):
    url = f"{server.base_url}/mgWebService.asmx/GetParishCouncils"

    def fetch():
        with httpx.Client(trust_env=False, verify=TRUST) as client:
            return client.get(url).content

    benchmark(fetch)


@pytest.mark.benchmark(group="one list of 60 councils on the loopback")
def test_guarded_and_read(benchmark, server):
    with ModernGov(server.base_url, **CHOICES) as source:
        benchmark(lambda: (source.close(), source.councils()))


@pytest.mark.benchmark(group="one list of 60 councils on the loopback")
def test_guarded_request_alone(benchmark, server):
    """The exchange without reading the list, to compare with plain httpx."""
    with ModernGov(server.base_url, **CHOICES) as source:
        core = source._core  # noqa: SLF001 - no public name asks without reading
        request = core.service.get()

        def fetch():
            deadline = core.deadline()
            with core.exchange(deadline):
                return source._sent(request, deadline).body  # noqa: SLF001 - as above

        benchmark(fetch)


@pytest.mark.benchmark(group="one list of 60 councils on the loopback")
def test_guarded_and_read_by_a_task(benchmark, server):
    source = AsyncModernGov(server.base_url, **CHOICES)

    async def fetch():
        await source.aclose()
        return await source.councils()

    with asyncio.Runner() as runner:
        benchmark(lambda: runner.run(fetch()))


@pytest.mark.benchmark(group="one call of a host that rests, and of a list that is kept")
def test_refused(benchmark, resting):
    def ask():
        try:
            resting[0].councils()
        except SourceUnavailableError as error:
            return error

    benchmark(ask)


@pytest.mark.benchmark(group="one call of a host that rests, and of a list that is kept")
def test_refused_to_a_task(benchmark, resting):
    async def ask():
        try:
            await resting[1].councils()
        except SourceUnavailableError as error:
            return error

    with asyncio.Runner() as runner:
        benchmark(lambda: runner.run(ask()))


@pytest.mark.benchmark(group="one call of a host that rests, and of a list that is kept")
def test_kept(benchmark, server):
    with ModernGov(server.base_url, **CHOICES) as source:
        source.councils()
        benchmark(source.councils)
