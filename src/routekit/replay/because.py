"""Say why a place is decided otherwise: by the lists of authorities, the tables, and the packs."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from routekit.batch.answers import Answers
from routekit.model import Ask, Authority, Because, Decision, Routed
from routekit.replay.tally import Cell

if TYPE_CHECKING:
    from routekit.replay.summing import Grounds


def sentences(grounds: "Grounds", cell: Cell, answers: tuple[Answers, Answers]) -> Iterator[str]:
    """Say what differs between the decisions for one place that stands for its cell."""
    was, now = (
        side.decide(grounds.transaction, given, areas, position)
        for side, given, areas, position in zip(grounds.sides, answers, grounds.areas, cell[:2], strict=True)
    )
    if isinstance(was, Routed) and isinstance(now, Routed):
        yield from _authorities(was.authority, now.authority, (was.on, now.on))
        if was.role != now.role:
            yield f"role {was.role} -> {now.role}"
    yield from _of_because(_because(was), _because(now))


def _authorities(was: Authority, now: Authority, days: tuple[date, date]) -> Iterator[str]:
    if was.id == now.id:
        if was.name != now.name:
            yield f"{was.id} was {was.name} and is {now.name}"
        return
    first, second = days
    if was.valid_to is not None and was.valid_to <= second:
        yield f"{was.name} was abolished on {was.valid_to}, succeeded here by {now.name}"
    elif was.valid_from is not None and was.valid_from > second:
        yield f"{was.name} was not there before {was.valid_from}"
    elif now.valid_from is not None and now.valid_from > first:
        yield f"{now.name} was formed on {now.valid_from}"


def _because(decision: Decision) -> Because | None:
    return None if isinstance(decision, Ask) else decision.because


def _of_because(was: Because | None, now: Because | None) -> Iterator[str]:
    """Say which rows, facts and agreements differ."""
    rows = [" ".join(reason.row for reason in each.reasons) if each else "none" for each in (was, now)]
    if rows[0] != rows[1]:
        why = f": {now.reasons[0].why}" if now and now.reasons else ""
        yield f"row {rows[0]} -> {rows[1]}{why}"
    facts = [{fact.id: fact for fact in each.facts} if each else {} for each in (was, now)]
    for name in (each for each in facts[0] if each in facts[1]):
        before, after = facts[0][name], facts[1][name]
        if before.value != after.value:
            yield f"{name} {before.value} -> {after.value} ({after.source})"
    agreed = [each.agreement if each else None for each in (was, now)]
    if agreed[0] != agreed[1]:
        yield f"agreement: {agreed[1]}" if agreed[1] else f"no longer by agreement: {agreed[0]}"
