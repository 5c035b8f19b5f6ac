"""What comes before any place is looked at: an emergency, or the question that tells whether there is one."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, TypedDict

from routekit.boundaries import Edition
from routekit.model import (
    Ask,
    Because,
    EditionRef,
    GivenAnswer,
    PackRef,
    Question,
    Reason,
    RouteWarning,
    Unrouted,
)
from routekit.rules import Pack


class Common(TypedDict):
    """What every decision says, whatever comes of it."""

    transaction: str
    on: date
    pack: PackRef
    edition: EditionRef
    warnings: tuple[RouteWarning, ...]
    ignored: tuple[str, ...]


def before_any_place(
    pack: Pack, given: Mapping[str, str], day: date, edition: EditionRef
) -> Ask | Unrouted | None:
    """Ask about an emergency, say what number to call, or that the pack is not in force; else None.

    In danger it is never too early or too late to be told whom to call.
    """
    first = _opening(pack, given, day, edition)
    if pack.in_force(day) or isinstance(first, Unrouted):
        return first
    return _not_in_force(pack, day, edition)


def _opening(pack: Pack, given: Mapping[str, str], day: date, edition: EditionRef) -> Ask | Unrouted | None:
    """Ask about an emergency, or say what number to call; None when there is none."""
    first = pack.opening(given)
    if first is None:
        return None
    walk = pack.walk(given)  # which ends, or asks, before it comes to a fact
    answers = tuple(GivenAnswer(question=name, option=option) for name, option in walk.used)
    ignored = tuple(sorted(walk.ignored))
    common = Common(
        transaction=pack.ref.transaction,
        on=day,
        pack=pack.ref,
        edition=edition,
        warnings=not_proved(pack),
        ignored=ignored,
    )
    if isinstance(first, Question):
        return Ask(question=first, answers=answers, **common)
    because = Because(reasons=(Reason(row=first.id, why=first.why, source=first.source),), answers=answers)
    return Unrouted(reason="emergency", detail=first.say, call=first.call, because=because, **common)


def not_proved(pack: Pack) -> tuple[RouteWarning, ...]:
    """Warn of a pack that is used although it is not proved."""
    if pack.proved:
        return ()
    detail = f"{pack.ref.transaction} {pack.ref.version} has situations with no row or with several"
    return (RouteWarning(code="not-proved", detail=detail),)


def _not_in_force(pack: Pack, day: date, edition: EditionRef) -> Unrouted:
    held = f"from {pack.effective_from} until {pack.effective_to or 'further notice'}"
    return Unrouted(
        transaction=pack.ref.transaction,
        on=day,
        pack=pack.ref,
        edition=edition,
        warnings=not_proved(pack),
        reason="not-in-force",
        detail=f"version {pack.ref.version} of {pack.ref.transaction} holds {held}, not on {day}",
    )


class Asked(NamedTuple):
    """What is asked of the router, checked: the pack and the edition are those of the day."""

    pack: Pack
    given: Mapping[str, str]
    picked: str | None
    day: date
    language: str
    edition: Edition

    def early(self) -> Ask | Unrouted | None:
        """Decide what does not depend on the place; None if it does."""
        return before_any_place(self.pack, self.given, self.day, self.edition.ref)
