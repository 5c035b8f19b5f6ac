"""What is decided twice: the rows of a file, every postcode, or every area; in pieces."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from routekit.batch.columns import PlaceColumns
from routekit.batch.problem import Problem
from routekit.batch.reading import ROWS_AT_ONCE, Piece, Source, Wrong, open_source
from routekit.boundaries import Edition, Postcodes, Progress
from routekit.boundaries.postcodes.table import compact_of
from routekit.errors import InputError
from routekit.model import Postcode

Floats = npt.NDArray[np.float64]

_GRID: Final = PlaceColumns(easting="easting", northing="northing")
_GRID_SCHEMA: Final = pa.schema([("easting", pa.float64()), ("northing", pa.float64())])
_NO_LOCATION: Final = Problem("no-location", "postcode", "the edition of postcodes has no location for it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Places, one a row. `what` they are in words; `place` names the columns that say where.

    The id of one is in the column `id` or, where there is none, `named` makes it from its number, from 1.
    """

    source: Source
    what: str
    place: PlaceColumns
    id: str | None = None
    named: Callable[[int], str] = str
    attributions: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: Source, *, place: PlaceColumns | None = None, id: str | None = None) -> Self:  # noqa: A002 - a name of a column
        """Take rows; the columns of the place are found by common names if they are not named.

        Raises InputError for columns that are not there.
        """
        names = source.schema.names
        if id is not None and names.count(id) != 1:
            raise InputError.of("id", id, f"one column of that name is needed, not {names.count(id)}")
        found = PlaceColumns.found_in(names) if place is None else place
        found.check(names)
        return cls(source=source, what="reports", place=found, id=id)


def read_reports(path: Path, *, place: PlaceColumns | None = None, id: str | None = None) -> Reports:  # noqa: A002 - a name of a column
    """Read a CSV or Parquet file as `routekit batch` does. Errors as for `open_source` and `Reports.of`."""
    return Reports.of(open_source(path), place=place, id=id)


def every_postcode(postcodes: Postcodes, *, unlocated: bool = True) -> Reports:
    """Take every postcode of an edition, at its point.

    One without a location is listed as such, or with `unlocated=False` left aside: it may be anywhere.
    """
    columns = postcodes.columns
    located = np.asarray(columns.radius) > 0

    def named(number: int) -> str:
        return Postcode(compact_of(int(columns.key[number - 1]))).postcode

    return Reports(
        source=_Points(columns.easting, columns.northing, located, unlocated=unlocated),
        what="postcodes",
        place=_GRID,
        named=named,
        attributions=(postcodes.record.edition.attribution,),
    )


def every_area(edition: Edition, progress: Progress | None = None) -> Reports:
    """Take one point in each area of an edition. `progress` hears of `reading`."""
    from routekit.boundaries.inside import points_inside  # noqa: PLC0415 - shapely is slow to import

    eastings, northings = points_inside(edition, progress)
    areas = edition.areas()
    return Reports(
        source=_Points(eastings, northings, np.ones(len(areas), dtype=np.bool_), unlocated=True),
        what="areas",
        place=_GRID,
        named=lambda number: areas[number - 1].code,
    )


class _Points:
    """Points on the National Grid as rows; those that are not located cannot be read."""

    def __init__(
        self,
        eastings: npt.NDArray[np.number],
        northings: npt.NDArray[np.number],
        located: npt.NDArray[np.bool_],
        *,
        unlocated: bool,
    ) -> None:
        self.schema = _GRID_SCHEMA
        self.total = len(located)
        self._columns = eastings, northings
        self._located = located
        self._left = ~located if unlocated else np.zeros(len(located), dtype=np.bool_)

    def pieces(self) -> Iterator[Piece]:
        for start in range(0, self.total, ROWS_AT_ONCE):
            end = min(start + ROWS_AT_ONCE, self.total)
            there = start + np.flatnonzero(self._located[start:end])
            points = [pa.array(each[there].astype(np.float64)) for each in self._columns]
            rows = pa.RecordBatch.from_arrays(points, schema=self.schema)
            left = start + np.flatnonzero(self._left[start:end])
            wrong = tuple(Wrong(number + 1, _NO_LOCATION) for number in left.tolist())
            yield Piece(rows, pa.array(there + 1), wrong, end)
