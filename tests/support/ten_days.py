"""Days of calls to councils' services that fail by a script, on a clock that does not wait, from one seed.

The clients are the real ones: deadline, retries, budget, breaker, single flight and what is kept. Only the
network is played, and time, which jumps to whatever is next. The log of a seed is the same byte for byte.
"""

import asyncio
import random
import selectors
import threading
import time
from bisect import bisect
from collections import Counter, deque
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from routekit.contacts import AsyncModernGov, Cache, Hooks, Hosts, Keeping, Limits, ModernGov
from routekit.contacts.transport import Reply
from routekit.errors import SourceError

START = datetime(2026, 10, 20, tzinfo=UTC)  # the clocks go back in these days, which must not matter
DAY_S = 86_400.0
HOSTS = ("north.example", "south.example", "east.example", "west.example")
SOURCES = tuple((host, folder) for host in HOSTS for folder in ("one", "two"))  # two installs on each
LIMITS = Limits(keep_s=3600.0)
GET_OFF = b"Request format is unrecognized"
WEATHER = (
    *("well",) * 8,
    *(
        "down",
        "hung",
        "unwell",
        "busy",
        "refusing",
        "rubbish",
        "flapping",
        "slow",
        "cut",
        "asks for a minute",
    ),
)

PAGE, NO_PAGE = "mgParishCouncilDetails", Reply(status=404)  # these sites have none


