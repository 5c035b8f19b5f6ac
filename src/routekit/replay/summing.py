"""Sum up what was counted: changes from one handler to another, parishes, districts, and what is left out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from routekit.batch.answers import Answers
from routekit.batch.spot import NOWHERE
from routekit.batch.verdict import Verdict
from routekit.model import Area
from routekit.replay.because import sentences
from routekit.replay.changes import (
    HANDS,
    KINDS,
    Change,
    ChangeKind,
    Handler,
    Kind,
    Move,
    NotCompared,
    Replay,
    Sample,
    Setting,
    Where,
)
from routekit.replay.handlers import handlers_of
from routekit.replay.side import Side
from routekit.replay.tally import MOST_SAMPLES, Cell, Tally

NOT_ANSWERED: Final = (
    "neither side can be decided without an answer to this question; give --answer or a column"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a replay rests on; each pair has the first side and the second."""

    transaction: str
    what: str
    answers: Answers
    sides: tuple[Side, Side]
    areas: tuple[tuple[Area, ...], tuple[Area, ...]]
    verdicts: tuple[Sequence[Verdict], Sequence[Verdict]]
    answered: Mapping[Cell, tuple[Answers, Answers]]
    attributions: tuple[str, ...]

    def area(self, side: int, position: int) -> Area | None:
        """Give an area of a side by its position; None where it is in none."""
        return None if position == NOWHERE else self.areas[side][position]


@dataclass(slots=True)
class _Group:
    """Cells that go the same way."""

    places: int = 0
    areas: Counter[tuple[int, int]] = field(default_factory=Counter)
    rows: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    cells: list[tuple[Cell, int, tuple[str, ...]]] = field(default_factory=list)


