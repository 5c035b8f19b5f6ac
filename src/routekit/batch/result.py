"""The columns of a result: one verdict for many rows, gathered by number, each text kept once."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from routekit.batch.distinct import distinct
from routekit.batch.verdict import Verdict
from routekit.model import Area

Numbers = npt.NDArray[np.int64]

_TEXT: Final = pa.dictionary(pa.int32(), pa.string())
_AREA: Final = ("area_code", "area_name")
_BEFORE: Final = (*_AREA, "unlocated")
_AFTER: Final = ("edition", "on")
COLUMNS: Final = (*_BEFORE, *Verdict._fields, *_AFTER)


class Found(NamedTuple):
    """What was found for rows: areas by position (-1 for none), why a postcode has no place, and verdicts."""

    areas: Numbers
    unlocated: Sequence[str | None]
    of_unlocated: Numbers
    kinds: Sequence[Verdict]
    verdicts: Numbers


def result_schema() -> pa.Schema:
    """Give the columns of a result, in order."""
    types = {"on": pa.date32()}
    return pa.schema([pa.field(name, types.get(name, _TEXT)) for name in COLUMNS])


class Result:
    """Lays out what was found for rows as columns, for one edition and one day."""

    def __init__(self, areas: Sequence[Area], edition: str, on: date) -> None:
        self._areas = areas
        self._edition = _Column([edition])
        self._on = on

    def columns(self, found: Found) -> list[pa.Array]:
        """Give the columns for some rows: the same for the same rows, whatever was decided before."""
        used, of = distinct(found.verdicts)
        verdicts = [found.kinds[number] for number in used.tolist()]
        texts = list(zip(*verdicts, strict=True)) or [()] * len(Verdict._fields)
        rows = len(found.areas)
        unlocated = _Column(found.unlocated)
        return [
            *(_Column(names).take(at) for names, at in self._of_areas(found.areas)),
            unlocated.take(found.of_unlocated),
            *(_Column(column).take(of) for column in texts),
            self._edition.take(np.zeros(rows, dtype=np.int64)),
            pa.repeat(pa.scalar(self._on, pa.date32()), rows),
        ]

    def _of_areas(self, positions: Numbers) -> Iterator[tuple[list[str | None], Numbers]]:
        used, at = distinct(positions)
        areas = [None if each < 0 else self._areas[each] for each in used.tolist()]
        yield [area and area.code for area in areas], at
        yield [area and area.name for area in areas], at


class _Column:
    """Texts by number, of which the same ones are kept once."""

    def __init__(self, texts: Sequence[str | None]) -> None:
        places = {text: place for place, text in enumerate(dict.fromkeys(t for t in texts if t is not None))}
        self._dictionary = pa.array(list(places), pa.string())
        self._places = np.array(
            [places.get(text, -1) if text is not None else -1 for text in texts], np.int32
        )
        self._empty = bool((self._places < 0).any())

    def take(self, numbers: Numbers) -> pa.DictionaryArray:
        places = self._places[numbers] if len(self._places) else np.zeros(0, np.int32)
        mask = places < 0 if self._empty else None
        if mask is not None:
            places = np.maximum(places, 0)
        return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32(), mask=mask), self._dictionary)
