"""Contacts: how to reach an authority, and what was found when we tried."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict

from routekit.model.decision import Routed
from routekit.model.value import Value

ContactStatus = Literal["fresh", "stale", "none-published", "unavailable", "blocked"]


class Tried(Value):
    """A contact source that was asked before the one that answered, and what came of it."""

    source: str
    outcome: Literal["none-published", "unavailable", "blocked"]
    detail: str = ""


class Provenance(Value):
    """Where a fact comes from: source, licence or terms if stated, and when it was fetched (UTC).

    `stale` says that it is from an earlier copy, which the source has not confirmed of late.
    `tried` are the contact sources that were asked before, where there are several.
    """

    source: str
    url: str | None = None
    licence: str | None = None
    fetched_at: datetime | None = None
    stale: bool = False
    tried: tuple[Tried, ...] = ()


class Contact(Value):
    """How to reach an authority. `name` and `postal_address` are personal data and None unless asked for.

    `looks_personal` flags a mailbox that seems to be a person's own rather than the authority's. Its repr,
    which ends up in logs, leaves the name and address out, and the mailbox and telephone number when they
    look personal.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    authority: str
    organisation: str
    role: str
    email: str | None = None
    telephone: str | None = None
    page: str | None = None
    name: str | None = None
    postal_address: str | None = None
    looks_personal: bool = False
    provenance: Provenance

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Give what may be shown."""
        personal = {"name", "postal_address", *(("email", "telephone") if self.looks_personal else ())}
        yield from ((name, value) for name, value in super().__repr_args__() if name not in personal)


class Referral(Value):
    """A decision, unchanged, with how to reach the authority it names, or why that is not known."""

    decision: Routed
    contact: Contact | None
    contact_status: ContactStatus
    fallback_contact: Contact | None = None
