"""Name who handles something, and say "its own parish council" of many parishes at once."""

from typing import Final

from routekit.batch.verdict import Verdict
from routekit.bodies.parishes import PARISH_BODY
from routekit.replay.changes import HANDS, ChangeKind, Handler

OWN: Final = "each parish's own council or meeting"


def handlers_of(kind: ChangeKind, was: Verdict, now: Verdict) -> tuple[Handler, Handler]:
    """Name both handlers; parishes are taken together unless it matters which.

    It does where a place goes from one parish's council to another's, and where one has another name. By
    which outcome something changes hands does not matter, nor who has the duty.
    """
    own = [(each.authority_id or "").startswith(PARISH_BODY) for each in (was, now)]
    apart = all(own) and (was.authority_id != now.authority_id or kind == "renamed")
    first, second = (
        _handler(verdict, own=of_parish and not apart)
        for verdict, of_parish in zip((was, now), own, strict=True)
    )
    if kind in HANDS:
        alike: dict[str, None] = {"outcome": None, "fallback": None}
        return first.model_copy(update=alike), second.model_copy(update=alike)
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
