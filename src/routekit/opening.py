"""What comes before any place is looked at: an emergency, or the question that tells whether there is one."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from routekit.model import (
    Ask,
    Because,
    Decision,
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


def opening(pack: Pack, given: Mapping[str, str], day: date, edition: EditionRef) -> Decision | None:
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
