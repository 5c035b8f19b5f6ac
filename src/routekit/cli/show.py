"""Decisions and contacts in words, for a terminal."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

import click

if TYPE_CHECKING:
    from routekit.model import Ask, Because, Contact, Decision, Referral, Routed, Unrouted

INDENT = "  "
WIDTH = 100


def show_decision(decision: "Decision") -> str:
    """Describe a decision in a few lines: the answer first, then why, then what to be careful about."""
    from routekit.model import Ask, Routed, Unrouted

    match decision:
        case Ask():
            lines = _ask(decision)
        case Routed():
            lines = _routed(decision)
        case Unrouted():
            lines = _unrouted(decision)
        case _:
            assert_never(decision)
    return "\n".join(_wrapped(line) for line in [*lines, *_footer(decision)])


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
    return "\n".join(_wrapped(f"{INDENT}{line}") for line in lines)


def _wrapped(line: str) -> str:
    """Fold a long line, further lines indented; a web address is never broken."""
    return textwrap.fill(
        line, WIDTH, subsequent_indent=INDENT * 3, break_long_words=False, break_on_hyphens=False
    )


def _ask(ask: "Ask") -> Iterator[str]:
    yield click.style(f"? {ask.question.text}", bold=True)
    if ask.question.hint:
        yield f"{INDENT}{ask.question.hint}"
    for option in ask.question.options:
        yield f"{INDENT}--answer {ask.question.id}={option.id}  {option.text}"


def _routed(routed: "Routed") -> Iterator[str]:
    yield click.style(f"→ {routed.authority.name}", bold=True) + f"  ({routed.authority.id})"
    yield f"{INDENT}{routed.say}"
    yield from _because(routed.because)
    if routed.because.fallback_taken:
        yield f"{INDENT}fallback: nobody holds the role the rules name, so the body with the duty has it"
    if routed.fallback:
        yield f"{INDENT}has the duty: {routed.fallback.name}"
    if routed.also_tell:
        yield f"{INDENT}also tell: {', '.join(each.name for each in routed.also_tell)}"


def _unrouted(unrouted: "Unrouted") -> Iterator[str]:
    yield click.style(f"✗ {unrouted.reason}", bold=True)
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
        yield f"{INDENT}looked up: {', '.join(f'{each.id} = {each.value}' for each in because.facts)}"
    if because.area:
        yield f"{INDENT}area: {because.area.name} ({because.area.code})"
    if because.agreement:
        yield f"{INDENT}agreement: {because.agreement}"
    others = [each.area for each in because.candidates if each.area != because.area]
    if others:
        names = ", ".join(f"{area.name} ({area.code})" for area in others)
        yield f"{INDENT}or in {names}, with the same result"


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
