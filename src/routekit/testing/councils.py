"""Invented parish councils: what a Modern.Gov-style service would publish about them."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from routekit.model import Area

_CLERKS = (
    "Alex Example",
    "Sam Sample",
    "Jo Placeholder",
    "Pat Specimen",
    "Robin Madeup",
    "Chris Fictional",
    "Kim Imaginary",
    "Lee Pretend",
    "Max Dummy-Data",
    "Nic O'Invented",
    "The Clerk",
)
_STREETS = ("Invented Lane", "Example Street", "Sample Road", "Pretend Close", "Imaginary Hill")

# The parishes of West Berkshire, which the sample edition covers, that share a council in fact.
GROUPS: Mapping[str, Collection[str]] = MappingProxyType({"Tidmarsh with Sulham": ("E04001192", "E04001196")})


@dataclass(frozen=True, slots=True, kw_only=True)
class ParishCouncilRecord:
    """What the service says about one parish council: plain text, any of it empty or dirty.

    `id` is the service's own number for the council, not a GSS code: the real service publishes none.
    """

    id: str
    title: str
    clerk_name: str = ""
    email: str = ""
    telephone: str = ""
    address_lines: tuple[str, ...] = ()
    postcode: str = ""
    website: str = ""


def sample_councils(
    areas: Iterable[Area],
    *,
    towns: Collection[str] = (),
    groups: Mapping[str, Collection[str]] = GROUPS,
) -> tuple[ParishCouncilRecord, ...]:
    """Invent a council for each parish or community, in the order given; unparished areas have none.

    Everything follows from the area's GSS code and name, so the same areas give the same councils. `towns`
    are the codes whose council is styled a town council. `groups` has the joint name of each council that
    several areas share, and their codes; it is listed once. Mailboxes and sites are under `example.gov.uk`,
    telephone numbers are from 01632 960000 to 960999 (Ofcom keeps them for drama), and postcodes begin with
    ZZ, as none does.
    """
    joint = {code: (name, min(codes)) for name, codes in groups.items() for code in codes}
    served = (_joined(area, *joint[area.code]) if area.code in joint else area for area in areas)
    parishes = dict.fromkeys(area for area in served if area.kind != "unparished")
    return tuple(_sample(area, town=area.code in towns) for area in parishes)


def _joined(area: Area, name: str, code: str) -> Area:
    """Give what all areas of a group look like to the one who lists their council."""
    return area.model_copy(update={"name": name, "name_cy": None, "code": code})


def _sample(area: Area, *, town: bool) -> ParishCouncilRecord:
    seed = int.from_bytes(sha256(area.code.encode()).digest()[:8])
    site = f"{_slug(area.name)}-{'tc' if town else 'cc' if area.kind == 'community' else 'pc'}.example.gov.uk"
    return ParishCouncilRecord(
        id=re.sub(r"\D", "", area.code).lstrip("0") or area.code,
        title=f"{area.name} {_style(area, town=town)} Council",
        clerk_name=_CLERKS[seed % len(_CLERKS)],
        email=f"clerk@{site}",
        telephone=f"01632 960{seed // 16 % 1000:03}",
        address_lines=(
            "The Council Office",
            f"{seed // 32 % 98 + 1} {_STREETS[seed // 64 % len(_STREETS)]}",
            area.name,
        ),
        postcode=f"ZZ{seed // 128 % 9 + 1} {seed // 256 % 9 + 1}ZZ",
        website=f"https://{site}/",
    )


def _style(area: Area, *, town: bool) -> str:
    if town:
        return "Town"
    return "Community" if area.kind == "community" else "Parish"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].rstrip("-") or "council"
