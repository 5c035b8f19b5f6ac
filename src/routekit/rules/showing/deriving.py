"""Derive the picture of a pack's flow, following it no further than can be drawn.

Points of the flow from which everything goes on alike are one box, and a fact on which nothing depends is
none. A fact after which the same question is asked, whatever it is, may stand below that question, if the
picture is smaller so. Where too much is left, the flow ends in boxes that say what can still come.
"""

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from routekit.rules.columns import Column, bits
from routekit.rules.flow import Flow
from routekit.rules.pack import Pack
from routekit.rules.parts import Row

MOST_BOXES: Final = 60
MOST_ARROWS: Final = 180
MOST_FOLLOWED: Final = 500  # points of the flow, before those that are alike are joined
MOST_WORK: Final = 200_000  # points times cubes
MOST_JOINED: Final = 2_000
EMERGENCY: Final = "emergency"


class Inside(NamedTuple):
    """What a picture is derived from: the flow of a pack, its columns, and whose each cube is.

    `impossible` has the cells of each combination that cannot be, and why.
    """

    flow: Flow
    columns: Mapping[str, Column]
    owners: tuple[Row | None, ...]
    impossible: tuple[tuple[Mapping[str, tuple[str, ...]], str], ...]


class End(NamedTuple):
    """An end: of what kind, and the outcome, the stop, or all the outcomes that can still come."""

    kind: str
    ends: tuple[str, ...]


IMPOSSIBLE: Final = End("impossible", ())
MISSING: Final = End("missing", ())


@dataclass(frozen=True, slots=True)
class Branch:
    """A column, and for each member of it (a bit) what comes next: another branch or an end, by its key."""

    column: str
    ways: tuple["Key", ...]


Key: TypeAlias = "int | End"


class Derived(NamedTuple):
    """The flow as far as it was followed: where it begins, and the branches that are reached from there."""

    root: Key
    branches: Mapping[int, Branch]
    whole: bool

    @property
    def boxes(self) -> int:
        """How many boxes are drawn."""
        ways = (way for branch in self.branches.values() for way in branch.ways)
        return len({self.root, *self.branches, *ways})

    @property
    def arrows(self) -> int:
        """How many arrows are drawn."""
        return sum(len(set(branch.ways)) for branch in self.branches.values())

    @property
    def fits(self) -> bool:
        """Whether it is small enough to be drawn."""
        return self.boxes <= MOST_BOXES and self.arrows <= MOST_ARROWS


class _Point(NamedTuple):
    """A point of the flow: the cubes left, and what is known of what facts are derived from."""

    live: int
    known: frozenset[str]


def inside(pack: Pack) -> Inside:
    """Give what a picture is derived from."""
    workings = pack._workings  # noqa: SLF001 - the one place here that looks into a pack
    names, owners, whys = workings.names, workings.row_of_cube, workings.impossible
    columns = {column.id: column for column in names.columns}
    cells = (
        {name: columns[name].members(columns[name].mask(cell)) for name, cell in each.when.items()}
        for each in names.impossible
    )
    return Inside(workings.engine.flow, columns, owners, tuple(zip(cells, whys, strict=True)))


