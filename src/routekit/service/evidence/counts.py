"""What is counted of decisions and misroutes, in memory: numbers by names from packs and tables alone."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from threading import Lock
from typing import Final, NamedTuple

from routekit.model import Ask, Decision, Routed, Unrouted
from routekit.router import today_in_london
from routekit.rules.partition import DONT_KNOW
from routekit.service.evidence.reasons import Misroute

MOST_KEYS: Final = 50_000  # in memory at once; what is more is dropped, the oldest day first
MOST_MISROUTES: Final = 5_000  # that differ; from then on they are counted without authority and area
MOST_TOTALS: Final = 5_000  # of one process; from then on a misroute of another version is one of `other`
OTHER: Final = "other"


class Total(NamedTuple):
    """What is counted apart: a kind, and the outcome, row, question or reason it is about."""

    kind: str
    transaction: str
    version: str
    subject: str


Tally = tuple[tuple[str, str, str, str], ...]  # every total to which a decision adds one, as plain tuples


class Key(NamedTuple):
    """A total in one period: a day such as 2026-04-01, of misroutes a month such as 2026-04.

    The last three are empty but for misroutes, and perhaps there.
    """

    period: str
    kind: str
    transaction: str
    version: str
    subject: str
    authority: str = ""
    should_be: str = ""
    area: str = ""


class Evidence:
    """Counts since the service began, and those that are not in a file yet. Safe to share between threads.

    Counting a decision adds to one mapping and does nothing else: the rest is done when counts are read.
    """

    def __init__(self, today: Callable[[], date] = today_in_london) -> None:
        self._today, self._lock = today, Lock()
        self._day = today()
        self._fresh: dict[tuple[str, str, str, str], int] = {}
        self._totals: Counter[Total] = Counter()
        self._unwritten: Counter[Key] = Counter()
        self._misroutes = 0

    def count(self, tally: Tally) -> None:
        """Count a decision that somebody was told, by its tally."""
        day = self._today()
        with self._lock:
            if day != self._day:
                self._settle()
                self._day = day
            fresh = self._fresh
            for total in tally:
                fresh[total] = fresh.get(total, 0) + 1

    def misrouted(self, misroute: Misroute) -> None:
        """Count a misroute, whose names have been looked up: nothing that a caller made up is kept."""
        said = (misroute.transaction, misroute.pack_version, misroute.reason)
        where = (misroute.authority or "", misroute.should_be or "", misroute.area or "")
        key = Key(f"{self._today():%Y-%m}", "misroute", *said, *where)
        with self._lock:
            if key not in self._unwritten:
                self._misroutes += 1
            if self._misroutes > MOST_MISROUTES:
                key = Key(*key[:5])
            total = Total("misroute", *said)
            if total not in self._totals and len(self._totals) >= MOST_TOTALS:  # versions are only said to be
                total, key = total._replace(version=OTHER), Key(*key[:3], OTHER, key.subject)
            self._unwritten[key] += 1
            self._totals[total] += 1

    def totals(self) -> Mapping[Total, int]:
        """Give every count since the service began."""
        with self._lock:
            self._settle()
            return dict(self._totals)

    def unwritten(self) -> Mapping[Key, int]:
        """Give the counts that are in no file yet: without a file all of them."""
        with self._lock:
            self._settle()
            return dict(self._unwritten)

    def take(self) -> Mapping[Key, int]:
        """Give the counts that are in no file yet, and forget them; `put_back` what cannot be written."""
        with self._lock:
            self._settle()
            taken, self._unwritten, self._misroutes = self._unwritten, Counter(), 0
            return taken

    def put_back(self, taken: Mapping[Key, int]) -> None:
        """Take counts back that could not be written."""
        with self._lock:
            self._unwritten.update(taken)
            self._drop_the_oldest()

    def _settle(self) -> None:
        """Add what was counted on the day to the totals, and to what is to be written."""
        period = self._day.isoformat()
        for key, number in self._fresh.items():
            self._totals[Total(*key)] += number
            self._unwritten[Key(period, *key)] += number
        self._fresh = {}
        self._drop_the_oldest()

    def _drop_the_oldest(self) -> None:
        if len(self._unwritten) > MOST_KEYS:
            kept = sorted(self._unwritten.items(), reverse=True)[:MOST_KEYS]
            self._unwritten = Counter(dict(kept))


def tally_of(decision: Decision) -> Tally:
    """Say what to count of a decision. Answers count once, when the decision that rests on them is made."""
    transaction, version = decision.transaction, decision.pack.version
    return tuple((kind, transaction, version, subject) for kind, subject in _found_in(decision))


def _found_in(decision: Decision) -> Iterator[tuple[str, str]]:
    match decision:
        case Ask():
            yield "asked", decision.question.id
            return
        case Routed():
            yield "routed", decision.outcome
            if decision.because.fallback_taken:
                yield "fallback", decision.outcome
        case Unrouted():
            yield "unrouted", decision.reason
    if decision.because is not None:
        yield from (("row", each.row) for each in decision.because.reasons)
        yield from (
            ("dont_know", each.question) for each in decision.because.answers if each.option == DONT_KNOW
        )
