"""The tables an officer can edit, row by row: what each column may hold."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from routekit.model import AuthorityKind

CouncilKind = Literal["CTY", "NMD", "UA", "MD", "LBO", "CC", "WPA"]


def _blank_to_none(value: object) -> object:
    return None if value == "" else value


Blank = BeforeValidator(_blank_to_none)
Code = Annotated[str, Field(pattern=r"^[A-Z]\d{8}$")]
AuthorityId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9:-]{1,60}$")]
ParishBodyId = Annotated[str, Field(pattern=r"^parish-council:[EW]04\d{6}$")]
Role = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,40}$")]
TransactionId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]


class TableRow(BaseModel):
    """One line of a table: its number in the file, and where it comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: int
    source: Annotated[str, Field(min_length=1)]


class DatedRow(TableRow):
    """A line that holds from `valid_from` up to and not including `valid_to`; None is open-ended."""

    valid_from: Annotated[date | None, Blank]
    valid_to: Annotated[date | None, Blank]

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
    name: Annotated[str, Field(min_length=1)]
    kind: AuthorityKind
    website: Annotated[str | None, Blank]
    telephone: Annotated[str | None, Blank]


class RoleRow(DatedRow):
    """`roles.csv`: who plays a role throughout a district, where that does not follow from its kind."""

    role: Role
    district: Code
    authority: AuthorityId


class SuccessorRow(TableRow):
    """`successors.csv`: from `valid_from` on, the land of a district is part of another."""

    district: Code
    successor: Code
    valid_from: date


class KindRoleRow(DatedRow):
    """`roles_by_kind.csv`: a role that every principal council of a kind plays in its area."""

    kind: CouncilKind
    role: Role


class NotCheckedRow(DatedRow):
    """`not_checked.csv`: what no table says about a role, in the districts whose codes begin with `where`.

    `where` is one or more beginnings of GSS codes with spaces between them; empty is everywhere.
    """

    role: Role
    where: Annotated[str, Field(pattern=r"^([A-Z]\d{0,8}( [A-Z]\d{0,8})*)?$")]
    what: Annotated[str, Field(min_length=1)]

    def concerns(self, district: str) -> bool:
        """Tell whether a district is one of those meant."""
        return not self.where or district.startswith(tuple(self.where.split(" ")))


class ParishRow(DatedRow):
    """`parish_bodies.csv`: what acts for a parish: a council, one shared by several, a meeting, or nobody."""

    area: Code
    kind: Literal["council", "grouped", "meeting", "none"]
    authority: Annotated[ParishBodyId | None, Blank]
    name: Annotated[str | None, Blank]

    @model_validator(mode="after")
    def _named_unless_nobody(self) -> "ParishRow":
        somebody = self.kind != "none"
        if somebody != (self.authority is not None) or somebody != (self.name is not None):
            raise ValueError("authority and name are both needed, or both empty when kind is none")
        return self


class TakenOnRow(DatedRow):
    """`taken_on.csv`: a parish, or every parish of a district, has taken a transaction on."""

    area: Code
    transaction: TransactionId


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

    def named(self, table: str) -> str:
        """Give a table's file name for a message."""
        return f"{self.folder}/{table}.csv" if self.folder else f"{table}.csv"