class Summing:
    """Makes one value of a tally."""

    def __init__(self, grounds: Grounds, tally: Tally, kind_of: Callable[[Cell], Kind]) -> None:
        self._grounds = grounds
        self._cells = tally.cells()
        self._problems = tally.problems()
        self._kinds = {cell: kind_of(cell) for cell in self._cells}
        self._named: dict[str, tuple[str, str, None]] = {}

    def all(self) -> Replay:
        """Give everything."""
        by_kind: Counter[Kind] = Counter()
        for cell, (places, _) in self._cells.items():
            by_kind[self._kinds[cell]] += places
        left_out = tuple(sorted(self._left_out(), key=lambda each: (-each.places, each.code, each.column)))
        was, now = (self._setting(side) for side in (0, 1))
        return Replay(
            transaction=self._grounds.transaction,
            what=self._grounds.what,
            answers=self._grounds.answers,
            was=was,
            now=now,
            attributions=self._attributions(),
            places=by_kind.total() + sum(places for places, _ in self._problems.values()),
            same=by_kind["same"],
            outside=self._outside(),
            changed=sum(by_kind[kind] for kind in KINDS),
            hands=sum(by_kind[kind] for kind in HANDS),
            not_compared=sum(each.places for each in left_out),
            changes=tuple(self._changes()),
            parishes=tuple(self._where(self._parish)),
            districts=tuple(self._where(self._district)),
            left_out=left_out,
        )

    def _setting(self, side: int) -> Setting:
        router, on = self._grounds.sides[side].router, self._grounds.sides[side].on
        pack = router.pack(self._grounds.transaction, on=on)
        return Setting(on=on, pack=pack.ref, edition=router.edition_on(on).ref)

    def _attributions(self) -> tuple[str, ...]:
        editions = [each.router.edition_on(each.on).provenance.attribution for each in self._grounds.sides]
        return tuple(dict.fromkeys((*editions, *self._grounds.attributions)))

    def _outside(self) -> int:
        """Count what is in no area, before and after, and stays the same."""
        return sum(
            places
            for cell, (places, _) in self._cells.items()
            if self._kinds[cell] == "same" and cell.was_in == cell.now_in == NOWHERE
        )

    def _changes(self) -> Iterator[Change]:
        groups: defaultdict[tuple[ChangeKind, Handler, Handler], _Group] = defaultdict(_Group)
        for cell, (places, ids) in self._cells.items():
            kind = self._kinds[cell]
            if kind not in KINDS:
                continue
            both = self._verdicts(cell)
            group = groups[kind, *handlers_of(kind, *both)]
            group.places += places
            group.cells.append((cell, places, ids))
            for rows, verdict in zip(group.rows, both, strict=True):
                rows |= set((verdict.rows or "").split())
            group.areas[cell.was_in, cell.now_in] += places
        order = sorted(groups, key=lambda key: (KINDS.index(key[0]), -groups[key].places, repr(key)))
        for kind, was, now in order:
            yield self._change(kind, was, now, groups[kind, was, now])

    def _change(self, kind: ChangeKind, was: Handler, now: Handler, group: _Group) -> Change:
        chosen = _samples(group.cells)
        why = (
            each
            for cell in dict.fromkeys(cell for cell, _ in chosen)
            for each in sentences(self._grounds, cell, self._grounds.answered[cell])
        )
        return Change(
            kind=kind,
            was=was,
            now=now,
            places=group.places,
            why=tuple(dict.fromkeys(why)),
            rows_was=tuple(sorted(group.rows[0])),
            rows_now=tuple(sorted(group.rows[1])),
            areas=tuple(self._moves(group.areas)),
            samples=tuple(self._sample(cell, id_) for cell, id_ in chosen),
        )

    def _moves(self, moves: Counter[tuple[int, int]]) -> Iterator[Move]:
        for (before, after), places in sorted(moves.items(), key=lambda item: (-item[1], item[0])):
            was, now = self._grounds.area(0, before), self._grounds.area(1, after)
            yield Move(
                was=was.code if was else None,
                was_name=was.name if was else None,
                now=now.code if now else None,
                now_name=now.name if now else None,
                places=places,
            )

    def _sample(self, cell: Cell, id_: str) -> Sample:
        area = self._grounds.area(0, cell.was_in)
        return Sample(id=id_, area=area.code if area else None, area_name=area.name if area else None)

    def _where(self, named: Callable[[Area], tuple[str, str, str | None]]) -> Iterator[Where]:
        """Count by what an area, where a place was, is called or lies in."""
        counts: defaultdict[tuple[str | None, str, str | None], Counter[str]] = defaultdict(Counter)
        for cell, (places, _) in self._cells.items():
            area = self._grounds.area(0, cell.was_in)
            count = counts[named(area) if area else (None, "in no area", None)]
            count["places"] += places
            count["changed"] += places if self._kinds[cell] in KINDS else 0
            count["hands"] += places if self._kinds[cell] in HANDS else 0
        for (code, name, council), count in sorted(
            counts.items(), key=lambda item: (-item[1]["changed"], item[0][0] or "")
        ):
            if count["changed"]:
                yield Where(code=code, name=name, council=council, **count)

    def _parish(self, area: Area) -> tuple[str, str, str | None]:
        return area.code, area.name, self._district(area)[1]

    def _district(self, area: Area) -> tuple[str, str, str | None]:
        if area.code not in self._named:
            was = self._grounds.sides[0]
            code = was.router.bodies.district_of(area, was.on)[0]
            self._named[area.code] = code, was.router.bodies.council(code, was.on), None
        return self._named[area.code]

    def _left_out(self) -> Iterator[NotCompared]:
        for problem, (places, ids) in self._problems.items():
            yield NotCompared(
                code=problem.code, column=problem.field, reason=problem.reason, places=places, samples=ids
            )
        asked: Counter[str] = Counter()
        samples: defaultdict[str, list[str]] = defaultdict(list)
        for cell, (places, ids) in self._cells.items():
            if self._kinds[cell] == "unanswered":
                question = self._verdicts(cell)[0].question or ""
                asked[question] += places
                samples[question] += ids
        for question, places in asked.items():
            ids = tuple(samples[question][:MOST_SAMPLES])
            yield NotCompared(
                code="unanswered", column=question, reason=NOT_ANSWERED, places=places, samples=ids
            )

    def _verdicts(self, cell: Cell) -> tuple[Verdict, Verdict]:
        return self._grounds.verdicts[0][cell.was], self._grounds.verdicts[1][cell.now]


def _samples(cells: Iterable[tuple[Cell, int, tuple[str, ...]]]) -> list[tuple[Cell, str]]:
    """Give some places, first one of each cell, the most places first."""
    ordered = sorted(cells, key=lambda each: -each[1])
    rounds = [
        (cell, ids[turn]) for turn in range(MOST_SAMPLES) for cell, _, ids in ordered if turn < len(ids)
    ]
    return rounds[:MOST_SAMPLES]
