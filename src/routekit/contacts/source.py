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
