"""What is remembered of each host between exchanges: whether it rests, and what retries it may cost."""

import logging
import random
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock

from routekit.contacts.breaker import Breaker, Rest, Turn
from routekit.contacts.budget import RetryBudget
from routekit.contacts.forking import renew_in_children
from routekit.contacts.guard import LONGEST_RETRY_AFTER_S, Deadline, Limits, Seconds, pause
from routekit.contacts.hooks import Closed, Hooks, Opened, Retried, tell
from routekit.contacts.origin import Origin
from routekit.errors import SourceBlockedError, SourceError

_LOGGER = logging.getLogger("routekit.contacts")


class Host:
    """One host, shared by every thread and event loop that asks it. Its lock is never held over I/O."""

    def __init__(self, name: str, clock: Seconds, jitter: Seconds) -> None:
        self.name = name
        self._clock, self._jitter = clock, jitter
        self._breaker, self._budget = Breaker(), RetryBudget()
        self.renew()
        renew_in_children(self)

    def renew(self) -> None:
        """Take a new lock, and forget a probe: whoever had them is not in a forked child."""
        self._lock = Lock()
        self._breaker.forget_probe()

    def enter(self, longest_s: float) -> Turn | Rest:
        """Give the turn to an exchange of at most `longest_s` seconds, or say that the host rests."""
        with self._lock:
            return self._breaker.enter(self._clock(), longest_s)

    def resting(self) -> Rest | None:
        """Give the rest of a host that is left alone; None if an exchange may ask it."""
        with self._lock:
            return self._breaker.resting(self._clock())

    def succeed(self, turn: Turn) -> float | None:
        """Count a success. Give the seconds since the host was first left alone; None if it was not."""
        with self._lock:
            return self._breaker.succeed(turn, self._clock())

    def fail(self, turn: Turn, error: SourceError) -> Rest | None:
        """Count a failure; give the rest if the host is left alone from now on."""
        asked_s = error.retry_after or 0.0
        hold_s = asked_s if asked_s > LONGEST_RETRY_AFTER_S else 0.0
        blocked, jitter = isinstance(error, SourceBlockedError), self._jitter()
        with self._lock:
            return self._breaker.fail(turn, self._clock(), hold_s=hold_s, blocked=blocked, jitter=jitter)

    def give_up(self, turn: Turn) -> None:
        """Take back a turn whose caller went away."""
        with self._lock:
            self._breaker.give_up(turn, self._clock())

    def earn(self) -> None:
        """Count a request that was sent for the first time."""
        with self._lock:
            self._budget.earn()

    def spend(self) -> bool:
        """Take a retry; tell whether there was one. While the host is being tried there is none."""
        with self._lock:
            return not self._breaker.is_open and self._budget.spend()


class Hosts:
    """What sources share about the hosts they ask, so that each host is spared as one.

    `Directory` makes one for all its sources; other sources that ask the same hosts may be given the same.
    `clock` gives seconds that only go forward and `jitter` a random number from 0 to 1; both are for tests.
    Safe to share between threads, and usable after a fork. Nothing in it is personal.
    """

    def __init__(self, *, clock: Seconds = time.monotonic, jitter: Seconds = random.random) -> None:
        self.clock, self.jitter = clock, jitter
        self._hosts: dict[str, Host] = {}

    def at(self, name: str) -> Host:
        """Give the host of this name, with its port where that is one of its own."""
        host = self._hosts.get(name)
        return host or self._hosts.setdefault(name, Host(name, self.clock, self.jitter))

    @cached_property
    def trust(self) -> ssl.SSLContext:
        """Load the system's certificates, which takes 30 ms, once; many councils' certificates need those."""
        return ssl.create_default_context()


class Retries:
    """Whether an attempt of one request is made again, and when: what stamina is given to decide by."""

    def __init__(self, host: Host, limits: Limits, deadline: Deadline, hooks: Hooks, jitter: Seconds) -> None:
        self._host, self._limits, self._deadline = host, limits, deadline
        self._hooks, self._jitter = hooks, jitter
        self._attempts = 0
        host.earn()

    def __call__(self, error: Exception) -> float | bool:
        """Give the pause before the next attempt in seconds, or False if there is to be none."""
        self._attempts += 1
        wait_s = pause(error, self._attempts, self._deadline.remaining(), self._jitter())
        if wait_s is None or self._attempts >= self._limits.attempts or not self._host.spend():
            return False
        code = error.code if isinstance(error, SourceError) else ""
        retried = Retried(host=self._host.name, attempt=self._attempts + 1, wait_s=wait_s, code=code)
        tell(self._hooks.on_retry, retried)
        return wait_s


@contextmanager
def exchange(host: Host, origin: Origin, hooks: Hooks, deadline: Deadline) -> Iterator[None]:
    """Hold the turn to one exchange with a host and count how it ends.

    Any SourceError is a failure; anything else that ends it, as when its caller is cancelled, is nobody's.
    Raises SourceUnavailableError, or SourceBlockedError if that was the last failure, while the host rests.
    """
    turn = host.enter(deadline.remaining())
    if isinstance(turn, Rest):
        raise refusal(origin, turn)
    try:
        yield
    except SourceError as error:
        _failed(host, turn, error, hooks)
        raise
    except BaseException:
        host.give_up(turn)
        raise
    after_s = host.succeed(turn)
    if after_s is not None:
        _LOGGER.info("%s answers again", host.name, extra={"event": "close", "host": host.name})
        tell(hooks.on_close, Closed(host=host.name, after_s=after_s))


def _failed(host: Host, turn: Turn, error: SourceError, hooks: Hooks) -> None:
    rest = host.fail(turn, error)
    if rest is None:
        return
    facts = {"event": "open", "host": host.name, "failures": rest.failures, "rest_s": rest.wait_s}
    level = logging.INFO if rest.again else logging.WARNING
    _LOGGER.log(level, "%s is left alone for %.0f s", host.name, rest.wait_s, extra=facts)
    opened = Opened(host=host.name, failures=rest.failures, rest_s=rest.wait_s, code=error.code)
    tell(hooks.on_open, opened)


def refusal(origin: Origin, rest: Rest) -> SourceError:
    """Make the error of a host that is not asked as it rests."""
    often = "once" if rest.failures == 1 else f"{rest.failures} times in a row"
    what = f"was not asked: it failed {often}, and is tried again in {rest.wait_s:.0f} seconds"
    make = origin.blocked if rest.blocked else origin.unavailable
    return make(what, retry_after=rest.wait_s)
