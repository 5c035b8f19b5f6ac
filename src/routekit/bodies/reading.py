"""Read the tables of a folder into rows, every mistake named with its line."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import partial
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
from routekit.errors import BodiesError, InputError
from routekit.model import Provenance
from routekit.model.text import is_web_address
from routekit.tables import Layout, Record, read_table

NEEDED = ("authorities", "roles", "parish_bodies", "taken_on")
TABLES = tuple(each.name for each in fields(Tables) if each.name != "folder")

PROVENANCE = Layout(columns=("table", "source", "licence", "url"), unique="table")

AnyRow = TypeVar("AnyRow", bound=TableRow)
AnyMade = TypeVar("AnyMade")


def read_tables(folder: Path) -> Tables:
    """Read the tables of a folder; those of `NEEDED` must be there. Raises BodiesError."""
    found = _listing(folder)
    if not found:
        raise BodiesError(
            f"no table of bodies is in {str(folder)!r}; {', '.join(map(_named, NEEDED))} must be"
        )
    return _tables(folder, {*NEEDED, *(name for name in TABLES if _named(name) in found)})


def read_overrides(folder: Path) -> Tables:
    """Read a folder with any of the tables in it, and no other CSV file. Raises BodiesError."""
    found = [name for name in _listing(folder) if name.lower().endswith(".csv")]
    known = list(map(_named, TABLES))
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
    """Read the tables of these names. Raises BodiesError naming what is wrong in all of them."""
    named = Tables(folder=shown).named
    problems: list[str] = []

    def rows(name: str, row_type: type[AnyRow]) -> tuple[AnyRow, ...]:
        try:
            return read_rows(folder / _named(name), row_type, named(name)) if name in names else ()
        except BodiesError as error:
            problems.append(str(error))
            return ()

    tables = Tables(
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
    if problems:
        raise BodiesError("\n".join(problems))
    return tables


def _named(table: str) -> str:
    return f"{table}.csv"


def _listing(folder: Path) -> list[str]:
    """Give the names in a folder in order; none if it cannot be one, or cannot be read."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except (OSError, ValueError):
        return []


def read_provenance(folder: Path) -> dict[str, Provenance]:
    """Read where each table comes from, by its file, if the folder says. Raises BodiesError."""
    name = "provenance.csv"
    return dict(read_list(folder / name, PROVENANCE, _provenance, name)) if name in _listing(folder) else {}


def _provenance(record: Record) -> tuple[str, Provenance]:
    url = record.text("url")
    if url is not None and not is_web_address(url):
        raise record.wrong("url", "a full http or https address is needed")
    return record.needed("table"), Provenance(
        source=record.needed("source"), url=url, licence=record.needed("licence")
    )


def read_rows(path: Path, row_type: type[AnyRow], shown: str) -> tuple[AnyRow, ...]:
    """Read one table into rows; messages call it `shown`.

    Raises BodiesError if it is not there, or naming every line that is wrong, the column, the value and what
    would be right.
    """
    fields_of = {name: field for name, field in row_type.model_fields.items() if name != "line"}
    layout = Layout(
        columns=tuple(name for name, field in fields_of.items() if field.is_required()),
        optional=tuple(name for name, field in fields_of.items() if not field.is_required()),
    )
    return read_list(path, layout, partial(_row, row_type), shown)


def read_list(
    path: Path, layout: Layout, make: Callable[[Record], AnyMade | None], shown: str
) -> tuple[AnyMade, ...]:
    """Read a table of bodies, which is data and not what a caller gave. Raises BodiesError."""
    try:
        return read_table(path, layout, make, shown=shown)
    except InputError as error:
        raise BodiesError(f"{shown} cannot be read: {error}") from error


def _row(row_type: type[AnyRow], record: Record) -> AnyRow:
    try:
        return row_type.model_validate({**record.cells, "line": record.line})
    except ValidationError as error:
        raise BodiesError("\n".join(_described(f"{record.file}:{record.line}", error))) from error


def _described(at: str, error: ValidationError) -> Iterator[str]:
    for part in error.errors():
        column = ".".join(map(str, part["loc"]))
        said = part["msg"].removeprefix("Value error, ")
        yield f"{at} {column}: {part['input']!r}; {said}" if column else f"{at} {said}"
