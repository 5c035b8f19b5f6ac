"""A decision in plain words for a page: how to reach whom, why, what was looked up, what to know of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from routekit.model import Area, Because, Contact, Fact, LatLon, Place, Postcode, Referral, Routed, Unrouted
from routekit.model.text import is_web_address
from routekit.rules.showing.wording import Wording
from routekit.service.pages.trail import Answered, Step, step_name
from routekit.service.pages.wording import Words


class Row(NamedTuple):
    """A line of a list: what it is, what it says, and the step that it can be changed at.

    `ours` says that both are routekit's words, and so in the language of the page. `href` makes it a link.
    """

    key: str
    value: str
    step: str | None = None
    href: str | None = None
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Reaching:
    """How to reach an authority: rows, what to know of them, and where they are from."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    source: str


def answers_in_words(done: tuple[Step, ...], words: Words) -> tuple[Row, ...]:
    """Give what was said at each step, and the step."""
    return tuple(
        Row(each.question.text, _answer(each, words), step_name(each), ours=each.question.id == "place")
        if isinstance(each, Answered)
        else Row(words("check.place"), place_in_words(each, words), step_name(each), ours=True)
        for each in done
    )


def place_in_words(place: Place, words: Words) -> str:
    """Say what place was given."""
    if isinstance(place, Postcode):
        return place.postcode
    assert isinstance(place, LatLon), "the pages take no other"
    parts = {"latitude": f"{place.latitude:.5f}", "longitude": f"{place.longitude:.5f}"}
    if place.accuracy_m < 1:
        return words("place.point", **parts)
    return words("place.point_about", metres=f"{place.accuracy_m:,.0f}", **parts)


def area_name(area: Area, words: Words) -> str:
    """Give the name of an area in the language of the page."""
    return area.name_cy or area.name if words.language == "cy" else area.name


class FactRow(NamedTuple):
    """A fact that was looked up, and where it is from, with its address if it is one."""

    key: str
    value: str
    source: str
    href: str | None


def facts_in_words(because: Because, wording: Wording, words: Words) -> Iterator[FactRow]:
    """Give each fact that was looked up: what it says, and where that is from."""
    for fact in because.facts:
        value = _value(fact, wording, words)
        key = wording.column(fact.id)
        yield FactRow(_capital(key), _capital(value), fact.source, linkable(fact.source))


def warnings_in_words(decision: Routed | Unrouted, words: Words) -> tuple[str, ...]:
    """Give each thing to know about a decision once."""
    told = (
        words(f"warning.{warning.code}", detail=warning.detail.replace("_", " "))
        for warning in decision.warnings
    )
    return tuple(dict.fromkeys(told))


def linkable(text: str | None) -> str | None:
    """Give a text if it is a web address and so may be a link, as not every source is."""
    return text if text and is_web_address(text) else None


def reaching(contact: Contact, words: Words) -> Reaching:
    """Give how to reach an authority. A mailbox that looks like a person's own gives way to a page."""
    personal = contact.looks_personal and contact.page is not None
    rows = [
        Row(words("outcome.who"), ", ".join(filter(None, (contact.name, contact.role)))),
        *_ways(contact, words, personal=personal),
    ]
    notes = [words("outcome.contact_page_only")] if personal else []
    if contact.looks_personal and not personal:
        notes.append(words("outcome.personal"))
    found = contact.provenance
    fetched = found.fetched_at.date() if found.fetched_at else None
    if found.stale:
        notes.insert(
            0, words("outcome.stale", day=words.day(fetched)) if fetched else words("outcome.stale_undated")
        )
    return Reaching(tuple(rows), tuple(notes), _source(found.source, fetched, words))


def contacts_of(
    referral: Referral, words: Words, *, given: bool
) -> tuple[str | None, Reaching | None, tuple[str, Reaching] | None]:
    """Give what is wrong with the contact, the contact, and the one to try besides with words before it.

    `given` is False where the service looks no contacts up, of which nobody else is to blame.
    """
    name = referral.decision.authority.name
    other = referral.fallback_contact
    found = reaching(referral.contact, words) if referral.contact else None
    if found is not None:
        instead = (
            (words("outcome.besides", organisation=other.organisation), reaching(other, words))
            if other
            else None
        )
        return None, found, instead
    problem = words(_missing(referral, given=given), authority=name)
    if other is None:
        return problem, None, None
    key = "outcome.instead" if given else "outcome.ask"
    return problem, None, (words(key, organisation=other.organisation), reaching(other, words))


def _missing(referral: Referral, *, given: bool) -> str:
    """Give the key of the words for a contact that there is not."""
    if not given:
        return "outcome.not_given"
    return "outcome.none_published" if referral.contact_status == "none-published" else "outcome.unavailable"


def _answer(step: Answered, words: Words) -> str:
    for option in step.question.options:
        if option.id == step.answer:
            return option.text
    span = step.question.range
    if span is not None and span.kind == "date":
        return words.day(date.fromisoformat(step.answer))
    return f"{step.answer} {span.unit}" if span is not None and span.unit else step.answer


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _value(fact: Fact, wording: Wording, words: Words) -> str:
    value = wording.answers(fact.id, [fact.value])[0]
    if fact.distance_m is None:
        return value
    return words("outcome.metres_away", value=value, metres=f"{fact.distance_m:,.0f}")


def _ways(contact: Contact, words: Words, *, personal: bool) -> Iterator[Row]:
    if contact.email and not personal:
        yield Row(words("outcome.email"), contact.email, href=f"mailto:{contact.email}")
    if contact.telephone:
        number = "".join(each for each in contact.telephone if each.isdigit() or each == "+")
        yield Row(words("outcome.telephone"), contact.telephone, href=f"tel:{number}")
    if contact.page:
        yield Row(words("outcome.web"), contact.page, href=linkable(contact.page))
    if contact.postal_address:
        yield Row(words("outcome.post"), contact.postal_address)


def _source(source: str, fetched: date | None, words: Words) -> str:
    if fetched is None:
        return words("outcome.source", source=source)
    return words("outcome.source_day", source=source, day=words.day(fetched))
