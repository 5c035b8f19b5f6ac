"""Decide places twice, one piece of a stream after another, and count what changes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from routekit.batch.answers import Answers, Given
from routekit.batch.columns import PlaceColumns
from routekit.batch.deciding import Deciding
from routekit.batch.places import Places
from routekit.batch.problem import Problem
from routekit.batch.spot import NOWHERE, Spot, Spots
from routekit.batch.verdict import Verdict
from routekit.boundaries.postcodes.many import locate_points
from routekit.errors import InputError
from routekit.given import checked_answers, checked_day
from routekit.model import Area, EditionRef
from routekit.model.decision import PLACE
from routekit.replay.changes import Kind, Replay
from routekit.replay.kinds import Areas, kind_of
from routekit.replay.reports import Reports
from routekit.replay.summing import Grounds, Summing
from routekit.replay.tally import Cell, Numbers, Tally
from routekit.router import Router


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two ways to decide: a router, with its packs, boundaries and tables, and a day."""

    router: Router
    on: date


class Changed(NamedTuple):
    """A place that changes or that cannot be compared: its id, the kind, and both answers, if there are any."""

    id: str
    kind: Kind | None
    problem: Problem | None = None
    areas: tuple[Area | None, Area | None] = (None, None)
    verdicts: tuple[Verdict, Verdict] | None = None


def replay(
    reports: Reports, was: Side, now: Side, transaction: str, answers: Mapping[str, str] | None = None
) -> Replay:
    """Decide all places on both sides and say what changes. Errors as for `Replaying`."""
    replaying = Replaying(reports, was, now, transaction, answers)
    for rows in reports.batches:
        replaying.add(rows)
    return replaying.found()


class Replaying:
    """Counts what changes between two sides as places come. What was decided once is kept.

    Every place is taken at its point, however accurate that is: in the area that answers for it. `answers`
    are for all; a column that is called like a question of a pack has a place's own. Raises InputError for
    columns that cannot be used, UnknownTransactionError, InvalidAnswerError for `answers` that neither side
    takes; and what `Router.route` raises of its data.
    """

    def __init__(
        self,
        reports: Reports,
        was: Side,
        now: Side,
        transaction: str,
        answers: Mapping[str, str] | None = None,
    ) -> None:
        self._reports = reports
        self._sides = (was, now)
        self._transaction = transaction
        self._answers = dict(answers or {})
        place = replace(reports.place, accuracy=None)
        place.check(reports.schema.names)
        given = _checked(was, now, transaction, self._answers)
        self._deciding = tuple(_Deciding(*each, transaction) for each in zip(self._sides, given, strict=True))
        columns = [name for name in reports.schema.names if name != PLACE]
        self._given = tuple(Given(each.questions, columns, each.answers) for each in self._deciding)
        self._places = tuple(_places(side, place) for side in self._sides)
        self._alike = self._deciding[0].edition == self._deciding[1].edition
        self._tally = Tally()
        self._cells: dict[int, Cell] = {}
        self._problems: dict[int, Problem] = {}
        self._answered: dict[Cell, tuple[Answers, Answers]] = {}
        self._kinds: dict[Cell, Kind] = {}
        self._seen = 0

    def add(self, rows: pa.RecordBatch) -> Iterable[Changed]:
        """Count some places; give, when they are asked for, those that change or cannot be compared."""
        cells = self._decided(rows)
        ids = _Ids(rows, self._reports.id, self._seen)
        self._seen += rows.num_rows
        for cell, row in self._tally.add(cells):
            self._tally.keep(cell, ids.of(row))
        return self._changed(cells, ids)

    def found(self) -> Replay:
        """Sum up all that was counted."""
        was, now = self._sides
        grounds = Grounds(
            transaction=self._transaction,
            what=self._reports.what,
            answers=tuple(sorted(self._answers.items())),
            routers=(was.router, now.router),
            days=(was.on, now.on),
            areas=(self._deciding[0].areas, self._deciding[1].areas),
            verdicts=(self._deciding[0].verdicts, self._deciding[1].verdicts),
            answered=self._answered,
            attributions=self._reports.attributions,
        )
        return Summing(grounds, self._tally, self._kind).all()

    def _decided(self, rows: pa.RecordBatch) -> Numbers:
        """Give for each place the number of its cell."""
        spots = self._spots(rows)
        numbers, answers = zip(*(given.of(rows) for given in self._given), strict=True)
        cells = np.empty(rows.num_rows, dtype=np.int64)
        bad = np.flatnonzero(spots[0].wrong >= 0)
        good = np.flatnonzero(spots[0].wrong < 0)
        refused = [self._problem(problem) for problem in spots[0].problems]
        cells[bad] = np.array(refused, dtype=np.int64)[spots[0].wrong[bad]]
        parts = [each[good] for each in (*numbers, *(spot.of for spot in spots))]
        for combination, where in _alike(parts):
            first, second, *kinds = combination
            asked = answers[0][first], answers[1][second]
            both = spots[0].kinds[kinds[0]], spots[1].kinds[kinds[1]]
            cells[good[where]] = self._one(asked, both)
        return cells

    def _spots(self, rows: pa.RecordBatch) -> tuple[Spots, Spots]:
        first = self._places[0].spots(rows)
        return first, first if self._alike else self._places[1].spots(rows)

    def _one(self, answers: tuple[Answers, Answers], spots: tuple[Spot, Spot]) -> int:
        """Decide on both sides for one place that stands for all that are alike."""
        if spots[0].unlocated is not None:
            why = spots[0].unlocated
            return self._problem(Problem(why.reason, self._reports.place.postcode or PLACE, why.detail))
        both = [
            each.decide(given, spot.answer)
            for each, given, spot in zip(self._deciding, answers, spots, strict=True)
        ]
        for each, verdict in zip(self._deciding, both, strict=True):
            told = each.verdicts[verdict]
            if told.status == "rejected":
                return self._problem(
                    Problem(told.rejected_for or "", told.rejected_column or "", told.rejected_reason or "")
                )
        cell = Cell(spots[0].answer, spots[1].answer, *both)
        number = self._tally.number(cell)
        self._cells[number] = cell
        self._answered.setdefault(cell, answers)
        return number

    def _problem(self, problem: Problem) -> int:
        number = self._tally.number(problem)
        self._problems[number] = problem
        return number

    def _kind(self, cell: Cell) -> Kind:
        if cell not in self._kinds:
            was, now = (
                each.verdicts[number] for each, number in zip(self._deciding, (cell.was, cell.now), strict=True)
            )
            codes = [
                each.code(position)
                for each, position in zip(self._deciding, (cell.was_in, cell.now_in), strict=True)
            ]
            areas = Areas(codes[0], codes[1], self._deciding[1].has(codes[0]))
            self._kinds[cell] = kind_of(was, now, areas, self._is_gone)
        return self._kinds[cell]

    def _is_gone(self, authority: str) -> bool:
        was, now = (side.router.bodies.authority(authority, side.on).authority for side in self._sides)
        return was is not None and now is None  # of a parish's own, neither is known by its id

    def _changed(self, cells: Numbers, ids: "_Ids") -> Iterator[Changed]:
        kinds = {number: self._kind(cell) for number, cell in self._cells.items()}
        told = np.array([number for number, kind in kinds.items() if kind != "same"] + [*self._problems])
        for row in np.flatnonzero(np.isin(cells, told)).tolist():
            number = int(cells[row])
            if number in self._problems:
                yield Changed(ids.of(row), None, self._problems[number])
                continue
            cell, (was, now) = self._cells[number], self._deciding
            areas = was.area(cell.was_in), now.area(cell.now_in)
            verdicts = was.verdicts[cell.was], now.verdicts[cell.now]
            yield Changed(ids.of(row), kinds[number], None, areas, verdicts)


