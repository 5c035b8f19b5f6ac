"""The two Modern.Gov clients over real sockets: every claim holds for both."""

import asyncio
import os
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from routekit.contacts import AsyncModernGov, Cache, Keeping, Limits, ModernGov
from routekit.errors import InputError, SourceError
from routekit.testing import (
    Fault,
    ModernGovServer,
    ParishCouncilRecord,
    Shape,
    dirty_councils,
    sample_councils,
)


class Clock:
    def __init__(self):
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.mark.parametrize("shape", list(Shape))
def test_every_council_is_listed_and_matched_whatever_the_elements_are_called(source, areas, shape):
    records = sample_councils(areas[:3])
    with ModernGovServer(records, shape=shape) as server:
        councils = source.modern_gov(server.base_url, areas=areas).councils()
    assert [(found.id, found.title, found.areas) for found in councils] == [
        (record.id, record.title, (area.code,)) for record, area in zip(records, areas, strict=False)
    ]
    assert [(found.email, found.telephone, found.website) for found in councils] == [
        (record.email, record.telephone, record.website) for record in records
    ]


def test_a_contact_says_how_to_reach_the_council_and_where_that_is_from(
    source, server, areas, make_authority
):
    clock = Clock()
    record = server.councils[0]
    found = source.modern_gov(server.base_url, areas=areas, clock=clock).contact_for(
        make_authority("whatever it is called", areas[0])
    )
    assert (found.authority, found.organisation, found.role) == (
        "parish-council:E04990001",
        record.title,
        "Clerk",
    )
    assert (found.email, found.telephone, found.page) == (record.email, record.telephone, record.website)
    assert (found.name, found.postal_address, found.looks_personal) == (None, None, False)
    assert found.provenance.url == f"{server.base_url}/mgWebService.asmx"
    assert found.provenance.fetched_at == clock.now


def test_names_and_addresses_are_given_only_when_asked_for(source, server, areas, make_authority):
    authority, record = make_authority("x", areas[0]), server.councils[0]
    named = source.modern_gov(server.base_url, areas=areas, include_name=True).contact_for(authority)
    placed = source.modern_gov(server.base_url, areas=areas, include_postal=True).contact_for(authority)
    assert (named.name, named.postal_address) == (record.clerk_name, None)
    assert (placed.name, placed.postal_address) == (None, ", ".join((*record.address_lines, record.postcode)))


def test_without_areas_a_council_is_found_by_its_name_whatever_its_style(source, server, make_authority):
    modern_gov = source.modern_gov(server.base_url)
    found = modern_gov.contact_for(make_authority("Saint Mary Sample Town Council"))
    assert found.organisation == "St. Mary Sample Parish Council"
    assert modern_gov.contact_for(make_authority("St. Mary Samples Parish Council")) is None


def test_an_authority_the_service_cannot_list_is_nobody_and_costs_no_request(
    source, server, areas, make_authority
):
    modern_gov = source.modern_gov(server.base_url, areas=areas)
    elsewhere = make_authority("Ashsample Parish Council", areas[0], district="E06999038")
    principal = make_authority("Ashsample", kind="principal-council")
    assert (modern_gov.contact_for(elsewhere), modern_gov.contact_for(principal)) == (None, None)
    assert server.requests == ()


def test_a_grouped_council_answers_for_each_of_its_parishes(source, areas, make_authority):
    record = ParishCouncilRecord(id="9", title="Overmade and Undermade PC", telephone="01632 960009")
    with ModernGovServer([record]) as server:
        modern_gov = source.modern_gov(server.base_url, areas=areas)
        (council,) = modern_gov.councils()
        contacts = [modern_gov.contact_for(make_authority("x", each)) for each in areas[1:]]
    assert (council.method, council.areas) == ("grouped", ("E04990003", "E04990004"))
    assert [contact and contact.telephone for contact in contacts] == [None, "01632 960009", "01632 960009"]
    assert contacts[1].page == council.page


def test_two_councils_of_one_name_are_neither_with_or_without_areas(source, areas, make_authority):
    records = [
        ParishCouncilRecord(id=str(number), title=title, telephone="01632 960009")
        for number, title in enumerate(["Ashsample PC", "Ashsample Town Council"])
    ]
    with ModernGovServer(records) as server:
        for given in (areas, ()):
            modern_gov = source.modern_gov(server.base_url, areas=given)
            assert modern_gov.contact_for(make_authority("Ashsample Parish Council", areas[0])) is None


