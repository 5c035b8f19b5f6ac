"""Write a result as CSV or Parquet, and the file of rejects, each only whole."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from routekit.batch.parts import Reject
from routekit.errors import InputError
from routekit.formulas import escaped

_ASIDE: Final = ".unfinished"


class Sink(Protocol):
    """Takes rows one batch after another."""

    def write(self, rows: pa.RecordBatch) -> None:
        """Write some rows."""

    def close(self) -> None:
        """Finish the file."""


def check_target(given: Path, path: Path, beside: Iterable[Path]) -> None:
    """Raise InputError for a result that can be neither CSV nor Parquet, has no folder, or is the input.

    `beside` are the files that are written with it.
    """
    for each in (path, *beside):
        if each.exists() and each.samefile(given):
            raise InputError.of("out", path.name, f"{each.name} is the input; another file is needed")
    if path.suffix.lower() not in _SINKS:
        raise InputError.of("out", path.name, "a file that ends in .csv or .parquet is needed")
    if not path.parent.is_dir():
        raise InputError.of("out", str(path), "its folder is not there; make it first")


def check_columns(path: Path, schema: pa.Schema) -> None:
    """Raise InputError for columns that a CSV file has no cells for, such as lists."""
    if path.suffix.lower() != ".csv":
        return
    for field in schema:
        try:
            pyarrow.csv.CSVWriter(pa.BufferOutputStream(), _as_cells(pa.schema([field]))).close()
        except pa.ArrowException as error:
            expected = f"CSV has no cells for {field.type}; write Parquet, or leave the column out"
            raise InputError.of("columns", field.name, expected) from error


@contextmanager
def open_sink(path: Path, schema: pa.Schema) -> Iterator[Sink]:
    """Open a result to be written; it has its name only once it is whole."""
    with _set_aside(path) as aside:
        sink = _SINKS[path.suffix.lower()](aside, schema)
        try:
            yield sink
        finally:
            sink.close()


@contextmanager
def open_rejects(path: Path) -> Iterator[Callable[[Iterable[Reject]], object]]:
    """Open the file of rejects; give what takes lines for it."""
    with _set_aside(path) as aside, aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Reject._fields)
        yield lambda rejects: writer.writerows(each._replace(column=escaped(each.column)) for each in rejects)


@contextmanager
def _set_aside(path: Path) -> Iterator[Path]:
    """Give a file to be written instead of another, whose place it takes when it is done; else it goes."""
    aside = path.with_name(path.name + _ASIDE)
    try:
        yield aside
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    aside.replace(path)


class _ParquetSink:
    def __init__(self, path: Path, schema: pa.Schema) -> None:
        coded = [each.name for each in schema if pa.types.is_dictionary(each.type)]
        others = [each.name for each in schema if each.name not in coded]
        self._writer = pq.ParquetWriter(
            path, schema, compression="zstd", use_dictionary=coded, write_statistics=others
        )

    def write(self, rows: pa.RecordBatch) -> None:
        self._writer.write_batch(rows)

    def close(self) -> None:
        self._writer.close()


class _CsvSink:
    """CSV knows no dictionaries, so each cell is written out."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = _as_cells(schema)
        options = pyarrow.csv.WriteOptions(quoting_style="needed")
        self._writer = pyarrow.csv.CSVWriter(path, self._schema, write_options=options)

    def write(self, rows: pa.RecordBatch) -> None:
        columns = [column.cast(each.type) for column, each in zip(rows.columns, self._schema, strict=True)]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


def _as_cells(schema: pa.Schema) -> pa.Schema:
    kinds = (kind.value_type if pa.types.is_dictionary(kind) else kind for kind in schema.types)
    return pa.schema(list(zip(schema.names, kinds, strict=True)))


_SINKS: Final[dict[str, Callable[[Path, pa.Schema], Sink]]] = {".csv": _CsvSink, ".parquet": _ParquetSink}