class _Deciding:
    """One side: decides for the area that a point is in."""

    def __init__(self, side: Side, answers: dict[str, str], transaction: str) -> None:
        self._edition = side.router.edition_on(side.on)
        self.edition: EditionRef = self._edition.ref
        self.areas = self._edition.areas()
        self.answers = answers
        self.questions = [*side.router.pack(transaction, on=side.on).questions]
        self._deciding = Deciding(side.router, transaction, side.on, self.areas)
        self._numbers: dict[tuple[Answers, int], int] = {}
        self.verdicts: tuple[Verdict, ...] = ()
        self._codes = frozenset(area.code for area in self.areas)

    def decide(self, answers: Answers, position: int) -> int:
        """Give the number of the verdict for an area, or for none; a picked area counts as ignored."""
        key = answers, position
        if key not in self._numbers:
            spot = Spot(answer=position, outside=position == NOWHERE)
            self._numbers[key], _ = self._deciding.decide(answers, spot)
            self.verdicts = self._deciding.verdicts
        return self._numbers[key]

    def area(self, position: int) -> Area | None:
        return None if position == NOWHERE else self.areas[position]

    def code(self, position: int) -> str | None:
        return None if position == NOWHERE else self.areas[position].code

    def has(self, code: str | None) -> bool:
        return code in self._codes


class _Ids:
    """The ids of the rows of a batch: a column's, or their numbers from 1."""

    def __init__(self, rows: pa.RecordBatch, column: str | None, before: int) -> None:
        self._column = None if column is None else rows.column(column)
        self._before = before

    def of(self, row: int) -> str:
        if self._column is None:
            return str(self._before + row + 1)
        return str(self._column[row].as_py())


def _checked(
    was: Side, now: Side, transaction: str, answers: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Give the answers that each side takes; one to a question of the other side's pack alone is left out."""
    if PLACE in answers:
        expected = "a replay takes every place at its point; leave this answer out"
        raise InputError.of(PLACE, answers[PLACE], expected)
    packs = [side.router.pack(transaction, on=checked_day(side.on)) for side in (was, now)]
    kept = [
        {name: option for name, option in answers.items() if name in pack.questions or name not in other.questions}
        for pack, other in (packs, packs[::-1])
    ]
    first, second = (checked_answers(pack, each)[0] for pack, each in zip(packs, kept, strict=True))
    return first, second


def _places(side: Side, place: PlaceColumns) -> Places:
    edition = side.router.edition_on(side.on)
    return Places(place, edition, lambda: side.router.postcodes, locate=locate_points)


def _alike(parts: list[Numbers]) -> Iterator[tuple[tuple[int, ...], Numbers]]:
    """Give each combination of numbers that there is, and where."""
    if not len(parts[0]):
        return
    key = np.zeros(len(parts[0]), dtype=np.int64)
    for part in parts:
        key = np.unique(key, return_inverse=True)[1] * (int(part.max()) + 1) + part
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    for where in np.split(order, starts[1:]):
        yield tuple(int(part[where[0]]) for part in parts), where
