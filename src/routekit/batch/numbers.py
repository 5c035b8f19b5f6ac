"""Read a column of numbers; what is none is not a number, and never a guess."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from routekit.errors import InputError

# Python and Arrow read more than people mean: 1e2 and nan as numbers.
_DECIMAL: Final = r"^\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*$"


def read_numbers(column: pa.Array, *, missing: float = np.nan) -> npt.NDArray[np.float64]:
    """Give numbers, or decimal numbers written as text, as floats; anything else in a text is nan.

    `missing` stands for null and for an empty text. Raises InputError for a column of another type.
    """
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_dictionary(column.type):
        column = column.cast(kind)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _from_text(column, missing)
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind)):
        if pa.types.is_null(kind):
            return np.full(len(column), missing)
        raise InputError.of("columns", str(kind), "a column of numbers, or of numbers as text, is needed")
    numbers: npt.NDArray[np.float64] = column.cast(pa.float64(), safe=False).fill_null(missing).to_numpy()
    return numbers


def _from_text(column: pa.Array, missing: float) -> npt.NDArray[np.float64]:
    text = pc.utf8_trim_whitespace(column)
    empty = pc.equal(text, "").fill_null(fill_value=True)
    decimal = pc.match_substring_regex(text, _DECIMAL).fill_null(fill_value=False)
    numbers = pc.if_else(decimal, text, "nan").cast(pa.float64())
    read: npt.NDArray[np.float64] = pc.if_else(empty, missing, numbers).to_numpy(zero_copy_only=False)
    return read
