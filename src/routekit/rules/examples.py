"""Find cases that show what there is to see in a pack: each row, each side of a boundary, each question."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from routekit.rules.boundary import Sides
from routekit.rules.columns import Column, bits
from routekit.rules.divided import divided
from routekit.rules.pack import Pack
from routekit.rules.parts import Row, Walk
from routekit.rules.references import EMERGENCY
from routekit.rules.table import Cube, Cubes

MOST_TRIED = 4
ENOUGH = 8


class Example(NamedTuple):
    """A case that ends: a whole situation, what of it need be given, the end, and the sides that it shows."""

    situation: Mapping[str, str]
    given: Mapping[str, str]
    walk: Walk
    sides: int

    def asked_before(self, question: str) -> tuple[str, ...] | None:
        """Give the columns that were used before a question was, or None if it was not."""
        names = tuple(name for name, _ in self.walk.used)
        return names[: names.index(question)] if question in names else None


class _Wanted(NamedTuple):
    """Situations to choose from, the row that must match if it must be one, and the side to show."""

    cube: Cube
    row: str | None
    side: int | None = None
    at_end: Mapping[str, str] = MappingProxyType({})


class Examples:
    """Cases that together show every row, boundary and question that cases can; far more than are needed.

    A side that they do not show is none: the outcome is the same on both sides, and nobody is asked.
    """

    def __init__(self, pack: Pack) -> None:
        space = divided(pack)
        sizes = [column.size for column in space.columns]
        self.pack = pack
        self.boundaries = Sides(space.columns, _rows(pack, (row for _, row in space.pieces)))
        self._owners = tuple(row for _, row in space.pieces)
        self._pieces = Cubes(sizes, (cube for cube, _ in space.pieces))
        self.found = tuple(self._found())

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that come to be asked, in the author's order."""
        asked = {name for example in self.found for name, _ in example.walk.used}
        return tuple(name for name in self.pack.questions if name in asked)

    def given_before(self, question: str) -> dict[str, str]:
        """Give facts and the fewest answers with which a question is the next one to be asked."""
        befores = ((each.asked_before(question), each.situation) for each in self.found)
        used, situation = min(
            ((used, situation) for used, situation in befores if used is not None),
            key=lambda before: len(before[0]),
        )
        answers = {
            name: text for name, text in situation.items() if name in used and name not in self.pack.facts
        }
        if question in self.pack.urgent and self.pack.opening(answers) == self.pack.questions[question]:
            return answers
        return _with_facts(self.pack, situation, answers)

    def _found(self) -> Iterator[Example]:
        """Give examples of each row, and of each side that not enough before show; none is given twice."""
        seen: set[tuple[tuple[str, str], ...]] = set()
        shown: Counter[int] = Counter()
        for wanted in self._wanted():
            if wanted.side is not None and shown[wanted.side] >= ENOUGH:
                continue
            for situation in self._situations(wanted):
                example = self._example(situation)
                key = tuple(example.given.items())
                if key not in seen:
                    seen.add(key)
                    shown.update(bits(example.sides))
                    yield example

    def _wanted(self) -> Iterator[_Wanted]:
        for at, row in enumerate(self.boundaries.rows):
            yield _Wanted(self.boundaries.cube(at), row.id)
        for number, side in enumerate(self.boundaries.sides):
            boundary = side.boundary
            at_end = {boundary.column: boundary.value} if boundary.value is not None else {}
            yield _Wanted(side.cube, boundary.row if boundary.inside else None, number, at_end)

    def _situations(self, wanted: _Wanted) -> Iterator[dict[str, str]]:
        """Give some situations of a cube, with the first answers there are and with the last.

        Those with different outcomes come first: where the outcome differs, the answer must have been used.
        """
        meeting = bits(self._pieces.meeting(wanted.cube))
        fitting = [piece for piece in meeting if wanted.row in {None, self._owners[piece].id}]
        firsts = {self._owners[piece].outcome: piece for piece in reversed(fitting)}
        ordered = list(dict.fromkeys((*firsts.values(), *fitting)))
        for piece in ordered[: max(MOST_TRIED, len(firsts))]:
            shared = [a & b for a, b in zip(wanted.cube, self._pieces.cubes[piece], strict=True)]
            for last in (False, True):
                columns = zip(self.boundaries.columns, shared, strict=True)
                yield {column.id: _answer(column, mask, last=last) for column, mask in columns} | dict(
                    wanted.at_end
                )

    def _example(self, situation: Mapping[str, str]) -> Example:
        given, walk = _shortened(self.pack, situation)
        shows = self.boundaries.shown_by(walk.used, {row.id for row in walk.rows})
        return Example(situation, given, walk, shows)


def _rows(pack: Pack, owners: Iterable[Row]) -> tuple[Row, ...]:
    """Give the rows of a pack, then its stops."""
    stops = {row.id: row for row in owners if row.outcome == EMERGENCY and row.id in pack.stops}
    return (*pack.rows, *(stops[name] for name in pack.stops if name in stops))


def _answer(column: Column, mask: int, *, last: bool) -> str:
    """Give the first answer of a mask, or the last; of a range its first or last number or day."""
    held = list(bits(mask))
    at = held[-1 if last else 0]
    if at >= len(column.starts) or column.spec.span is None:
        return column.spec.options[at - len(column.starts)]
    low, high = column.intervals[at]
    return column.spec.span.shown(high if last else low)


def _shortened(pack: Pack, situation: Mapping[str, str]) -> tuple[dict[str, str], Walk]:
    """Leave out what a case need not give: answers nobody is asked for, and facts before an emergency."""
    walk = pack.walk(situation)
    used = dict(walk.used)
    if walk.rows[0].id in pack.stops:
        given = {name: text for name, text in situation.items() if name in used}
    else:
        given = _with_facts(pack, situation, used)
    return given, pack.walk(given)


def _with_facts(pack: Pack, situation: Mapping[str, str], used: Collection[str]) -> dict[str, str]:
    known = {
        name for name in situation if name in used or (name in pack.facts and not pack.facts[name].needs)
    }
    known |= {name for name, fact in pack.facts.items() if fact.needs and known.issuperset(fact.needs)}
    return {name: text for name, text in situation.items() if name in known}
