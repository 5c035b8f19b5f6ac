"""Read a table that an officer keeps, a CSV file: every mistake named by its line, and no cell quoted."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from routekit.errors import BodiesError, InputError
from routekit.model.text import day_of, hides_something, is_one_line

LARGEST_TABLE_BYTES = 16 * 1024 * 1024

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table is laid out; its columns may stand in any order.

    `columns` must be there; the `optional` ones may be left out, and are then in no record; any others are
    refused unless `others`. A cell of the `unique` column may stand in one row only.
    """

    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    others: bool = False
    unique: str | None = None


class Record(NamedTuple):
    """One row of a table: its cells by column, and the line of the file on which it begins.

    White space within a line of a cell is single spaces, and there is none around it.
    """

    file: str
    line: int
    cells: Mapping[str, str]

    def wrong(self, column: str, expected: str) -> BodiesError:
        """Make the error of a cell. Its value is left out: it may be a person's."""
        return BodiesError(
            f"{self.file}:{self.line} {column}: {expected}", file=self.file, line=self.line, column=column
        )

    def text(self, column: str) -> str | None:
        """Give a cell that must be one line of text; None if it is empty. Raises BodiesError."""
        if not is_one_line(self.cells[column]):
            raise self.wrong(column, "one line of text is needed, and not a very long one")
        return self.cells[column] or None

    def needed(self, column: str) -> str:
        """Give a cell that must be one line of text and may not be empty. Raises BodiesError."""
        text = self.text(column)
        if text is None:
            raise self.wrong(column, "this may not be empty")
        return text

    def day(self, column: str) -> date | None:
        """Give a cell that must be a day, as 2026-04-01; None if it is empty. Raises BodiesError."""
        try:
            return day_of(self.cells[column]) if self.cells[column] else None
        except ValueError as error:
            raise self.wrong(column, "a day is needed, as 2026-04-01") from error


def read_table(
    path: str | Path,
    layout: Layout,
    make: Callable[[Record], Row | None],
    *,
    shown: str | None = None,
    largest_bytes: int = LARGEST_TABLE_BYTES,
) -> tuple[Row, ...]:
    """Read a table (CSV, UTF-8, a header line) and make something of each row; None leaves a row out.

    Messages call the file `shown`, or by its name. Raises InputError if there is no such file, and
    BodiesError naming every mistake inside it at once; the facts of the error are those of the first.
    """
    file = Path(path)
    if not _is_file(file):
        raise InputError.of("path", str(path), "an existing CSV file is needed")
    reading = _Reading(shown or file.name, layout)
    made = []
    for record in reading.records(_text(file, reading.file, largest_bytes)):
        try:
            row = make(record)
        except BodiesError as error:
            reading.problems.append(error)
            continue
        if row is not None:
            reading.claim(record)
            made.append(row)
    reading.end()
    return tuple(made)


class _Reading:
    """A table as it is read: what was wrong so far, and which rows the cells of the unique column are in."""

    def __init__(self, file: str, layout: Layout) -> None:
        self.file = file
        self.problems: list[BodiesError] = []
        self._layout = layout
        self._claimed: dict[str, int] = {}

    def records(self, text: str) -> Iterator[Record]:
        """Give each row that is as long as the header and not blank."""
        reader: _Reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        line = 1
        try:
            header = self._header(next(iter(reader), []))
            line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield from self._record(line, header, cells)
                line = reader.line_num + 1
        except csv.Error as error:
            self.problems.append(self._wrong(line, f"is not CSV: {error}"))

    def claim(self, record: Record) -> None:
        """Note which row a cell of the unique column stands in."""
        column = self._layout.unique
        if column is not None:
            first = self._claimed.setdefault(record.cells[column], record.line)
            if first != record.line:
                self.problems.append(record.wrong(column, f"line {first} has this {column} already"))

    def end(self) -> None:
        """Raise what was wrong, if anything was."""
        if self.problems:
            raise BodiesError("\n".join(map(str, self.problems)), **_facts(self.problems[0]))

    def _header(self, cells: list[str]) -> list[str]:
        header = [cell.strip() for cell in cells]
        known = {*self._layout.columns, *self._layout.optional}
        lacking = [column for column in self._layout.columns if column not in header]
        strange = [] if self._layout.others else [n for n, each in enumerate(header, 1) if each not in known]
        needs = f"the header needs each of these once: {', '.join(self._layout.columns)}"
        if lacking:
            raise self._wrong(1, f"has no column {', '.join(lacking)}; the header must name each once")
        if len(set(header)) < len(header):
            raise self._wrong(1, f"has a column twice; {needs}")
        if strange:
            raise self._wrong(1, f"has a column that is not known, number {strange[0]}; {needs}")
        return header

    def _record(self, line: int, header: list[str], cells: list[str]) -> Iterator[Record]:
        if len(cells) != len(header):
            hint = (
                "a text with a comma in it needs quotes"
                if len(cells) > len(header)
                else "an empty cell needs its comma too"
            )
            said = f"has {len(cells)} cells, and the header has {len(header)} columns; {hint}"
            self.problems.append(self._wrong(line, said))
            return
        record = Record(self.file, line, dict(zip(header, map(_tidied, cells), strict=True)))
        hiding = [column for column, cell in record.cells.items() if hides_something(cell)]
        if hiding:
            self.problems.append(record.wrong(hiding[0], "it holds a character that does not show"))
        else:
            yield record

    def _wrong(self, line: int, what: str) -> BodiesError:
        return BodiesError(f"{self.file}:{line} {what}", file=self.file, line=line)


class _Reader(Protocol):
    """What csv.reader gives: the cells of one row after another, and how many lines were read."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def _facts(error: BodiesError) -> dict[str, object]:
    return {name: fact for name, fact in vars(error).items() if name != "message"}


def _tidied(cell: str) -> str:
    return "\n".join(" ".join(line.split()) for line in cell.splitlines()).strip()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long for any file
        return False


def _text(path: Path, shown: str, largest_bytes: int) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(largest_bytes + 1)
    except OSError as error:
        raise InputError.of("path", str(path), f"it cannot be read: {error.strerror}") from error
    if len(content) > largest_bytes:
        raise BodiesError(f"{shown} is larger than {largest_bytes:,} bytes", file=shown)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BodiesError(f"{shown}:{line} is not UTF-8 text", file=shown, line=line) from None
