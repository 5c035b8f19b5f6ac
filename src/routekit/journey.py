"""One call of `route`: follow a pack for each area a place may lie in, and settle on a decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from routekit.bodies import Bodies
from routekit.errors import InvalidAnswerError
from routekit.lookings import NO_LAYER, Lookings
from routekit.model import (
    Area,
    Ask,
    Because,
    Decision,
    EditionRef,
    Fact,
    GivenAnswer,
    Located,
    Option,
    Question,
    Reason,
    Routed,
    RouteWarning,
    Unrouted,
)
from routekit.model.decision import OUTSIDE, PLACE
from routekit.opening import Common, not_proved
from routekit.rules import Outcome, Pack, Rulebook, Ruling, Walk
from routekit.settle import Settled, settle
from routekit.surroundings import Surroundings

WHICH: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "en": (
            "Which of these is it in?",
            "The place you gave lies in, or close to, more than one of them.",
            "None of these",
        ),
        "cy": (
            "Ym mha un o'r rhain y mae?",
            "Mae'r lle a roddwyd gennych mewn mwy nag un ohonynt, neu'n agos at fwy nag un.",
            "Dim un o'r rhain",
        ),
    }
)


class _Here(NamedTuple):
    """What the pack says for one area that the place may lie in."""

    area: Area
    pack: Pack
    facts: tuple[Fact, ...]
    walk: Walk
    until: date | None
    warnings: tuple[RouteWarning, ...]

    @property
    def outcome(self) -> Outcome:
        """The outcome of the rows left."""
        return self.pack.outcomes[self.walk.rows[0].outcome]


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """One call of `route`: the inputs, checked, and what has been found of the place.

    `pack` is that of the transaction without the overlay of any council.
    """

    pack: Pack
    rulebook: Rulebook
    language: str
    given: Mapping[str, str]
    picked: str | None
    day: date
    edition: EditionRef
    bodies: Bodies
    located: Located
    surroundings: Surroundings

    def decide(self) -> Decision:
        """Ask what is still needed, or name who the pack leads to in whichever area the place may be."""
        areas = self._areas()
        inside = [self._look(area) for area in areas if area is not None]
        if not inside:
            return self._outside()
        if question := self._next_question(inside):
            return self._ask(question, inside)
        settled = [self._settle(here) for here in inside]
        if None in areas or len({_result(*each) for each in zip(inside, settled, strict=True)}) > 1:
            return self._ask(_which(areas, self.language), inside)
        return self._conclude(inside, settled)

    def _areas(self) -> tuple[Area | None, ...]:
        possible = _possible(self.located)
        if self.picked is None or len(possible) == 1:
            return possible
        by_code = {area.code if area else OUTSIDE: area for area in possible}
        if self.picked not in by_code:
            raise InvalidAnswerError.of(PLACE, self.picked, f"choose one of {', '.join(by_code)}")
        return (by_code[self.picked],)

    def _look(self, area: Area) -> _Here:
        """Look up the facts of the pack that holds in one area, and follow its rows as far as answers go."""
        pack, until = self._ruling(area)
        found = Lookings(pack, self.bodies, self.surroundings, self.day).at(area, self.given)
        facts = tuple(each.fact for each in found)
        walk = pack.walk({**self.given, **{fact.id: fact.value for fact in facts}})
        warnings = tuple(warning for each in found for warning in each.warnings)
        return _Here(area, pack, facts, walk, _soonest([until, *(each.until for each in found)]), warnings)

    def _ruling(self, area: Area) -> Ruling:
        """Give the pack of the councils of an area: what the county has otherwise, then the district."""
        district, until = self.bodies.district_of(area, self.day)
        councils = self.bodies.tiers(district, self.day)
        ruling = self.rulebook.at(self.pack.ref.transaction, self.day, councils)
        changes = until if self.pack.overlays else None
        return Ruling(ruling.pack.in_language(self.language), _soonest([ruling.until, changes]))

    def _next_question(self, inside: Sequence[_Here]) -> Question | None:
        """Give the earliest question, in the author's order, that any of the areas still needs."""
        needed = {here.walk.question.id: here.walk.question for here in inside if here.walk.question}
        return next((needed[name] for name in self.pack.questions if name in needed), None)

    def _settle(self, here: _Here) -> Settled:
        return settle(
            self.bodies,
            here.outcome,
            here.area,
            transaction=self.pack.ref.transaction,
            on=self.day,
            surroundings=self.surroundings,
        )

    def _ask(self, question: Question, inside: Sequence[_Here]) -> Ask:
        return Ask(question=question, answers=self._used(inside), **self._common(inside))

    def _conclude(self, inside: Sequence[_Here], settled: Sequence[Settled]) -> Decision:
        """Every area leads to the same result: give it, and tell all whom any of the areas would tell."""
        here, first = inside[0], settled[0]
        common = self._common(inside, settled)
        because = self._because(inside, first)
        if first.authority is None:
            detail = f"nobody is recorded as {first.role} for {here.area.name} ({here.area.code})"
            return Unrouted(reason="no-responsible-authority", detail=detail, because=because, **common)
        outcome = here.outcome
        untils = [*(one.until for one in inside), *(one.until for one in settled)]
        told = {each.id: each for one in settled for each in one.also_tell if each.id != first.authority.id}
        return Routed(
            authority=first.authority,
            role=first.role,
            outcome=outcome.id,
            say=outcome.say,
            also_tell=tuple(told.values()),
            fallback=first.fallback,
            because=because,
            valid_until=_soonest(untils),
            **common,
        )

    def _because(self, inside: Sequence[_Here], settled: Settled) -> Because:
        here = inside[0]
        several = len(self.located.candidates) > 1
        return Because(
            reasons=tuple(Reason(row=row.id, why=row.why, source=row.source) for row in here.walk.rows),
            answers=self._used(inside),
            facts=(*here.facts, *((settled.fact,) if settled.fact else ())),
            area=here.area,
            candidates=self.located.candidates if several else (),
            fallback_taken=settled.fallback_taken,
            agreement=settled.agreement,
        )

    def _used(self, inside: Sequence[_Here]) -> tuple[GivenAnswer, ...]:
        """Give the answers that the flow used for any of the areas, in the author's order."""
        counted = {name for here in inside for name, _ in here.walk.used}
        used = {name: self.given[name] for name in self.pack.questions if name in counted}
        if self.picked is not None and len(_possible(self.located)) > 1:
            used[PLACE] = self.picked
        return tuple(GivenAnswer(question=name, option=option) for name, option in used.items())

    def _common(self, inside: Sequence[_Here] = (), settled: Sequence[Settled] = ()) -> Common:
        ignored = [name for name in self.given if all(name in here.walk.ignored for here in inside)]
        if self.picked is not None and len(_possible(self.located)) == 1:
            ignored.append(PLACE)
        unchecked = {fact.id: None for here in inside for fact in here.facts if fact.source == NO_LAYER}
        warnings = [
            *not_proved(self.pack),
            *self.located.warnings,
            *_dated(self.edition, self.day),
            *(RouteWarning(code="not-checked", detail=name) for name in unchecked),
            *(warning for here in inside for warning in here.warnings),
            *(warning for one in settled for warning in one.warnings),
        ]
        return Common(
            transaction=self.pack.ref.transaction,
            on=self.day,
            pack=inside[0].pack.ref if inside else self.pack.ref,
            edition=self.edition,
            warnings=tuple(dict.fromkeys(warnings)),
            ignored=tuple(sorted(ignored)),
        )

    def _outside(self) -> Unrouted:
        detail = f"edition {self.edition.name} does not cover this place"
        if self.edition.sample:
            detail += (
                "; it is a sample, and `routekit boundaries build ew-2019-12` compiles England and Wales"
            )
        return Unrouted(reason="outside-coverage", detail=detail, **self._common())


