"""Write what a replay found as tables (CSV): the counts, and every place that changes."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from routekit.batch.verdict import Verdict
from routekit.boundaries.outputs import beside
from routekit.errors import InputError
from routekit.formulas import escaped
from routekit.replay.changes import Handler, Replay
from routekit.replay.replaying import Changed

COUNTS: Final = (
    "kind", "was", "was_name", "was_role", "was_outcome", "now", "now_name", "now_role", "now_outcome",
    "area_was", "area_was_name", "council_was", "area_now", "area_now_name", "places",
)  # fmt: skip
LIST: Final = (
    "id", "kind", "area_was", "area_was_name", "was_status", "was", "was_name", "area_now", "area_now_name",
    "now_status", "now", "now_name", "reason",
)  # fmt: skip


def write_counts(path: Path, found: Replay) -> None:
    """Write a line for each way to change and each area; InputError if the file cannot be written."""
    councils = {each.code: each.council for each in found.parishes}
    with _written(path, COUNTS) as write:
        for change in found.changes:
            ways = (*_handler(change.was), *_handler(change.now))
            for area in change.areas:
                before = (area.was, area.was_name, councils.get(area.was))
                write([(change.kind, *ways, *before, area.now, area.now_name, area.places)])


@contextmanager
def list_writer(path: Path) -> Iterator[Callable[[Iterable[Changed]], object]]:
    """Give what writes a line for each place that changes or cannot be compared, without where it is.

    Its area is named, and no more. InputError if the file cannot be written, which then is not there.
    """
    with _written(path, LIST) as write:
        yield lambda some: write(map(_line, some))


@contextmanager
def _written(path: Path, header: tuple[str, ...]) -> Iterator[Callable[[Iterable[Iterable[object]]], object]]:
    """Open a table that has its name only once it is whole."""
    aside = beside(path)
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(header)
            yield lambda some: rows.writerows(map(_cells, some))
        aside.replace(path)
    except OSError as error:
        raise InputError.of("path", str(path), f"it cannot be written: {error.strerror}") from error
    finally:
        aside.unlink(missing_ok=True)


def _cells(row: Iterable[object]) -> list[object]:
    """Keep names and ids from being run as a formula."""
    return [escaped(cell) if isinstance(cell, str) else cell for cell in row]


def _handler(handler: Handler) -> tuple[str | None, ...]:
    return handler.authority, handler.handled_by, handler.role, handler.outcome


def _line(place: Changed) -> tuple[str | None, ...]:
    if place.problem is not None or place.verdicts is None:
        why = place.problem.reason if place.problem else None
        code = place.problem.code if place.problem else None
        return (place.id, code, *[None] * (len(LIST) - 3), why)
    sides = (
        (area.code if area else None, area.name if area else None, *_said(verdict))
        for area, verdict in zip(place.areas, place.verdicts, strict=True)
    )
    return (place.id, place.kind, *(cell for side in sides for cell in side), place.verdicts[1].reason)


def _said(verdict: Verdict) -> tuple[str | None, ...]:
    return verdict.status, verdict.authority_id, verdict.authority_name
