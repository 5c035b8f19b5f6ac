"""Decide each distinct combination of answers and spot once, by asking the router about one that has it."""

from collections.abc import Mapping, Sequence
from datetime import date

from routekit.batch.problem import Problem
from routekit.batch.spot import NOWHERE, Spot, name_of
from routekit.batch.verdict import Verdict
from routekit.errors import InputError
from routekit.model import Area, Located
from routekit.model.decision import PLACE
from routekit.router import Router

Answers = tuple[tuple[str, str], ...]


class Deciding:
    """Decides one transaction on one day. What has been decided is kept, and so is each verdict, once.

    A spot in several areas has the verdict that they have alike, if they have; else the router is asked
    about one spot for all whose areas have the same verdicts, one after another: it goes by nothing else.
    """

    def __init__(self, router: Router, transaction: str, on: date, areas: Sequence[Area]) -> None:
        self._router = router
        self._transaction = transaction
        self._on = on
        self._areas = areas
        self._numbers: dict[Verdict, int] = {}
        self._spots: dict[tuple[Answers, Spot], int] = {}
        self._mixed: dict[tuple[Answers, int, tuple[int, ...]], int] = {}
        self._taken: dict[tuple[Answers, Spot], int] = {}

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All verdicts so far, in the order of their numbers."""
        return tuple(self._numbers)

    def number(self, verdict: Verdict) -> int:
        """Give the number of a verdict."""
        return self._numbers.setdefault(verdict, len(self._numbers))

    def decide(self, answers: Answers, spot: Spot) -> tuple[int, int]:
        """Give the number of the verdict, and the area the place lies in or that was picked, -1 for none."""
        picked = dict(answers).get(PLACE)
        possible = spot.possible
        if picked is not None and len(possible) > 1:
            chosen = [each for each in possible if name_of(each, self._areas) == picked]
            if chosen:
                without = tuple(each for each in answers if each[0] != PLACE)
                return self._number_of(without, spot.among(chosen[0])), chosen[0]
        return self._number_of(answers, spot), spot.answer

    def _number_of(self, answers: Answers, spot: Spot) -> int:
        key = answers, spot
        if key not in self._spots:
            several = len(spot.possible) > 1 and PLACE not in dict(answers)
            self._spots[key] = self._together(answers, spot) if several else self._asked(answers, spot)
        return self._spots[key]

    def _together(self, answers: Answers, spot: Spot) -> int:
        """Decide for a spot that may be in several areas, or in one and outside."""
        each = [self._number_of(answers, spot.among(position)) for position in spot.possible]
        alike = tuple(dict.fromkeys(each))
        if len(alike) == 1 and NOWHERE not in spot.possible:
            return alike[0]
        key = (answers, spot.warnings, alike)
        if key not in self._mixed:
            self._mixed[key] = self._asked(answers, spot)
        return self._mixed[key]

    def _asked(self, answers: Answers, spot: Spot) -> int:
        found: Located = spot.located(self._areas)
        try:
            decision = self._router.decide(
                self._transaction, spot.unlocated or found, dict(answers), on=self._on
            )
        except InputError as error:
            return self.number(Verdict.refused(error))
        return self.number(Verdict.of(decision))
