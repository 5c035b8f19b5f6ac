"""Referral: a decision, unchanged, and how to reach the authority it names."""

from typing import NamedTuple

from routekit.contacts import AsyncContactSource, ContactSource, own_contact
from routekit.errors import InputError, SourceBlockedError, SourceError
from routekit.model import Contact, ContactStatus, Referral, Routed


class _Found(NamedTuple):
    """What one try at a contact source gave."""

    contact: Contact | None
    status: ContactStatus


def refer(decision: Routed, source: ContactSource) -> Referral:
    """Find how to reach the authority of a decision.

    A source that fails, refuses or publishes nothing changes no decision: `contact_status` says so, and
    `fallback_contact` is the body with the duty. Raises InputError for anything but a `Routed`.
    """
    _check(decision)
    try:
        found = _answered(decision, source.contact_for(decision.authority))
    except SourceError as error:
        found = _failed(error)
    return _referral(decision, found)


async def arefer(decision: Routed, source: AsyncContactSource) -> Referral:
    """Do what `refer` does with an asynchronous source."""
    _check(decision)
    try:
        found = _answered(decision, await source.contact_for(decision.authority))
    except SourceError as error:
        found = _failed(error)
    return _referral(decision, found)


def _check(decision: object) -> None:
    if not isinstance(decision, Routed):
        kind = getattr(decision, "kind", type(decision).__name__)
        raise InputError.of("decision", kind, "only a Routed decision names somebody to contact")


def _answered(decision: Routed, contact: Contact | None) -> _Found:
    contact = contact or own_contact(decision.authority)
    return _Found(contact, "fresh" if contact else "none-published")


def _failed(error: SourceError) -> _Found:
    return _Found(None, "blocked" if isinstance(error, SourceBlockedError) else "unavailable")


def _referral(decision: Routed, found: _Found) -> Referral:
    return Referral(
        decision=decision,
        contact=found.contact,
        contact_status=found.status,
        fallback_contact=own_contact(decision.fallback) if decision.fallback else None,
    )
