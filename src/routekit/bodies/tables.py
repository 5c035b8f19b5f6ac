"""The tables an officer can edit, row by row: what each column may hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from routekit.model import AuthorityKind
from routekit.model.text import GSS_CODE, day_of, is_one_line, is_web_address

UNPARISHED = "E43"
# What stands after the first letter of the code of a parish or community, and of an unparished area.
PARISH_LIKE = ("04", "43")

CouncilKind = Literal["CTY", "NMD", "UA", "MD", "LBO", "CC", "WPA"]


def _blank_to_none(value: object) -> object:
    return None if value == "" else value


def _only_a_day(value: object) -> object:
    """Refuse the other ways in which pydantic reads a day: 0 is 1970, and 1238544000 is in 2009."""
    if isinstance(value, str):
        return day_of(value)
    if type(value) is date or value is None:
        return value
    raise ValueError("a day is needed, as 2026-04-01")


def _shown_as_it_is(text: str) -> str:
    if not text:
        raise ValueError("this may not be empty")
    if not is_one_line(text):
        raise ValueError("one line of printable text is needed, and not a very long one")
    return text


def _a_website(text: str) -> str:
    if not is_web_address(text):
        raise ValueError("a full http or https address is needed")
    return text


def _like(pattern: str, expected: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(expected)
        return text

    return AfterValidator(check)


Blank = BeforeValidator(_blank_to_none)
Day = Annotated[date, BeforeValidator(_only_a_day)]
Text = Annotated[str, AfterValidator(_shown_as_it_is)]
Website = Annotated[str, AfterValidator(_a_website)]
Code = Annotated[str, _like(GSS_CODE, "a GSS code is needed, as E06000037")]
AuthorityId = Annotated[
    str, _like("[A-Za-z][A-Za-z0-9:-]{1,60}", "an id is needed, as E06000037 or police:E23000029")
]
AreaCode = Annotated[
    str, _like("([EW]04|E43)[0-9]{6}", "the GSS code of a parish, community or unparished area is needed")
]
ParishBodyId = Annotated[
    str,
    _like("parish-council:([EW]04|E43)[0-9]{6}", "parish-council: and the lowest of its areas is needed"),
]
Role = Annotated[str, _like("[a-z][a-z_]{1,40}", "the name of a role is needed, as highway_authority")]
TransactionId = Annotated[
    str, _like("[a-z0-9-]{1,60}", "the id of a transaction is needed, as report-speeding-traffic")
]


class TableRow(BaseModel):
    """One line of a table: its number in the file, and where it comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: int
    source: Text


class DatedRow(TableRow):
    """A line that holds from `valid_from` up to and not including `valid_to`; None is open-ended."""

    valid_from: Annotated[Day | None, Blank]
    valid_to: Annotated[Day | None, Blank]

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "DatedRow":
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} must be later than valid_from {self.valid_from}")
        return self

    def holds_on(self, day: date) -> bool:
        """Tell whether the line holds on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


class AuthorityRow(DatedRow):
    """`authorities.csv`: a public body that is not a parish's own."""

    id: AuthorityId
    name: Text
    kind: AuthorityKind
    website: Annotated[Website | None, Blank]
    telephone: Annotated[Text | None, Blank]


class RoleRow(DatedRow):
    """`roles.csv`: who plays a role throughout a district, where that does not follow from its kind."""

    role: Role
    district: Code
    authority: AuthorityId


class SuccessorRow(TableRow):
    """`successors.csv`: from `valid_from` on, the land of a district is part of another.

    With `area` it is only that area's, whatever becomes of the rest of the district.
    """

    area: Annotated[AreaCode | None, Blank] = None
    district: Code
    successor: Code
    valid_from: Day


class KindRoleRow(DatedRow):
    """`roles_by_kind.csv`: a role that every principal council of a kind plays in its area."""

    kind: CouncilKind
    role: Role


class NotCheckedRow(DatedRow):
    """`not_checked.csv`: what no table says about a role, in the districts whose codes begin with `where`.

    `where` is one or more beginnings of GSS codes with spaces between them; empty is everywhere.
    """

    role: Role
    where: Annotated[
        str, _like("([A-Z][0-9]{0,8}( [A-Z][0-9]{0,8})*)?", "beginnings of GSS codes are needed, as E06 E07")
    ]
    what: Text

    def concerns(self, district: str) -> bool:
        """Tell whether a district is one of those meant."""
        return not self.where or district.startswith(tuple(self.where.split(" ")))


class ParishRow(DatedRow):
    """`parish_bodies.csv`: what acts for a parish: a council, one shared by several, a meeting, or nobody.

    For an unparished area it is the council formed there since, and `valid_from` the council's first day.
    """

    area: AreaCode
    kind: Literal["council", "grouped", "meeting", "none"]
    authority: Annotated[ParishBodyId | None, Blank]
    name: Annotated[Text | None, Blank]

    @model_validator(mode="after")
    def _named_unless_nobody(self) -> "ParishRow":
        somebody = self.kind != "none"
        if somebody != (self.authority is not None) or somebody != (self.name is not None):
            raise ValueError("authority and name are both needed, or both empty when kind is none")
        return self

    @model_validator(mode="after")
    def _formed_on_a_day(self) -> "ParishRow":
        if self.area.startswith(UNPARISHED) and (self.kind != "council" or self.valid_from is None):
            raise ValueError(
                f"{self.area} is an unparished area; for a council formed in it, kind council and its first "
                "day as valid_from are needed"
            )
        return self


class TakenOnRow(DatedRow):
    """`taken_on.csv`: a parish, or every parish of a district, has taken a transaction on, or has not.

    `taken_on` may be left out of a table: every row of it then says `yes`.
    """

    area: Code
    transaction: TransactionId
    taken_on: Literal["yes", "no"] = "yes"


class AgreementRow(DatedRow):
    """`agreements.csv`: in a parish or district one authority acts for another, in a role or transaction."""

    area: Code
    role: Annotated[Role | None, Blank]
    transaction: Annotated[TransactionId | None, Blank]
    acting: AuthorityId
    on_behalf_of: AuthorityId

    @model_validator(mode="after")
    def _for_one_thing(self) -> "AgreementRow":
        if (self.role is None) == (self.transaction is None):
            raise ValueError("either role or transaction is needed, and not both")
        if self.acting == self.on_behalf_of:
            raise ValueError("acting and on_behalf_of must be two different authorities")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The rows of one folder of tables. `folder` is its name in messages, if it is not the only one."""

    folder: str = ""
    authorities: tuple[AuthorityRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    parish_bodies: tuple[ParishRow, ...] = ()
    taken_on: tuple[TakenOnRow, ...] = ()
    agreements: tuple[AgreementRow, ...] = ()
    successors: tuple[SuccessorRow, ...] = ()
    roles_by_kind: tuple[KindRoleRow, ...] = ()
    not_checked: tuple[NotCheckedRow, ...] = ()

    def rows(self) -> Iterator[tuple[str, TableRow]]:
        """Give every row, and its file and line."""
        for table in (each.name for each in fields(self) if each.name != "folder"):
            for row in getattr(self, table):
                yield f"{self.named(table)}:{row.line}", row

    def named(self, table: str) -> str:
        """Give a table's file name for a message."""
        return f"{self.folder}/{table}.csv" if self.folder else f"{table}.csv"
