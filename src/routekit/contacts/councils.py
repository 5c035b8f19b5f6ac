"""A parish council as a service lists it, and the contact it makes for an authority."""

from pydantic import Field

from routekit.contacts.details import Details, Role
from routekit.contacts.listing import Entry
from routekit.contacts.matching import Match, Method
from routekit.contacts.moderngov import Service
from routekit.contacts.naming import Style, name_of
from routekit.model import Authority, Contact, Provenance
from routekit.model.value import Value


class ParishCouncil(Value):
    """A parish council as a service lists it; its contact details are left out of its repr.

    `id` is the service's own, not a GSS code. `areas` are the GSS codes it certainly acts for and `method`
    says how that is known: by the `exact` name; as a `grouped` council named after all of its parishes; as it
    is `named` in the tables of authorities; or by an `override` that a person has written. `evidence` says it
    in words. `name` and `postal_address` are personal data and None unless asked for. `unread` names the
    elements of the service's answer that nothing was taken from, and `raw` has the contact fields that were
    not as they should be, by element, as they came.
    """

    id: str
    title: str
    style: Style
    areas: tuple[str, ...] = ()
    method: Method | None = None
    evidence: str = ""
    role: Role
    email: str | None = Field(default=None, repr=False)
    telephone: str | None = Field(default=None, repr=False)
    website: str | None = Field(default=None, repr=False)
    page: str | None = None
    name: str | None = Field(default=None, repr=False)
    postal_address: str | None = Field(default=None, repr=False)
    looks_personal: bool = False
    unread: tuple[str, ...] = ()
    raw: tuple[tuple[str, str], ...] = Field(default=(), repr=False)
    provenance: Provenance

    def contact_of(self, authority: Authority) -> Contact | None:
        """Give the contact of the authority that this council is; None if it publishes no way to reach it."""
        if not any((self.email, self.telephone, self.website, self.postal_address)):
            return None
        return Contact(
            authority=authority.id,
            organisation=self.title,
            role=self.role,
            email=self.email,
            telephone=self.telephone,
            page=self.website or self.page,
            name=self.name,
            postal_address=self.postal_address,
            looks_personal=self.looks_personal,
            provenance=self.provenance,
        )


def parish_council(
    entry: Entry, found: Details, match: Match, service: Service, said: Provenance
) -> ParishCouncil:
    """Make a council of what was read of an entry."""
    return ParishCouncil(
        id=entry.id,
        title=entry.title,
        style=name_of(entry.title).style,
        areas=match.areas,
        method=match.method,
        evidence=match.evidence,
        role=found.role,
        email=found.email,
        telephone=found.telephone,
        website=found.website,
        page=service.page(entry.id),
        name=found.name,
        postal_address=found.postal_address,
        looks_personal=found.looks_personal,
        unread=found.unread,
        raw=found.raw,
        provenance=said,
    )
