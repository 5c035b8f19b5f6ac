"""The tables an officer can edit: CSV files read into dated rows, every mistake named with its line."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from routekit.errors import BodiesError
from routekit.model import AuthorityKind

LARGEST_TABLE_BYTES = 64 * 1024 * 1024


def _blank_to_none(value: object) -> object:
    return None if value == "" else value


Blank = BeforeValidator(_blank_to_none)
Code = Annotated[str, Field(pattern=r"^[A-Z]\d{8}$")]
AuthorityId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9:-]{1,60}$")]
ParishBodyId = Annotated[str, Field(pattern=r"^parish-council:[EW]04\d{6}$")]
Role = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,40}$")]


class DatedRow(BaseModel):
    """One line of a table: its number in the file, the days it holds for, and where it comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: int
    valid_from: Annotated[date | None, Blank]
    valid_to: Annotated[date | None, Blank]
    source: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "DatedRow":
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} must be later than valid_from {self.valid_from}")
        return self


class AuthorityRow(DatedRow):
    """`authorities.csv`: a public body that is not a parish's own."""

    id: AuthorityId
    name: Annotated[str, Field(min_length=1)]
    kind: AuthorityKind
    website: Annotated[str | None, Blank]
    telephone: Annotated[str | None, Blank]


class RoleRow(DatedRow):
    """`roles.csv`: who plays a role throughout a district."""

    role: Role
    district: Code
    authority: AuthorityId


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
    transaction: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]


AnyRow = TypeVar("AnyRow", bound=DatedRow)


def read_table(path: Path, row_type: type[AnyRow]) -> tuple[AnyRow, ...]:
    """Read one CSV table (UTF-8, header line) into rows.

    Raises BodiesError naming every line that is wrong, the column, the value and what would be right.
    """
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    expected = [name for name in row_type.model_fields if name != "line"]
    problems: list[str] = []
    rows: list[AnyRow] = []
    try:
        if sorted(reader.fieldnames or ()) != sorted(expected):
            raise BodiesError(f"{path.name}:1 has the columns {reader.fieldnames}; it needs {expected}")
        for record in reader:
            try:
                rows.append(row_type.model_validate({**record, "line": reader.line_num}))
            except ValidationError as error:
                problems += _described(path, reader.line_num, error)
    except csv.Error as error:
        raise BodiesError(f"{path.name}:{reader.line_num} is not CSV: {error}") from error
    if problems:
        raise BodiesError("\n".join(problems))
    return tuple(rows)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_TABLE_BYTES:
            raise BodiesError(f"{path.name} is larger than {LARGEST_TABLE_BYTES:,} bytes")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BodiesError(f"{path.name} cannot be read as UTF-8 text: {error}") from error


def _described(path: Path, line: int, error: ValidationError) -> Sequence[str]:
    return [
        f"{path.name}:{line} {'.'.join(map(str, part['loc'])) or 'row'}: {part['input']!r}; {part['msg']}"
        if part["loc"]
        else f"{path.name}:{line} {part['msg']}"
        for part in error.errors()
    ]
