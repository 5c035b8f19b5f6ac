"""Deep links into the websites of principal councils, from GOV.UK's list of local links (CSV).

A link is for one council, service (LGSL) and interaction (LGIL). Where no interaction is asked for, it is as
GOV.UK does it: the only one there is, else the one with the lowest LGIL that does not just give information.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from routekit.contacts.source import own_contact
from routekit.errors import InputError
from routekit.model import Authority, Contact, Provenance
from routekit.model.text import GSS_CODE, is_web_address
from routekit.tables import Layout, Record, read_table

COLUMNS = ("Authority Name", "SNAC", "GSS", "Description", "LGSL", "LGIL", "URL", "Supported by GOV.UK")
LAYOUT = Layout(columns=("Authority Name", "GSS", "LGSL", "LGIL", "URL"), others=True)
LARGEST_FILE_BYTES = 64 * 1024 * 1024
GIVES_INFORMATION = 8
ENQUIRIES = "Online service"

# The services that GOV.UK's list of local services (alphagov/publisher, local_services.csv) gives to counties
# and unitaries alone; a district's residents are sent to the county for these and for no others.
COUNTY_SERVICES = frozenset({536, 537, 550, 555, 557, 561, 562, 564, 570, 571})
_NUMBER = re.compile(r"[0-9]{1,5}")


class Link(NamedTuple):
    """A council's page for a service: the council's GSS code, the LGSL and LGIL, and the address."""

    gss: str
    lgsl: int
    lgil: int
    url: str


@dataclass(frozen=True, slots=True)
class LinksReport:
    """How many links and councils there are, and why rows were left out, with how many of each."""

    links: int
    councils: int
    services: int
    left_out: Mapping[str, int] = field(default_factory=dict)


class Links:
    """Deep links by council and service. Immutable, and safe to share between threads."""

    def __init__(
        self,
        links: Iterable[Link],
        *,
        source: str = "local links",
        left_out: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        found: dict[tuple[str, int], dict[int, str]] = {}
        for link in links:
            found.setdefault((link.gss, link.lgsl), {}).setdefault(link.lgil, link.url)
        self._links = MappingProxyType({key: MappingProxyType(urls) for key, urls in found.items()})
        self._source = source
        self._left_out = MappingProxyType(dict(left_out))

    @classmethod
    def open(cls, path: str | Path) -> "Links":
        """Read GOV.UK's CSV file; other columns than those known are left alone.

        A row without a GSS code, an LGSL or an http or https address is left out and counted. Raises
        InputError if the file cannot be opened, and BodiesError for one that is no such table or is cut off.
        """
        left_out: Counter[str] = Counter()

        def make(row: Record) -> Link | None:
            made = _link(row)
            if isinstance(made, str):
                left_out[made] += 1
                return None
            return made

        found = read_table(path, LAYOUT, make, largest_bytes=LARGEST_FILE_BYTES)
        return cls(found, source=f"GOV.UK local links ({Path(path).name})", left_out=left_out)

    @property
    def report(self) -> LinksReport:
        """How much there is."""
        return LinksReport(
            links=sum(len(urls) for urls in self._links.values()),
            councils=len({gss for gss, _ in self._links}),
            services=len({lgsl for _, lgsl in self._links}),
            left_out=self._left_out,
        )

    def link(self, gss: str, lgsl: int, lgil: int | None = None, *, county: str | None = None) -> Link | None:
        """Give a council's link for a service, for one interaction or as GOV.UK chooses; None if it has none.

        `county` is the code of the county above a district: its link counts where the service is a county's.
        """
        found = self._chosen(gss, lgsl, lgil)
        if found is None and county is not None and lgsl in COUNTY_SERVICES:
            return self._chosen(county, lgsl, lgil)
        return found

    def _chosen(self, gss: str, lgsl: int, lgil: int | None) -> Link | None:
        urls: Mapping[int, str] = self._links.get((gss, lgsl), {})
        if lgil is None:
            doing = [each for each in urls if each != GIVES_INFORMATION]
            lgil = min(urls) if len(urls) == 1 else min(doing, default=None)
        return None if lgil is None or lgil not in urls else Link(gss, lgsl, lgil, urls[lgil])

    def serving(self, lgsl: Iterable[int], *, lgil: int | None = None) -> "LinkedCouncils":
        """Give the contact source of a transaction, by its LGSL numbers; the first with a link counts."""
        numbers = tuple(lgsl)
        if not all(isinstance(number, int) for number in numbers):
            raise InputError.of("lgsl", numbers, "whole numbers are needed, as 571")
        return LinkedCouncils(self, numbers, lgil)

    def only(self, *, lgsl: Iterable[int] | None = None, council: str | None = None) -> "Links":
        """Give the links for some services, or of one council by its GSS code."""
        numbers = None if lgsl is None else frozenset(lgsl)
        kept = (
            each for each in self if (numbers is None or each.lgsl in numbers) and council in {None, each.gss}
        )
        return Links(kept, source=self._source, left_out=self._left_out)

    def write(self, path: str | Path) -> None:
        """Write the links as a file that can be opened again. Raises InputError if it cannot be written."""
        try:
            with Path(path).open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(LAYOUT.columns)
                writer.writerows(("", each.gss, each.lgsl, each.lgil, each.url) for each in self)
        except OSError as error:
            raise InputError.of("path", str(path), f"it cannot be written: {error.strerror}") from error

    def __iter__(self) -> Iterator[Link]:
        for (gss, lgsl), urls in sorted(self._links.items()):
            for lgil, url in sorted(urls.items()):
                yield Link(gss, lgsl, lgil, url)

    @property
    def source(self) -> str:
        """Where the links are from."""
        return self._source

    def __len__(self) -> int:
        return self.report.links

    def __repr__(self) -> str:
        return f"<Links: {len(self)}>"


@dataclass(frozen=True, slots=True)
class LinkedCouncils:
    """The pages of principal councils for one transaction: a contact source without a network."""

    links: Links
    lgsl: tuple[int, ...]
    lgil: int | None = None

    def waits_for(self, _authority: Authority) -> bool:
        """Say that `contact_for` never waits."""
        return False

    def contact_for(self, authority: Authority) -> Contact | None:
        """Give a principal council's page for the transaction; None where no link is known."""
        if authority.kind != "principal-council":
            return None
        found = (self.links.link(authority.id, number, self.lgil) for number in self.lgsl)
        link = next(filter(None, found), None)
        if link is None:
            return None
        own = own_contact(authority)
        return Contact(
            authority=authority.id,
            organisation=authority.name,
            role=ENQUIRIES,
            telephone=own.telephone if own else None,
            page=link.url,
            provenance=Provenance(
                source=f"{self.links.source}, LGSL {link.lgsl}, LGIL {link.lgil}", url=link.url
            ),
        )


def _link(row: Record) -> Link | str:
    """Make a link of a row, or say why it is left out."""
    gss, url = row.cells["GSS"], row.cells["URL"]
    if not re.fullmatch(GSS_CODE, gss):
        return "no GSS code"
    if not (_NUMBER.fullmatch(row.cells["LGSL"]) and _NUMBER.fullmatch(row.cells["LGIL"])):
        return "no LGSL or LGIL number"
    if not url:
        return "no URL"
    if not is_web_address(url):
        return "a URL that is not http or https, or too long"
    return Link(gss, int(row.cells["LGSL"]), int(row.cells["LGIL"]), url)
