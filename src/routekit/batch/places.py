"""Read the places of a table and find where they lie, each row as `Router.route` would find it."""

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from routekit.batch.columns import PlaceColumns
from routekit.batch.numbers import check_numbers, read_numbers
from routekit.batch.problem import Problem
from routekit.batch.spot import Gathering, Numbers, Spots
from routekit.boundaries import Edition, Postcodes, Unlocated
from routekit.boundaries.manylocated.value import ManyLocated
from routekit.boundaries.postcodes.key import LONGEST
from routekit.boundaries.postcodes.lookup import Columns
from routekit.boundaries.postcodes.many import find_many, letters_of, locate_many
from routekit.errors import InputError, InvalidPlaceError
from routekit.model import Grid, LatLon, Place, Postcode
from routekit.model.point import GRID_EAST, GRID_NORTH, LARGEST_ACCURACY_M

Floats = npt.NDArray[np.float64]

_NO_NUMBER: Final = "a plain decimal number is needed, such as 446000 or 0.5, without commas or units"
_FIELDS: Final[Mapping[str, str]] = MappingProxyType({"accuracy_m": "accuracy"})


class Places:
    """Finds where the rows of tables lie in one edition. `postcodes` is asked for when first needed.

    `locate` says how a postcode is taken: as its circle, or as its point.
    """

    def __init__(
        self,
        columns: PlaceColumns,
        edition: Edition,
        postcodes: Callable[[], Postcodes],
        *,
        locate: Callable[[Columns, Numbers, Edition], ManyLocated] = locate_many,
    ) -> None:
        self._columns = columns
        self._edition = edition
        self._postcodes = postcodes
        self._locate = locate

    def check(self, schema: pa.Schema) -> None:
        """Raise InputError for a column of the place that can hold none, or that is there twice."""
        self._columns.check(schema.names)
        for name in self._columns.names:
            kind = schema.field(name).type
            if name != self._columns.postcode:
                check_numbers(name, kind)
            elif pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
                raise InputError.of("columns", name, f"a column of text is needed, not {kind}")

    def spots(self, rows: pa.RecordBatch) -> Spots:
        """Say where each row lies, or what is wrong with it."""
        gathering = Gathering(rows.num_rows)
        if self._columns.postcode is not None:
            self._by_postcode(rows.column(self._columns.postcode), gathering)
        else:
            self._by_point(rows, gathering)
        return gathering.all()

    def each(self, rows: pa.RecordBatch, which: Numbers) -> Iterator[Place]:
        """Give the places of some rows that have no problem, one by one."""
        names = self._columns
        if names.postcode is not None:
            yield from map(
                Postcode, rows.column(names.postcode).cast(pa.string()).take(pa.array(which)).to_pylist()
            )
            return
        first, second, accuracy = self._points(rows)
        for row in which.tolist():
            yield self._point(float(first[row]), float(second[row]), float(accuracy[row]))

    def _point(self, first: float, second: float, accuracy_m: float) -> LatLon | Grid:
        if self._columns.latitude is None:
            return Grid(easting=first, northing=second, accuracy_m=accuracy_m)
        return LatLon(latitude=first, longitude=second, accuracy_m=accuracy_m)

    def _points(self, rows: pa.RecordBatch) -> tuple[Floats, Floats, Floats]:
        """Give both coordinates, and how far off each point may be."""
        names = self._columns
        fields = ("easting", "northing") if names.latitude is None else ("latitude", "longitude")
        first, second = (read_numbers(rows.column(getattr(names, field))) for field in fields)
        if names.accuracy is None:
            return first, second, np.zeros(rows.num_rows)
        return first, second, read_numbers(rows.column(names.accuracy), missing=0.0)

    def _by_point(self, rows: pa.RecordBatch, gathering: Gathering) -> None:
        first, second, accuracy = self._points(rows)
        in_degrees = self._columns.latitude is not None
        odd = _odd_degrees(first, second) if in_degrees else _odd_metres(first, second)
        odd |= ~((accuracy >= 0) & (accuracy <= LARGEST_ACCURACY_M))
        for row in np.flatnonzero(odd).tolist():
            try:
                self._point(float(first[row]), float(second[row]), float(accuracy[row]))
                odd[row] = False
            except InvalidPlaceError as error:
                gathering.problem(row, self._problem(error))
        good = np.flatnonzero(~odd)
        x, y, metres = first[good], second[good], accuracy[good]
        locating = self._edition.locating
        located = locating.at_lonlat(y, x, metres) if in_degrees else locating.at_grid(x, y, metres)
        gathering.put(good, located)

    def _problem(self, error: InvalidPlaceError) -> Problem:
        """Say what is wrong with a point, in words for a file: nan may stand for any text."""
        found = Problem.of(error, getattr(self._columns, _FIELDS.get(error.field, error.field)))
        is_number = not isinstance(error.value, float) or math.isfinite(error.value)
        return found if is_number else found._replace(reason=_NO_NUMBER)

    def _by_postcode(self, texts: pa.Array, gathering: Gathering) -> None:
        postcodes = self._postcodes()
        texts = texts.cast(pa.string()) if not pa.types.is_string(texts.type) else texts
        compact = pc.ascii_upper(pc.replace_substring(texts.fill_null(""), " ", ""))
        fits = pc.less_equal(pc.binary_length(compact), LONGEST)
        rows = np.flatnonzero(fits.to_numpy(zero_copy_only=False))
        at = np.full(len(texts), -1, dtype=np.int64)
        at[rows] = find_many(postcodes.columns, _letters(compact.filter(fits)))
        for text, where in _alike(texts, np.flatnonzero(at < 0)):
            self._one(text, where, at, gathering)
        found = np.flatnonzero(at >= 0)
        gathering.put(found, self._locate(postcodes.columns, at[found], self._edition))

    def _one(self, text: str | None, rows: Numbers, at: Numbers, gathering: Gathering) -> None:
        """Find a postcode that is written in another way, or say why it has no place."""
        try:
            postcode = Postcode(text)  # type: ignore[arg-type]  # which says what is wrong with None
        except InvalidPlaceError as error:
            problem = Problem.of(error, self._columns.postcode or error.field)
            for row in rows.tolist():
                gathering.problem(row, problem)
            return
        point = self._postcodes().at(postcode)
        if isinstance(point, Unlocated):
            gathering.unlocated(rows, point)
        else:
            at[rows] = find_many(self._postcodes().columns, letters_of([postcode.compact]))


