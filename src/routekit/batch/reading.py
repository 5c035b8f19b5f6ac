"""Read a CSV or Parquet file piece by piece: the same pieces each time, however large the file is."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from routekit.batch.problem import Problem
from routekit.errors import InputError

Numbers = npt.NDArray[np.int64]

ROWS_AT_ONCE: Final = 131_072
# Arrow reads up to 32 such blocks ahead, so this is what bounds the memory that a CSV file takes.
_BYTES_AT_ONCE: Final = 4 * 1024**2
_MALFORMED: Final = "malformed-row"
_DELIMITERS: Final = (",", ";", "\t", "|")
_OPEN: Final = Problem(_MALFORMED, "", "its quote is never closed, so that it holds the rest of the file")
_NOT_UTF_8: Final = "text in UTF-8 is needed; if the file has another encoding, name that"
_TAIL: Final = 64  # bytes, in which a file that ends with a quote has it


class CsvForm(NamedTuple):
    """How a CSV file is written: what stands between cells, and its encoding, by a name that Python knows.

    `check` raises InputError for what cannot be.
    """

    delimiter: str = ","
    encoding: str = "utf-8"

    def check(self) -> None:
        """Raise InputError unless it is one character that can divide cells, and an encoding of text."""
        if len(self.delimiter) != 1 or not self.delimiter.isascii() or self.delimiter in '"\r\n\0':
            raise InputError.of(
                "delimiter", self.delimiter, "one character is needed, such as ; or |, or tab"
            )
        try:
            "".encode(self.encoding)
        except (LookupError, ValueError) as error:
            expected = "the name of an encoding is needed, such as windows-1252 or utf-16"
            raise InputError.of("encoding", self.encoding, expected) from error


_UTF_8: Final = CsvForm()


class Wrong(NamedTuple):
    """A row that cannot be read, by its number from 1, and why."""

    row: int
    problem: Problem


class Piece(NamedTuple):
    """Some rows of a file, each with its number from 1, and the rows between them that cannot be read.

    `done` is how far in the file they end, in what `Source.total` counts.
    """

    rows: pa.RecordBatch
    numbers: pa.Array
    wrong: tuple[Wrong, ...]
    done: int


class Source(Protocol):
    """A file of rows: its columns, and how much of it there is, in rows or bytes."""

    schema: pa.Schema
    total: int

    def pieces(self) -> Iterator[Piece]:
        """Give its rows in order, a piece at a time."""


def open_source(path: Path, rows_at_once: int = ROWS_AT_ONCE, form: CsvForm = _UTF_8) -> Source:
    """Open a file by its ending, .csv or .parquet; no piece of it has more rows than `rows_at_once`.

    Raises InputError for another ending, for what is no such file, and for a form of CSV that cannot be.
    """
    form.check()
    with _as_input_errors(path):
        match path.suffix.lower():
            case ".csv":
                return CsvSource(path, rows_at_once, form)
            case ".parquet":
                return ParquetSource(path, rows_at_once)
    raise InputError.of("in", path.name, "a file that ends in .csv or .parquet is needed")


def digest(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class ParquetSource:
    """A Parquet file."""

    def __init__(self, path: Path, rows_at_once: int) -> None:
        self._path = path
        self._rows_at_once = rows_at_once
        self._file = pq.ParquetFile(path, memory_map=True)
        found: pa.Schema = self._file.schema_arrow
        self.schema = pa.schema([_without_view(each) for each in found], metadata=found.metadata)
        self.total: int = self._file.metadata.num_rows

    def pieces(self) -> Iterator[Piece]:
        """Give its rows."""
        done = 0
        with _as_input_errors(self._path):
            for rows in self._file.iter_batches(batch_size=self._rows_at_once):
                numbers = pa.array(np.arange(done + 1, done + 1 + rows.num_rows))
                done += rows.num_rows
                yield Piece(rows.cast(self.schema), numbers, (), done)


class CsvSource:
    """A CSV file whose first line names the columns. Every cell is kept as the text that it is."""

    def __init__(self, path: Path, rows_at_once: int, form: CsvForm) -> None:
        self._path = path
        self._rows_at_once = rows_at_once
        self._form = form
        self._skipped: list[Wrong] = []
        with self._reader(path, None) as reader:
            names = reader.schema.names
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise InputError.of("in", twice, "a column of that name is there twice; rename one")
        if len(names) == 1 and any(other in names[0] for other in _DELIMITERS):
            expected = "the heading has no such character but another; name what stands between its cells"
            raise InputError.of("delimiter", form.delimiter, expected)
        self.schema = pa.schema([pa.field(name, pa.string()) for name in names])
        self.total = path.stat().st_size

    def pieces(self) -> Iterator[Piece]:
        """Give its rows. `done` is an estimate from how many bytes the rows had."""
        before, done = 0, 0
        self._skipped.clear()
        with _as_input_errors(self._path):
            for raw, is_last in _told_last(self._reader(self._path, self.schema.names)):
                # The reader may be ahead, so that what it skipped may lie beyond these rows.
                numbers, skipped = _numbered(before, raw.num_rows, self._skipped)
                del self._skipped[: len(skipped)]
                before += raw.num_rows + len(skipped)
                done = min(self.total, done + raw.nbytes)
                rows, numbers, broken = _decoded(raw, self.schema, numbers)
                wrong: tuple[Wrong, ...] = (*skipped, *broken)
                if is_last and self._is_open(rows):
                    wrong += (Wrong(int(numbers[-1]), _OPEN),)
                    rows, numbers = rows[:-1], numbers[:-1]
                for start in range(0, max(len(numbers), 1), self._rows_at_once):
                    some = slice(start, start + self._rows_at_once)
                    yield Piece(rows[some], pa.array(numbers[some]), wrong, done)
                    wrong = ()
        nothing = self.schema.empty_table().to_batches() or [pa.RecordBatch.from_pylist([], self.schema)]
        yield Piece(nothing[0], pa.array([], pa.int64()), tuple(self._skipped), self.total)

    def _reader(self, path: Path, names: list[str] | None) -> pyarrow.csv.CSVStreamingReader:
        return pyarrow.csv.open_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(
                use_threads=False, block_size=_BYTES_AT_ONCE, encoding=self._form.encoding
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=self._form.delimiter, newlines_in_values=True, invalid_row_handler=self._skip
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                check_utf8=False,
                strings_can_be_null=False,
                column_types=dict.fromkeys(names or (), pa.binary()),
            ),
        )

    def _is_open(self, rows: pa.RecordBatch) -> bool:
        """Tell whether the last cell of the file has a quote that is never closed, so that it holds the rest.

        A cell with a line end has quotes around it, and the one that closes it ends the file.
        """
        last = rows.column(rows.num_columns - 1)[-1].as_py() if rows.num_rows else ""
        if not any(end in last for end in ("\r", "\n")):
            return False
        with self._path.open("rb") as file:
            file.seek(max(0, self.total - _TAIL))
            ending = file.read().decode(self._form.encoding, errors="replace")
        return not ending.rstrip("\r\n").endswith('"')

    def _skip(self, row: pyarrow.csv.InvalidRow) -> str:
        reason = f"it has {row.actual_columns} cells; {row.expected_columns} are needed"
        self._skipped.append(Wrong(row.number - 1, Problem(_MALFORMED, "", reason)))
        return "skip"


def _without_view(field: pa.Field) -> pa.Field:
    """Give a column of views of text as one of text: Arrow can do little with views."""
    return field.with_type(pa.string()) if pa.types.is_string_view(field.type) else field


def _told_last(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, bool]]:
    """Give batches, and whether each is the last one."""
    before: pa.RecordBatch | None = None
    for batch in batches:
        if before is not None:
            yield before, False
        before = batch
    if before is not None:
        yield before, True


def _numbered(before: int, count: int, skipped: Sequence[Wrong]) -> tuple[Numbers, list[Wrong]]:
    """Give the numbers of so many rows after row `before`, and which of those skipped lie among them."""
    last, among = before + count, []
    for wrong in skipped:
        if wrong.row > last + 1:
            break
        among.append(wrong)
        last += 1
    every = np.arange(before + 1, last + 1)
    return every[~np.isin(every, [wrong.row for wrong in among])], among


def _decoded(
    raw: pa.RecordBatch, schema: pa.Schema, numbers: Numbers
) -> tuple[pa.RecordBatch, Numbers, list[Wrong]]:
    """Give rows as text, and their numbers, without those that are not UTF-8."""
    try:
        columns = [column.cast(pa.string()) for column in raw.columns]
    except pa.ArrowInvalid:
        wrong = _not_text(raw, numbers)
        good = ~np.isin(numbers, [each.row for each in wrong])
        rows, numbers, _ = _decoded(raw.filter(pa.array(good)), schema, numbers[good])
        return rows, numbers, wrong
    return pa.RecordBatch.from_arrays(columns, schema=schema), numbers, []


def _not_text(raw: pa.RecordBatch, numbers: Numbers) -> list[Wrong]:
    found: dict[int, Wrong] = {}
    for name, column in zip(raw.schema.names, raw.columns, strict=True):
        for number, cell in zip(numbers.tolist(), column.to_pylist(), strict=True):
            if not _is_text(cell):
                found.setdefault(number, Wrong(number, Problem(_MALFORMED, name, _NOT_UTF_8)))
    return list(found.values())


def _is_text(cell: bytes) -> bool:
    try:
        cell.decode()
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def _as_input_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        expected = f"it is not in {error.encoding}; name its encoding, such as windows-1252"
        raise InputError.of("in", path.name, expected) from error
    except (pa.ArrowException, OSError) as error:
        what = " ".join(str(error).split())
        raise InputError.of("in", path.name, f"it cannot be read: {what}") from error
