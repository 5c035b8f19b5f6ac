"""Several sources in order: the next is asked whatever came of the last, and the contact says so."""

import asyncio
import logging

import pytest

from routekit.contacts import AsyncChain, AsyncModernGov, Chain, ModernGov, Register
from routekit.errors import InputError, SourceBlockedError, SourceError, SourceUnavailableError
from routekit.model import Contact, Provenance, Tried
from routekit.referral import refer
from routekit.testing import Fault, ModernGovServer, sample_councils

DOWN = SourceUnavailableError(
    "host.example cannot be reached", host="host.example", url="https://host.example"
)
BLOCKED = SourceBlockedError("host.example refuses", host="host.example", url="https://host.example")


class Telling:
    """A source that gives, or raises, what it was told to, and counts how often it was asked."""

    def __init__(self, answer=None):
        self.answer, self.asked = answer, 0

    def contact_for(self, authority):
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class AsyncTelling(Telling):
    async def contact_for(self, authority):
        return super().contact_for(authority)


@pytest.fixture(params=["sync", "async", "async over sync"])
def chain(request):
    """Give a function from answers to a function that asks a chain of sources with these answers."""

    def make(*answers):
        kind = AsyncTelling if request.param == "async" else Telling
        sources = [kind(answer) for answer in answers]
        if request.param == "sync":
            return Chain(*sources).contact_for, sources
        asking = AsyncChain(*sources)
        return lambda authority: asyncio.run(asking.contact_for(authority)), sources

    return make


@pytest.fixture
def clerk():
    return Contact(
        authority="a", organisation="Zebedee", role="Clerk", email="zebra@example.gov.uk",
        provenance=Provenance(source="a list"),
    )  # fmt: skip


@pytest.fixture
def council(make_authority):
    return make_authority("Ashsample Parish Council")


def test_the_first_contact_is_given_and_nobody_after_it_is_asked(chain, clerk, council):
    ask, sources = chain(clerk, DOWN)
    assert ask(council) == clerk
    assert [source.asked for source in sources] == [1, 0]


def test_a_source_that_fails_or_has_nothing_does_not_hide_the_next_and_is_told_of(chain, clerk, council):
    ask, sources = chain(None, DOWN, BLOCKED, clerk)
    found = ask(council)
    assert found.email == clerk.email
    assert found.provenance.source == "a list"
    assert [each.outcome for each in found.provenance.tried] == ["none-published", "unavailable", "blocked"]
    assert [each.detail for each in found.provenance.tried] == ["", DOWN.message, BLOCKED.message]
    assert {each.source for each in found.provenance.tried} == {type(sources[0]).__name__}


def test_a_failure_is_not_taken_for_nothing_published(chain, council):
    for answers, error in (
        ((None, BLOCKED, DOWN), SourceBlockedError),
        ((DOWN, None), SourceUnavailableError),
    ):
        ask, _ = chain(*answers)
        with pytest.raises(error):
            ask(council)
    assert chain(None, None)[0](council) is None


def test_a_mistake_in_a_source_is_not_hidden(chain, clerk, council):
    with pytest.raises(ZeroDivisionError):
        chain(ZeroDivisionError(), clerk)[0](council)


def test_chains_can_be_chained_and_all_that_was_tried_is_kept(clerk, council):
    found = Chain(Telling(None), Chain(Telling(DOWN), Telling(clerk))).contact_for(council)
    assert [each.outcome for each in found.provenance.tried] == ["none-published", "unavailable"]


@pytest.mark.parametrize("kind", [Chain, AsyncChain])
def test_what_is_no_source_is_refused_at_once(kind):
    for sources in ((), (None,), ("contacts.csv",)):
        with pytest.raises(InputError, match="sources"):
            kind(*sources)
    assert repr(kind(Telling())) == f"<{kind.__name__} of Telling>"


def test_what_is_logged_names_sources_and_nobody(chain, clerk, council, caplog):
    caplog.set_level(logging.DEBUG)
    chain(DOWN, None, clerk)[0](council)
    assert "unavailable (source-unavailable)" in caplog.text
    for personal in ("Zebedee", "zebra", "Ashsample"):
        assert personal not in caplog.text


def test_a_register_stands_in_for_a_service_that_is_down(tmp_path, areas, make_authority):
    path = tmp_path / "contacts.csv"
    path.write_text(
        "authority,organisation,role,email,telephone,page,name,postal_address,source,checked\n"
        "parish-council:E04990001,Ashsample,Clerk,old@example.gov.uk,,,,,an officer,2026-01-01\n",
        encoding="utf-8",
    )
    authority = make_authority("Ashsample", areas[0])
    with ModernGovServer(sample_councils(areas)) as server:
        choices = {"district": "E06999037", "areas": areas, "allow_insecure": True}
        chain = Chain(ModernGov(server.base_url, **choices), Register.open(path))
        achain = AsyncChain(AsyncModernGov(server.base_url, **choices), Register.open(path))
        assert chain.contact_for(authority).email == server.councils[0].email
        server.fault = Fault.FORBIDDEN
        for found in (
            Chain(ModernGov(server.base_url, **choices), Register.open(path)).contact_for(authority),
            asyncio.run(achain.contact_for(authority)),
        ):
            assert found.email == "old@example.gov.uk"
            assert found.provenance.tried == (
                Tried(
                    source=found.provenance.tried[0].source,
                    outcome="blocked",
                    detail="127.0.0.1 refuses to serve us (status 403)",
                ),
            )


def test_a_referral_over_a_chain_says_what_became_of_it(clerk, council, make_decision):
    assert refer(make_decision(council), Chain(Telling(DOWN), Telling(clerk))).contact_status == "fresh"
    assert refer(make_decision(council), Chain(Telling(DOWN), Telling(None))).contact_status == "unavailable"
    assert issubclass(SourceUnavailableError, SourceError)
