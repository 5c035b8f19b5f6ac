"""Tell in which way the answer for a place changed."""

from collections.abc import Callable
from typing import NamedTuple

from routekit.batch.verdict import Verdict
from routekit.replay.changes import Kind


class Areas(NamedTuple):
    """The codes of the areas that a place was in and is in, None for none, and if the first is there yet."""

    was: str | None
    now: str | None
    was_is_there: bool


def kind_of(was: Verdict, now: Verdict, areas: Areas, is_gone: Callable[[str], bool]) -> Kind:
    """Tell the kind of change between two verdicts of which neither is rejected.

    `is_gone` tells whether an authority of the first side, by its id, is not there on the day of the second.
    Rows of a pack, warnings and versions may differ in what is the same.
    """
    if was.status != now.status:
        return _status_changed(was, now)
    if was.status != "routed":
        return _not_routed(was, now, areas)
    if was.authority_id != now.authority_id:
        return _of_hands(was, now, areas, is_gone)
    if (was.role, was.outcome) != (now.role, now.outcome):
        return "outcome"
    if was.fallback_id != now.fallback_id:
        return "fallback"
    return "renamed" if was.authority_name != now.authority_name else _area_only(areas)


def _not_routed(was: Verdict, now: Verdict, areas: Areas) -> Kind:
    if was.status == "needs_answers":
        return "unanswered" if was.question == now.question else "asks-otherwise"
    return "reason" if was.reason != now.reason else _area_only(areas)


def _status_changed(was: Verdict, now: Verdict) -> Kind:
    if now.status == "unrouted":
        return "unrouted"
    if now.status == "needs_answers":
        return "needs-answer"
    return "answered" if was.status == "needs_answers" else "routed"


def _of_hands(was: Verdict, now: Verdict, areas: Areas, is_gone: Callable[[str], bool]) -> Kind:
    """Tell why another authority has it: the first of the reasons that there are, the furthest off first."""
    if was.authority_id is not None and is_gone(was.authority_id):
        return "abolished"
    if areas.was != areas.now:
        return "boundary" if areas.was_is_there else "recoded"
    return "role" if was.role != now.role else "holder"


def _area_only(areas: Areas) -> Kind:
    return "same" if areas.was == areas.now else "area"
