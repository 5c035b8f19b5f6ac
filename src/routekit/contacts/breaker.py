"""Whether a host that keeps failing is asked at all: it rests for a while, then one exchange tries it."""

from dataclasses import dataclass

FAILURES = 5
FIRST_REST_S, LONGEST_REST_S = 30.0, 300.0
JITTER = 0.1
_LEASE_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """The right to one exchange, held until `until` at the longest."""

    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A host is left alone for `wait_s` more seconds, after so many failures.

    `blocked` if it refused us, `again` if it was left alone before and has not answered since.
    """

    wait_s: float
    failures: int
    blocked: bool
    again: bool


class Breaker:
    """What one host did lately, and whether it is asked.

    After five failed exchanges in a row it is open: the host rests for 30 seconds, and up to a tenth more.
    Then one exchange at a time may try it, and each that fails doubles the rest, to 300 seconds at most. Any
    that succeeds closes it. So a host that is down is tried at most twice a minute. Times are seconds on a
    clock that only goes forward, and are given by the caller. It needs no lock; `Host` has one.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._blocked = False
        self._rest_s = 0.0
        self._opened_at = self._rests_until = 0.0
        self._probe: Turn | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the host is left alone, or is being tried."""
        return self._rest_s > 0

    def enter(self, now: float, longest_s: float) -> Turn | Rest:
        """Give the turn to an exchange of at most `longest_s` seconds, or say that the host rests.

        A probe that is never heard of again, as its thread died, ends by itself a second after its time.
        """
        rest = self.resting(now)
        if rest is not None:
            return rest
        turn = Turn(now + longest_s + _LEASE_S)
        if self.is_open:
            self._probe = turn
        return turn

    def resting(self, now: float) -> Rest | None:
        """Give the rest of a host that is left alone, or is being tried; None if an exchange may ask it."""
        if not self.is_open:
            return None
        until = max(self._rests_until, self._probe.until if self._probe else 0.0)
        if now >= until:
            return None
        return Rest(wait_s=until - now, failures=self._failures, blocked=self._blocked, again=True)

    def succeed(self, turn: Turn, now: float) -> float | None:
        """Count a success. Give the seconds since the host was first left alone; None if it was not."""
        self._end(turn)
        self._failures = 0
        if not self.is_open:
            return None
        self._rest_s = 0.0
        return now - self._opened_at

    def fail(self, turn: Turn, now: float, *, hold_s: float, blocked: bool, jitter: float) -> Rest | None:
        """Count a failure; give the rest if the host is left alone from now on.

        `hold_s` is how long the host asked to be left alone, 0 if it did not: that opens it at once. `jitter`
        is from 0 to 1. An exchange that began before the host was left alone changes nothing any more.
        """
        probed, was_open = self._end(turn), self.is_open
        if was_open and not probed:
            return None
        self._failures += 1
        self._blocked = blocked
        if not (was_open or hold_s or self._failures >= FAILURES):
            return None
        if not was_open:
            self._opened_at = now
        doubled = min(max(2 * self._rest_s, FIRST_REST_S), LONGEST_REST_S)
        self._rest_s = max(doubled, min(hold_s, LONGEST_REST_S))
        wait_s = self._rest_s * (1 + JITTER * jitter)
        self._rests_until = now + wait_s
        return Rest(wait_s=wait_s, failures=self._failures, blocked=blocked, again=was_open)

    def give_up(self, turn: Turn, now: float) -> None:
        """Take back a turn that came to nothing, as its caller went away; a probe counts as a try."""
        if self._end(turn):
            self._rests_until = now + self._rest_s

    def forget_probe(self) -> None:
        """Let another exchange probe: in a forked child there is nobody to end one."""
        self._probe = None

    def _end(self, turn: Turn) -> bool:
        """Tell whether a turn was the probe that is under way, which is over."""
        probed = turn is self._probe
        if probed:
            self._probe = None
        return probed
