"""Read a column of numbers; what is none is not a number, and never a guess."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from routekit.errors import InputError

# Python and Arrow read more than people mean: 1e2 and nan as numbers.
_DECIMAL: Final = r"^\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*$"


def check_numbers(name: str, kind: pa.DataType) -> None:
    """Raise InputError for the type of a column that can hold no numbers."""
    kind = _plain(kind)
    of_numbers = pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind)
    if not (of_numbers or _is_text(kind) or pa.types.is_null(kind)):
        raise InputError.of(
            "columns", name, f"a column of numbers, or of numbers as text, is needed, not {kind}"
        )


def read_numbers(column: pa.Array, *, missing: float = np.nan) -> npt.NDArray[np.float64]:
    """Give numbers, or decimal numbers written as text, as floats; anything else in a text is nan.

    `missing` stands for null and for an empty text. The column has passed `check_numbers`.
    """
    kind = _plain(column.type)
    column = column.cast(kind)
    if pa.types.is_null(kind):
        return np.full(len(column), missing)
    if _is_text(kind):
        return _from_text(column, missing)
    numbers: npt.NDArray[np.float64] = column.cast(pa.float64(), safe=False).fill_null(missing).to_numpy()
    return numbers


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _from_text(column: pa.Array, missing: float) -> npt.NDArray[np.float64]:
    text = pc.utf8_trim_whitespace(column)
    empty = pc.equal(text, "").fill_null(fill_value=True)
    decimal = pc.match_substring_regex(text, _DECIMAL).fill_null(fill_value=False)
    numbers = pc.if_else(decimal, text, "nan").cast(pa.float64())
    read: npt.NDArray[np.float64] = pc.if_else(empty, missing, numbers).to_numpy(zero_copy_only=False)
    return read
