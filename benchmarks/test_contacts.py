"""How long a kept contact takes: from memory, with a file behind it, and for a new process from the file.

One round of a warm answer is a call for every parish of a district, so divide by `extra_info["parishes"]`.
"""

import asyncio

import pytest

from routekit.contacts import AsyncModernGov, Cache, ModernGov
from routekit.model import Authority
from routekit.testing import Fault, ModernGovServer, sample_councils

DISTRICT = "E06000037"


@pytest.fixture(scope="module")
def areas(edition):
    return tuple(area for area in edition.areas(DISTRICT) if area.kind != "unparished")


@pytest.fixture(scope="module")
def authorities(areas):
    return [
        Authority(
            id=f"parish-council:{area.code}",
            name=f"{area.name} Parish Council",
            kind="parish-council",
            areas=(area.code,),
            district=DISTRICT,
        )
        for area in areas
    ]


@pytest.fixture
def caches(tmp_path):
    return {"memory": Cache, "file": lambda: Cache.open(tmp_path / "c.sqlite")}


@pytest.fixture(params=["memory", "file"])
def choices(areas, caches, request):
    return {"district": DISTRICT, "areas": areas, "allow_insecure": True, "cache": caches[request.param]()}


@pytest.fixture
def url(areas):
    """Give the address of a service that will be dead as soon as it has answered once."""
    with ModernGovServer(sample_councils(areas)) as server:
        server.script(None)
        server.fault = Fault.SERVER_ERROR
        yield server.base_url


@pytest.mark.benchmark(group="contacts: warm answers of a district, blocking")
def test_warm(benchmark, choices, url, authorities):
    source = ModernGov(url, **choices)
    benchmark.extra_info["parishes"] = len(authorities)
    benchmark(lambda: [source.contact_for(authority) for authority in authorities])


@pytest.mark.benchmark(group="contacts: warm answers of a district, asyncio")
def test_warm_asyncio(benchmark, choices, url, authorities):
    source = AsyncModernGov(url, **choices)
    benchmark.extra_info["parishes"] = len(authorities)

    async def ask():
        for authority in authorities:
            await source.contact_for(authority)

    with asyncio.Runner() as runner:
        benchmark(lambda: runner.run(ask()))


@pytest.mark.parametrize("choices", ["file"], indirect=True)
@pytest.mark.benchmark(group="contacts: the first answer of a new source, from the file")
def test_first_from_the_file(benchmark, choices, url, authorities):
    ModernGov(url, **choices).councils()
    path = choices["cache"].path

    def first():
        return ModernGov(url, **{**choices, "cache": Cache.open(path)}).contact_for(authorities[0])

    benchmark(first)


@pytest.mark.parametrize("choices", ["file"], indirect=True)
@pytest.mark.benchmark(group="contacts: one record read from the file and checked")
def test_record(benchmark, choices, url):
    ModernGov(url, **choices).councils()
    store = choices["cache"].shelf.store
    key = store.rows()[0].key
    benchmark(lambda: store.read(key))
