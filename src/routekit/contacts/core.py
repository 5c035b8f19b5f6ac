"""The core of a Modern.Gov source, without I/O: both clients share it, and only wait differently."""

import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from routekit.contacts.cache import Cache
from routekit.contacts.choices import Choices
from routekit.contacts.conversation import Conversation, Listing, conversation
from routekit.contacts.councillist import CouncilList, council_list
from routekit.contacts.councils import ParishCouncil, parish_council
from routekit.contacts.details import Details, details
from routekit.contacts.guard import Deadline, Limits
from routekit.contacts.hosts import Host, Retries, exchange, refusal
from routekit.contacts.keeping import in_utc
from routekit.contacts.kept import Kept, Kind
from routekit.contacts.listing import Entry
from routekit.contacts.matching import Areas
from routekit.contacts.moderngov import Service, checked_reply
from routekit.contacts.naming import name_of
from routekit.contacts.network import Allowance
from routekit.contacts.origin import upgraded
from routekit.contacts.proxies import proxy_for
from routekit.contacts.transport import Reply, Request
from routekit.errors import InputError, SourceUnavailableError
from routekit.model import Area, Authority, Contact, Provenance
from routekit.model.text import GSS_CODE


@dataclass(frozen=True, slots=True)
class ModernGovCore:
    """What a source knows and does without waiting: its service, district, areas and the caller's choices."""

    service: Service
    district: str
    given: tuple[Area, ...]
    named: tuple[Authority, ...]
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
        if choices.cache is not None and not isinstance(choices.cache, Cache):
            raise InputError.of("cache", choices.cache, "a Cache is needed")
        service = Service.at(base_url, allow_insecure=choices.allow_insecure)
        named = tuple(choices.authorities_of(district))
        known = Areas(found, district=district, authorities=named)
        _check_overrides(choices, district, known)
        return cls(service, district, found, named, known, choices)

    @property
    def limits(self) -> Limits:
        """Give the limits of each exchange."""
        return self.choices.limits

    @property
    def host(self) -> Host:
        """Give what is remembered of the service's host."""
        return self.choices.hosts.at(self.service.base.netloc.decode("ascii"))

    def deadline(self) -> Deadline:
        """Begin the time of one exchange."""
        return Deadline(self.limits.deadline_s, clock=self.choices.hosts.clock)

    def exchange(self, deadline: Deadline) -> AbstractContextManager[None]:
        """Hold the turn to one exchange with the host. Raises SourceError while the host is left alone."""
        return exchange(self.host, self.service.origin, self.choices.hooks, deadline)

    @property
    def rests(self) -> bool:
        """Tell whether the service's host is left alone, or is being tried after that."""
        return self.host.resting() is not None

    def check_rest(self) -> None:
        """Raise the SourceError of a host that is left alone, or is being tried after that."""
        rest = self.host.resting()
        if rest is not None:
            raise refusal(self.service.origin, rest)

    def retries(self, deadline: Deadline) -> Retries:
        """Say how often one request may be sent again, and when."""
        return Retries(self.host, self.limits, deadline, self.choices.hooks, self.choices.hosts.jitter)

    def allowance(self, deadline: Deadline, request: Request) -> Allowance:
        """Say what one request may do. Raises SourceError for a proxy that cannot be used."""
        origin, scheme = self.service.origin, request.url.partition(":")[0]
        return Allowance(
            origin=origin,
            limits=self.limits,
            deadline=deadline,
            allow_insecure=self.choices.allow_insecure,
            resolve=self.choices.resolve,
            trust=lambda: self.choices.hosts.trust,
            proxy=proxy_for(origin, scheme) if self.choices.environment_proxies else None,
        )

    def upgraded(self, request: Request, reply: Reply) -> Request | None:
        """Give the same request over https, if a reply asks for exactly that of one over http."""
        url = upgraded(request.url, reply.status, reply.location)
        return replace(request, url=url) if url else None

    def checked(self, reply: Reply) -> Reply:
        """Give a reply that may hold a list, or says that GET is off. Raises SourceError."""
        return checked_reply(self.service, reply, now=self.choices.clock())

    def conversation(self) -> Conversation:
        """Begin to ask for the list."""
        return conversation(self.service)

    def read(self, listing: Listing) -> CouncilList:
        """Match what was listed."""
        now = in_utc(self.choices.clock())
        decided = self.choices.overrides.get(self.district, {})
        fixed = {n: decided[entry.id] for n, entry in enumerate(listing.entries) if entry.id in decided}
        matches = self.areas.match((entry.title for entry in listing.entries), fixed=fixed)
        said = Provenance(source=f"Modern.Gov {listing.by}", url=listing.url, fetched_at=now)
        councils = tuple(
            parish_council(entry, self._details(entry), match, self.service, said)
            for entry, match in zip(listing.entries, matches, strict=True)
        )
        return council_list(councils, now, self.areas)

    def _details(self, entry: Entry) -> Details:
        return details(entry, name=self.choices.include_name, postal=self.choices.include_postal)

    def kept(self) -> Kept:
        """Give the list that is kept for this source, in the caller's cache or one of its own in memory."""
        choices = self.choices
        kind = Kind(
            origin=self.service.origin,
            district=self.district,
            areas=self.given,
            authorities=self.named,
            decided=choices.overrides.get(self.district, {}),
            names=choices.include_name,
            postal=choices.include_postal,
        )
        cache = Cache() if choices.cache is None else choices.cache
        return Kept(cache, kind, clock=choices.clock, fresh_s=self.limits.keep_s, areas=self.areas)

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


def _check_overrides(choices: Choices, district: str, areas: Areas) -> None:
    """Refuse an override that names an area which is not there. Raises InputError."""
    for codes in choices.overrides.get(district, {}).values():
        for code in codes:
            if len(areas) and code not in areas:
                raise InputError.of(
                    "overrides", code, f"the code of one of the areas of {district} is needed"
                )


def _all_of(index: Mapping[str, tuple[ParishCouncil, ...]], keys: Iterable[str]) -> list[ParishCouncil]:
    """Give the councils that any of the keys lead to, each listing once."""
    found = {id(council): council for key in keys for council in index.get(key, ())}
    return list(found.values())
