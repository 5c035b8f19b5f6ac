"""The pages of one transaction: for each step the template, and what stands in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from routekit.boundaries import Edition
from routekit.model import LatLon, Postcode, Question, Referral, Routed, Unrouted
from routekit.model.decision import PLACE
from routekit.router import Router
from routekit.rules import Pack
from routekit.rules.showing.wording import wording
from routekit.service.pages.answering import IN_RANGE, NUMBER, PARTS, Mistake
from routekit.service.pages.feedback import reasons_for
from routekit.service.pages.form import ANSWER, Fields, Given
from routekit.service.pages.maps import Json, Maps, PageMap
from routekit.service.pages.moving import Moved
from routekit.service.pages.telling import (
    Row,
    answers_in_words,
    area_name,
    contacts_of,
    facts_in_words,
    linkable,
    place_in_words,
    warnings_in_words,
)
from routekit.service.pages.trail import CHECK, START, THANKS, WHERE
from routekit.service.pages.wording import Words

Context = dict[str, object]


class Reached(NamedTuple):
    """A contact that was looked up, and whether the service gives contacts at all."""

    referral: Referral
    contacts_given: bool


class Screen(NamedTuple):
    """A page: its template, and what stands in it."""

    template: str
    context: Context


@dataclass(frozen=True, slots=True)
class Screens:
    """Makes the pages of one transaction on one day, in one language.

    `choosing` is what the script needs to choose a place, and `drawing` what it needs to draw any map.
    """

    router: Router
    pack: Pack
    day: date
    words: Words
    maps: Maps
    choosing: Callable[[], Json]
    drawing: Json

    def of(self, moved: Moved, fields: Fields, reached: Reached | None) -> Screen:
        """Make the page of a step; `fields` are what was typed, which stays where there is a mistake."""
        fixed: Mapping[str, Callable[[], Screen]] = {
            START: self.start,
            WHERE: lambda: self._where(moved, fields),
            CHECK: lambda: self._check(moved),
            THANKS: lambda: Screen("thanks.html", {"title": self.words("thanks.title")}),
        }
        if moved.step in fixed:
            return fixed[moved.step]()
        question = moved.trail.question(moved.step)
        if question is not None:
            return self._question(moved, question, fields)
        decision = moved.trail.after
        if isinstance(decision, Routed):
            assert reached is not None, "whoever asks for an outcome has looked the contact up"
            return self._outcome(moved, decision, reached)
        assert isinstance(decision, Unrouted), "the only other end"
        return self._unrouted(moved, decision)

    def start(self) -> Screen:
        """Make the page that a transaction begins with."""
        return Screen("start.html", {"title": self.pack.transaction.title})

    def _where(self, moved: Moved, fields: Fields) -> Screen:
        place, mistaken = moved.given.place, moved.mistake is not None
        others = Given(None, moved.given.answers)
        shown = place.postcode if isinstance(place, Postcode) else ""
        chosen = place_in_words(place, self.words) if isinstance(place, LatLon) else None
        point = {name: text for name, text in Given(place).fields() if name != "postcode"}
        names = ("latitude", "longitude", "accuracy")
        context: Context = {
            "title": self.words("place.title"),
            "others": tuple(others.fields()),
            "postcode": fields.get("postcode", "") if mistaken else shown,
            "point": [(name, "" if mistaken else point.get(name, "")) for name in names],
            "chosen": None if mistaken else chosen,
            "choosing": self.choosing(),
            "attribution": self._edition.provenance.attribution,
        }
        return Screen("place.html", context)

    def _question(self, moved: Moved, question: Question, fields: Fields) -> Screen:
        ours = question.id == PLACE
        others = moved.given.without(question.id)
        span = question.range
        hint = ""
        if span is not None and span.kind == "date":
            hint = self.words("question.date_hint")
        elif span is not None:
            hint = self.words("question.number_hint", first=span.first, last=span.last)
        context: Context = {
            "title": question.text,
            "question": question,
            "others": tuple(others.fields()),
            "range_hint": hint,
            "typed": _typed(question, moved, fields),
            "map": self._choice(question, moved) if ours else None,
        }
        return Screen("question.html", context | ({"said_lang": ""} if ours else {}))

    def _check(self, moved: Moved) -> Screen:
        rows = answers_in_words(moved.trail.done, self.words)
        decision = moved.trail.after
        because = decision.because if isinstance(decision, (Routed, Unrouted)) else None
        if because is not None and because.area is not None:
            rows = (*rows, Row(self.words("check.area"), area_name(because.area, self.words), ours=True))
        return Screen("check.html", {"title": self.words("check.title"), "rows": rows})

    def _outcome(self, moved: Moved, decision: Routed, reached: Reached) -> Screen:
        problem, contact, other = contacts_of(reached.referral, self.words, given=reached.contacts_given)
        context: Context = {
            "title": self.words("outcome.title", authority=decision.authority.name),
            "decision": decision,
            "contact_problem": problem,
            "contact": contact,
            "other_contact": other,
            "warnings": warnings_in_words(decision, self.words),
            "about": tuple(self._about(decision)),
            "reasons": self._reasons(decision),
        }
        return Screen("outcome.html", context | self._why(moved, decision))

    def _unrouted(self, moved: Moved, decision: Unrouted) -> Screen:
        if decision.reason == "emergency":
            title = self.words("emergency.title", number=decision.call) if decision.call else decision.detail
            return Screen("emergency.html", {"title": title, "decision": decision})
        context: Context = {
            "title": self.words(f"{decision.reason}.title"),
            "decision": decision,
            "lines": tuple(self._lines(moved, decision)),
            "because": None,
            "reasons": self._reasons(decision),
        }
        return Screen("unrouted.html", context | self._why(moved, decision))

    def _lines(self, moved: Moved, decision: Unrouted) -> Iterator[str]:
        """Say in a few sentences why nobody can be named."""
        words, pack = self.words, self.pack
        match decision.reason:
            case "not-in-force":
                if self.day < pack.effective_from:
                    yield words("not-in-force.before", day=words.day(pack.effective_from))
                elif pack.effective_to:
                    yield words("not-in-force.after", day=words.day(pack.effective_to))
            case "outside-coverage":
                yield words("outside-coverage.lead", edition=self._edition.title)
                if isinstance(moved.given.place, Postcode):
                    yield words("outside-coverage.postcode")
            case "no-responsible-authority":
                area = decision.because.area if decision.because else None
                yield words("no-responsible-authority.lead", area=area_name(area, words) if area else "")
        yield words(f"{decision.reason}.instead")

    def _why(self, moved: Moved, decision: Routed | Unrouted) -> Context:
        because = decision.because
        if because is None:
            return {}
        others = [each.area for each in because.candidates if each.area != because.area]
        title = self.words("map.title_spot", area=area_name(because.area, self.words)) if because.area else ""
        return {
            "because": because,
            "facts": tuple(
                facts_in_words(because, wording(self.pack, language=self.words.language), self.words)
            ),
            "rows": answers_in_words(moved.trail.done, self.words),
            "others_names": ", ".join(area_name(area, self.words) for area in others),
            "linkable": linkable,
            "map": self._map([because.area.code], moved, title) if because.area else None,
        }

    def _reasons(self, decision: Routed | Unrouted) -> list[tuple[str, str]]:
        """Give each reason why it may be wrong, and its words."""
        return [(reason, self.words(f"wrong.{reason}")) for reason in reasons_for(decision)]

    def _about(self, decision: Routed) -> Iterator[Row]:
        words = self.words
        yield Row(words("outcome.about_day"), words.day(decision.on))
        yield Row(words("outcome.about_rules"), f"{decision.pack.transaction} {decision.pack.version}")
        if decision.edition:
            yield Row(words("outcome.about_boundaries"), decision.edition.name)
        if decision.valid_until:
            yield Row(words("outcome.about_until"), words.day(decision.valid_until))

    def _choice(self, question: Question, moved: Moved) -> PageMap | None:
        known = {area.code for area in self._edition.areas()}
        codes = [option.id for option in question.options if option.id in known]
        return self._map(codes, moved, self.words("map.title_choice"), choice=True) if codes else None

    def _map(self, codes: list[str], moved: Moved, title: str, *, choice: bool = False) -> PageMap:
        made = self.maps.showing(
            self.router, self._edition, codes, moved.given.place, title=title, words=self.words
        )
        return made._replace(data={**made.data, **self.drawing, "choice": choice})

    @property
    def _edition(self) -> Edition:
        return self.router.edition_on(self.day)


def _typed(question: Question, moved: Moved, fields: Fields) -> Mapping[str, str]:
    """Give what fills the fields of a question: what was typed, if it is wrong, else the answer so far."""
    if isinstance(moved.mistake, Mistake) and not moved.trail.refused:
        typed = {part: fields.get(f"{part}.{question.id}", "") for part in PARTS}
        typed["number"] = fields.get(NUMBER + question.id, "")
        return typed | {
            "answer": fields.get(ANSWER + question.id) or (IN_RANGE if any(typed.values()) else "")
        }
    answer = moved.given.answers.get(question.id, "")
    if question.range is None or not question.range.holds(answer):
        return {"answer": answer}
    if question.range.kind == "number":
        return {"answer": IN_RANGE, "number": answer}
    year, month, day = (part.lstrip("0") for part in answer.split("-"))
    return {"answer": IN_RANGE, "day": day, "month": month, "year": year}
