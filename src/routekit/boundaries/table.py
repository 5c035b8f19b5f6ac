"""Read a table (CSV) that says something of areas by their codes, plain or packed as `.xz` or `.gz`."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from routekit.boundaries.flaws import FlawError, refused
from routekit.boundaries.manifest import Check, Given, Join
from routekit.boundaries.packed import opened
from routekit.boundaries.text import is_blank, plain
from routekit.errors import EditionError

LARGEST_TABLE: Final = 64 * 1024**2  # bytes
MOST_ROWS: Final = 500_000


class Entry(NamedTuple):
    """What a row of a table says of an area, in its words; None where it says nothing, or has no such column.

    `line` is its place in the file, from 1.
    """

    line: int
    code: str
    name: str | None
    name_cy: str | None
    district: str | None


def entries(path: Path, table: Join | Check) -> tuple[Entry, ...]:
    """Read the rows of a table.

    Raises EditionError when the file is not the one whose SHA-256 is expected, is larger than 64 MB, is no
    table in UTF-8, or lacks a column, and names every row that is wrong.
    """
    found: list[Entry] = []
    flaws: list[str] = []
    for line, row in _rows(path, table.sha256, table.columns):
        try:
            found.append(_entry(line, row, table.columns))
        except FlawError as flaw:
            flaws.append(f"{path.name} line {line}: {flaw}")
    if flaws:
        raise refused(f"{path} cannot be used", tuple(flaws))
    return tuple(found)


def header(path: Path, sha256: str) -> tuple[str, ...]:
    """Give the names of a table's columns; EditionError as for `entries`."""
    try:
        return tuple(next(csv.reader(_text(path, sha256), strict=True), ()))
    except csv.Error as error:
        raise EditionError(f"{path} is not CSV: {error}") from error


def _rows(path: Path, sha256: str, columns: Given) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(_text(path, sha256), strict=True)
    try:
        names = next(reader, [])
        lacking = [name for _, name in columns if name and names.count(name) != 1]
        if lacking:
            raise EditionError(
                f"{path} lacks a column {', '.join(lacking)}; its columns are {', '.join(names)}"
            )
        for number, row in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise EditionError(f"{path} has more than {MOST_ROWS:,} rows; a table of areas is needed")
            if len(row) != len(names):
                raise EditionError(
                    f"{path} line {reader.line_num} has {len(row)} cells; {len(names)} are needed"
                )
            yield reader.line_num, dict(zip(names, row, strict=True))
    except csv.Error as error:
        raise EditionError(f"{path} line {reader.line_num} is not CSV: {error}") from error


def _text(path: Path, sha256: str) -> Iterator[str]:
    with opened(path, sha256) as file:
        content = file.read(LARGEST_TABLE + 1)
    if len(content) > LARGEST_TABLE:
        raise EditionError(
            f"{path} holds more than {LARGEST_TABLE // 1024**2} MB; a table of areas is needed"
        )
    try:
        return io.StringIO(content.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        raise EditionError(f"{path} is not UTF-8: {error}") from error


def _entry(line: int, row: dict[str, str], columns: Given) -> Entry:
    given = {field: row[column] for field, column in columns if column and not is_blank(row[column])}
    code = plain(columns.code, given.get("code"))
    return Entry(line, code, given.get("name"), given.get("name_cy"), given.get("district"))
