"""How people write the name of a council: spellings that mean the same, and slips that do not."""

import csv
import html
import lzma
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from routekit.contacts.matching import Areas
from routekit.contacts.naming import name_of, whole
from routekit.installed import folders
from routekit.model import Area

NATION = "editions/ew-2019-12/ons_parishes_2019.csv.xz"


def national_areas() -> dict[str, list[Area]]:
    """Give the 11,341 parishes and communities of the ONS list by district."""
    folder = next(found for found in folders("routekit.boundaries") if (found / NATION).is_file())
    areas: dict[str, list[Area]] = defaultdict(list)
    with lzma.open(Path(folder) / NATION, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code, district = row["PAR19CD"], row["LAD19CD"]
            kind = "community" if code.startswith("W") else "parish"
            welsh = row["PAR19NMW"] or None
            area = Area(code=code, name=row["PAR19NM"], name_cy=welsh, kind=kind, district=district)
            areas[district].append(area)
    return dict(areas)


def _swapped(name: str) -> str:
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


def _middle(name: str, put: str) -> str:
    middle = len(name) // 2
    return name[:middle] + put + name[middle + 1 :]


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


SAME: dict[str, Callable[[str], str]] = {
    "parish council": lambda n: f"{n} Parish Council",
    "town council": lambda n: f"{n} Town Council",
    "community council": lambda n: f"{n} Community Council",
    "parish meeting": lambda n: f"{n} Parish Meeting",
    "abbreviated": lambda n: f"{n} PC",
    "dotted": lambda n: f"{n} P.C.",
    "group": lambda n: f"{n} Group Parish Council",
    "parish council of": lambda n: f"Parish Council of {n}",
    "the": lambda n: f"The {n} Parish Council",
    "welsh": lambda n: f"Cyngor Cymuned {n}",
    "both languages": lambda n: f"{n} Community Council / Cyngor Cymuned {n}",
    "bare": lambda n: n,
    "upper case": lambda n: f"{n} Parish Council".upper(),
    "lower case": lambda n: f"{n} parish council".lower(),
    "no accents": lambda n: f"{_plain(n)} Council",
    "decomposed": lambda n: unicodedata.normalize("NFD", f"{n} Council"),
    "spaces": lambda n: f"  {n.replace(' ', '   ')}  Parish  Council ",
    "hyphens": lambda n: f"{n.replace(' ', '-')} Parish Council",
    "no hyphens": lambda n: f"{n.replace('-', ' ')} Parish Council",
    "no apostrophe": lambda n: f"{n.replace(chr(39), '')} Parish Council",
    "curly apostrophe": lambda n: f"{n.replace(chr(39), chr(0x2019))} Parish Council",
    "ampersand": lambda n: f"{n.replace(' and ', ' & ')} Parish Council",
    "escaped twice": lambda n: html.escape(html.escape(f"{n.replace(' and ', ' & ')} Parish Council")),
    "saint": lambda n: f"{n.replace('St. ', 'Saint ').replace('St ', 'Saint ')} Parish Council",
    "no full stops": lambda n: f"{n.replace('.', '')} Parish Council",
    "district letters": lambda n: f"{n} Parish Council (BDC)",
    "invisible": lambda n: f"{n[:1]}\u200b{n[1:]}\u00ad Parish Council",
}
SLIPS: dict[str, Callable[[str], str]] = {
    "letter lost": lambda n: f"{_middle(n, '')} Parish Council",
    "letter doubled": lambda n: f"{_middle(n, n[len(n) // 2] * 2)} Parish Council",
    "letter changed": lambda n: f"{_middle(n, 'x')} Parish Council",
    "letters swapped": lambda n: f"{_swapped(n)} Parish Council",
    "last letter lost": lambda n: f"{n[:-1]} Parish Council",
    "plural": lambda n: f"{n}s Parish Council",
}


class District(NamedTuple):
    """The areas of one district, ready to be matched, and the names they have."""

    areas: list[Area]
    matching: Areas
    names: set[str]


def districts(areas: dict[str, list[Area]]) -> list[District]:
    """Make the areas of each district ready."""
    return [
        District(here, Areas(here, district=code), {name for each in here for name in _names(each)})
        for code, here in areas.items()
    ]


def _names(area: Area) -> set[str]:
    return {whole(name_of(name).core) for name in (area.name, area.name_cy) if name}


def tally(nation: list[District], spell: Callable[[str], str], *, every: int = 1) -> Counter[str]:
    """Count what becomes of one way to write each name: found, suggested, nothing, or either of them wrong.

    A spelling that is the very name of another area of the district is no slip, and counted as such.
    """
    counted: Counter[str] = Counter()
    for here, matching, names in nation:
        for area in here[::every]:
            title = spell(area.name)
            (match,) = matching.match([title])
            if name_of(title).cores & (names - _names(area)):
                counted["another's name"] += 1
            elif match.areas:
                counted["found" if match.areas == (area.code,) else "WRONG"] += 1
            else:
                suggestion = matching.suggest(title)
                right = suggestion is not None and suggestion.area == area.code
                said = "suggested" if right else "other suggested"
                counted[said if suggestion else "nothing"] += 1
    return counted
