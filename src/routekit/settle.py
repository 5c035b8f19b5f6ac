"""Settle who an outcome names for one area: who plays its role, who has the duty, whom to tell."""

from datetime import date
from typing import NamedTuple

from routekit.bodies import Agreed, Bodies, Holder
from routekit.model import Area, Authority, RouteWarning
from routekit.rules import Outcome


class Settled(NamedTuple):
    """Who the outcome names; `authority` is None when nobody plays the role or its fallback.

    `until` is the first day on which this may be otherwise.
    """

    authority: Authority | None
    role: str
    also_tell: tuple[Authority, ...]
    fallback: Authority | None
    fallback_taken: bool
    agreement: str | None
    warnings: tuple[RouteWarning, ...]
    until: date | None


def settle(bodies: Bodies, outcome: Outcome, area: Area, *, transaction: str, on: date) -> Settled:
    """Find who plays the outcome's roles in an area; nobody in the main role leads to the fallback.

    Then agreements apply: whoever acts for the one that was found is named, and that one has the duty.
    """
    main = bodies.holder(outcome.role, area, on)
    spare = bodies.holder(outcome.fallback, area, on) if outcome.fallback else None
    told = [bodies.holder(role, area, on) for role in outcome.also_tell]
    taken = spare if main.authority is None else None
    chosen, duty = (taken, None) if taken else (main, spare)
    role = outcome.fallback if taken and outcome.fallback else outcome.role
    agreed = Agreed(None)
    if chosen.authority is not None:
        agreed = bodies.agreement(area, role=role, transaction=transaction, authority=chosen.authority, on=on)
    acting = agreed.authority or chosen.authority
    named = [each for each in (chosen, duty, *told, agreed) if each]
    untils = [each.until for each in (main, *named) if each.until]
    return Settled(
        authority=acting,
        role=role,
        also_tell=tuple(each.authority for each in told if each.authority),
        fallback=_with_the_duty(acting, duty, chosen),
        fallback_taken=taken is not None,
        agreement=agreed.agreement,
        warnings=tuple(warning for each in named for warning in each.warnings),
        until=min(untils, default=None),
    )


def _with_the_duty(acting: Authority | None, *holders: Holder | None) -> Authority | None:
    """Give who has the duty when another acts: the outcome's fallback, else the one it acts for."""
    others = [each.authority for each in holders if each and each.authority]
    return next((each for each in others if acting and each.id != acting.id), None)
