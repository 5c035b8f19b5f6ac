"""Look up the facts of a pack in one area: in the tables of bodies, in layers, and from other facts."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from routekit.bodies import Answer, Bodies
from routekit.model import Area, Fact, RouteWarning
from routekit.rules import FactSpec, LookUp, Pack
from routekit.surroundings import Surroundings

NO_LAYER = "no layer is loaded"


class Looked(NamedTuple):
    """A fact, until when it holds, and what is to be known of it."""

    fact: Fact
    until: date | None = None
    warnings: tuple[RouteWarning, ...] = ()


class Lookings(NamedTuple):
    """Where the facts of a pack are looked up, and for which day."""

    pack: Pack
    bodies: Bodies
    surroundings: Surroundings
    day: date

    def at(self, area: Area, given: Mapping[str, str]) -> list[Looked]:
        """Give the facts of an area, and those that follow from them and from what was given."""
        found = [self._fact(spec, area) for spec in self.pack.facts.values() if not spec.needs]
        return found + self._derived({**given, **{each.fact.id: each.fact.value for each in found}})

    def _derived(self, known: Mapping[str, str]) -> list[Looked]:
        """Give the facts that follow from others; they hold for the day, of which they may be made."""
        until = self.day + timedelta(days=1)
        return [
            Looked(Fact(id=name, value=value, source=self.pack.facts[name].source), until)
            for name, value in self.pack.derive(known, self.day).items()
        ]

    def _fact(self, spec: FactSpec, area: Area) -> Looked:
        if spec.look_up is not None:
            return self._in_layer(spec, spec.look_up)
        answer = self._in_tables(spec.id, area)
        return Looked(Fact(id=spec.id, value=answer.value, source=answer.source), answer.until)

    def _in_tables(self, name: str, area: Area) -> Answer:
        if name == "parish":
            return self.bodies.parish_kind(area, self.day)
        if name == "taken_on":
            return self.bodies.taken_on(area, self.pack.ref.transaction, self.day)
        return Answer("unknown", NO_LAYER)

    def _in_layer(self, spec: FactSpec, look_up: LookUp) -> Looked:
        """Give what a layer says of a fact; `unknown` where it is silent or says what is no value of it."""
        said = self.surroundings.say(look_up)
        value = None if said.value is None else self._as_answer(spec, said.value)
        if value is not None and self.pack.has_answer(spec.id, value):
            return Looked(Fact(id=spec.id, value=value, source=said.source, distance_m=said.distance_m))
        unknown = Fact(id=spec.id, value="unknown", source=said.source)
        told = said.warning.detail if said.warning else ""
        detail = f"{said.source} is not one of the options" if value is not None else told
        warnings = (RouteWarning(code="not-checked", detail=f"{spec.id}: {detail}"),) if detail else ()
        return Looked(unknown, None, warnings)

    def _as_answer(self, spec: FactSpec, text: str) -> str:
        """Give what a layer says as an option is written; a number or a day is left as it is."""
        if spec.span and self.pack.has_answer(spec.id, text):
            return text
        return re.sub(r"[ _-]+", "_", text.lower())
