"""The parish councils of one service: what it lists, matched to areas, and the contact of an authority."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from routekit.contacts.cleaning import looks_personal
from routekit.contacts.details import Role, details
from routekit.contacts.matching import Areas, Match, Method, Style, name_of
from routekit.contacts.moderngov import OPERATION, Service, read_reply
from routekit.contacts.listing import Entry
from routekit.contacts.transport import Reply
from routekit.model import Authority, Contact, Provenance
from routekit.model.value import Value

_PARISH_BODIES = frozenset({"parish-council", "parish-meeting"})


class ParishCouncil(Value):
    """A parish council as a service lists it; its contact details are left out of its repr.

    `id` is the service's own, not a GSS code. `areas` are the GSS codes it certainly acts for and `method`
    says how that is known: by the `exact` name, or as a `grouped` council named after all of its parishes.
    `name` and `postal_address` are None unless asked for. `unread` names the elements of the service's answer
    that nothing was taken from.
    """

    id: str
    title: str
    style: Style
    areas: tuple[str, ...] = ()
    method: Method | None = None
    role: Role
    email: str | None = Field(default=None, repr=False)
    telephone: str | None = Field(default=None, repr=False)
    website: str | None = Field(default=None, repr=False)
    page: str | None = None
    name: str | None = Field(default=None, repr=False)
    postal_address: str | None = Field(default=None, repr=False)
    looks_personal: bool = False
    unread: tuple[str, ...] = ()
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to read one service's answers: its areas, and which personal data the caller asked for."""

    service: Service
    district: str
    areas: Areas
    include_name: bool
    include_postal: bool

    def councils(self, reply: Reply, *, now: datetime) -> tuple[ParishCouncil, ...]:
        """Read a reply. Raises SourceError."""
        listed = read_reply(self.service, reply, now=now)
        matches = self.areas.match(entry.title for entry in listed)
        return tuple(self._council(entry, match, now) for entry, match in zip(listed, matches, strict=True))

    def _council(self, entry: Entry, match: Match, now: datetime) -> ParishCouncil:
        found = details(entry)
        return ParishCouncil(
            id=entry.id,
            title=entry.title,
            style=name_of(entry.title).style,
            areas=match.areas,
            method=match.method,
            role=found.role,
            email=found.email,
            telephone=found.telephone,
            website=found.website,
            page=self.service.page(entry.id),
            name=found.name if self.include_name else None,
            postal_address=found.postal_address if self.include_postal else None,
            looks_personal=looks_personal(found.email),
            unread=found.unread,
            provenance=Provenance(
                source=f"Modern.Gov {OPERATION}", url=self.service.address, fetched_at=now
            ),
        )

    def contact(self, councils: Iterable[ParishCouncil], authority: Authority) -> Contact | None:
        """Give the contact of an authority, if exactly one of the councils is certainly that authority."""
        council = self._council_of(tuple(councils), authority)
        if council is None or not _says_how(council):
            return None
        return Contact(
            authority=authority.id,
            organisation=council.title,
            role=council.role,
            email=council.email,
            telephone=council.telephone,
            page=council.website or council.page,
            name=council.name,
            postal_address=council.postal_address,
            looks_personal=council.looks_personal,
            provenance=council.provenance,
        )

    def _council_of(self, councils: tuple[ParishCouncil, ...], authority: Authority) -> ParishCouncil | None:
        """Find a council by its areas, else by a name that no area bears; names of areas were matched already."""
        if authority.kind not in _PARISH_BODIES or authority.district not in {None, self.district}:
            return None
        found = [council for council in councils if set(council.areas) & set(authority.areas)]
        if not found:
            cores = name_of(authority.name).cores
            unmatched = (council for council in councils if not self.areas.knows(council.title))
            found = [council for council in unmatched if name_of(council.title).cores & cores]
        return found[0] if len(found) == 1 else None


def _says_how(council: ParishCouncil) -> bool:
    return any((council.email, council.telephone, council.website, council.name, council.postal_address))
