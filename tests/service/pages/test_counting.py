"""What the pages count: an outcome when it is told, and feedback on it, each once and without a place."""

from collections import Counter

import pytest
from plain_browser import Browser, answered
from served_pages import served

from routekit.service.evidence import REASONS
from routekit.service.pages.once import Once

SPEEDING = "report-speeding-traffic"
ASHSAMPLE = {"easting": 400_500, "northing": 50_500}
pytestmark = pytest.mark.needs("npm-assets")


@pytest.fixture
def site(tiny_router):
    """Give somebody who uses the pages, and a function for what was counted so far."""
    with served(tiny_router) as (url, held), Browser(url) as browser:

        def counted():
            found = held.now.evidence.unwritten().items()
            return Counter(
                {(key.kind, key.subject, key.authority, key.area): number for key, number in found}
            )

        yield browser, counted


@pytest.fixture
def checked(site, at):
    browser, _ = site
    return answered(browser.begin(SPEEDING).send(**at(**ASHSAMPLE)), "yes", "yes", "yes")


def test_an_outcome_counts_when_it_is_told_and_not_before(site, checked):
    _, counted = site
    assert checked.heading == "Check your answers"
    assert not counted()
    checked.send()
    assert {kind: number for (kind, *_), number in counted().items()} == {"routed": 1, "row": 1}


def test_the_same_form_sent_again_counts_nothing_more_and_another_does(site, checked):
    browser, counted = site
    checked.send()
    once = counted()
    checked.send()
    assert counted() == once
    again = browser.post(f"/en/{SPEEDING}", **{**checked.fields(), "show": "check"})
    assert counted() == once
    again.send()
    assert counted() == once + once


def test_an_outcome_in_another_language_is_the_same_outcome(site, checked):
    _, counted = site
    page = checked.send()
    once = counted()
    assert page.press("Cymraeg").heading == "Ashsample Parish Council sy'n delio â hyn"
    assert counted() == once


def test_an_emergency_counts_and_takes_no_feedback(site):
    browser, counted = site
    page = answered(browser.begin("report-fly-tipping"), "yes")
    assert "999" in page.heading
    assert counted()["unrouted", "emergency", "", ""] == 1
    assert not page.tree.xpath("//input[@name='reason']")
    browser.post("/en/report-fly-tipping", **{"answer.danger": "yes", "at": "outcome", "reason": "other"})
    assert "misroute" not in {kind for kind, *_ in counted()}


def test_feedback_names_the_authority_and_area_of_the_decision_whatever_is_sent(site, checked):
    _, counted = site
    outcome = checked.send()
    before = counted()
    sent = {"reason": "parish-declines", "authority": "E06000037", "area": "E04000001", "words": "rude"}
    thanks = outcome.send(**sent)
    assert thanks.heading == "Thank you for telling us"
    outcome.send(**sent)
    more = counted() - before
    [(kind, subject, authority, area)] = more
    assert (kind, subject, more.total()) == ("misroute", "parish-declines", 1)
    assert authority == f"parish-council:{area}"
    assert thanks.press("Back").heading == "Ashsample Parish Council deals with this"


@pytest.mark.parametrize("reason", ["", "made-up", "nobody-named", "<script>"])
def test_feedback_without_a_reason_that_is_offered_is_asked_for_again(site, checked, reason):
    _, counted = site
    outcome = checked.send()
    before = counted()
    page = outcome.send(reason=reason)
    assert page.errors == [("Choose why it is wrong", "#reason")]
    assert page.heading == "Ashsample Parish Council deals with this"
    assert page.tree.xpath("//details[@open]")
    assert counted() == before


def test_feedback_before_there_is_an_outcome_counts_nothing(site):
    browser, counted = site
    page = browser.post(f"/en/{SPEEDING}", at="outcome", reason="other")
    assert page.heading == "Where is it?"
    assert not counted()


def test_the_reasons_of_an_outcome_are_those_of_the_call_but_that_nobody_was_named(checked):
    offered = checked.send().tree.xpath("//input[@name='reason']/@value")
    assert set(offered) == set(REASONS) - {"nobody-named"}


def test_only_the_latest_numbers_are_kept_and_a_form_without_one_always_counts():
    once = Once(most=2)
    assert [once.is_first(each) for each in ("a", "a", "b", "c", "a")] == [True, False, True, True, True]
    assert once.is_first("")
    assert once.is_first("")
    long = "x" * 100
    assert [once.is_first(long), once.is_first(long)] == [True, True]
    assert len({once.number() for _ in range(100)}) == 100


def test_contacts_that_are_off_are_nobody_else_s_fault(checked):
    page = checked.send()
    assert "This service does not give contact details of Ashsample Parish Council." in page.text
    assert "publishes no" not in page.text
    assert "just now" not in page.text
    assert "You can ask Tiny District Council:" in page.text
    assert "01632 960000" in page.text
