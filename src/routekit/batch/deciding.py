"""Decide each distinct combination of answers and spot once, by asking the router about one that has it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from routekit.batch.answers import Answers
from routekit.batch.spot import NOWHERE, Spot, name_of
from routekit.batch.verdict import Verdict
from routekit.bodies.roles import PARISH_ROLE
from routekit.errors import InputError
from routekit.model import Area, Decision, Place, Routed
from routekit.model.decision import PLACE
from routekit.router import Router

_MOST: Final = 300_000  # decisions kept


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
        self._among: dict[tuple[Answers, int], dict[int, int]] = {}
        self._mixed: dict[tuple[Answers, int, tuple[int, ...]], int] = {}
        self._likeness: dict[int, tuple[str, ...]] = {}
        self._alike: dict[tuple[Answers, int, tuple[str, ...]], int | None] = {}

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All verdicts so far, in the order of their numbers."""
        return tuple(self._numbers)

    def number(self, verdict: Verdict) -> int:
        """Give the number of a verdict."""
        return self._numbers.setdefault(verdict, len(self._numbers))

    def forget(self) -> None:
        """Forget what was decided once it is much, so that memory does not grow with the number of rows."""
        if len(self._spots) > _MOST or len(self._numbers) > _MOST:
            forgotten: tuple[dict[Any, Any], ...] = (
                self._numbers, self._spots, self._among, self._mixed, self._alike,
            )  # fmt: skip
            for each in forgotten:
                each.clear()

    def decide(self, answers: Answers, spot: Spot) -> tuple[int, int]:
        """Give the number of the verdict, and the area the place lies in or that was picked, -1 for none."""
        if all(name != PLACE for name, _ in answers):
            return self._number_of(answers, spot), spot.answer
        possible = spot.possible
        picked = [each for each in possible if name_of(each, self._areas) == dict(answers)[PLACE]]
        if len(possible) == 1 or not picked:
            return self._asked(answers, spot)[0], spot.answer
        without = tuple(each for each in answers if each[0] != PLACE)
        return self._number_of(without, spot.among(picked[0])), picked[0]

    def decide_at(self, answers: Answers, place: Place) -> int:
        """Give the number of the verdict at a place itself, which layers are asked about."""
        try:
            decision = self._router.route(self._transaction, place, dict(answers), on=self._on)
        except InputError as error:
            return self.number(Verdict.refused(error))
        return self.number(Verdict.of(decision))

    def _number_of(self, answers: Answers, spot: Spot) -> int:
        key = answers, spot
        if key not in self._spots:
            self._spots[key] = self._decided(answers, spot)
        return self._spots[key]

    def _decided(self, answers: Answers, spot: Spot) -> int:
        possible = spot.possible
        if len(possible) > 1:
            return self._together(answers, spot, possible)
        return self._asked(answers, spot)[0] if possible[0] == NOWHERE else self._alone(answers, spot)

    def _together(self, answers: Answers, spot: Spot, possible: tuple[int, ...]) -> int:
        """Decide for a spot that may be in several areas, or in one and outside."""
        among = self._among.setdefault((answers, spot.warnings), {})
        for position in possible:
            if position not in among:
                among[position] = self._number_of(answers, spot.among(position))
        alike = tuple(dict.fromkeys([among[position] for position in possible]))
        if len(alike) == 1:
            return alike[0]
        key = (answers, spot.warnings, alike)
        if key not in self._mixed:
            self._mixed[key] = self._asked(answers, spot)[0]
        return self._mixed[key]

    def _alone(self, answers: Answers, spot: Spot) -> int:
        """Decide for a spot in one area: as for another that is like it, unless it matters which parish."""
        if spot.answer not in self._likeness:
            area = self._areas[spot.answer]
            self._likeness[spot.answer] = self._router.likeness(self._transaction, area, on=self._on)
        key = (answers, spot.warnings, self._likeness[spot.answer])
        if key in self._alike:
            known = self._alike[key]
            return self._asked(answers, spot)[0] if known is None else known
        number, of_a_parish = self._asked(answers, spot)
        self._alike[key] = None if of_a_parish else number
        return number

    def _asked(self, answers: Answers, spot: Spot) -> tuple[int, bool]:
        """Ask the router; say too whether it matters which parish it is."""
        found = spot.unlocated or spot.located(self._areas)
        try:
            decision = self._router.decide(self._transaction, found, dict(answers), on=self._on)
        except InputError as error:
            return self.number(Verdict.refused(error)), False
        return self.number(Verdict.of(decision)), _is_of_a_parish(decision)


def _is_of_a_parish(decision: Decision) -> bool:
    """Tell whether a decision names the council of a parish, or one that acts for it."""
    if not isinstance(decision, Routed):
        return False
    named = [decision.authority, *([decision.fallback] if decision.fallback else [])]
    return decision.role == PARISH_ROLE or any(each.is_of_a_parish for each in named)
