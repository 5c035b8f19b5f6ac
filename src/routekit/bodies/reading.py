"""Read CSV files: the tables of a folder into rows, every mistake named with its line."""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from routekit.bodies.tables import (
    AgreementRow,
    AuthorityRow,
    KindRoleRow,
    NotCheckedRow,
    ParishRow,
    RoleRow,
    SuccessorRow,
    TableRow,
    Tables,
    TakenOnRow,
)
from routekit.errors import BodiesError

LARGEST_TABLE_BYTES = 64 * 1024 * 1024
NEEDED = ("authorities", "roles", "parish_bodies", "taken_on")
TABLES = tuple(each.name for each in fields(Tables) if each.name != "folder")

Record = dict[str, str]
AnyRow = TypeVar("AnyRow", bound=TableRow)


def read_tables(folder: Path) -> Tables:
    """Read the tables of a folder; those of `NEEDED` must be there. Raises BodiesError."""
    return _tables(folder, {*NEEDED, *(name for name in TABLES if _file(folder, name).exists())})


def read_overrides(folder: Path) -> Tables:
    """Read a folder with any of the tables in it, and no other CSV file. Raises BodiesError."""
    files = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    found = [name for name in files if name.lower().endswith(".csv")]
    known = [f"{name}.csv" for name in TABLES]
    if not found:
        raise BodiesError(f"no table of bodies is in {str(folder)!r}; any of {', '.join(known)} may be there")
    for name in found:
        if name not in known:
            raise BodiesError(f"{folder.name}/{name} is not a table of bodies; these are: {', '.join(known)}")
    return _tables(folder, {name.removesuffix(".csv") for name in found}, shown=folder.name)


def joined(tables: Sequence[Tables]) -> Tables:
    """Put the rows of several folders together as if they were one."""

    def every(rows: Callable[[Tables], Iterable[AnyRow]]) -> tuple[AnyRow, ...]:
        return tuple(chain.from_iterable(map(rows, tables)))

    return Tables(
        authorities=every(lambda each: each.authorities),
        roles=every(lambda each: each.roles),
        parish_bodies=every(lambda each: each.parish_bodies),
        taken_on=every(lambda each: each.taken_on),
        agreements=every(lambda each: each.agreements),
        successors=every(lambda each: each.successors),
        roles_by_kind=every(lambda each: each.roles_by_kind),
        not_checked=every(lambda each: each.not_checked),
    )


def _tables(folder: Path, names: Collection[str], *, shown: str = "") -> Tables:
    named = Tables(folder=shown).named

    def rows(name: str, row_type: type[AnyRow]) -> tuple[AnyRow, ...]:
        return read_table(_file(folder, name), row_type, named(name)) if name in names else ()

    return Tables(
        folder=shown,
        authorities=rows("authorities", AuthorityRow),
        roles=rows("roles", RoleRow),
        parish_bodies=rows("parish_bodies", ParishRow),
        taken_on=rows("taken_on", TakenOnRow),
        agreements=rows("agreements", AgreementRow),
        successors=rows("successors", SuccessorRow),
        roles_by_kind=rows("roles_by_kind", KindRoleRow),
        not_checked=rows("not_checked", NotCheckedRow),
    )


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.csv"


def read_table(path: Path, row_type: type[AnyRow], shown: str) -> tuple[AnyRow, ...]:
    """Read one CSV table (UTF-8, header line) into rows; messages call it `shown`.

    Raises BodiesError naming every line that is wrong, the column, the value and what would be right.
    """
    expected = [name for name in row_type.model_fields if name != "line"]
    problems: list[str] = []
    rows: list[AnyRow] = []
    for line, record in records(path, expected, shown):
        if len(record) > len(expected):
            problems.append(f"{shown}:{line} has a cell too many; a text with a comma in it needs quotes")
            continue
        try:
            rows.append(row_type.model_validate({**record, "line": line}))
        except ValidationError as error:
            problems += _described(shown, line, error)
    if problems:
        raise BodiesError("\n".join(problems))
    return tuple(rows)


def records(
    path: Path, needed: Sequence[str], shown: str, *, more_columns: bool = False
) -> Iterator[tuple[int, Record]]:
    """Give each line of a CSV file with its number, by column. The columns may stand in any order.

    Raises BodiesError if the file cannot be read, lacks a column, or has more and may not.
    """
    reader = csv.DictReader(io.StringIO(_text(path, shown), newline=""), strict=True)
    try:
        found = reader.fieldnames or ()
        if not set(needed) <= set(found) or (len(found) > len(needed) and not more_columns):
            raise BodiesError(f"{shown}:1 has the columns {found}; it needs {list(needed)}")
        for record in reader:
            yield reader.line_num, record
    except csv.Error as error:
        raise BodiesError(f"{shown}:{reader.line_num} is not CSV: {error}") from error


def _text(path: Path, shown: str) -> str:
    try:
        if path.stat().st_size > LARGEST_TABLE_BYTES:
            raise BodiesError(f"{shown} is larger than {LARGEST_TABLE_BYTES:,} bytes")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BodiesError(f"{shown} cannot be read as UTF-8 text: {error}") from error


def _described(shown: str, line: int, error: ValidationError) -> Sequence[str]:
    return [
        f"{shown}:{line} {'.'.join(map(str, part['loc'])) or 'row'}: {part['input']!r}; {part['msg']}"
        if part["loc"]
        else f"{shown}:{line} {part['msg']}"
        for part in error.errors()
    ]
