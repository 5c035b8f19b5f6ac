"""What the pages count: an outcome that was told, and feedback that it was wrong. Never a place."""

from routekit.model import Routed, Unrouted
from routekit.router import Router
from routekit.service.evidence import Evidence, Misroute, tally_of
from routekit.service.evidence.checking import check_names
from routekit.service.evidence.reasons import Reason
from routekit.service.pages.feedback import reason_in
from routekit.service.pages.form import Fields
from routekit.service.pages.moving import AT, SHOW, Moved
from routekit.service.pages.once import ONCE, Once
from routekit.service.pages.trail import OUTCOME, THANKS


def count(moved: Moved, fields: Fields, evidence: Evidence, router: Router, once: Once) -> None:
    """Count the outcome, or the misroute, that a form leads to; nothing where it is only shown again.

    Raises InputError for what `POST /v1/misroutes` would refuse.
    """
    decision = moved.trail.after
    if fields.get(SHOW) or moved.mistake or not isinstance(decision, (Routed, Unrouted)):
        return
    reason = reason_in(fields, decision) if fields.get(AT) == OUTCOME else None
    if moved.step == OUTCOME and once.is_first(fields.get(ONCE, "")):
        evidence.count(tally_of(decision))
    elif moved.step == THANKS and reason is not None:
        misroute = _misroute(decision, reason)
        check_names(misroute, router)
        if once.is_first(fields.get(ONCE, "")):
            evidence.misrouted(misroute)


def _misroute(decision: Routed | Unrouted, reason: Reason) -> Misroute:
    """Say that a decision was wrong: by what it says itself, of which nothing is taken from the form."""
    because = decision.because
    return Misroute(
        transaction=decision.transaction,
        pack_version=decision.pack.version,
        reason=reason,
        authority=decision.authority.id if isinstance(decision, Routed) else None,
        should_be=None,
        area=because.area.code if because is not None and because.area is not None else None,
    )