def _odd_degrees(latitudes: Floats, longitudes: Floats) -> npt.NDArray[np.bool_]:
    """Say which may be no `LatLon`: what is not in Britain, so that the value itself is asked."""
    ordinary = (latitudes > 49) & (latitudes < 61) & (longitudes > -9) & (longitudes < 2.5)  # noqa: PLR2004
    odd: npt.NDArray[np.bool_] = ~ordinary
    return odd


def _odd_metres(eastings: Floats, northings: Floats) -> npt.NDArray[np.bool_]:
    """Say which may be no `Grid`."""
    ordinary = (eastings > 100) & (eastings <= GRID_EAST) & (northings > 100) & (northings <= GRID_NORTH)  # noqa: PLR2004
    odd: npt.NDArray[np.bool_] = ~ordinary
    return odd


def _letters(compact: pa.Array) -> npt.NDArray[np.uint8]:
    """Lay out texts of up to seven bytes, filled up with spaces."""
    padded = pc.ascii_rpad(compact, LONGEST)
    if not len(padded):
        return np.zeros((0, LONGEST), dtype=np.uint8)
    _, offsets, data = padded.buffers()
    start = int(np.frombuffer(offsets, dtype=np.int32)[padded.offset])
    return np.frombuffer(data, dtype=np.uint8)[start : start + LONGEST * len(padded)].reshape(-1, LONGEST)


def _alike(texts: pa.Array, rows: Numbers) -> list[tuple[str | None, Numbers]]:
    """Give each text that some rows have, and these rows."""
    found: dict[str | None, list[int]] = {}
    for row, text in zip(rows.tolist(), texts.take(pa.array(rows)).to_pylist(), strict=True):
        found.setdefault(text, []).append(row)
    return [(text, np.array(where, dtype=np.int64)) for text, where in found.items()]
