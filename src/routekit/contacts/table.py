"""Reading a CSV table that an officer keeps: every mistake named by its line and column, no value quoted."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from routekit.errors import BodiesError, InputError

LARGEST_TABLE_BYTES = 16 * 1024 * 1024


class Row(NamedTuple):
    """One row of a table: its cells by column, without white space around them, and its line in the file."""

    file: str
    line: int
    cells: dict[str, str]

    def wrong(self, column: str, expected: str) -> BodiesError:
        """Make the error of a cell. Its value is left out: it may be a person's."""
        return BodiesError(
            f"{self.file}:{self.line} {column}: {expected}", file=self.file, line=self.line, column=column
        )

    def needed(self, column: str) -> str:
        """Give a cell that may not be empty. Raises BodiesError."""
        if not self.cells[column]:
            raise self.wrong(column, "this may not be empty")
        return self.cells[column]


def read_table(path: str | Path, columns: Sequence[str]) -> tuple[Row, ...]:
    """Read a table (CSV, UTF-8, a header line with at least these columns).

    Raises InputError if there is no such file, BodiesError for anything wrong inside it.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError.of("path", str(path), "an existing CSV file is needed")
    reader = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    try:
        header = [column.strip() for column in next(reader, [])]
        if len(set(header)) < len(header) or not set(columns) <= set(header):
            raise BodiesError(
                f"{file.name}:1 the header must name these columns once: {', '.join(columns)}",
                file=file.name,
                line=1,
            )
        return tuple(_rows(file.name, header, reader))
    except csv.Error as error:
        line = reader.line_num
        raise BodiesError(f"{file.name}:{line} is not CSV: {error}", file=file.name, line=line) from error


def _rows(file: str, header: list[str], reader: "Reader") -> Iterator[Row]:
    line = reader.line_num + 1
    for cells in reader:
        if cells and len(cells) != len(header):
            raise BodiesError(
                f"{file}:{line} has {len(cells)} cells; the header has {len(header)} columns",
                file=file,
                line=line,
            )
        if any(cell.strip() for cell in cells):
            yield Row(file, line, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
        line = reader.line_num + 1


class Reader(Protocol):
    """What csv.reader gives: the cells of one row after another, and how many lines were read."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError.of("path", str(file), f"it cannot be read: {error.strerror}") from error
    if len(content) > LARGEST_TABLE_BYTES:
        raise BodiesError(f"{file.name} is larger than {LARGEST_TABLE_BYTES:,} bytes", file=file.name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BodiesError(f"{file.name}:{line} is not UTF-8 text", file=file.name, line=line) from None