def test_on_a_shared_install_a_council_of_the_other_district_is_never_taken(
    source, areas, make_area, make_authority
):
    there = make_area(90, "Ashsample", district="E06999038")
    record = ParishCouncilRecord(id="9", title="Ashsample Parish Council", telephone="01632 960009")
    with ModernGovServer([record]) as server:
        modern_gov = source.modern_gov(server.base_url, areas=(*areas, there))
        assert modern_gov.councils()[0].areas == ()
        assert modern_gov.contact_for(make_authority("Ashsample Parish Council", areas[0])) is None


def test_a_council_that_no_area_is_called_after_is_found_by_its_name(source, areas, make_authority):
    record = ParishCouncilRecord(
        id="9", title="Sampleshire Group Parish Council", email="clerk@example.gov.uk"
    )
    with ModernGovServer([record]) as server:
        modern_gov = source.modern_gov(server.base_url, areas=areas)
        found = modern_gov.contact_for(make_authority("Sampleshire Parish Council", areas[0], areas[1]))
    assert found.email == "clerk@example.gov.uk"


def test_a_council_that_publishes_no_way_to_reach_it_is_no_contact(source, areas, make_authority):
    record = ParishCouncilRecord(id="9", title="Ashsample Parish Council", clerk_name="Jo Example")
    with ModernGovServer([record]) as server:
        modern_gov = source.modern_gov(server.base_url, areas=areas, include_name=True)
        assert modern_gov.contact_for(make_authority("x", areas[0])) is None


def test_dirt_in_one_record_spoils_no_other(source, make_area):
    areas = [make_area(number, f"Sample {chr(96 + number)}ton") for number in range(1, 18)]
    records = dirty_councils(sample_councils(areas))
    with ModernGovServer(records) as server:
        councils = source.modern_gov(server.base_url, areas=areas, include_postal=True).councils()
    assert [council.areas for council in councils] == [(area.code,) for area in areas]
    assert [council.email for council in councils].count(None) == 2
    assert all(council.telephone for council in councils if council.title != records[15].title) is False
    assert any(council.looks_personal for council in councils)


def test_a_district_without_parishes_is_an_empty_list(source, server, areas, make_authority):
    server.fault = Fault.NO_COUNCILS
    modern_gov = source.modern_gov(server.base_url, areas=areas)
    assert modern_gov.councils() == ()
    assert modern_gov.contact_for(make_authority("x", areas[0])) is None
    assert len(server.requests) == 1


def test_the_list_is_asked_for_by_get_and_by_soap_only_when_get_is_off(source, server, areas):
    by_get = source.modern_gov(server.base_url, areas=areas).councils()
    server.fault = Fault.GET_OFF
    by_soap = source.modern_gov(server.base_url, areas=areas).councils()
    assert [(seen.protocol, seen.operation) for seen in server.requests] == [
        ("GET", "GetParishCouncils"),
        ("GET", "GetParishCouncils"),
        ("SOAP", "GetParishCouncils"),
    ]
    assert [council.title for council in by_soap] == [council.title for council in by_get]


def test_only_the_operation_and_who_asks_is_sent(source, server, areas, make_authority):
    source.modern_gov(server.base_url, areas=areas).contact_for(make_authority("Ashsample", areas[0]))
    (seen,) = server.requests
    assert seen.path == "/moderngov/mgWebService.asmx/GetParishCouncils"
    assert dict(seen.headers) == {
        "host": server.base_url.removeprefix("http://").partition("/")[0],
        "user-agent": "routekit/0.1.0",
        "accept": "text/xml, application/xml",
        "accept-encoding": "identity",
    }


def test_a_list_is_kept_until_it_is_old_or_the_source_is_closed(source, server):
    clock = Clock()
    cache = Cache(keeping=Keeping(refresh_s=60))
    modern_gov = source.modern_gov(server.base_url, clock=clock, limits=Limits(keep_s=60), cache=cache)
    for step, requests in ((0, 1), (59, 1), (61, 2), (120, 2)):
        clock.now = datetime(2026, 11, 21, 12, tzinfo=UTC) + timedelta(seconds=step)
        modern_gov.councils()
        assert len(server.requests) == requests
    modern_gov.close()
    modern_gov.councils()
    assert len(server.requests) == 3
    for_ever = source.modern_gov(server.base_url, clock=clock, limits=Limits(keep_s=1e300))
    assert for_ever.councils() == for_ever.councils()
    assert len(server.requests) == 4


