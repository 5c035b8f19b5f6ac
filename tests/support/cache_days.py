"""Ten scripted days of a source that comes and goes, on jumping clocks: they replay from their seed."""

import random
from datetime import UTC, datetime, timedelta

import cache_faults

from routekit.contacts import Cache
from routekit.errors import SourceError, SourceUnavailableError

DAYS, HOUR = 10, 3600
BEGAN = datetime(2026, 10, 20, tzinfo=UTC)  # summer time ends in between


class Days:
    """Ten days: calls, a source that is up or down, dates put elsewhere, processes that begin anew."""

    def __init__(self, seed, folder):
        self.rng, self.folder = random.Random(seed), folder
        self.true_s, self.date_off, self.up = 0.0, 0.0, True
        self.waiting, self.said, self.tries = [], [], []
        self.fetched_true = {}
        self.begin()

    def clock(self):
        return BEGAN + timedelta(seconds=self.true_s + self.date_off)

    def begin(self):
        cache = Cache.open(
            self.folder / "c.sqlite",
            told=lambda event: self.said.append((event.kind, event.code)),
            elapsed=lambda: self.true_s,
            start=self.waiting.append,
        )
        self.core = cache_faults.core(cache, clock=self.clock)
        self.kept = self.core.kept()

    def fetch(self):
        self.tries.append(self.true_s)
        if not self.up:
            raise SourceUnavailableError("the source is down")
        number = len(self.tries)
        body = (
            "<parishcouncils><parishcouncil><parishcouncilid>1</parishcouncilid><title>Ashsample</title>"
            f"<email>clerk{number}@example.gov.uk</email></parishcouncil></parishcouncils>"
        )
        self.fetched_true[f"clerk{number}@example.gov.uk"] = self.true_s
        return cache_faults.answered(self.core, body.encode())

    def ask(self):
        """Do what both clients do, without the waiting in which they differ."""
        if self.kept.must_look:
            self.kept.look()
        found = self.kept.found()
        if found is None:
            listed = self.kept.keep(self.fetch())
            self.kept.save()
            return listed
        if found.step == "try":
            return self.tried(found)
        if found.step == "refresh":
            self.kept.refresh(self.fetch)
        return found.listed

    def tried(self, found):
        with self.kept.turn() as mine:
            assert mine
            try:
                listed = self.kept.keep(self.fetch())
            except SourceError as error:
                self.kept.failed(error)
                return found.listed
        self.kept.save()
        return listed

    def happen(self):
        what = self.rng.choices(
            ("ask", "pass", "down", "up", "jump", "right", "begin", "work"), (60, 40, 4, 4, 2, 4, 3, 30)
        )[0]
        if what == "pass":
            self.true_s += self.rng.choice((1, 30, 600, HOUR, 6 * HOUR, 20 * HOUR))
        elif what in {"down", "up"}:
            self.up = what == "up"
        elif what == "jump":
            self.date_off = self.rng.choice((-365, -1, -1 / 24, 1 / 24, 1, 365)) * 24 * HOUR
        elif what == "right":
            self.date_off = 0.0
        elif what == "begin":
            self.begin()
        elif what == "work" and self.waiting:
            self.waiting.pop()()
        return what

    def run(self):
        told = []
        while self.true_s < DAYS * 24 * HOUR:
            what = self.happen()
            told.append((what, self.answer() if what == "ask" else None))
        return told, self.said, self.tries

    def answer(self):
        try:
            (council,) = self.ask().councils
        except SourceUnavailableError:
            assert not self.up
            return None
        age_s = self.true_s - self.fetched_true[council.email]
        assert 0 <= age_s < 7 * 24 * HOUR, "given after its week"
        assert council.provenance.stale or age_s < HOUR, "said to be fresh and is not"
        return council.email, council.provenance.stale
