"""The published lists that who plays which role is derived from, as they are: councils, counties, police."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, get_args

from routekit.bodies.reading import Record, records
from routekit.bodies.tables import CouncilKind
from routekit.errors import BodiesError

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
        councils=tuple(_rows(folder, "local_authorities", COUNCIL, _council)),
        changes=tuple(_rows(folder, "lad_changes_2014_2025", CHANGE, _change)),
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
    folder: Path, name: str, columns: Sequence[str], read: Callable[[Record], AnyRow | None]
) -> Iterator[AnyRow]:
    """Read each line of a list; those that are of no use here are None, and left out."""
    file = f"{name}.csv"
    for line, record in records(folder / file, columns, file, more_columns=True):
        if None in map(record.get, columns):
            raise BodiesError(f"{file}:{line} has fewer cells than there are columns")
        try:
            row = read(record)
        except ValueError as error:
            raise BodiesError(f"{file}:{line} cannot be understood: {error}") from error
        if row is not None:
            yield row


def _one_each(pairs: Iterable[tuple[str, AnyRow]], what: str) -> Mapping[str, AnyRow]:
    found: dict[str, AnyRow] = {}
    for code, value in pairs:
        if found.setdefault(code, value) != value:
            raise BodiesError(f"{code} has more than one {what}: {found[code]} and {value}; keep one")
    return MappingProxyType(found)


def _council(record: Record) -> Council | None:
    if record["local-authority-type"] not in KINDS:
        return None
    return Council(
        code=_code(record["gss-code"]),
        former_codes=_listed(record["former-gss-codes"]),
        letters=record["local-authority-code"],
        name=" ".join(record["official-name"].split()),
        kind=record["local-authority-type"],
        county_letters=record["county-la"],
        started=_day(record["start-date"]),
        ended=_day(record["end-date"]),
        replaced_by=_listed(record["replaced-by"]),
    )


def _change(record: Record) -> Change:
    return Change(record["oldcd"], record["newcd"], record["type"], int(record["start"]))


def _county(record: Record) -> tuple[str, str]:
    return _code(record["LTLA19CD"]), _code(record["UTLA19CD"])


def _force(record: Record) -> tuple[str, Force]:
    return _code(record["LAD19CD"]), Force(_code(record["PFA19CD"]), record["PFA19NM"].strip())


def _website(record: Record) -> tuple[str, Website] | None:
    url = record["website"].strip()
    if record["local-authority-type"] not in KINDS or not url.startswith(("http://", "https://")):
        return None
    site = Website(url, _day(record["start-date"]), _day(record["end-date"]))
    return record["statistical-geography"], site


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _code(text: str) -> str:
    if len(text) != len("E06000001") or not text[1:].isdigit():
        raise ValueError(f"{text!r} is not a GSS code")
    return text
