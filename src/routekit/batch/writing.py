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

_ASIDE: Final = ".unfinished"


class Sink(Protocol):
    """Takes rows one batch after another."""

    def write(self, rows: pa.RecordBatch) -> None:
        """Write some rows."""

    def close(self) -> None:
        """Finish the file."""


def check_target(given: Path, path: Path) -> None:
    """Raise InputError for a result that can be neither CSV nor Parquet, has no folder, or is the input."""
    if path.exists() and path.samefile(given):
        raise InputError.of("out", path.name, "it is the input; another file is needed")
    if path.suffix.lower() not in _SINKS:
        raise InputError.of("out", path.name, "a file that ends in .csv or .parquet is needed")
    if not path.parent.is_dir():
        raise InputError.of("out", str(path), "its folder is not there; make it first")


@contextmanager
def open_sink(path: Path, schema: pa.Schema) -> Iterator[Sink]:
    """Open a result to be written; it has its name only once it is whole."""
    aside = path.with_name(path.name + _ASIDE)
    sink = _SINKS[path.suffix.lower()](aside, schema)
    try:
        yield sink
    finally:
        sink.close()
    aside.replace(path)


@contextmanager
def open_rejects(path: Path) -> Iterator[Callable[[Iterable[Reject]], object]]:
    """Open the file of rejects; give what takes lines for it."""
    aside = path.with_name(path.name + _ASIDE)
    with aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Reject._fields)
        yield writer.writerows
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
        self._schema = pa.schema([pa.field(each.name, _plain(each.type)) for each in schema])
        options = pyarrow.csv.WriteOptions(quoting_style="needed")
        self._writer = pyarrow.csv.CSVWriter(path, self._schema, write_options=options)

    def write(self, rows: pa.RecordBatch) -> None:
        columns = [column.cast(each.type) for column, each in zip(rows.columns, self._schema, strict=True)]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


_SINKS: Final[dict[str, Callable[[Path, pa.Schema], Sink]]] = {".csv": _CsvSink, ".parquet": _ParquetSink}
