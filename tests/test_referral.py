"""Referral: a contact source never changes a decision, sync or async, whatever it does."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from routekit.contacts import AsyncModernGov, ModernGov
from routekit.errors import (
    InputError,
    SourceBlockedError,
    SourceResponseError,
    SourceUnavailableError,
)
from routekit.model import Contact, Grid, Provenance
from routekit.referral import arefer, refer
from routekit.router import Router
from routekit.rules import Pack
from routekit.testing import Fault, ModernGovServer, tiny_areas, tiny_councils

SPEEDING = "report-speeding-traffic"
YES = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
ASHSAMPLE = Grid(easting=400_500, northing=50_500)
GROUPED = Grid(easting=402_500, northing=50_500)


class Answering:
    """A contact source that gives, or raises, what it was told to."""

    def __init__(self, answer):
        self.answer = answer

    def contact_for(self, authority):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class AsyncAnswering(Answering):
    async def contact_for(self, authority):
        return super().contact_for(authority)


@pytest.fixture(params=["sync", "async"])
def referring(request):
    """Give a function from a decision and what its source does to a referral, by both ways."""
    if request.param == "sync":
        return lambda decision, answer: refer(decision, Answering(answer))
    return lambda decision, answer: asyncio.run(arefer(decision, AsyncAnswering(answer)))


@pytest.fixture(scope="module")
def router(tiny_edition, tiny_bodies):
    return Router(
        packs=[Pack.load(SPEEDING)],
        edition=tiny_edition,
        bodies=tiny_bodies,
        clock=lambda: date(2026, 11, 21),
    )


@pytest.fixture
def routed(router):
    return router.route(SPEEDING, ASHSAMPLE, YES)


CLERK = Contact(
    authority="parish-council:E04999001",
    organisation="Ashsample Parish Council",
    role="Clerk",
    email="clerk@ashsample.example.gov.uk",
    provenance=Provenance(source="made up", fetched_at=datetime(2026, 11, 21, tzinfo=UTC)),
)


def test_a_contact_that_is_found_is_fresh_and_the_duty_is_still_named(referring, routed):
    referral = referring(routed, CLERK)
    assert (referral.contact, referral.contact_status) == (CLERK, "fresh")
    assert referral.decision == routed
    assert referral.fallback_contact.page == "https://tiny.example.gov.uk"


def test_a_contact_of_an_earlier_copy_is_stale_and_says_when_it_was_fetched(referring, routed):
    tuesday = CLERK.provenance.model_copy(update={"stale": True})
    referral = referring(routed, CLERK.model_copy(update={"provenance": tuesday}))
    assert (referral.contact.email, referral.contact_status) == (CLERK.email, "stale")
    assert referral.contact.provenance.fetched_at == datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (SourceUnavailableError("down", retry_after=2.0), "unavailable"),
        (SourceBlockedError("no"), "blocked"),
        (SourceResponseError("not XML"), "unavailable"),
        (None, "none-published"),
    ],
)
def test_a_source_that_fails_changes_no_decision_and_the_duty_is_offered(referring, routed, failure, status):
    referral = referring(routed, failure)
    assert referral.decision == routed
    assert (referral.contact, referral.contact_status) == (None, status)
    assert referral.fallback_contact.organisation == "Tiny District Council"


def test_a_principal_council_is_reached_by_its_own_website_whatever_the_source_knows(referring, router):
    decision = router.route(SPEEDING, ASHSAMPLE, {"limit_up_to_40": "no"})
    referral = referring(decision, None)
    assert (referral.contact.page, referral.contact_status) == ("https://tiny.example.gov.uk", "fresh")
    assert referral.fallback_contact is None


def test_a_mistake_in_a_source_is_not_hidden(referring, routed):
    with pytest.raises(ZeroDivisionError):
        referring(routed, ZeroDivisionError())


def test_only_a_routed_decision_can_be_referred(referring, router):
    with pytest.raises(InputError, match="decision is 'ask'"):
        referring(router.route(SPEEDING, ASHSAMPLE), CLERK)
    with pytest.raises(InputError, match="decision is 'NoneType'"):
        referring(None, CLERK)


def modern(server):
    return ModernGov(server.base_url, district="E06999001", areas=tiny_areas(), allow_insecure=True)


def async_modern(server):
    return AsyncModernGov(server.base_url, district="E06999001", areas=tiny_areas(), allow_insecure=True)


async def arefer_once(decision, server):
    async with async_modern(server) as source:
        return await arefer(decision, source)


@pytest.mark.parametrize("place", [ASHSAMPLE, GROUPED])
def test_a_real_service_gives_the_clerk_of_the_council_that_acts_there(router, place):
    decision = router.route(SPEEDING, place, YES)
    with ModernGovServer(tiny_councils()) as server:
        with modern(server) as source:
            referral = refer(decision, source)
        assert asyncio.run(arefer_once(decision, server)).contact.email == referral.contact.email
    assert referral.contact.organisation == decision.authority.name
    assert referral.contact.email.endswith(".example.gov.uk")
    assert referral.contact.name is None
    assert referral.contact.postal_address is None


@pytest.mark.parametrize("fault", list(Fault))
def test_whatever_a_real_service_does_the_decision_stands(router, routed, fault):
    with ModernGovServer(tiny_councils(), lasting_s=5) as server:
        server.fault = fault
        with modern(server) as source:
            referral = refer(routed, source)
    assert referral.decision == routed
    assert referral.contact_status in {"fresh", "unavailable", "blocked", "none-published"}
    assert (referral.contact is not None) == (fault is Fault.GET_OFF)
    assert referral.fallback_contact.page == "https://tiny.example.gov.uk"


def test_nothing_about_the_place_or_the_answers_leaves_for_the_service(router, routed):
    with ModernGovServer(tiny_councils()) as server:
        with modern(server) as source:
            refer(routed, source)
        (seen,) = server.requests
    sent = repr(seen)
    assert "400500" not in sent
    assert "50500" not in sent
    assert "E04999001" not in sent
    assert "limit_up_to_40" not in sent
