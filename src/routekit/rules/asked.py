"""How many questions the flow of a pack asks: at most, and on average over all situations."""

from typing import NamedTuple

from routekit.rules.columns import bits
from routekit.rules.flow import Flow
from routekit.rules.proof import Space
from routekit.rules.table import Cube

MOST_NODES = 1_000


class Asked(NamedTuple):
    """The most questions that anyone is asked, and the mean when every situation is as likely."""

    most: int
    mean: float


class _Sum(NamedTuple):
    """Of the situations below a point of the flow: how many there are, all questions asked, and the most."""

    situations: int
    questions: int
    most: int


class _TooManyError(Exception):
    """The flow has more points than it is worth to follow."""


def asked(flow: Flow, columns: dict[str, int], space: Space, *, most_nodes: int = MOST_NODES) -> Asked | None:
    """Follow every branch of a flow; None if there are too many points to follow. `columns` are positions."""
    try:
        whole = _Walker(flow, columns, space, most_nodes).below(flow.table.all, frozenset())
    except _TooManyError:
        return None
    return Asked(whole.most, whole.questions / whole.situations) if whole.situations else None


class _Walker:
    """Adds the branches of a flow up; points that come to the same are followed once."""

    def __init__(self, flow: Flow, columns: dict[str, int], space: Space, most_nodes: int) -> None:
        self._flow = flow
        self._columns = columns
        self._space = space
        self._left = most_nodes
        self._found: dict[tuple[int, frozenset[str]], _Sum] = {}

    def below(self, live: int, known: frozenset[str]) -> _Sum:
        found = self._found.get((live, known))
        if found is None:
            found = self._found[live, known] = self._followed(live, known)
        return found

    def _followed(self, live: int, known: frozenset[str]) -> _Sum:
        self._left -= 1
        if self._left < 0:
            raise _TooManyError
        table = self._flow.table
        move = self._flow.next_move(live, known) if live & table.possible else None
        if move is None:
            cubes = (table.cubes[at] for at in bits(live & table.possible))
            return _Sum(sum(self._volume(cube, known) for cube in cubes), 0, 0)
        weigh = self._space.weighers[self._columns[move.column]]
        situations = questions = most = 0
        for bit, held in enumerate(table.holders[move.column]):
            part = self.below(live & held, known | {move.column})
            situations += weigh(1 << bit) * part.situations
            questions += weigh(1 << bit) * part.questions
            most = max(most, part.most)
        if not move.ask:
            return _Sum(situations, questions, most)
        return _Sum(situations, questions + situations, most + 1)

    def _volume(self, cube: Cube, known: frozenset[str]) -> int:
        """Count the situations of a cube in the columns that are not known yet."""
        found = 1
        for column, at in self._columns.items():
            if column not in known:
                found *= self._space.weighers[at](cube[at])
        return found
