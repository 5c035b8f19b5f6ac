"""Decide places twice, one piece of a stream after another, and count what changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from routekit.batch.answers import Answers, Given
from routekit.batch.columns import PlaceColumns
from routekit.batch.places import Places
from routekit.batch.problem import Problem
from routekit.batch.reading import Piece
from routekit.batch.spot import Spot, Spots
from routekit.batch.verdict import Verdict
from routekit.boundaries import Progress
from routekit.boundaries.postcodes.many import locate_points
from routekit.boundaries.progress import stage
from routekit.matrix import check_districts
from routekit.model import Area
from routekit.model.decision import PLACE
from routekit.replay.changes import Kind, Replay
from routekit.replay.kinds import Areas, kind_of
from routekit.replay.reports import Reports
from routekit.replay.side import Decider, Side, checked
from routekit.replay.summing import Grounds, Summing
from routekit.replay.tally import Cell, Numbers, Tally

_ASIDE = -1


class Changed(NamedTuple):
    """A place that changes or that cannot be compared: its id, the kind, and what was found on both sides.

    Where it cannot be compared because something is wrong, `problem` says what, and there is nothing else.
    """

    id: str
    kind: Kind | None
    problem: Problem | None = None
    areas: tuple[Area | None, Area | None] = (None, None)
    verdicts: tuple[Verdict, Verdict] | None = None


def replay(  # noqa: PLR0913 - what it rests on
    reports: Reports,
    was: Side,
    now: Side,
    transaction: str,
    *,
    answers: Mapping[str, str] | None = None,
    districts: Sequence[str] = (),
    progress: Progress | None = None,
) -> Replay:
    """Decide all places on both sides and say what changes.

    `progress` hears of `deciding`. All else, and errors, as for `Replaying`.
    """
    replaying = Replaying(reports, was, now, transaction, answers=answers, districts=districts)
    tell = stage(progress, "deciding")
    for piece in reports.source.pieces():
        replaying.add(piece)
        tell(piece.done, reports.source.total)
    return replaying.found()


class Replaying:
    """Counts what changes between two sides as places come. What was decided once is kept.

    Every place is taken at its point, however accurate that is: in the area that answers for it. `answers`
    are for all; a column that is called like a question of a pack has a place's own. With `districts`, by
    any code that they have had, places that were elsewhere on the first side are left aside. Raises
    InputError for columns that cannot be used and for no such district, UnknownTransactionError,
    InvalidAnswerError for `answers` that neither side takes; and what `Router.route` raises of its data.
    """

    def __init__(  # noqa: PLR0913 - as `replay`
        self,
        reports: Reports,
        was: Side,
        now: Side,
        transaction: str,
        *,
        answers: Mapping[str, str] | None = None,
        districts: Sequence[str] = (),
    ) -> None:
        self._reports = reports
        self._sides = (was, now)
        self._transaction = transaction
        self._answers = dict(answers or {})
        place = replace(reports.place, accuracy=None)
        place.check(reports.source.schema.names)
        check_districts(districts, was.router.bodies, was.on)
        given = checked(self._sides, transaction, self._answers)
        columns = [name for name in reports.source.schema.names if name != PLACE]
        self._deciders = tuple(Decider(side, transaction) for side in self._sides)
        self._given = tuple(
            Given(each.questions, columns, answers)
            for each, answers in zip(self._deciders, given, strict=True)
        )
        self._places = tuple(_places(side, place) for side in self._sides)
        self._alike = self._deciders[0].edition == self._deciders[1].edition
        self._districts = frozenset(map(was.router.bodies.code, districts))
        self._tally = Tally()
        self._cells: dict[int, Cell] = {}
        self._problems: dict[int, Problem] = {}
        self._answered: dict[Cell, tuple[Answers, Answers]] = {}
        self._kinds: dict[Cell, Kind] = {}

    def add(self, piece: Piece) -> Iterable[Changed]:
        """Count some places; give, when they are asked for, those that change or cannot be compared."""
        cells = self._decided(piece)
        counted = np.flatnonzero(cells != _ASIDE)
        ids = _Ids(piece, self._reports)
        for cell, at in self._tally.add(cells[counted]):
            self._tally.keep(cell, ids.of(int(counted[at])))
        return self._changed(cells, ids)

    def found(self) -> Replay:
        """Sum up all that was counted."""
        was, now = self._sides
        grounds = Grounds(
            transaction=self._transaction,
            what=self._reports.what,
            answers=tuple(sorted(self._answers.items())),
            sides=(was, now),
            areas=(self._deciders[0].areas, self._deciders[1].areas),
            verdicts=(self._deciders[0].verdicts, self._deciders[1].verdicts),
            answered=self._answered,
            attributions=self._reports.attributions,
        )
        return Summing(grounds, self._tally, self._kind).all()

    def _decided(self, piece: Piece) -> Numbers:
        """Give for each place the number of its cell, or of its problem; then for those not read."""
        spots = self._spots(piece)
        numbers, answers = zip(*(given.of(piece.rows) for given in self._given), strict=True)
        cells = np.empty(piece.rows.num_rows, dtype=np.int64)
        bad, good = np.flatnonzero(spots[0].wrong >= 0), np.flatnonzero(spots[0].wrong < 0)
        refused = [self._problem(problem) for problem in spots[0].problems]
        cells[bad] = np.array(refused, dtype=np.int64)[spots[0].wrong[bad]]
        parts = [each[good] for each in (*numbers, *(spot.of for spot in spots))]
        for (first, second, before, after), where in _alike(parts):
            both = spots[0].kinds[before], spots[1].kinds[after]
            cells[good[where]] = self._one((answers[0][first], answers[1][second]), both)
        unread = [self._problem(wrong.problem) for wrong in piece.wrong]
        return np.concatenate([cells, np.array(unread, dtype=np.int64)])

    def _spots(self, piece: Piece) -> tuple[Spots, Spots]:
        first = self._places[0].spots(piece.rows)
        return first, first if self._alike else self._places[1].spots(piece.rows)

    def _one(self, answers: tuple[Answers, Answers], spots: tuple[Spot, Spot]) -> int:
        """Decide on both sides for one place that stands for all that are alike."""
        why = spots[0].unlocated
        if why is not None:
            return self._problem(Problem(why.reason, self._reports.place.postcode or PLACE, why.detail))
        if not self._is_wanted(spots[0].answer):
            return _ASIDE
        numbers = [
            each.decide(given, spot.answer)
            for each, given, spot in zip(self._deciders, answers, spots, strict=True)
        ]
        for told in self._verdicts(numbers):
            if told.status == "rejected":
                words = (told.rejected_for, told.rejected_column, told.rejected_reason)
                return self._problem(Problem(*(each or "" for each in words)))
        cell = Cell(spots[0].answer, spots[1].answer, numbers[0], numbers[1])
        number = self._tally.number(cell)
        self._cells[number] = cell
        self._answered.setdefault(cell, answers)
        return number

    def _is_wanted(self, position: int) -> bool:
        if not self._districts:
            return True
        area, was = self._deciders[0].area(position), self._sides[0]
        if area is None:
            return False
        bodies = was.router.bodies
        here = {bodies.code(area.district), bodies.district_of(area, was.on)[0]}
        return not here.isdisjoint(self._districts)

    def _problem(self, problem: Problem) -> int:
        number = self._tally.number(problem)
        self._problems[number] = problem
        return number

    def _verdicts(self, numbers: Sequence[int]) -> tuple[Verdict, Verdict]:
        was, now = self._deciders
        return was.verdicts[numbers[0]], now.verdicts[numbers[1]]

    def _areas(self, cell: Cell) -> tuple[Area | None, Area | None]:
        return self._deciders[0].area(cell.was_in), self._deciders[1].area(cell.now_in)

    def _kind(self, cell: Cell) -> Kind:
        if cell not in self._kinds:
            was, now = (area.code if area else None for area in self._areas(cell))
            areas = Areas(was, now, was_is_there=self._deciders[1].has(was))
            self._kinds[cell] = kind_of(*self._verdicts(cell[2:]), areas, self._is_gone)
        return self._kinds[cell]

    def _is_gone(self, authority: str) -> bool:
        was, now = (side.router.bodies.authority(authority, side.on).authority for side in self._sides)
        return was is not None and now is None  # a parish's own is not known by its id

    def _changed(self, cells: Numbers, ids: "_Ids") -> Iterator[Changed]:
        kinds = {number: self._kind(cell) for number, cell in self._cells.items()}
        told = [*self._problems, *(number for number, kind in kinds.items() if kind != "same")]
        for row in np.flatnonzero(np.isin(cells, told)).tolist():
            number = int(cells[row])
            if number in self._problems:
                yield Changed(ids.of(row), None, self._problems[number])
            else:
                cell = self._cells[number]
                yield Changed(ids.of(row), kinds[number], None, self._areas(cell), self._verdicts(cell[2:]))


class _Ids:
    """The ids of the places of a piece: those read, then those that could not be."""

    def __init__(self, piece: Piece, reports: Reports) -> None:
        self._piece = piece
        self._reports = reports

    def of(self, row: int) -> str:
        rows, column = self._piece.rows, self._reports.id
        if row >= rows.num_rows:
            return self._reports.named(self._piece.wrong[row - rows.num_rows].row)
        own = None if column is None else rows.column(column)[row].as_py()
        return self._reports.named(self._piece.numbers[row].as_py()) if own is None else str(own)


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
