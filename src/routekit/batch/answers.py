"""Read the answers of a table: those for all rows, and those in columns called like a question."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from routekit.errors import InputError
from routekit.model.decision import PLACE

Numbers = npt.NDArray[np.int64]
Answers = tuple[tuple[str, str], ...]

_NONE: Final = 0


class Given:
    """The answers of rows. A row's own comes before the one for all; an empty cell is no answer."""

    def __init__(self, questions: Sequence[str], columns: Sequence[str], for_all: Mapping[str, str]) -> None:
        self._for_all = dict(for_all)
        self.columns = tuple(name for name in (*questions, PLACE) if name in columns)

    def check(self, schema: pa.Schema) -> None:
        """Raise InputError for a column of answers that is there twice, or holds several in a cell."""
        for name in self.columns:
            if schema.names.count(name) > 1:
                expected = "one column of that name is needed, as it is a question of the pack"
                raise InputError.of("columns", name, expected)
            kind = schema.field(name).type
            if pa.types.is_nested(kind):
                expected = f"a column of answers is needed, one in each row, not {kind}"
                raise InputError.of("columns", name, expected)

    def of(self, rows: pa.RecordBatch) -> tuple[Numbers, list[Answers]]:
        """Give for each row the number of its answers, and all answers by their numbers."""
        number = np.zeros(rows.num_rows, dtype=np.int64)
        combined: list[tuple[str | None, ...]] = [()]
        for name in self.columns:
            codes, options = _coded(rows.column(name))
            pairs, number = np.unique(number * len(options) + codes, return_inverse=True)
            combined = [
                (*combined[pair // len(options)], options[pair % len(options)]) for pair in pairs.tolist()
            ]
        return number, [self._merged(own) for own in combined]

    def _merged(self, own: tuple[str | None, ...]) -> Answers:
        given = {name: option for name, option in zip(self.columns, own, strict=True) if option is not None}
        return tuple(sorted({**self._for_all, **given}.items()))


def _coded(column: pa.Array) -> tuple[Numbers, list[str | None]]:
    """Give a number for each cell and the answers by number; the first is none at all."""
    coded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    texts = [_text(value) for value in coded.dictionary.to_pylist()]
    numbers: Numbers = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    known = {text: number for number, text in enumerate(dict.fromkeys([None, *texts]))}
    numbers = np.array([_NONE, *(known[text] for text in texts)], dtype=np.int64)[numbers]
    return numbers, list(known)


def _text(value: object) -> str | None:
    """Give an answer as the text that it is; a truth value is no yes, so it stays what no pack takes."""
    text = "" if value is None else str(value).strip()
    return text or None
