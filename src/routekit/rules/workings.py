"""What a pack decides with: its cubes, the row of each of them, and the functions of its derived facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import NoReturn, Self

from routekit.errors import ImpossibleSituationError, InvalidAnswerError, RulesError
from routekit.rules.answers import checked
from routekit.rules.assembled import Words, facts_of
from routekit.rules.columns import Spec, bits
from routekit.rules.derived import Derived, registered
from routekit.rules.engine import Engine
from routekit.rules.flow import Steps
from routekit.rules.lint import Examined
from routekit.rules.outline import DERIVED, Outline
from routekit.rules.partition import Partition
from routekit.rules.parts import FactSpec, Row


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Workings:
    """The insides of one pack; what a caller gives is checked here.

    `impossible` holds, for each of the combinations that cannot be, why.
    """

    file: str
    names: Outline
    specs: Mapping[str, Spec]
    facts: Mapping[str, FactSpec]
    division: Partition
    engine: Engine
    derived: Mapping[str, Derived]
    impossible: tuple[str, ...]
    row_of_cube: tuple[Row | None, ...]

    def in_words(self, words: Words) -> Self:
        """Give the same with rows in other words."""
        return replace(self, row_of_cube=row_of_cube(self.engine, words))

    def decide(self, given: Mapping[str, str]) -> Row:
        """Do what `Pack.decide` says."""
        try:
            at = self.engine.table.find(given)
            right = len(given) == len(self.names.columns)
        except (AttributeError, KeyError, TypeError):
            right = False
        if not right:
            given = checked(given, self.specs, needed=self.specs)
            at = self.engine.table.find(given)
        return self.row_of_cube[at] or self._no_row(1 << at if at >= 0 else 0, given)

    def followed(self, given: Mapping[str, str]) -> tuple[dict[str, str], Steps]:
        """Follow the flow; give what was given, checked, and how far it leads."""
        answers = checked(given, self.specs)
        try:
            steps = self.engine.flow.follow(answers)
        except KeyError as error:
            checked(answers, self.specs, needed=error.args)
            raise
        return answers, steps

    def rows(self, live: int) -> tuple[Row, ...]:
        """Give the rows of the cubes that are left, each once."""
        found = [self.row_of_cube[at] for at in bits(live)]
        rows = {row.id: row for row in found if row is not None}
        return tuple(rows.values()) or self._no_row(live, {})

    def outcomes(self, known: Mapping[str, str]) -> set[str]:
        """Give the outcomes that can still be reached when something is known."""
        table = self.engine.table
        live = table.possible
        for name, answer in checked(known, self.specs).items():
            live = table.narrowed(live, name, answer)
        return {row.outcome for at in bits(live) if (row := self.row_of_cube[at])}

    def derive(self, known: Mapping[str, str], on: date) -> dict[str, str]:
        """Do what `Pack.derive` says."""
        found: dict[str, str] = {}
        for id_, fact in self.facts.items():
            if fact.needs and all(need in known for need in fact.needs):
                answer = self._made(fact, {need: known[need] for need in fact.needs}, on)
                try:
                    found |= checked({id_: answer}, self.specs)
                except InvalidAnswerError as error:
                    message = f"{self.file}: {fact.source} gives what the pack does not list: {error}"
                    raise RulesError(message, problems=()) from error
        return found

    def _made(self, fact: FactSpec, needs: Mapping[str, str], on: date) -> str:
        try:
            return self.derived[fact.id](needs, on)
        except Exception as error:
            message = f"{self.file}: {fact.source} fails for fact {fact.id}: {error}; mend the function"
            raise RulesError(message, problems=()) from error

    def _no_row(self, live: int, given: Mapping[str, str]) -> NoReturn:
        """Refuse what cannot be, and what no row of a pack that is not proved answers."""
        if not live:
            raise RulesError(f"{self.file} is not proved, and no row of it answers this", problems=())
        names = self.names
        before = len(names.rows) + (names.otherwise is not None) + len(names.stops)
        which = self.engine.owners[next(bits(live))] - before
        impossible = names.impossible[which]
        value = ", ".join(given.get(name, "") for name in impossible.when)
        expected = f"that cannot be: {self.impossible[which]}"
        raise ImpossibleSituationError.of(", ".join(impossible.when), value, expected)


def row_of_cube(engine: Engine, words: Words) -> tuple[Row | None, ...]:
    """Give the row of each cube; None for what cannot be, and last of all for what has no cube."""
    known = dict(enumerate(words.everything))
    return (*(known.get(owner) for owner in engine.owners), None)


def workings_of(examined: Examined, file: str, words: Words) -> Workings:
    """Make the insides of a pack that was read whole. Raises RulesError for a function that is not there."""
    source, names = examined.pack, examined.names
    assert source is not None
    assert names is not None
    assert examined.division is not None
    assert examined.engine is not None
    functions = registered() if names.needs else {}
    return Workings(
        file=file,
        names=names,
        specs=MappingProxyType(names.specs),
        facts=MappingProxyType(facts_of(source, names)),
        division=examined.division,
        engine=examined.engine,
        derived={name: functions[source.facts[name].source.removeprefix(DERIVED)] for name in names.needs},
        impossible=tuple(entry.why for entry in source.impossible),
        row_of_cube=row_of_cube(examined.engine, words),
    )
