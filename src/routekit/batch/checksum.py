"""A checksum of the rows of tables that does not depend on their order or on how they are parted."""

import hashlib
from collections.abc import Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from routekit.errors import InputError

_BYTES: Final = pa.large_binary()
_BITS: Final = 256  # of a SHA-256


def rows_checksum(batches: Iterable[pa.RecordBatch]) -> str:
    """Give the SHA-256 of every row, added up modulo 2^256, in hexadecimal.

    A row's bytes are, in the order of the names of the columns, `LENGTH:NAME=LENGTH:TEXT` for each cell, the
    lengths in bytes of UTF-8, and `LENGTH:NAME=-` for an empty cell. A text counts the same on its own and in
    a dictionary, and rows in any order and in any batches; another cell, or the same row once more, changes
    the sum. Raises InputError for a column whose cells have no text, such as a list.
    """
    total = 0
    for rows in batches:
        for row in _joined(rows).to_pylist():
            total += int.from_bytes(hashlib.sha256(row).digest(), "big")
    return f"{total % 2**_BITS:0{_BITS // 4}x}"


def _joined(rows: pa.RecordBatch) -> pa.Array:
    cells = [_cells(name, rows.column(name)) for name in sorted(rows.schema.names)]
    return pc.binary_join_element_wise(*cells, pa.scalar(b"", _BYTES))


def _cells(name: str, column: pa.Array) -> pa.Array:
    try:
        texts = column.cast(pa.large_string()).cast(_BYTES)
    except pa.ArrowNotImplementedError as error:
        raise InputError.of(name, str(column.type), "a column of texts, numbers, days or the like") from error
    label = f"{len(name.encode())}:{name}="
    lengths = pc.binary_length(texts).cast(pa.large_string()).cast(_BYTES)
    joined = pc.binary_join_element_wise(_scalar(label), lengths, _scalar(":"), texts, _scalar(""))
    return pc.fill_null(joined, _scalar(f"{label}-"))


def _scalar(text: str) -> pa.Scalar:
    return pa.scalar(text.encode(), _BYTES)
