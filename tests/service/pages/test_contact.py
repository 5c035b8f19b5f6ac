"""How to reach them, on the page of an outcome: whatever becomes of the source, the page is there."""

import asyncio
from datetime import UTC, datetime

import pytest
from plain_browser import a_contact, answered

from routekit.model import Provenance

SPEEDING = "report-speeding-traffic"
pytestmark = pytest.mark.needs("npm-assets")


def test_a_source_that_is_down_changes_nobody_and_says_so(browser, at, source, down):
    source.gives = down
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    assert page.heading == "Ashsample Parish Council deals with this"
    assert "We could not look up the contact details of Ashsample Parish Council just now." in page.text
    assert "In the meantime you can reach Tiny District Council:" in page.text
    assert "01632 960000" in page.text


def test_a_source_that_is_slow_is_given_up_after_two_seconds(browser, at, source):
    source.gives = None

    async def never(_):
        await asyncio.sleep(60)

    source.contact_for, before = never, source.contact_for
    try:
        page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    finally:
        source.contact_for = before
    assert "just now" in page.text
    assert page.response.elapsed.total_seconds() < 4


def test_nothing_published_is_said_and_the_body_with_the_duty_is_named(browser, at, source):
    source.gives = None
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    assert "Ashsample Parish Council publishes no contact details that we know of." in page.text
    assert "Tiny District Council" in page.text


def test_a_copy_says_of_which_day_it_is(browser, at, source):
    stale = Provenance(source="a copy", stale=True, fetched_at=datetime(2026, 11, 17, tzinfo=UTC))
    source.gives = lambda authority: a_contact(authority, provenance=stale)
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    assert "We could not check these details just now. They are from 17 November 2026." in page.text


def test_a_mailbox_that_looks_like_a_person_s_own_gives_way_to_a_page(browser, at, source):
    source.gives = lambda authority: a_contact(authority, email="jo@mail.example", looks_personal=True)
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    assert "jo@mail.example" not in page.response.text
    assert "https://ashsample.example.gov.uk/" in page.text


def test_what_a_site_publishes_is_never_code_on_the_page(browser, at, source):
    source.gives = lambda authority: a_contact(
        authority,
        page="javascript:alert(1)",
        telephone="<b>01632</b>",
        name="</script><script>alert(1)</script>",
    )
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    assert not [href for href in page.tree.xpath("//a/@href") if href.startswith("javascript")]
    assert "<script>alert" not in page.response.text
    assert not page.tree.xpath("//main//b")
