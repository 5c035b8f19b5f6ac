"""Referral: a decision, unchanged, and how to reach the authority it names."""

from collections.abc import Callable
from typing import NamedTuple

from routekit.contacts import AsyncContactSource, ContactSource, own_contact
from routekit.errors import InputError, SourceBlockedError, SourceError
from routekit.model import Authority, Contact, ContactStatus, Referral, Routed

CouncilOf = Callable[[Authority], Authority | None]


class _Found(NamedTuple):
    """What one try at a contact source gave."""

    contact: Contact | None
    status: ContactStatus


def refer(decision: Routed, source: ContactSource, *, council_of: CouncilOf | None = None) -> Referral:
    """Find how to reach the authority of a decision.

    A source that fails, refuses or publishes nothing changes no decision: `contact_status` says so, and
    `fallback_contact` is the body with the duty. Where there is none, or its record does not say how to reach
    it, and no contact either, it is what the authority's own record says, else the council that `council_of`
    gives for the authority, such as `Router.council_of`: the last resort, which looks after the district. A
    contact from an earlier copy is `stale`, and its provenance says when it was fetched. Raises InputError
    for anything but a `Routed`.
    """
    _check(decision)
    try:
        found = _answered(decision, source.contact_for(decision.authority))
    except SourceError as error:
        found = _failed(error)
    return _referral(decision, found, council_of)


async def arefer(
    decision: Routed, source: AsyncContactSource, *, council_of: CouncilOf | None = None
) -> Referral:
    """Do what `refer` does with an asynchronous source."""
    _check(decision)
    try:
        found = _answered(decision, await source.contact_for(decision.authority))
    except SourceError as error:
        found = _failed(error)
    return _referral(decision, found, council_of)


def _check(decision: object) -> None:
    if not isinstance(decision, Routed):
        kind = getattr(decision, "kind", type(decision).__name__)
        raise InputError.of("decision", kind, "only a Routed decision names somebody to contact")


def _answered(decision: Routed, contact: Contact | None) -> _Found:
    contact = contact or own_contact(decision.authority)
    if contact is None:
        return _Found(None, "none-published")
    return _Found(contact, "stale" if contact.provenance.stale else "fresh")


def _failed(error: SourceError) -> _Found:
    return _Found(None, "blocked" if isinstance(error, SourceBlockedError) else "unavailable")


def _referral(decision: Routed, found: _Found, council_of: CouncilOf | None) -> Referral:
    return Referral(
        decision=decision,
        contact=found.contact,
        contact_status=found.status,
        fallback_contact=_fallback(decision, found, council_of),
    )


def _fallback(decision: Routed, found: _Found, council_of: CouncilOf | None) -> Contact | None:
    """Give how to reach the body with the duty; without that, and without a contact, what there still is."""
    duty = own_contact(decision.fallback) if decision.fallback is not None else None
    if duty is not None or found.contact is not None:
        return duty
    council = council_of(decision.authority) if council_of is not None else None
    return own_contact(decision.authority) or (own_contact(council) if council else None)