def _result(here: _Here, settled: Settled) -> tuple[str | None, ...]:
    """Give what a citizen would be told differently if it differed between two areas."""
    named = (each.id if each else None for each in (settled.authority, settled.fallback))
    return (*named, settled.role, here.walk.rows[0].outcome)


def _possible(located: Located) -> tuple[Area | None, ...]:
    """Give the areas the place may lie in, the answering one first; None stands for outside all of them."""
    areas = [candidate.area for candidate in located.candidates]
    first = [located.area] if located.area else []
    areas = [*first, *(area for area in areas if area not in first)]
    return tuple(areas) if first and not located.outside else (*areas, None)


def _which(areas: tuple[Area | None, ...], language: str) -> Question:
    text, hint, none = WHICH[language]
    return Question(
        id=PLACE,
        text=text,
        hint=hint,
        options=tuple(
            Option(id=area.code, text=_name(area, language)) if area else Option(id=OUTSIDE, text=none)
            for area in areas
        ),
    )


def _name(area: Area, language: str) -> str:
    return area.name_cy or area.name if language == "cy" else area.name


def _dated(edition: EditionRef, day: date) -> tuple[RouteWarning, ...]:
    if edition.date <= day:
        return ()
    detail = f"boundaries are those of {edition.date}, later than {day}"
    return (RouteWarning(code="edition-later-than-date", detail=detail),)


def _soonest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
