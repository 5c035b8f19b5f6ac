"""What a proved division of situations runs on: its table, its flow, and whose each cube is."""

from collections.abc import Iterator
from typing import NamedTuple

from routekit.rules.flow import Flow, Strategy
from routekit.rules.outline import Outline, RowOutline, outcome_of
from routekit.rules.partition import Partition
from routekit.rules.table import Table, groups


class Engine(NamedTuple):
    """A table and its flow. `owners` says of each cube which row, `otherwise`, stop or impossibility has it.

    They are numbered in this order, as the pack lists them.
    """

    table: Table
    flow: Flow
    owners: tuple[int, ...]


class _Part(NamedTuple):
    """One cube: who owns it, what it comes to (None: it cannot be), and the stop it comes to, if any."""

    cube: tuple[int, ...]
    owner: int
    label: str | None
    stopping: str | None


def engine(names: Outline, found: Partition, strategy: Strategy) -> Engine:
    """Make the engine of a division. An outcome that is missing in a broken pack counts as one of its own."""
    parts = tuple(_parts(names, found))
    table = Table(names.columns, [part.cube for part in parts], [part.label for part in parts])
    looked_at = {name for stop in names.stops for name in stop.when}
    urgent = tuple(name for name in names.questions if name in looked_at)
    flow = Flow(
        table=table,
        facts=tuple(names.facts),
        needs=names.needs,
        questions=tuple(names.questions),
        urgent=urgent,
        stops=sum(1 << at for at, part in enumerate(parts) if part.stopping),
        stopping=groups([part.stopping for part in parts]),
        strategy=strategy,
    )
    return Engine(table, flow, tuple(part.owner for part in parts))


def unused_questions(names: Outline, flow: Flow) -> tuple[str, ...]:
    """Give the questions that rows look at, but on which nothing depends, itself or by a derived fact."""
    looked_at = {name for cube in names.cubes for name in cube.when}
    looked_at |= {need for name in looked_at for need in names.needs.get(name, ())}
    return tuple(name for name in names.questions if name in looked_at and not flow.ever_matters(name))


def unreachable_outcomes(names: Outline) -> tuple[str, ...]:
    """Give the outcomes that no row gives."""
    given = {row.outcome for row in names.rows}
    if names.otherwise is not None:
        given.add(outcome_of(names.otherwise))
    return tuple(name for name in names.outcomes if name not in given)


def _parts(names: Outline, found: Partition) -> Iterator[_Part]:
    owner = 0
    for row, pieces in zip(names.rows, found.rows.of_row, strict=True):
        yield from (_Part(piece, owner, row.outcome, None) for piece in pieces)
        owner += 1
    if names.otherwise is not None:
        yield from (_Part(piece, owner, outcome_of(names.otherwise), None) for piece in found.rest)
        owner += 1
    for stop, pieces in zip(names.stops, found.stops.of_row, strict=True):
        yield from (_Part(piece, owner, _stop(stop), _stop(stop)) for piece in pieces)
        owner += 1
    for pieces in found.impossible.of_row:
        yield from (_Part(piece, owner, None, None) for piece in pieces)
        owner += 1


def _stop(stop: RowOutline) -> str:
    return f"stop {stop.name}"
