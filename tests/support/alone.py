"""What a table should say of a row: the row routed alone, by `Router.route`."""

from routekit.errors import InputError
from routekit.model import Ask, Routed

STATUS = {"routed": "routed", "ask": "needs_answers", "unrouted": "unrouted"}


def alone(router, transaction, make_place, answers, on):
    """Give the cells of a row routed alone; an input error is a rejected row."""
    try:
        decision = router.route(transaction, make_place(), answers, on=on)
    except InputError as error:
        return {"status": "rejected", "rejected_for": error.code}
    warnings = " ".join(sorted({each.code for each in decision.warnings})) or None
    cells = {"status": STATUS[decision.kind], "warnings": warnings, "pack_version": decision.pack.version}
    if isinstance(decision, Ask):
        return cells | {"question": decision.question.id, "reason": None, "authority_id": None}
    if not isinstance(decision, Routed):
        return cells | {"reason": decision.reason, "question": None, "authority_id": None}
    fallback = decision.fallback
    return cells | {
        "authority_id": decision.authority.id,
        "authority_name": decision.authority.name,
        "role": decision.role,
        "outcome": decision.outcome,
        "fallback_id": fallback.id if fallback else None,
        "fallback_name": fallback.name if fallback else None,
        "rows": " ".join(each.row for each in decision.because.reasons),
        "area_code": decision.because.area.code,
        "area_name": decision.because.area.name,
        "edition": decision.edition.name,
        "on": decision.on,
    }


def cells_of(row, expected, prefix=""):
    """Give the cells of a row of a result that are expected."""
    return {name: row[prefix + name] for name in expected}
