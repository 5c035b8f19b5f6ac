"""Feedback on an outcome: the reasons why it may be wrong, and the one that a form gives. No words."""

from typing import Final

from routekit.model import Routed, Unrouted
from routekit.service.evidence.reasons import REASONS, Reason
from routekit.service.pages.form import Fields
from routekit.service.pages.trail import checked

REASON: Final = "reason"
_NOBODY: Final[Reason] = "nobody-named"


def reasons_for(decision: Routed | Unrouted) -> tuple[Reason, ...]:
    """Give the reasons why a decision may be wrong that make sense for it; none for an emergency."""
    if isinstance(decision, Routed):
        return tuple(reason for reason in REASONS if reason != _NOBODY)
    return (_NOBODY, "question-misread", "wrong-transaction", "other") if checked(decision) else ()


def reason_in(fields: Fields, decision: object) -> Reason | None:
    """Give the reason in a form, None for anything that is not offered."""
    offered = reasons_for(decision) if isinstance(decision, (Routed, Unrouted)) else ()
    return next((each for each in offered if each == fields.get(REASON)), None)
