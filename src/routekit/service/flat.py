"""The flat shape: one row of texts whose keys are always there, for platforms that read rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict, create_model

from routekit.model import Area, Ask, Authority, Candidate, Contact, ContactStatus, Decision, Routed, Unrouted
from routekit.rules.roles import ROLES
from routekit.service.told import Routing, Trouble, Whereabouts

MOST_OPTIONS: Final = 20
MOST_REASONS: Final = 5
MOST_TOLD: Final = 5
MOST_WARNINGS: Final = 8
MOST_CANDIDATES: Final = 10
_CONTACT: Final = (
    *("organisation", "role", "email", "telephone", "page", "name", "postal_address"),
    *("looks_personal", "source", "fetched_at", "stale"),
)


def _numbered(name: str, most: int, *parts: str) -> tuple[str, ...]:
    """Give the keys of a list: how many it has, and the parts of each of the first ones."""
    return (
        f"{name}_count",
        *(f"{name}_{number}_{part}" for number in range(1, most + 1) for part in parts),
    )


CONTACT_KEYS: Final = (
    *("contact_status", *(f"contact_{part}" for part in _CONTACT)),
    *(f"fallback_contact_{part}" for part in _CONTACT),
)
ROUTING_KEYS: Final = (
    *("status", "error_code", "error_desc", "field", "reference", "transaction", "on"),
    *("question_id", "question_text", "question_hint", "question_kind"),
    *("question_first", "question_last", "question_unit"),
    *_numbered("option", MOST_OPTIONS, "id", "text"),
    *("authority_id", "authority_name", "authority_kind", "authority_website", "authority_telephone"),
    *("role", "outcome", "say", "valid_until", "agreement", "fallback_taken"),
    *("fallback_id", "fallback_name", "fallback_kind"),
    *_numbered("also_tell", MOST_TOLD, "id", "name"),
    *("unrouted_reason", "unrouted_detail", "call"),
    *_numbered("reason", MOST_REASONS, "row", "why", "source"),
    *("area_code", "area_name", "area_name_cy", "area_kind", "area_district"),
    *CONTACT_KEYS,
    *_numbered("warning", MOST_WARNINGS, "code", "detail"),
    *("ignored", "pack_version", "pack_sha256", "edition_name", "edition_date", "edition_sample"),
)
WHERE_KEYS: Final = (
    *("status", "error_code", "error_desc", "field", "reference", "on", "detail"),
    *("area_code", "area_name", "area_name_cy", "area_kind", "area_district"),
    *("district_code", "district_name", "outside"),
    *_numbered("candidate", MOST_CANDIDATES, "code", "name", "share", "distance_m"),
    *(f"{role}_{part}" for role in ROLES for part in ("id", "name")),
    *_numbered("warning", MOST_WARNINGS, "code", "detail"),
    *("edition_name", "edition_date", "edition_sample"),
)
_NOTHING: Final = dict.fromkeys(ROUTING_KEYS, "")
_NO_CONTACT: Final = dict.fromkeys(CONTACT_KEYS, "")
_NOWHERE: Final = dict.fromkeys(WHERE_KEYS, "")


def _row_of(name: str, doc: str, keys: Iterable[str]) -> type[BaseModel]:
    fields = dict.fromkeys(keys, (str, ...))
    config = ConfigDict(extra="forbid")
    return create_model(name, __doc__=doc, __config__=config, **fields)  # type: ignore[call-overload,no-any-return]  # keys are known when it runs


FlatRouting = _row_of("FlatRouting", "A decision as one row of texts.", ROUTING_KEYS)
FlatWhereabouts = _row_of("FlatWhereabouts", "Where a place is, as one row of texts.", WHERE_KEYS)


class FlatRoutings(BaseModel):
    """The answer to each row of a batch as a row of texts, in its order."""

    model_config = ConfigDict(extra="forbid")

    rows: list[FlatRouting]  # type: ignore[valid-type]  # made of its keys


def flat_routing(told: Routing) -> dict[str, str]:
    """Give a decision as one row: what there is not is an empty text, and a list says how many it has."""
    decision = told.decision
    row = {
        **_NOTHING,
        "status": told.status,
        "reference": told.reference,
        "transaction": decision.transaction,
        "on": decision.on.isoformat(),
        "ignored": ",".join(decision.ignored),
        "pack_version": decision.pack.version,
        "pack_sha256": decision.pack.sha256,
        **_edition(decision),
        **_list("warning", MOST_WARNINGS, [{"code": w.code, "detail": w.detail} for w in decision.warnings]),
    }
    match decision:
        case Ask():
            row |= _ask(decision)
        case Routed():
            row |= _routed(decision)
        case Unrouted():
            row |= _unrouted(decision)
    return row | flat_contacts(told.contact_status, told.contact, told.fallback_contact)


def flat_contacts(
    status: ContactStatus | None, contact: Contact | None, fallback: Contact | None
) -> dict[str, str]:
    """Give the part of a row that says how to reach whom; its keys follow one another in a row."""
    found = {**_NO_CONTACT, "contact_status": status or ""}
    return found | _contact("contact", contact) | _contact("fallback_contact", fallback)


def flat_trouble(told: Trouble) -> dict[str, str]:
    """Give an error as a row of a batch."""
    return {**_NOTHING, **told.model_dump()}


def flat_whereabouts(told: Whereabouts) -> dict[str, str]:
    """Give where a place is as one row."""
    row = {
        **_NOWHERE,
        "status": told.status,
        "reference": told.reference,
        "on": told.on.isoformat(),
        "detail": told.detail,
        "outside": _number(told.outside),
        "district_code": told.district.code if told.district else "",
        "district_name": told.district.name if told.district else "",
        **_area(told.area),
        **_list("candidate", MOST_CANDIDATES, [_candidate(each) for each in told.candidates]),
        **_list("warning", MOST_WARNINGS, [{"code": w.code, "detail": w.detail} for w in told.warnings]),
        "edition_name": told.edition.name,
        "edition_date": told.edition.date.isoformat(),
        "edition_sample": _yes(told.edition.sample),
    }
    for played in told.roles:
        if played.role in ROLES and played.authority:
            row[f"{played.role}_id"] = played.authority.id
            row[f"{played.role}_name"] = played.authority.name
    return row


def _ask(ask: Ask) -> dict[str, str]:
    question, span = ask.question, ask.question.range
    return {
        "question_id": question.id,
        "question_text": question.text,
        "question_hint": question.hint or "",
        "question_kind": span.kind if span else "options",
        "question_first": span.first if span else "",
        "question_last": span.last if span else "",
        "question_unit": (span.unit or "") if span else "",
        **_list("option", MOST_OPTIONS, [{"id": each.id, "text": each.text} for each in question.options]),
    }


def _routed(routed: Routed) -> dict[str, str]:
    authority, fallback = routed.authority, routed.fallback
    return {
        "authority_id": authority.id,
        "authority_name": authority.name,
        "authority_kind": authority.kind,
        "authority_website": authority.website or "",
        "authority_telephone": authority.telephone or "",
        "role": routed.role,
        "outcome": routed.outcome,
        "say": routed.say,
        "valid_until": routed.valid_until.isoformat() if routed.valid_until else "",
        "fallback_id": fallback.id if fallback else "",
        "fallback_name": fallback.name if fallback else "",
        "fallback_kind": fallback.kind if fallback else "",
        **_list("also_tell", MOST_TOLD, [_named(each) for each in routed.also_tell]),
        **_because(routed),
    }


def _unrouted(unrouted: Unrouted) -> dict[str, str]:
    return {
        "unrouted_reason": unrouted.reason,
        "unrouted_detail": unrouted.detail,
        "call": unrouted.call or "",
        **_because(unrouted),
    }


def _because(decision: Routed | Unrouted) -> dict[str, str]:
    because = decision.because
    if because is None:
        return {}
    reasons = [{"row": each.row, "why": each.why, "source": each.source or ""} for each in because.reasons]
    return {
        "agreement": because.agreement or "",
        "fallback_taken": _yes(because.fallback_taken),
        **_area(because.area),
        **_list("reason", MOST_REASONS, reasons),
    }


def _contact(name: str, contact: Contact | None) -> dict[str, str]:
    if contact is None:
        return {}
    said = contact.provenance
    texts = {part: getattr(contact, part) or "" for part in _CONTACT[:7]}
    texts |= {
        "looks_personal": _yes(contact.looks_personal),
        "source": said.source,
        "fetched_at": said.fetched_at.isoformat() if said.fetched_at else "",
        "stale": _yes(said.stale),
    }
    return {f"{name}_{part}": text for part, text in texts.items()}


def _candidate(candidate: Candidate) -> dict[str, str]:
    return {
        "code": candidate.area.code,
        "name": candidate.area.name,
        "share": _number(candidate.share),
        "distance_m": _number(candidate.distance_m),
    }


def _area(area: Area | None) -> dict[str, str]:
    if area is None:
        return {}
    return {
        "area_code": area.code,
        "area_name": area.name,
        "area_name_cy": area.name_cy or "",
        "area_kind": area.kind,
        "area_district": area.district,
    }


def _edition(decision: Decision) -> dict[str, str]:
    edition = decision.edition
    if edition is None:
        return {}
    return {
        "edition_name": edition.name,
        "edition_date": edition.date.isoformat(),
        "edition_sample": _yes(edition.sample),
    }


def _named(authority: Authority) -> dict[str, str]:
    return {"id": authority.id, "name": authority.name}


def _list(name: str, most: int, items: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Give the first items of a list under numbered keys, and how many there are in all."""
    row = {f"{name}_count": str(len(items))}
    for number, item in enumerate(items[:most], 1):
        row |= {f"{name}_{number}_{part}": text for part, text in item.items()}
    return row


def _yes(flag: object) -> str:
    return "yes" if flag else "no"


def _number(value: float) -> str:
    return f"{value:.6g}"
