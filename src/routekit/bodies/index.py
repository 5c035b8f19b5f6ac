"""Look up the rows of a table by key and day; rows of an override are preferred for their key and days."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Generic, TypeVar

from routekit.bodies.tables import DatedRow
from routekit.bodies.timeline import ONE_DAY, Dated, Layers, Timeline

Row = TypeVar("Row", bound=Dated)
Key = str | tuple[str, ...]


class Index(Generic[Row]):
    """The rows of one table by key, the strongest layer first. Immutable."""

    def __init__(self, layers: Sequence[Mapping[Key, Iterable[Row]]]) -> None:
        keys = {key for layer in layers for key in layer}
        found = {key: [layer[key] for layer in layers if key in layer] for key in keys}
        self._rows: Mapping[Key, Timeline[Row] | Layers[Row]] = MappingProxyType(
            {key: Layers(rows) if len(rows) > 1 else Timeline(rows[0]) for key, rows in found.items()}
        )

    def __contains__(self, key: Key) -> bool:
        return key in self._rows

    def at(self, key: Key, day: date) -> tuple[Row | None, date | None]:
        """Give the row that holds on a day, and the first later day on which that may differ."""
        rows = self._rows.get(key)
        return rows.at(day) if rows else (None, None)


def grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    """Put rows of the same key together."""
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def clashes(table: str, groups: Mapping[Key, Iterable[DatedRow]]) -> list[str]:
    """Describe every two rows of one table and key that hold on the same day."""
    return [
        _described(table, key, first, second)
        for key, rows in groups.items()
        for first, second in Timeline(rows).clashes()
    ]


def days(begins: date | None, ends: date | None) -> str:
    """Put a stretch of days into words; `ends` is the first day that is not in it, None is open-ended."""
    last = f"to {ends - ONE_DAY}" if ends else "on"
    return f"from {begins or 'the start'} {last}"


def _described(table: str, key: Key, first: DatedRow, second: DatedRow) -> str:
    begins = max((row.valid_from for row in (first, second) if row.valid_from), default=None)
    ends = min((row.valid_to for row in (first, second) if row.valid_to), default=None)
    one, other = sorted(row.line for row in (first, second))
    shown = key if isinstance(key, str) else " ".join(filter(None, key))
    when = days(begins, ends)
    return f"{table}:{other} {shown} holds on the same day as line {one}, {when}; end one first"
