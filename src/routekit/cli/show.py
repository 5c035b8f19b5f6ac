"""Decisions and contacts in words, for a terminal."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

import click

from routekit.cli.terminal import width

if TYPE_CHECKING:
    from routekit.model import (
        AnswerRange,
        Area,
        Ask,
        Because,
        Contact,
        Decision,
        Fact,
        Option,
        Referral,
        Routed,
        Unrouted,
    )

INDENT = "  "


def show_decision(decision: "Decision") -> str:
    """Describe a decision in a few lines: the answer first, then why, then what to be careful about."""
    match decision.kind:
        case "ask":
            lines = _ask(decision)
        case "routed":
            lines = _routed(decision)
        case "unrouted":
            lines = _unrouted(decision)
        case _:
            assert_never(decision)
    return "\n".join(wrapped(line) for line in [_headline(decision), *lines, *_footer(decision)])


def show_briefly(decision: "Decision") -> str:
    """Describe a decision in a few lines: the answer, the area, why, and the codes of its warnings."""
    lines = [_headline(decision)]
    match decision.kind:
        case "ask":
            lines.append(
                f"{INDENT}{', '.join(option_text(each, decision) for each in decision.question.options)}"
            )
        case "unrouted":
            lines.append(f"{INDENT}{decision.detail}")
        case "routed":
            because = decision.because
            lines += [f"{INDENT}area: {area_text(because.area)}"] if because.area else []
            lines += [f"{INDENT}because ({each.row}): {each.why}" for each in because.reasons]
    codes = ", ".join(dict.fromkeys(warning.code for warning in decision.warnings))
    lines += [f"{INDENT}careful: {codes}"] if codes else []
    return "\n".join(wrapped(line) for line in lines)


def option_text(option: "Option", decision: "Ask") -> str:
    """Give an option in words; the one that is no area says which edition it is outside of."""
    from routekit.model.decision import OUTSIDE, PLACE

    if (decision.question.id, option.id) == (PLACE, OUTSIDE) and decision.edition:
        return f"{option.text}: outside {decision.edition.name}"
    return option.text


def range_text(span: "AnswerRange") -> str:
    """Give the range of numbers or days that answer a question in words."""
    unit = f" {span.unit}" if span.unit else ""
    return f"{span.first} to {span.last}{unit}"


def show_referral(referral: "Referral", *, note: str = "") -> str:
    """Describe how to reach the authority, or why that is not known and who to try instead.

    `note` is added to the contact's heading.
    """
    status = referral.contact_status
    lines = [f"contact: {status}" + (f" ({note})" if note else "")]
    if referral.contact:
        lines += _contact(referral.contact)
    if referral.fallback_contact and status in {"unavailable", "blocked", "none-published"}:
        lines += ["fallback contact:", *_contact(referral.fallback_contact)]
    return "\n".join(wrapped(f"{INDENT}{line}") for line in lines)


def contact_text(contact: "Contact") -> str:
    """Describe how to reach an authority."""
    return "\n".join(wrapped(line) for line in _contact(contact))


def wrapped(line: str) -> str:
    """Fold a long line, further lines indented; a web address is never broken."""
    if len(click.unstyle(line)) <= width():
        return line  # bold print takes no room
    return textwrap.fill(
        line, width(), subsequent_indent=INDENT * 3, break_long_words=False, break_on_hyphens=False
    )


def area_text(area: "Area") -> str:
    """Give an area by its name, its Welsh name if that is another, and its code."""
    welsh = f" / {area.name_cy}" if area.name_cy and area.name_cy != area.name else ""
    return f"{area.name}{welsh} ({area.code})"


def _headline(decision: "Decision") -> str:
    match decision.kind:
        case "ask":
            return click.style(f"? {decision.question.text}", bold=True)
        case "routed":
            authority = decision.authority
            return click.style(f"→ {authority.name}", bold=True) + f"  ({authority.id})"
        case "unrouted":
            return click.style(f"✗ {decision.reason}", bold=True)


def _ask(ask: "Ask") -> Iterator[str]:
    if ask.question.hint:
        yield f"{INDENT}{ask.question.hint}"
    if ask.question.range:
        yield f"{INDENT}--answer {ask.question.id}=...  {range_text(ask.question.range)}"
    for option in ask.question.options:
        yield f"{INDENT}--answer {ask.question.id}={option.id}  {option_text(option, ask)}"


def _routed(routed: "Routed") -> Iterator[str]:
    yield f"{INDENT}{routed.say}"
    yield from _because(routed.because)
    if routed.because.fallback_taken:
        yield f"{INDENT}fallback: nobody holds the role the rules name, so the body with the duty has it"
    if routed.fallback:
        yield f"{INDENT}has the duty: {routed.fallback.name}"
    if routed.also_tell:
        yield f"{INDENT}also tell: {', '.join(each.name for each in routed.also_tell)}"


def _unrouted(unrouted: "Unrouted") -> Iterator[str]:
    yield f"{INDENT}{unrouted.detail}"
    if unrouted.call:
        yield f"{INDENT}call {unrouted.call}"
    if unrouted.because:
        yield from _because(unrouted.because)


def _because(because: "Because") -> Iterator[str]:
    for reason in because.reasons:
        source = f" [{reason.source}]" if reason.source else ""
        yield f"{INDENT}because ({reason.row}): {reason.why}{source}"
    if because.answers:
        yield f"{INDENT}answers: {', '.join(f'{each.question} = {each.option}' for each in because.answers)}"
    if because.facts:
        yield f"{INDENT}looked up: {', '.join(map(_fact, because.facts))}"
    if because.area:
        yield f"{INDENT}area: {area_text(because.area)}"
    if because.agreement:
        yield f"{INDENT}agreement: {because.agreement}"
    others = [each.area for each in because.candidates if each.area != because.area]
    if others:
        yield f"{INDENT}or in {', '.join(map(area_text, others))}, with the same result"


def _fact(fact: "Fact") -> str:
    away = "" if fact.distance_m is None else f" ({fact.distance_m:,.0f} m away)"
    return f"{fact.id} = {fact.value}{away}"


def _contact(contact: "Contact") -> Iterator[str]:
    yield f"{INDENT}{contact.organisation}, {contact.role}" + (f": {contact.name}" if contact.name else "")
    for label, value in (
        ("e-mail", contact.email),
        ("telephone", contact.telephone),
        ("post", contact.postal_address),
        ("page", contact.page),
    ):
        if value:
            yield f"{INDENT}{INDENT}{label}: {value}"
    if contact.looks_personal:
        yield f"{INDENT}{INDENT}careful: the mailbox looks like a person's own"
    yield f"{INDENT}{INDENT}source: {contact.provenance.source}"


def _footer(decision: "Decision") -> Iterator[str]:
    for warning in decision.warnings:
        yield f"{INDENT}careful ({warning.code}): {warning.detail}"
    if decision.ignored:
        yield f"{INDENT}not needed, so ignored: {', '.join(decision.ignored)}"
    edition = f", boundaries {decision.edition.name}" if decision.edition else ""
    rules = f"rules {decision.pack.transaction} {decision.pack.version}"
    yield click.style(f"{INDENT}on {decision.on}, {rules}{edition}", dim=True)