def derived(found: Inside) -> Derived:
    """Follow a flow as far as it can be drawn: wholly, or else fewer and fewer points of it."""
    most = min(MOST_FOLLOWED, MOST_WORK // max(1, len(found.flow.table.cubes)))
    while True:
        followed = _Follower(found).followed(most)
        if followed.fits:
            return followed
        most = most * 2 // 3


class _Follower:
    """Follows a flow breadth first, as far as a number of points."""

    def __init__(self, found: Inside) -> None:
        self._flow, self._owners = found.flow, found.owners
        self._kept = {*self._flow.facts, *(need for needs in self._flow.needs.values() for need in needs)}
        self._moves: dict[_Point, tuple[str, tuple[_Point, ...]]] = {}

    def followed(self, most: int) -> Derived:
        root = _Point(self._flow.table.all, frozenset())
        waiting = deque([root])
        while waiting and len(self._moves) < most:
            point = waiting.popleft()
            if point not in self._moves and self._end(point) is None:
                self._moves[point] = self._next(point)
                waiting.extend(self._moves[point][1])
        whole = all(point in self._moves or self._end(point) is not None for point in waiting)
        joined = [
            self._joined(root, _Joiner(self._flow.facts, sinking=sinking), whole) for sinking in (True, False)
        ]
        return min((each for each in joined if each), key=lambda each: (each.boxes, each.arrows))

    def _next(self, point: _Point) -> tuple[str, tuple[_Point, ...]]:
        """Give the next column and the points after it, passing facts that no cube left looks at."""
        live, known = point
        while True:
            move = self._flow.next_move(live, known)
            if move is None:
                return "", ()
            known = known | ({move.column} & self._kept)
            if move.ask or self._flow.table.restricted(live, move.column):
                holders = self._flow.table.holders[move.column]
                return move.column, tuple(_Point(live & held, known) for held in holders)

    def _end(self, point: _Point) -> End | None:
        """Give the end at a point if all that can be there comes to the same."""
        table = self._flow.table
        possible = point.live & table.possible
        if not possible:
            return IMPOSSIBLE if point.live else MISSING
        return self._of(possible) if table.settled(possible, table.same) else None

    def _of(self, possible: int) -> End:
        row = self._owners[next(bits(possible))]
        assert row is not None, "what can be has a row"
        return End("stop", (row.id,)) if row.outcome == EMERGENCY else End("outcome", (row.outcome,))

    def _joined(self, root: _Point, joiner: "_Joiner", whole: bool) -> Derived | None:  # noqa: FBT001
        keys: dict[_Point, Key] = {}

        def key(point: _Point) -> Key:
            if point not in keys:
                keys[point] = self._end(point) or self._beyond(point) or joined(point)
            return keys[point]

        def joined(point: _Point) -> Key:
            column, points = self._moves[point]
            return joiner.branch(column, tuple(map(key, points)))

        try:
            return joiner.reached(key(root), whole=whole)
        except _TooManyError:
            return None

    def _beyond(self, point: _Point) -> End | None:
        """Give the end where a point was not followed, or where nothing more can be asked."""
        possible = point.live & self._flow.table.possible
        if point in self._moves:
            return None if self._moves[point][1] else self._of(possible)
        rows = (self._owners[at] for at in bits(possible))
        return End("more", tuple(sorted({row.outcome for row in rows if row is not None})))


class _TooManyError(Exception):
    """Facts below questions make more branches than it is worth."""


class _Joiner:
    """Makes branches, each once; `sinking` puts facts below a question that is asked whatever they are."""

    def __init__(self, facts: Collection[str], *, sinking: bool) -> None:
        self._facts, self._sinking = facts, sinking
        self._made: dict[Branch, Key] = {}
        self._branches: list[Branch] = []

    def branch(self, column: str, ways: tuple[Key, ...]) -> Key:
        made = Branch(column, ways)
        found = self._made.get(made)
        if found is None:
            found = self._made[made] = self._new(made)
        return found

    def _new(self, made: Branch) -> Key:
        can_be = [way for way in dict.fromkeys(made.ways) if way != IMPOSSIBLE]
        if made.column in self._facts:
            if len(can_be) == 1:
                return can_be[0]
            if self._sinking and (question := self._asked_next(can_be)):
                return self._sunk(made, question)
        if len(self._made) > MOST_JOINED:
            raise _TooManyError
        self._branches.append(made)
        return len(self._branches) - 1

    def _asked_next(self, ways: list[Key]) -> str | None:
        """Give the question that is asked whichever way is taken, if there is one."""
        columns = {"" if isinstance(way, End) else self._branches[way].column for way in ways}
        only = next(iter(columns)) if len(columns) == 1 else ""
        return only if only and only not in self._facts else None

    def _sunk(self, fact: Branch, question: str) -> Key:
        below = [IMPOSSIBLE if isinstance(way, End) else self._branches[way].ways for way in fact.ways]
        size = next(len(each) for each in below if not isinstance(each, End))
        return self.branch(
            question,
            tuple(
                self.branch(
                    fact.column, tuple(each if isinstance(each, End) else each[bit] for each in below)
                )
                for bit in range(size)
            ),
        )

    def reached(self, root: Key, *, whole: bool) -> Derived:
        """Give the branches that are reached from one of them."""
        found: dict[int, Branch] = {}
        waiting = [root]
        while waiting:
            key = waiting.pop()
            if not isinstance(key, End) and key not in found:
                found[key] = self._branches[key]
                waiting.extend(found[key].ways)
        return Derived(root, found, whole)
