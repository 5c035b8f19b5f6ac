"""The way a resident has come: every step in the order it is asked, found anew from what the form carries."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from routekit.errors import InvalidAnswerError
from routekit.model import Ask, LatLon, Postcode, Question, Routed, Unrouted
from routekit.model.decision import PLACE
from routekit.router import Router
from routekit.service.pages.form import Given

WHERE: Final = "place"
CHECK: Final = "check"
OUTCOME: Final = "outcome"
THANKS: Final = "thanks"
START: Final = "start"
QUESTION: Final = "question."


class Answered(NamedTuple):
    """A question that was asked, and the answer."""

    question: Question
    answer: str


Step = Answered | LatLon | Postcode


@dataclass(frozen=True, slots=True)
class Trail:
    """The steps that are done, and what comes after: a question, the decision, or None for the place.

    `refused` says that the answer to `after` cannot go with those before it.
    """

    done: tuple[Step, ...]
    after: Question | Routed | Unrouted | None
    refused: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of all steps that can be shown, in order."""
        done = tuple(map(step_name, self.done))
        match self.after:
            case None:
                return (*done, WHERE)
            case Question():
                return (*done, QUESTION + self.after.id)
            case _:
                return (*done, CHECK, OUTCOME, THANKS) if checked(self.after) else (*done, OUTCOME)

    @property
    def current(self) -> str:
        """The first step that is not done; for a decision that is the look at the answers."""
        return self.steps[len(self.done)]

    def before(self, step: str) -> str:
        """Give the step before another, which is the start for the first."""
        at = self.steps.index(step)
        return self.steps[at - 1] if at else START

    def question(self, step: str) -> Question | None:
        """Give the question of a step, if it is one."""
        asked = [each.question for each in self.done if isinstance(each, Answered)]
        asked += [self.after] if isinstance(self.after, Question) else []
        return next((each for each in asked if QUESTION + each.id == step), None)

    def area_asked(self) -> Question | None:
        """Give the question which area it is, if that was asked."""
        return self.question(QUESTION + PLACE)


def checked(decision: Routed | Unrouted) -> bool:
    """Tell whether the answers are looked at before a decision: not before bad news that may be urgent."""
    return isinstance(decision, Routed) or decision.reason == "no-responsible-authority"


def step_name(step: Step) -> str:
    """Give the name of a step."""
    return QUESTION + step.question.id if isinstance(step, Answered) else WHERE


def follow(router: Router, transaction: str, given: Given, *, on: date, language: str) -> Trail:
    """Ask the router again and again, as if each step were taken one after the other.

    So what a browser sends decides nothing: an answer that was not asked for plays no part. Errors as for
    `Router.route`, but for answers that the pack refuses, which are asked for again.
    """

    def ask(place: LatLon | Postcode | None, answers: dict[str, str]) -> Ask | Routed | Unrouted | None:
        if place is None:
            return router.opening(transaction, answers, on=on, language=language)
        return router.route(transaction, place, answers, on=on, language=language)

    done: list[Step] = []
    answers: dict[str, str] = {}
    place: LatLon | Postcode | None = None
    while True:
        try:
            decision = ask(place, answers)
        except InvalidAnswerError:
            refused = _refused(done)
            if refused is None:
                raise
            return refused
        if decision is None:
            if given.place is None:
                return Trail(tuple(done), None)
            place = given.place
            done.append(place)
        elif not isinstance(decision, Ask):
            return Trail(tuple(done), decision)
        elif (name := decision.question.id) in given.answers and name not in answers:
            answers[name] = given.answers[name]
            done.append(Answered(decision.question, answers[name]))
        else:
            return Trail(tuple(done), decision.question)


def _refused(done: list[Step]) -> Trail | None:
    """Go back to the last question: what the pack refuses is its answer, or that with what the place is."""
    while done:
        last = done.pop()
        if isinstance(last, Answered):
            return Trail(tuple(done), last.question, refused=True)
    return None
