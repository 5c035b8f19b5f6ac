"""A side of a replay: what is decided with, and each area decided once for the same answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from routekit.batch.answers import Answers
from routekit.batch.deciding import Deciding
from routekit.batch.spot import NOWHERE, Spot
from routekit.batch.verdict import Verdict
from routekit.errors import InputError
from routekit.given import checked_answers, checked_day
from routekit.model import Area, Decision, EditionRef
from routekit.model.decision import PLACE
from routekit.router import Router

_MOST: Final = 300_000  # decisions kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two ways to decide: a router, with its packs, boundaries and tables, and a day."""

    router: Router
    on: date

    def __post_init__(self) -> None:
        """Raise InputError for what is no day."""
        checked_day(self.on)

    def decide(self, transaction: str, answers: Answers, areas: tuple[Area, ...], position: int) -> Decision:
        """Decide for a point in one area and near no other, or in none; errors as `Router.decide`."""
        found = _spot(position).located(areas)
        return self.router.decide(transaction, found, dict(answers), on=self.on)


class Decider:
    """Decides for a side, with each verdict kept once; `verdicts` has them in the order of their numbers."""

    def __init__(self, side: Side, transaction: str) -> None:
        edition = side.router.edition_on(side.on)
        self.edition: EditionRef = edition.ref
        self.areas: tuple[Area, ...] = edition.areas()
        self.questions = tuple(side.router.pack(transaction, on=side.on).questions)
        self.verdicts: list[Verdict] = []
        self._codes = frozenset(area.code for area in self.areas)
        self._numbers: dict[Verdict, int] = {}
        self._decided: dict[tuple[Answers, int], int] = {}
        self._deciding = _Deciding(side, transaction, self.areas)

    def decide(self, answers: Answers, position: int) -> int:
        """Give the number of the verdict for an area by its position, or for none."""
        key = answers, position
        if key not in self._decided:
            if len(self._decided) >= _MOST:
                self._decided.clear()
                self._deciding = self._deciding.anew()
            verdict = self._deciding.verdict(answers, position)
            number = self._decided[key] = self._numbers.setdefault(verdict, len(self.verdicts))
            if number == len(self.verdicts):
                self.verdicts.append(verdict)
        return self._decided[key]

    def area(self, position: int) -> Area | None:
        """Give an area by its position."""
        return None if position == NOWHERE else self.areas[position]

    def has(self, code: str | None) -> bool:
        """Tell whether the edition has an area of a code."""
        return code in self._codes


class _Deciding:
    """Decides areas that are alike once, and keeps the verdicts by their numbers."""

    def __init__(self, side: Side, transaction: str, areas: tuple[Area, ...]) -> None:
        self._of = side, transaction, areas
        self._deciding = Deciding(side.router, transaction, side.on, areas)
        self._verdicts: tuple[Verdict, ...] = ()

    def anew(self) -> "_Deciding":
        """Begin anew, with nothing kept."""
        return _Deciding(*self._of)

    def verdict(self, answers: Answers, position: int) -> Verdict:
        number, _ = self._deciding.decide(answers, _spot(position))
        if number >= len(self._verdicts):
            self._verdicts = self._deciding.verdicts
        return self._verdicts[number]


def checked(
    sides: tuple[Side, Side], transaction: str, answers: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Give the answers that each side takes; one to a question of the other side's pack alone is left out.

    Raises UnknownTransactionError, InvalidAnswerError, and InputError for an area that is picked.
    """
    if PLACE in answers:
        expected = "a replay takes every place at its point; leave this answer out"
        raise InputError.of(PLACE, answers[PLACE], expected)
    first, second = (side.router.pack(transaction, on=side.on) for side in sides)
    kept = [
        {
            name: option
            for name, option in answers.items()
            if name in pack.questions or name not in other.questions
        }
        for pack, other in ((first, second), (second, first))
    ]
    return checked_answers(first, kept[0])[0], checked_answers(second, kept[1])[0]


def _spot(position: int) -> Spot:
    """Give a point in one area and near no other, or in none."""
    return Spot(answer=position, outside=position == NOWHERE)
