"""Name who handles something, and say "its own parish council" of many parishes at once."""

from typing import Final

from routekit.batch.verdict import Verdict
from routekit.bodies.parishes import PARISH_BODY
from routekit.replay.changes import Handler

OWN: Final = "each parish's own council or meeting"


def handlers_of(was: Verdict, now: Verdict) -> tuple[Handler, Handler]:
    """Name both handlers; where only one is of a parish, its parishes are taken together."""
    own = [(each.authority_id or "").startswith(PARISH_BODY) for each in (was, now)]
    first, second = (
        _handler(verdict, own=of_parish and not all(own))
        for verdict, of_parish in zip((was, now), own, strict=True)
    )
    return first, second


def _handler(verdict: Verdict, *, own: bool) -> Handler:
    if verdict.status == "needs_answers":
        return Handler(status="needs_answers", handled_by=f"needs an answer: {verdict.question}")
    if verdict.status == "routed":
        return Handler(
            status="routed",
            authority=None if own else verdict.authority_id,
            handled_by=OWN if own else verdict.authority_name or "",
            role=verdict.role,
            outcome=verdict.outcome,
            fallback=verdict.fallback_id,
        )
    return Handler(status="unrouted", handled_by=f"nobody: {verdict.reason}")
