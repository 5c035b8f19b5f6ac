"""What every contact source offers, and the contact an authority carries itself."""

from typing import Protocol

from routekit.model import Authority, Contact, Provenance

ENQUIRIES = "Enquiries"


class ContactSource(Protocol):
    """Anything that knows how to reach authorities."""

    def contact_for(self, authority: Authority) -> Contact | None:
        """Give how to reach an authority; None when nothing is published. Raises SourceError."""
        ...


class AsyncContactSource(Protocol):
    """Anything that knows how to reach authorities and has to wait to find out."""

    async def contact_for(self, authority: Authority) -> Contact | None:
        """Give how to reach an authority; None when nothing is published. Raises SourceError."""
        ...


def may_wait(source: AsyncContactSource | ContactSource, authority: Authority) -> bool:
    """Tell whether a source may have to wait before it knows how to reach an authority.

    One with a method `waits_for` says so itself: False if it has the answer, be it an error. Others may wait.
    """
    waits_for = getattr(source, "waits_for", None)
    return waits_for is None or bool(waits_for(authority))


def own_contact(authority: Authority) -> Contact | None:
    """Give the website and telephone number in an authority's own record; None if it has neither."""
    if not (authority.website or authority.telephone):
        return None
    return Contact(
        authority=authority.id,
        organisation=authority.name,
        role=ENQUIRIES,
        telephone=authority.telephone,
        page=authority.website,
        provenance=Provenance(source="the authority's own record"),
    )
