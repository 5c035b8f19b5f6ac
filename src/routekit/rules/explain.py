"""Explain an end of the flow: which answers it needs, and what would have to change for another outcome."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from routekit.rules.columns import Column, bits
from routekit.rules.outline import UNKNOWN
from routekit.rules.partition import DONT_KNOW
from routekit.rules.parts import Alternative, Change, Row
from routekit.rules.table import Table

Known = Mapping[str, str]


class _Near(NamedTuple):
    """A cube, the columns in which what is known is not in it, and the row it belongs to."""

    mismatches: tuple[int, ...]
    at: int
    row: Row


def needed(table: Table, known: Known) -> tuple[tuple[str, str], ...]:
    """Give answers and facts that alone make the outcome certain, and of which none can be left out."""
    kept = dict(known)
    for name in reversed(tuple(known)):
        others = {column: answer for column, answer in kept.items() if column != name}
        if table.settled(_live(table, others), table.same):
            kept = others
    return tuple(kept.items())


def assumed(known: Known) -> tuple[tuple[str, str], ...]:
    """Give the answers and facts that say nothing is known."""
    return tuple((name, answer) for name, answer in known.items() if answer in {UNKNOWN, DONT_KNOW})


def alternatives(
    table: Table, columns: Sequence[Column], owners: Sequence[Row | None], known: Known, outcome: str
) -> tuple[Alternative, ...]:
    """Give, for each other outcome, the fewest changes of what is known after which it can be reached."""
    nearest: dict[str, _Near] = {}
    for near in _distances(table, columns, owners, known):
        best = nearest.get(near.row.outcome)
        if best is None or len(near.mismatches) < len(best.mismatches):
            nearest[near.row.outcome] = near
    nearest.pop(outcome, None)
    ordered = sorted(nearest.values(), key=lambda near: len(near.mismatches))
    return tuple(
        Alternative(
            outcome=near.row.outcome,
            row=near.row.id,
            changes=tuple(_change(columns[at], table.cubes[near.at][at], known) for at in near.mismatches),
        )
        for near in ordered
    )


def _distances(
    table: Table, columns: Sequence[Column], owners: Sequence[Row | None], known: Known
) -> Iterator[_Near]:
    answered = [(at, column.bit(known[column.id])) for at, column in enumerate(columns) if column.id in known]
    for number in bits(table.possible):
        cube, row = table.cubes[number], owners[number]
        if row is not None:
            missed = tuple(at for at, bit in answered if bit is not None and not cube[at] >> bit & 1)
            yield _Near(missed, number, row)


def _change(column: Column, mask: int, known: Known) -> Change:
    return Change(column=column.id, was=known[column.id], options=column.members(mask))


def _live(table: Table, known: Known) -> int:
    live = table.possible
    for column, answer in known.items():
        live = table.narrowed(live, column, answer)
    return live