class Clock:
    """Seconds since the start; whoever has to wait puts it on."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def wait(self, seconds):
        self.now += seconds

    def utc(self):
        return START + timedelta(seconds=self.now)


class _Jumping(selectors.SelectSelector):
    """A selector that never waits: it puts the clock on by the time it should have waited."""

    def __init__(self, clock):
        super().__init__()
        self._clock = clock

    def select(self, timeout=None):
        assert timeout is not None, "everybody waits, and for nothing"
        self._clock.wait(timeout)
        return []


class Loop(asyncio.SelectorEventLoop):
    """An event loop on such a clock."""

    def __init__(self, clock):
        super().__init__(_Jumping(clock))
        self.time = clock


class Network:
    """The services as the script has them, and what must hold however they are asked."""

    def __init__(self, rng, clock, days):
        self._rng, self._clock = rng, clock
        self.log, self.attempts, self.retries, self.calls = [], Counter(), Counter(), Counter()
        self.pages = Counter()
        self.probes = 0
        self._open, self._late = {}, {host: set() for host in HOSTS}
        self._under_way, self._wanted = {host: set() for host in HOSTS}, Counter()
        self._versions = {host: {} for host in HOSTS}
        self._weather = {host: _weather(rng, days) for host in HOSTS}

    def told(self, host, *what):
        self.log.append(f"{self._clock.now:.6f} {host} {' '.join(map(str, what))}")

    def kind(self, host):
        """Give how a host fares now."""
        moments, kinds = self._weather[host]
        return kinds[bisect(moments, self._clock.now) - 1]

    @contextmanager
    def asked(self, host, folder, method):
        """Count a request, and hold it against what must be."""
        assert folder not in self._under_way[host], f"{host} is asked for the same twice at once"
        if host in self._open:
            assert self._under_way[host] <= self._late[host], f"{host} is probed twice at once"
            tries = self._open[host]
            tries.append(self._clock.now)
            self.probes += 1
            assert len([each for each in tries if each > self._clock.now - 60]) <= 2, f"{host} is not spared"
        self.attempts[host] += 1
        self._under_way[host].add(folder)
        self.told(host, "asked", folder, method, self.kind(host))
        try:
            yield
        finally:
            self._under_way[host].remove(folder)

    @contextmanager
    def wanted(self, host, folder):
        """Count a call; those under way when a host is left alone may still send what they began."""
        self.calls[host] += 1
        self._wanted[host, folder] += 1
        try:
            yield
        finally:
            self._wanted[host, folder] -= 1
            if not self._wanted[host, folder]:
                self._late[host].discard(folder)

    def answer(self, host, origin, method):
        """Give how long the answer takes, and a function that gives or raises it."""
        kind, delay = self.kind(host), self._rng.uniform(0.02, 0.3)
        if kind == "flapping":
            kind = self._rng.choice(("well", "down", "unwell"))
        if kind == "slow":
            kind, delay = "well", self._rng.uniform(0.5, 4.0)
        made = {
            "well": lambda: self._listed(host, method),
            "down": lambda: _raise(origin.unavailable("cannot be reached", passing=True)),
            "unwell": lambda: Reply(status=503, retry_after=self._rng.choice((None, "1", "0", "soon"))),
            "asks for a minute": lambda: Reply(status=503, retry_after="60"),
            "busy": lambda: Reply(status=429, retry_after="1000000000"),
            "refusing": lambda: Reply(status=403, content_type="text/html"),
            "rubbish": lambda: Reply(status=200, body=b"<html></html>"),
            "cut": lambda: Reply(status=200, body=b"<parishcouncils><parish><id>1</id>"),
        }
        return (float("inf"), None) if kind == "hung" else (delay, made[kind])

    def _listed(self, host, method):
        if host == "west.example" and method == "GET":
            return Reply(status=500, body=GET_OFF)
        version = self._rng.randrange(10**9)
        self._versions[host][self._clock.utc()] = version
        item = f"<parishcouncil><id>1</id><title>Version {version} Parish Council</title></parishcouncil>"
        return Reply(
            status=200, content_type="text/xml", body=f"<parishcouncils>{item}</parishcouncils>".encode()
        )

    def given(self, host, councils):
        """Hold a list that was given for fresh against what the service said, and when."""
        (council,) = councils
        fetched_at = council.provenance.fetched_at
        assert council.title == f"Version {self._versions[host][fetched_at]} Parish Council"
        age_s = (self._clock.utc() - fetched_at).total_seconds()
        assert 0 <= age_s < LIMITS.keep_s, f"{host}: what is {age_s} s old was given for fresh"
        self.told(host, "given", f"{age_s:.6f}")

    def hooks(self):
        return Hooks(on_retry=self._retried, on_open=self._opened, on_close=self._closed)

    def _retried(self, retried):
        assert retried.host not in self._open, "a probe is retried"
        self.retries[retried.host] += 1
        self.told(retried.host, "retries", retried.attempt, f"{retried.wait_s:.6f}", retried.code)

    def _opened(self, opened):
        if opened.host not in self._open:
            self._open[opened.host] = deque(maxlen=10)
            self._late[opened.host] = {folder for host, folder in SOURCES if self._wanted[host, folder]}
        self.told(opened.host, "opens", opened.failures, f"{opened.rest_s:.6f}", opened.code)

    def _closed(self, closed):
        del self._open[closed.host]
        self.told(closed.host, "closes", f"{closed.after_s:.6f}")

    def over(self):
        """Hold what was asked in all against what was wanted in all."""
        for host in HOSTS:
            first = self.attempts[host] + self.pages[host] - self.retries[host]
            assert self.retries[host] <= max(2, first / 10), f"{host} cost too many retries"
            assert self.attempts[host] <= 1.1 * self.calls[host], f"{host} was asked more than it was wanted"
        return self


def _raise(error):
    raise error


def _weather(rng, days):
    moments, kinds, now = [], [], 0.0
    while now < days * DAY_S:
        moments.append(now)
        kinds.append(rng.choice(WEATHER))
        now += rng.choice((30.0, 600.0, 7200.0, 43_200.0)) * rng.uniform(0.2, 1.8)
    return moments, kinds


def _calls(rng, days, mean_s):
    """Make up when which host is asked, and for how long its caller has patience."""
    now, calls = 0.0, []
    while now < days * DAY_S:
        now += rng.expovariate(1 / mean_s)
        many = 40 if rng.random() < 0.01 else 1
        patience_s = rng.choice((None,) * 9 + (0.1, 1.0))
        calls += [(now, rng.choice(SOURCES), patience_s)] * many
    return calls


def _choices(network, clock, rng):
    """What is no longer fresh is not kept: `cache_days` plays days of what is."""
    cache = Cache(keeping=Keeping(refresh_s=0.0, stale_s=LIMITS.keep_s), elapsed=clock)
    hosts = Hosts(clock=clock, jitter=rng.random)
    return {"hosts": hosts, "hooks": network.hooks(), "limits": LIMITS, "clock": clock.utc, "cache": cache}


def played_by_tasks(seed, *, days=10, mean_s=120.0):
    """Play the days with asyncio, calls of which overlap and some are cancelled; give the network."""
    rng, clock = random.Random(seed), Clock()
    network = Network(rng, clock, days)
    calls = _calls(rng, days, mean_s)

    async def asend(host, folder, request, allowance):
        if PAGE in request.url:
            network.pages[host] += 1
            return NO_PAGE
        with network.asked(host, folder, request.method):
            delay, give = network.answer(host, allowance.origin, request.method)
            await asyncio.sleep(min(delay, DAY_S))
            return give()

    choices = {"district": "E06999037", **_choices(network, clock, rng)}
    sources = {
        (host, folder): AsyncModernGov(
            f"https://{host}/{folder}", asend=partial(asend, host, folder), **choices
        )
        for host, folder in SOURCES
    }

    async def call(host, folder, patience_s):
        try:
            with network.wanted(host, folder):
                async with asyncio.timeout(patience_s):
                    network.given(host, await sources[host, folder].councils())
        except SourceError as error:
            network.told(host, error.code, error.message)
        except TimeoutError:
            network.told(host, "impatient")

    async def play():
        under_way = set()
        for moment, (host, folder), patience_s in calls:
            await asyncio.sleep(max(0.0, moment - clock.now))
            task = asyncio.create_task(call(host, folder, patience_s))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)

    with asyncio.Runner(loop_factory=lambda: Loop(clock)) as runner:
        runner.run(play())
    return network.over()


def played_one_by_one(seed, *, days=10, mean_s=120.0):
    """Play the days with the blocking client, one call after the other; give the network."""
    rng, clock = random.Random(seed), Clock()
    network = Network(rng, clock, days)
    calls = _calls(rng, days, mean_s)

    def send(host, folder, request, allowance):
        if PAGE in request.url:
            network.pages[host] += 1
            return NO_PAGE
        with network.asked(host, folder, request.method):
            delay, give = network.answer(host, allowance.origin, request.method)
            clock.wait(min(delay, allowance.deadline.remaining()))
            if allowance.deadline.remaining() <= 0:
                raise allowance.origin.unavailable("did not answer in time")
            return give()

    choices = {"district": "E06999037", **_choices(network, clock, rng)}
    sources = {
        (host, folder): ModernGov(f"https://{host}/{folder}", send=partial(send, host, folder), **choices)
        for host, folder in SOURCES
    }
    with _sleeping(clock):
        for moment, (host, folder), _ in calls:
            clock.wait(max(0.0, moment - clock.now))
            try:
                with network.wanted(host, folder):
                    network.given(host, sources[host, folder].councils())
            except SourceError as error:
                network.told(host, error.code, error.message)
    return network.over()


@contextmanager
def _sleeping(clock):
    """Let this thread's sleep put the clock on: stamina's pauses do. Other threads just sleep."""
    sleep, here = time.sleep, threading.get_ident()

    def sleeping(seconds):
        (clock.wait if threading.get_ident() == here else sleep)(seconds)

    time.sleep = sleeping
    try:
        yield
    finally:
        time.sleep = sleep
