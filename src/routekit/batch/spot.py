"""Where the rows of a table lie: what is decided once for all of them that lie alike."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.batch.distinct import distinct, first_of
from routekit.batch.problem import Problem
from routekit.boundaries.manylocated.value import WARNINGS, ManyLocated
from routekit.boundaries.postcodes import Unlocated
from routekit.model import Area, Candidate, Located, RouteWarning
from routekit.model.decision import OUTSIDE

Numbers = npt.NDArray[np.int64]

NOWHERE: Final = -1


class Spot(NamedTuple):
    """What a decision rests on of a place. An area is its position in the edition's order.

    `answer` is -1 where no area answers. `unlocated` is why a postcode has no place.
    """

    answer: int = NOWHERE
    candidates: tuple[int, ...] = ()
    outside: bool = False
    warnings: int = 0
    unlocated: Unlocated | None = None

    @property
    def possible(self) -> tuple[int, ...]:
        """The areas that it may be in, the answering one first; -1, the last, is in none of them."""
        first = () if self.answer == NOWHERE else (self.answer,)
        inside = (*first, *(each for each in self.candidates if each != self.answer))
        return inside if first and not self.outside else (*inside, NOWHERE)

    def among(self, position: int) -> "Spot":
        """Give the same as if it were in one of these areas, or in none, and in no other."""
        return Spot(answer=position, outside=position == NOWHERE, warnings=self.warnings)

    def located(self, areas: Sequence[Area]) -> Located:
        """Give it as what a router decides on, which does not look at shares and distances."""
        inside = [areas[position] for position in self.possible if position != NOWHERE]
        return Located(
            area=None if self.answer == NOWHERE else areas[self.answer],
            candidates=tuple(Candidate(area=area, share=0.0, distance_m=0.0) for area in inside),
            outside=float(self.outside),
            warnings=tuple(
                RouteWarning(code=code, detail="")
                for number, code in enumerate(WARNINGS)
                if self.warnings >> number & 1
            ),
        )


class Spots(NamedTuple):
    """The spots of rows: of each row which of `kinds`, or -1 where it has a problem, and which of those."""

    of: Numbers
    kinds: Sequence[Spot]
    wrong: Numbers
    problems: Sequence[Problem]


class Gathering:
    """Puts together the spots and the problems of so many rows."""

    def __init__(self, rows: int) -> None:
        self._of = np.full(rows, -1, dtype=np.int64)
        self._wrong = np.full(rows, -1, dtype=np.int64)
        self._kinds: dict[Spot, int] = {}
        self._problems: dict[Problem, int] = {}

    def put(self, rows: Numbers, located: ManyLocated) -> None:
        """Put in where some rows lie."""
        keys = located.answer.astype(np.int64) + 1
        for values, bits in (
            (located.candidates.astype(np.int64) + 1, 24),
            (located.outside, 1),
            (located.warnings, 8),
        ):
            keys = keys << bits | values
        values, number = distinct(keys)
        spots = (_spot(located, at) for at in first_of(number, len(values)).tolist())
        kinds = np.array([self._kind(spot) for spot in spots], dtype=np.int64)
        self._of[rows] = kinds[number]

    def unlocated(self, rows: Numbers, why: Unlocated) -> None:
        """Put in why some rows have no place."""
        self._of[rows] = self._kind(Spot(unlocated=why))

    def problem(self, row: int, problem: Problem) -> None:
        """Put in what is wrong with a row."""
        self._wrong[row] = self._problems.setdefault(problem, len(self._problems))

    def all(self) -> Spots:
        """Give everything."""
        return Spots(self._of, tuple(self._kinds), self._wrong, tuple(self._problems))

    def _kind(self, spot: Spot) -> int:
        return self._kinds.setdefault(spot, len(self._kinds))


def _spot(located: ManyLocated, at: int) -> Spot:
    answer, number = int(located.answer[at]), int(located.candidates[at])
    return Spot(
        answer=answer,
        candidates=() if number < 0 else located.lists[number],
        outside=bool(located.outside[at]),
        warnings=int(located.warnings[at]),
    )


def name_of(position: int, areas: Sequence[Area]) -> str:
    """Give the answer to the question of the place that stands for an area."""
    return OUTSIDE if position == NOWHERE else areas[position].code
