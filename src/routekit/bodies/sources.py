"""The published lists that who plays which role is derived from, as they are: councils, counties, police."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, get_args

from routekit.bodies.reading import read_list
from routekit.bodies.tables import CouncilKind
from routekit.errors import BodiesError
from routekit.model.text import GSS_CODE, day_of, is_one_line, is_web_address
from routekit.tables import Layout, Record

KINDS = frozenset(get_args(CouncilKind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """A principal council of England or Wales, past or present, in `local_authorities.csv`."""

    code: str
    former_codes: tuple[str, ...]
    letters: str
    name: str
    kind: str
    county_letters: str
    started: date | None
    ended: date | None
    replaced_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A line of `lad_changes_2014_2025.csv`: what became of a code, and in which year."""

    old: str
    new: str
    kind: str
    year: int


@dataclass(frozen=True, slots=True)
class Force:
    """The police force area of a district, in `ons_lad_police_2019.csv`."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Website:
    """The website of a council and the days it was one, in `local_authority_websites.csv`."""

    url: str
    started: date | None
    ended: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All the lists. `counties` and `forces` are of 2019, by the code of the district."""

    councils: tuple[Council, ...] = ()
    changes: tuple[Change, ...] = ()
    counties: Mapping[str, str] = field(default_factory=dict)
    forces: Mapping[str, Force] = field(default_factory=dict)
    websites: Mapping[str, Website] = field(default_factory=dict)


def read_sources(folder: Path) -> Sources:
    """Read the lists of a folder. Raises BodiesError naming file and line of what cannot be understood."""
    return Sources(
        councils=_rows(folder, "local_authorities", COUNCIL, _council),
        changes=_rows(folder, "lad_changes_2014_2025", CHANGE, _change),
        counties=_one_each(_rows(folder, "ons_ltla_utla_2019", COUNTY, _county), "county"),
        forces=_one_each(_rows(folder, "ons_lad_police_2019", FORCE, _force), "police force area"),
        websites=_one_each(_rows(folder, "local_authority_websites", WEBSITE, _website), "website"),
    )


COUNCIL = (
    "gss-code", "former-gss-codes", "local-authority-code", "official-name", "local-authority-type",
    "county-la", "start-date", "end-date", "replaced-by",
)  # fmt: skip
CHANGE = ("oldcd", "newcd", "type", "start")
COUNTY = ("LTLA19CD", "UTLA19CD")
FORCE = ("LAD19CD", "PFA19CD", "PFA19NM")
WEBSITE = ("statistical-geography", "local-authority-type", "website", "start-date", "end-date")

AnyRow = TypeVar("AnyRow")


def _rows(
    folder: Path, name: str, columns: tuple[str, ...], read: Callable[[Mapping[str, str]], AnyRow | None]
) -> tuple[AnyRow, ...]:
    """Read each line of a list; those that are of no use here are None, and left out."""
    file = f"{name}.csv"
    return read_list(folder / file, Layout(columns=columns, others=True), partial(_understood, read), file)


def _understood(read: Callable[[Mapping[str, str]], AnyRow | None], record: Record) -> AnyRow | None:
    try:
        return read(record.cells)
    except ValueError as error:
        raise BodiesError(f"{record.file}:{record.line} cannot be understood: {error}") from error


def _one_each(pairs: Iterable[tuple[str, AnyRow]], what: str) -> Mapping[str, AnyRow]:
    found: dict[str, AnyRow] = {}
    for code, value in pairs:
        if found.setdefault(code, value) != value:
            raise BodiesError(f"{code} has more than one {what}: {found[code]} and {value}; keep one")
    return MappingProxyType(found)


def _council(cells: Mapping[str, str]) -> Council | None:
    if cells["local-authority-type"] not in KINDS:
        return None
    return Council(
        code=_code(cells["gss-code"]),
        former_codes=_listed(cells["former-gss-codes"]),
        letters=cells["local-authority-code"],
        name=_name(cells["official-name"]),
        kind=cells["local-authority-type"],
        county_letters=cells["county-la"],
        started=_day(cells["start-date"]),
        ended=_day(cells["end-date"]),
        replaced_by=_listed(cells["replaced-by"]),
    )


def _change(cells: Mapping[str, str]) -> Change:
    return Change(cells["oldcd"], cells["newcd"], cells["type"], _year(cells["start"]))


def _county(cells: Mapping[str, str]) -> tuple[str, str]:
    return _code(cells["LTLA19CD"]), _code(cells["UTLA19CD"])


def _force(cells: Mapping[str, str]) -> tuple[str, Force]:
    return _code(cells["LAD19CD"]), Force(_code(cells["PFA19CD"]), _name(cells["PFA19NM"]))


def _website(cells: Mapping[str, str]) -> tuple[str, Website] | None:
    url = cells["website"]
    if cells["local-authority-type"] not in KINDS or not is_web_address(url):
        return None
    site = Website(url, _day(cells["start-date"]), _day(cells["end-date"]))
    return cells["statistical-geography"], site


def _day(text: str) -> date | None:
    try:
        return day_of(text) if text else None
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day") from error


def _year(text: str) -> int:
    if not re.fullmatch("[12][0-9]{3}", text):
        raise ValueError(f"{text!r} is not a year")
    return int(text)


def _name(text: str) -> str:
    if not text or not is_one_line(text):
        raise ValueError("a name is one line of text, and not a very long one")
    return text


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _code(text: str) -> str:
    if not re.fullmatch(GSS_CODE, text):
        raise ValueError(f"{text!r} is not a GSS code")
    return text
