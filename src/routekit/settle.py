"""Settle who an outcome names for one area: who plays its role, who has the duty, whom to tell."""

from datetime import date
from typing import Final, NamedTuple

from routekit.bodies import Agreed, Bodies, Holder
from routekit.model import Area, Authority, Fact, RouteWarning
from routekit.rules import Outcome
from routekit.surroundings import Surroundings

UNKNOWN: Final = "unknown"


class Settled(NamedTuple):
    """Who the outcome names; `authority` is None when nobody plays the role or its fallback.

    `until` is the first day on which this may be otherwise; `fact` is what a layer said of the authority.
    """

    authority: Authority | None
    role: str
    also_tell: tuple[Authority, ...]
    fallback: Authority | None
    fallback_taken: bool
    agreement: str | None
    warnings: tuple[RouteWarning, ...]
    until: date | None
    fact: Fact | None = None


def settle(  # noqa: PLR0913 - what it rests on, each by its name
    bodies: Bodies,
    outcome: Outcome,
    area: Area,
    *,
    transaction: str,
    on: date,
    surroundings: Surroundings,
) -> Settled:
    """Find who plays the outcome's roles in an area; nobody in the main role leads to the fallback.

    Where the outcome looks its authority up in a layer, the one that is named there plays the main role,
    wherever it is from. Then agreements apply: whoever acts for the one that was found is named, and that
    one has the duty.
    """
    named = _named(bodies, outcome, area, on, surroundings)
    main = named.holder if named.holder.authority else bodies.holder(outcome.role, area, on)
    spare = bodies.holder(outcome.fallback, area, on) if outcome.fallback else None
    told = [bodies.holder(role, area, on) for role in outcome.also_tell]
    taken = spare if main.authority is None else None
    chosen, duty = (taken, None) if taken else (main, spare)
    role = outcome.fallback if taken and outcome.fallback else outcome.role
    agreed = Agreed(None)
    if chosen.authority is not None:
        agreed = bodies.agreement(area, role=role, transaction=transaction, authority=chosen.authority, on=on)
    acting = agreed.authority or chosen.authority
    heard = [each for each in (chosen, duty, *told, agreed) if each]
    untils = [each.until for each in (main, *heard) if each.until]
    return Settled(
        authority=acting,
        role=role,
        also_tell=tuple(each.authority for each in told if each.authority),
        fallback=_with_the_duty(acting, duty, chosen),
        fallback_taken=taken is not None,
        agreement=agreed.agreement,
        warnings=tuple(warning for each in (named, *heard) for warning in each.warnings),
        until=min(untils, default=None),
        fact=named.fact,
    )


class _Named(NamedTuple):
    """Whom a layer names at the place, what it said, and what is to be known of that."""

    holder: Holder = Holder(None)
    fact: Fact | None = None
    warnings: tuple[RouteWarning, ...] = ()


def _named(bodies: Bodies, outcome: Outcome, area: Area, on: date, surroundings: Surroundings) -> _Named:
    """Give the authority whose id the outcome's layer has; nobody if the layer does not say, or not one."""
    if outcome.authority is None:
        return _Named()
    said = surroundings.say(outcome.authority)
    holder = bodies.acting(said.value, area, on) if said.value else Holder(None)
    fact = Fact(id=f"layer:{outcome.authority.layer}", value=UNKNOWN, source=said.source)
    if holder.authority is not None:
        known = {"value": said.value, "distance_m": said.distance_m}
        return _Named(holder, fact.model_copy(update=known))
    if said.value is None:
        return _Named(fact=fact, warnings=(said.warning,) if said.warning else ())
    # What a column holds may be a person's name, so it is not repeated.
    detail = f"{said.source} is no authority on {on}"
    return _Named(fact=fact, warnings=(RouteWarning(code="not-checked", detail=detail),))


def _with_the_duty(acting: Authority | None, *holders: Holder | None) -> Authority | None:
    """Give who has the duty when another acts: the outcome's fallback, else the one it acts for."""
    others = [each.authority for each in holders if each and each.authority]
    return next((each for each in others if acting and each.id != acting.id), None)
