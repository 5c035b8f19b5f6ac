"""The flow of questions, derived from the table: stops, facts, then only what can still matter.

`Flow.next_move` says what comes after what is known; `Flow.follow` replays it from the start with what was
given, so that nothing needs to be remembered between calls.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from routekit.rules.table import Labels, Table

Strategy = Literal["author", "fewest"]
MOST_KEPT = 10_000


class Move(NamedTuple):
    """A column to be known next: taken as it is, if it is a fact, or asked."""

    column: str
    ask: bool


class Steps(NamedTuple):
    """Where the flow came to: the cubes left, the question to ask next, and what became of the answers."""

    live: int
    asks: str | None
    used: tuple[str, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """The order in which columns come to be known.

    `stops` are the cubes of emergency stops, `stopping` says what cubes come to as far as those go, and
    `urgent` are the questions that they look at. `needs` has, for each derived fact, the questions and facts
    that it follows from.

    What comes next depends on the live cubes alone: in a column that is known they all have the answer in
    common, so that no two of them differ in it. It is worked out once and kept, up to a bound; where facts
    are derived it depends on what they need too.
    """

    table: Table
    facts: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]]
    questions: tuple[str, ...]
    urgent: tuple[str, ...]
    stops: int
    stopping: Labels
    strategy: Strategy
    _next: dict[int, str | None] = field(default_factory=dict, repr=False, compare=False)

    def next_move(self, live: int, known: Collection[str]) -> Move | None:
        """Give what must be known next, or None when all the live cubes come to the same.

        First come stops, then facts, then the questions that the outcome can still depend on.
        """
        for fact in self._at_hand(live, known):
            return Move(fact, ask=False)
        asks = self.next_question(live, known)
        return Move(asks, ask=True) if asks else None

    def next_question(self, live: int, known: Collection[str]) -> str | None:
        """Give the question to ask when all facts at hand are taken, or None when there is none."""
        if self.needs:
            return self._worked_out(live, known)
        try:
            return self._next[live]
        except KeyError:
            asks = self._worked_out(live, known)
            if len(self._next) < MOST_KEPT:
                self._next[live] = asks
            return asks

    def open(self, given: Mapping[str, str]) -> tuple[str | None, int]:
        """Follow what comes before any fact: give the question about a stop, if any, and the cubes left."""
        asks, live, _ = self._opened(given)
        return asks, live

    def follow(self, given: Mapping[str, str]) -> Steps:
        """Replay the flow with every fact and some answers; raises KeyError for a fact that is missing.

        Of the facts, `used` has those that a row left looks at.
        """
        asks, live, known = self._opened(given)
        if asks is not None:
            return self._steps(live, known, given, asks)
        while True:
            live = self._with_facts(live, known, given)
            asks = self.next_question(live, known)
            if asks is None or asks not in given:
                return self._steps(live, known, given, asks)
            live = self.table.narrowed(live, asks, given[asks])
            known[asks] = None

    def _opened(self, given: Mapping[str, str]) -> tuple[str | None, int, dict[str, None]]:
        """Follow what comes before any fact; give the question, the cubes left, and what is known by then.

        A stop that the answers make certain is not put off by a question that was to come before them.
        """
        live, known = self.table.all, dict[str, None]()
        while self.stops & live and (asks := self.next_question(live, known)) is not None:
            if asks not in given:
                certain = self._certain_stop(live, known, given)
                return (None, *certain) if certain else (asks, live, known)
            live = self.table.narrowed(live, asks, given[asks])
            known[asks] = None
        return None, live, known

    def _certain_stop(
        self, live: int, known: Mapping[str, None], given: Mapping[str, str]
    ) -> tuple[int, dict[str, None]] | None:
        """Give the cubes of the stop that answers to urgent questions lead to, whatever comes of the rest."""
        answered = dict.fromkeys(name for name in self.urgent if name in given)
        for name in answered:
            live = self.table.narrowed(live, name, given[name])
        possible = live & self.table.possible
        certain = self.stops & possible and self.table.settled(possible, self.stopping)
        return (live, {**known, **answered}) if certain else None

    def ever_matters(self, question: str) -> bool:
        """Tell whether anything depends on a question when nothing is known yet."""
        return self._may_matter(self.table.all, question)

    def _at_hand(self, live: int, known: Collection[str]) -> list[str]:
        """Give the facts that can be taken now: none while a stop can still be reached."""
        if self.stops & live:
            return []
        return [
            fact
            for fact in self.facts
            if fact not in known and all(need in known for need in self.needs.get(fact, ()))
        ]

    def _with_facts(self, live: int, known: dict[str, None], given: Mapping[str, str]) -> int:
        """Take the facts at hand, and those that follow from them; give the cubes left."""
        while at_hand := self._at_hand(live, known):
            for fact in at_hand:
                live = self.table.narrowed(live, fact, given[fact])
                known[fact] = None
        return live

    def _steps(self, live: int, known: Collection[str], given: Mapping[str, str], asks: str | None) -> Steps:
        left = live & self.table.possible or live
        used = [name for name in known if name not in self.facts]
        looked_at = {name for name in self.facts if name in known and self.table.restricted(left, name)}
        if asks is None and self.table.possible != self.table.all:
            looked_at |= self._ruling_out([*looked_at, *used], known, given)
        unused = [name for name in self.questions if name in given and name not in known]
        ignored = unused if asks is None else [each for each in unused if not self._may_matter(live, each)]
        facts = (name for name in self.facts if name in looked_at)
        return Steps(left, asks, (*facts, *used), tuple(ignored))

    def _ruling_out(
        self, taken: Collection[str], known: Collection[str], given: Mapping[str, str]
    ) -> set[str]:
        """Give facts that the rows left do not look at, but by which what others answer is impossible."""
        table, live, found = self.table, self.table.all, set[str]()
        for name in taken:
            live = table.narrowed(live, name, given[name])
        for name in (each for each in self.facts if each in known and each not in taken):
            if table.settled(live & table.possible, table.same):
                break
            before, live = live, table.narrowed(live, name, given[name])
            if live != before:
                found.add(name)
        return found

    def _worked_out(self, live: int, known: Collection[str]) -> str | None:
        """Give the question to ask while live cubes come to different things.

        Where each change of one answer leads to what is impossible, no question matters by itself; then one
        that parts the possible from the impossible does. Where it leads to a gap, in a pack that is not
        proved, the next one that a row looks at is asked.
        """
        table, possible = self.table, live & self.table.possible
        if self.stops & possible:
            return self._urgent_question(possible)
        if table.settled(possible, table.same):
            return None
        for cubes in self._views(live):
            unknown = table.looked_at(cubes, self._columns)
            for name in self._in_order(cubes, unknown, known):
                if self._matters(cubes, name, unknown):
                    return name
        parting = self._parting(possible, self._columns)
        return next(iter(self._in_order(possible, parting, known)), None)

    def _urgent_question(self, possible: int) -> str | None:
        """Give the question to ask while some of what is possible comes to a stop and some does not.

        Where none matters by itself, as in `_worked_out`, one whose answers leave different cubes does.
        """
        table = self.table
        if table.settled(possible, self.stopping):
            return None
        unknown = table.looked_at(possible, self.urgent)
        mattering = (each for each in unknown if table.matters(possible, each, unknown, self.stopping))
        return next(mattering, None) or self._parting(possible, self.urgent)[0]

    def _parting(self, cubes: int, columns: Iterable[str]) -> list[str]:
        """Give the columns in which cubes have no answer in common: unknown ones, that leave fewer cubes."""
        holders = self.table.holders
        return [each for each in columns if all(cubes & ~held for held in holders[each])]

    def _may_matter(self, live: int, question: str) -> bool:
        """Say whether a question can matter now or, where some situations are impossible, later."""
        return any(
            self._matters(cubes, question, self.table.looked_at(cubes, self._columns))
            for cubes in self._views(live)
        )

    def _views(self, live: int) -> tuple[int, ...]:
        possible = live & self.table.possible
        return (possible,) if possible == live else (possible, live)

    @property
    def _columns(self) -> tuple[str, ...]:
        return (*self.facts, *self.questions)

    def _in_order(self, cubes: int, unknown: list[str], known: Collection[str]) -> Iterable[str]:
        """Give the questions that may matter in the order in which they are to be tried.

        One that is known is never among them, though rows may look at it and a derived fact need it: each
        question is asked once, so that every flow ends.
        """
        needed = {need for fact in unknown for need in self.needs.get(fact, ())} if self.needs else ()
        open_ = {*unknown, *needed}.difference(known)
        may = [each for each in self.questions if each in open_]
        return (
            sorted(may, key=lambda each: self._left_over(cubes, each)) if self.strategy == "fewest" else may
        )

    def _matters(self, cubes: int, question: str, unknown: list[str]) -> bool:
        """Say whether a question matters, itself or by a derived fact that needs it."""
        if question in unknown and self.table.matters(cubes, question, unknown, self.table.same):
            return True
        derived = [fact for fact in unknown if question in self.needs.get(fact, ())] if self.needs else ()
        return any(self.table.matters(cubes, fact, unknown, self.table.same) for fact in derived)

    def _left_over(self, cubes: int, question: str) -> float:
        """Give how many cubes are left after a question on average: the fewer, the better."""
        columns = (question, *(fact for fact in self.needs if question in self.needs[fact]))
        return min(
            sum((cubes & held).bit_count() for held in holders) / len(holders)
            for holders in map(self.table.holders.__getitem__, columns)
            if holders
        )
