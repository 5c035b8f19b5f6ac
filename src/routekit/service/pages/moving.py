"""What comes of a form that was sent: what is given now, which step is shown, and what was wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from routekit.boundaries import Unlocated
from routekit.errors import InvalidPlaceError
from routekit.model import LatLon, Postcode, Question
from routekit.router import Router
from routekit.rules import Pack
from routekit.service.pages.answering import Mistake, answer_in, field_of
from routekit.service.pages.feedback import REASON, reason_in
from routekit.service.pages.form import Fields, Given, given_in, place_in
from routekit.service.pages.trail import CHECK, OUTCOME, QUESTION, START, THANKS, WHERE, Trail, follow

AT: Final = "at"
SHOW: Final = "show"

_MEANT: Final = re.compile(r"did you mean (.{5,8})\?")
_UNKNOWN: Final[Mapping[str, str]] = {
    "not-listed": "error.place_unlisted",
    "no-location": "error.place_no_location",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a resident is: what they gave, the way they came, the step to show, and a mistake in it."""

    given: Given
    trail: Trail
    step: str
    mistake: Mistake | None = None


@dataclass(frozen=True, slots=True)
class Moving:
    """Takes a resident through one transaction on one day; `pack` has its words in their language."""

    router: Router
    pack: Pack
    day: date
    language: str

    def by(self, fields: Fields) -> Moved:
        """Take the step that a form asks for. Only what the router asks for next is ever shown."""
        given = given_in(fields, self.pack)
        at, show = fields.get(AT, ""), fields.get(SHOW, "")
        if show:
            return self._shown(given, show)
        if at == WHERE:
            return self._placed(given, fields)
        if at.startswith(QUESTION):
            return self._answered(given, at, fields)
        if at == OUTCOME:
            return self._wrong(given, fields)
        moved = self._on(given)
        return self._shown(given, OUTCOME) if at == CHECK and OUTCOME in moved.trail.steps else moved

    def _on(self, given: Given) -> Moved:
        """Go to the first step that is not done, perhaps because its answer was refused."""
        trail = self._follow(given)
        if not (trail.refused and isinstance(trail.after, Question)):
            return Moved(given, trail, trail.current)
        mistake = Mistake("error.answer_impossible", {}, field_of(trail.after))
        return Moved(given, trail, trail.current, mistake)

    def _wrong(self, given: Given, fields: Fields) -> Moved:
        """Take feedback on an outcome, which is shown again where no reason was chosen."""
        moved = self._shown(given, THANKS)
        if moved.step != THANKS or reason_in(fields, moved.trail.after):
            return moved
        return replace(moved, step=OUTCOME, mistake=Mistake("error.reason_missing", {}, REASON))

    def _shown(self, given: Given, step: str) -> Moved:
        trail = self._follow(given)
        return Moved(given, trail, step if step in (START, *trail.steps) else trail.current)

    def _placed(self, given: Given, fields: Fields) -> Moved:
        try:
            place = place_in(fields)
        except InvalidPlaceError as error:
            return self._misplaced(given, _misread(error))
        mistake = Mistake("error.place_missing", {}, "postcode") if place is None else self._unlocated(place)
        if place is None or mistake:
            return self._misplaced(given, mistake)
        return self._on(given.at(place))

    def _misplaced(self, given: Given, mistake: Mistake | None) -> Moved:
        trail = self._follow(given)
        if WHERE in trail.steps:
            return Moved(given, trail, WHERE, mistake)
        return Moved(given, trail, trail.current)

    def _unlocated(self, place: LatLon | Postcode) -> Mistake | None:
        """Say what is wrong with a postcode that is likely to be mistyped."""
        found = self.router.postcodes.at(place) if isinstance(place, Postcode) else None
        key = _UNKNOWN.get(found.reason) if isinstance(found, Unlocated) else None
        return Mistake(key, {}, "postcode") if key else None

    def _answered(self, given: Given, at: str, fields: Fields) -> Moved:
        name = at.removeprefix(QUESTION)
        before = self._follow(given.without(name))
        question = before.question(at)
        if question is None:
            return self._on(given)
        answer = answer_in(fields, question)
        if isinstance(answer, Mistake):
            return Moved(given.without(name), before, at, answer)
        return self._on(given.answering(name, answer))

    def _follow(self, given: Given) -> Trail:
        return follow(self.router, self.pack.ref.transaction, given, on=self.day, language=self.language)


def _misread(error: InvalidPlaceError) -> Mistake:
    if error.field != "postcode":
        return Mistake("error.place_point", {}, "postcode")
    meant = _MEANT.search(error.expected)
    if meant:
        return Mistake("error.place_meant", {"meant": meant[1]}, "postcode")
    return Mistake("error.place_postcode", {}, "postcode")
