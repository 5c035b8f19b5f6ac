"""The core of a Modern.Gov source, without I/O: both clients share it, and only wait differently."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from routekit.contacts.choices import Choices
from routekit.contacts.councils import ParishCouncil, parish_council
from routekit.contacts.details import Details, details
from routekit.contacts.guard import Deadline, Limits
from routekit.contacts.listing import Entry
from routekit.contacts.matching import Areas, name_of
from routekit.contacts.moderngov import Service, checked_reply, listed
from routekit.contacts.network import Allowance
from routekit.contacts.transport import Reply
from routekit.errors import InputError, SourceUnavailableError
from routekit.model import Area, Authority, Contact
from routekit.model.text import GSS_CODE


class CouncilList(NamedTuple):
    """A list of councils, when it was fetched, and the councils by the areas and cores they answer to."""

    councils: tuple[ParishCouncil, ...]
    fetched_at: datetime
    by_area: Mapping[str, tuple[ParishCouncil, ...]]
    by_core: Mapping[str, tuple[ParishCouncil, ...]]


@dataclass(frozen=True, slots=True)
class ModernGovCore:
    """What a source knows and does without waiting: its service, district, areas and the caller's choices."""

    service: Service
    district: str
    areas: Areas
    choices: Choices

    @classmethod
    def of(cls, base_url: str, district: str, areas: Iterable[Area], choices: Choices) -> "ModernGovCore":
        """Check what the caller gave. Raises InputError."""
        if not isinstance(district, str) or not re.fullmatch(GSS_CODE, district):
            raise InputError.of("district", district, "the GSS code of a district is needed, as E06000037")
        found = tuple(areas)
        for area in found:
            if not isinstance(area, Area):
                raise InputError.of("areas", area, "each must be an Area")
        service = Service.at(base_url, allow_insecure=choices.allow_insecure)
        return cls(service, district, Areas(found, district=district), choices)

    @property
    def limits(self) -> Limits:
        """Give the limits of each exchange."""
        return self.choices.limits

    def allowance(self, deadline: Deadline) -> Allowance:
        """Say what one request may do."""
        return Allowance(
            origin=self.service.origin,
            limits=self.limits,
            deadline=deadline,
            allow_insecure=self.choices.allow_insecure,
            resolve=self.choices.resolve,
        )

    def checked(self, reply: Reply) -> Reply:
        """Give a reply that may hold a list, or says that GET is off. Raises SourceError."""
        return checked_reply(self.service, reply, now=self.choices.clock())

    def read(self, reply: Reply) -> CouncilList:
        """Read a reply. Raises SourceError."""
        now = self.choices.clock()
        entries = listed(self.service, reply)
        matches = self.areas.match(entry.title for entry in entries)
        councils = tuple(
            parish_council(entry, self._details(entry), match, self.service, fetched_at=now)
            for entry, match in zip(entries, matches, strict=True)
        )
        others = (council for council in councils if not self.areas.knows(council.title))
        return CouncilList(
            councils,
            now,
            _index((code, council) for council in councils for code in council.areas),
            _index((core, council) for council in others for core in name_of(council.title).cores),
        )

    def _details(self, entry: Entry) -> Details:
        return details(entry, name=self.choices.include_name, postal=self.choices.include_postal)

    def fresh(self, kept: CouncilList | None) -> CouncilList | None:
        """Give what was kept if it may still be used; a clock that was put back makes it stale."""
        if kept is None:
            return None
        age_s = (self.choices.clock() - kept.fetched_at).total_seconds()
        return kept if 0 <= age_s < self.limits.keep_s else None

    def too_slow(self) -> SourceUnavailableError:
        """Make the error of an exchange that met its deadline."""
        return self.service.origin.unavailable(f"did not answer within {self.limits.deadline_s:g} seconds")

    def concerns(self, authority: Authority) -> bool:
        """Tell whether the service could list an authority at all."""
        return authority.is_of_a_parish and authority.district in {None, self.district}

    def contact(self, kept: CouncilList, authority: Authority) -> Contact | None:
        """Give the contact of an authority, if exactly one of the councils is certainly that authority.

        It is found by its areas, else by a name that no area bears: names of areas were matched already.
        """
        found = _all_of(kept.by_area, authority.areas)
        if not found:
            found = _all_of(kept.by_core, name_of(authority.name).cores)
        return found[0].contact_of(authority) if len(found) == 1 else None


def _index(pairs: Iterable[tuple[str, ParishCouncil]]) -> Mapping[str, tuple[ParishCouncil, ...]]:
    index: dict[str, tuple[ParishCouncil, ...]] = {}
    for key, council in pairs:
        index[key] = (*index.get(key, ()), council)
    return MappingProxyType(index)


def _all_of(index: Mapping[str, tuple[ParishCouncil, ...]], keys: Iterable[str]) -> list[ParishCouncil]:
    """Give the councils that any of the keys lead to, each listing once."""
    found = {id(council): council for key in keys for council in index.get(key, ())}
    return list(found.values())