def test_a_failure_is_not_kept(source, server, quick):
    modern_gov = source.modern_gov(server.base_url, limits=quick)
    server.fault = Fault.SERVER_ERROR
    with pytest.raises(SourceError):
        modern_gov.councils()
    server.fault = None
    assert len(modern_gov.councils()) == 3


def test_a_kept_list_outlives_the_service(source, server, areas, make_authority):
    modern_gov = source.modern_gov(server.base_url, areas=areas)
    modern_gov.councils()
    server.fault = Fault.REFUSED
    assert modern_gov.contact_for(make_authority("x", areas[0])) is not None


@pytest.mark.parametrize("facts", [{"district": "Sampleshire"}, {"district": None}, {"areas": ["E04990001"]}])
def test_a_district_or_area_that_cannot_be_is_refused(source, facts):
    with pytest.raises(InputError, match=next(iter(facts))):
        source.modern_gov("https://council.example", **facts)


def test_many_threads_share_one_source_and_one_request(server, areas):
    modern_gov = ModernGov(server.base_url, district="E06999037", areas=areas, allow_insecure=True)
    with ThreadPoolExecutor(16) as pool:
        lists = list(pool.map(lambda _: modern_gov.councils(), range(64)))
    assert len(server.requests) == 1
    assert all(councils == lists[0] for councils in lists)


def test_many_tasks_share_one_source_and_one_request_and_loops_may_follow_each_other(server, areas):
    modern_gov = AsyncModernGov(server.base_url, district="E06999037", areas=areas, allow_insecure=True)

    async def many():
        return await asyncio.gather(*(modern_gov.councils() for _ in range(64)))

    for loops in range(1, 4):
        assert {len(councils) for councils in asyncio.run(many())} == {3}
        assert len(server.requests) == loops
        asyncio.run(modern_gov.aclose())


def test_threads_that_wait_for_a_slow_service_give_up_at_their_own_deadline(areas):
    with ModernGovServer(sample_councils(areas), lasting_s=5) as server:
        server.fault = Fault.SLOW
        limits = Limits(deadline_s=0.5, attempts=1)
        modern_gov = ModernGov(server.base_url, district="E06999037", allow_insecure=True, limits=limits)

        def outcome(_):
            began = time.monotonic()
            with pytest.raises(SourceError, match="within"):
                modern_gov.councils()
            return time.monotonic() - began

        with ThreadPoolExecutor(8) as pool:
            assert max(pool.map(outcome, range(8))) < 1.5


def test_a_source_is_usable_in_a_child_forked_while_another_thread_fetches(server, until):
    limits = Limits(deadline_s=1)
    modern_gov = ModernGov(server.base_url, district="E06999037", allow_insecure=True, limits=limits)
    server.script(Fault.SLOW)

    def fetch():
        with pytest.raises(SourceError):
            modern_gov.councils()

    fetching = threading.Thread(target=fetch)
    fetching.start()
    until(lambda: server.requests)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os._exit(0 if len(modern_gov.councils()) == 3 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    fetching.join()


def test_cancelling_passes_through_and_leaves_the_source_usable(server, areas, until):
    modern_gov = AsyncModernGov(server.base_url, district="E06999037", areas=areas, allow_insecure=True)

    async def cancel_then_ask():
        server.script(Fault.SLOW)
        task = asyncio.create_task(modern_gov.councils())
        await asyncio.to_thread(until, lambda: server.requests)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await modern_gov.councils()

    assert len(asyncio.run(cancel_then_ask())) == 3


def test_a_callers_own_timeout_stays_the_callers(server):
    modern_gov = AsyncModernGov(server.base_url, district="E06999037", allow_insecure=True)
    server.fault = Fault.SLOW

    async def ask():
        async with asyncio.timeout(0.2):
            await modern_gov.councils()

    with pytest.raises(TimeoutError):
        asyncio.run(ask())


def test_the_sources_are_context_managers_that_forget(server):
    with ModernGov(server.base_url, district="E06999037", allow_insecure=True) as modern_gov:
        modern_gov.councils()

    async def ask():
        async with AsyncModernGov(server.base_url, district="E06999037", allow_insecure=True) as source:
            return await source.councils()

    assert len(asyncio.run(ask())) == len(modern_gov.councils()) == 3
    assert len(server.requests) == 3
