"""Dated rows under one key: which one holds on a day, and until when that stays so."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

ONE_DAY = timedelta(days=1)


class Dated(Protocol):
    """A row that holds from `valid_from` up to and not including `valid_to`; None is open-ended."""

    @property
    def valid_from(self) -> date | None:
        """First day on which the row holds."""

    @property
    def valid_to(self) -> date | None:
        """First day on which it no longer holds."""


Row = TypeVar("Row", bound=Dated)


class Timeline(Generic[Row]):
    """The rows of one key in order of time. Rows may leave gaps; `clashes` finds those that overlap."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = sorted(rows, key=lambda row: row.valid_from or date.min)

    def at(self, day: date) -> tuple[Row | None, date | None]:
        """Give the row that holds on a day, and the first later day on which that may differ."""
        for row in self._rows:
            if row.valid_from is not None and day < row.valid_from:
                return None, row.valid_from
            if row.valid_to is None or day < row.valid_to:
                return row, row.valid_to
        return None, None

    def clashes(self) -> tuple[tuple[Row, Row], ...]:
        """Give every pair of neighbouring rows that hold on the same day."""
        return tuple(
            (earlier, later)
            for earlier, later in pairwise(self._rows)
            if earlier.valid_to is None or (later.valid_from or date.min) < earlier.valid_to
        )


class Layers(Generic[Row]):
    """Timelines of one key, the strongest first: on each day the first that has a row answers."""

    def __init__(self, layers: Iterable[Iterable[Row]]) -> None:
        self._timelines = tuple(Timeline(rows) for rows in layers)

    def at(self, day: date) -> tuple[Row | None, date | None]:
        """Give the row that holds on a day, and the first later day on which that may differ."""
        until = None
        for timeline in self._timelines:
            row, changes = timeline.at(day)
            until = sooner(until, changes)
            if row is not None:
                return row, until
        return None, until


def sooner(one: date | None, other: date | None) -> date | None:
    """Give the earlier of two days; None is never."""
    if one is None or other is None:
        return one or other
    return min(one, other)
