"""The columns of a result: one verdict for many rows, gathered by number, each text kept once."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from routekit.batch.verdict import Verdict
from routekit.model import Area

Numbers = npt.NDArray[np.int64]

_TEXT: Final = pa.dictionary(pa.int32(), pa.string())
_AREA: Final = ("area_code", "area_name")
_BEFORE: Final = (*_AREA, "unlocated")
_AFTER: Final = ("edition", "on")
COLUMNS: Final = (*_BEFORE, *Verdict._fields, *_AFTER)


def result_schema() -> pa.Schema:
    """Give the columns of a result, in order."""
    types = {"on": pa.date32()}
    return pa.schema([pa.field(name, types.get(name, _TEXT)) for name in COLUMNS])


class Result:
    """Lays out what was found for rows as columns, for one edition and one day."""

    def __init__(self, areas: Sequence[Area], edition: str, on: date) -> None:
        # The last is for no area: -1 is its place too.
        self._areas = [
            _Column([*(area.code for area in areas), None]),
            _Column([*(area.name for area in areas), None]),
        ]
        self._edition = _Column([edition])
        self._on = on

    def columns(
        self, areas: Numbers, unlocated: Sequence[str | None], of_unlocated: Numbers, verdicts: Sequence[Verdict], of_verdict: Numbers
    ) -> list[pa.Array]:
        """Give the columns: an area by its position, the others by their number, for each row."""
        rows = len(areas)
        return [
            *(column.take(areas) for column in self._areas),
            _Column(unlocated).take(of_unlocated),
            *(_Column(texts).take(of_verdict) for texts in zip(*verdicts, strict=True)),
            self._edition.take(np.zeros(rows, dtype=np.int64)),
            pa.repeat(pa.scalar(self._on, pa.date32()), rows),
        ]


class _Column:
    """Texts by number, of which the same ones are kept once."""

    def __init__(self, texts: Sequence[str | None]) -> None:
        places = {text: place for place, text in enumerate(dict.fromkeys(t for t in texts if t is not None))}
        self._dictionary = pa.array(list(places), pa.string())
        self._places = np.array([places.get(text, -1) if text is not None else -1 for text in texts], np.int32)
        self._empty = bool((self._places < 0).any())

    def take(self, numbers: Numbers) -> pa.DictionaryArray:
        places = self._places[numbers]
        mask = places < 0 if self._empty else None
        if mask is not None:
            places = np.maximum(places, 0)
        return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32(), mask=mask), self._dictionary)
