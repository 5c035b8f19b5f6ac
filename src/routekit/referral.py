"""Referral: a decision, unchanged, and how to reach the authority it names."""

from collections.abc import Callable
from typing import NamedTuple

from routekit.contacts import AsyncContactSource, ContactSource, own_contact
from routekit.errors import InputError, SourceBlockedError, SourceError
from routekit.model import Authority, Contact, ContactStatus, Referral, Routed

CouncilOf = Callable[[Authority], Authority | None]


class Reached(NamedTuple):
    """What came of looking up how to reach an authority; see `Referral`."""

    contact: Contact | None
    contact_status: ContactStatus
    fallback_contact: Contact | None


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
    authority = decision.authority
    try:
        found = _answered(authority, source.contact_for(authority))
    except SourceError as error:
        found = _failed(error)
    return _referral(decision, _reached(authority, decision.fallback, found, council_of))


async def arefer(
    decision: Routed, source: AsyncContactSource, *, council_of: CouncilOf | None = None
) -> Referral:
    """Do what `refer` does with an asynchronous source."""
    _check(decision)
    reached = await areach(decision.authority, decision.fallback, source, council_of=council_of)
    return _referral(decision, reached)


async def areach(
    authority: Authority,
    fallback: Authority | None,
    source: AsyncContactSource,
    *,
    council_of: CouncilOf | None = None,
) -> Reached:
    """Find what `arefer` finds where no more of a decision is at hand than whom it names."""
    try:
        found = _answered(authority, await source.contact_for(authority))
    except SourceError as error:
        found = _failed(error)
    return _reached(authority, fallback, found, council_of)


def _check(decision: object) -> None:
    if not isinstance(decision, Routed):
        kind = getattr(decision, "kind", type(decision).__name__)
        raise InputError.of("decision", kind, "only a Routed decision names somebody to contact")


def _answered(authority: Authority, contact: Contact | None) -> _Found:
    contact = contact or own_contact(authority)
    if contact is None:
        return _Found(None, "none-published")
    return _Found(contact, "stale" if contact.provenance.stale else "fresh")


def _failed(error: SourceError) -> _Found:
    return _Found(None, "blocked" if isinstance(error, SourceBlockedError) else "unavailable")


def _referral(decision: Routed, reached: Reached) -> Referral:
    return Referral(
        decision=decision,
        contact=reached.contact,
        contact_status=reached.contact_status,
        fallback_contact=reached.fallback_contact,
    )


def _reached(
    authority: Authority, fallback: Authority | None, found: _Found, council_of: CouncilOf | None
) -> Reached:
    return Reached(*found, _fallback(authority, fallback, found, council_of))


def _fallback(
    authority: Authority, fallback: Authority | None, found: _Found, council_of: CouncilOf | None
) -> Contact | None:
    """Give how to reach the body with the duty; without that, and without a contact, what there still is."""
    duty = own_contact(fallback) if fallback is not None else None
    if duty is not None or found.contact is not None:
        return duty
    council = council_of(authority) if council_of is not None else None
    return own_contact(authority) or (own_contact(council) if council else None)
