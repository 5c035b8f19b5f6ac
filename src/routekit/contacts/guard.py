"""Limits on one exchange with a contact source: time, size, attempts, and how a retry is paused for."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import stamina

from routekit.errors import InputError, SourceUnavailableError

# None of this is news where nobody has set logging up; whoever has still gets every record.
for _name in ("stamina", "routekit.contacts"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

SHORTEST_S, LONGEST_S = 0.001, 3600.0
LONGEST_RETRY_AFTER_S = 2.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 2.0
_LONGEST_HEADER = 64

Clock = Callable[[], datetime]
Seconds = Callable[[], float]


def utc_now() -> datetime:
    """Give the time now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one exchange with a contact source may cost, retries and SOAP included.

    `deadline_s` bounds the whole exchange and `connect_s` each connection, in seconds; `body_bytes` and
    `header_bytes` bound an answer; `attempts` bounds how often a request is sent. A list that was fetched is
    kept in memory for `keep_s` seconds. Raises InputError for a number that cannot be.
    """

    deadline_s: float = 3.0
    connect_s: float = 1.0
    body_bytes: int = 1024 * 1024
    header_bytes: int = 64 * 1024
    attempts: int = 3
    keep_s: float = 3600.0

    def __post_init__(self) -> None:
        for field in ("deadline_s", "connect_s", "keep_s"):
            seconds = getattr(self, field)
            is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
            least, most = (0.0, math.inf) if field == "keep_s" else (SHORTEST_S, LONGEST_S)
            if not is_number or not math.isfinite(seconds) or not least <= seconds <= most:
                raise InputError.of(field, seconds, f"from {least:g} to {most:g} seconds are needed")
        for field in ("body_bytes", "header_bytes", "attempts"):
            count = getattr(self, field)
            if not isinstance(count, int) or isinstance(count, bool) or count < 1:
                raise InputError.of(field, count, "a whole number of at least 1 is needed")


DEFAULT_LIMITS = Limits()


class Deadline:
    """A moment by which an exchange must be over, by a clock that only goes forward."""

    def __init__(self, seconds: float, *, clock: Seconds = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def remaining(self) -> float:
        """Give the seconds left, never below zero."""
        return max(0.0, self._end - self._clock())

    def later(self, seconds: float) -> "Deadline":
        """Give the moment that is so many seconds after this one, by the same clock."""
        return Deadline(self._end - self._clock() + seconds, clock=self._clock)


def retrying(limits: Limits) -> stamina.RetryingCaller:
    """Give what calls a function again for as long as a `Retries` gives it a pause.

    Give it a function without arguments: hooks of stamina may log whatever arguments they are given.
    """
    return stamina.RetryingCaller(attempts=limits.attempts, timeout=None)


def async_retrying(limits: Limits) -> stamina.AsyncRetryingCaller:
    """Give what `retrying` gives, for a function that is awaited."""
    return stamina.AsyncRetryingCaller(attempts=limits.attempts, timeout=None)


def pause(error: Exception, attempts: int, left_s: float, jitter: float) -> float | None:
    """Say how many seconds to wait before the next attempt; None if there is to be none.

    A server that says when to come back is obeyed up to two seconds. Else the pause is anything up to 0.2 s,
    doubled with each attempt so far, as `jitter` (0 to 1) has it. No pause is longer than what is left.
    """
    if not (isinstance(error, SourceUnavailableError) and error.passing):
        return None
    if error.retry_after is None:
        longest = min(FIRST_PAUSE_S * 2 ** (attempts - 1), LONGEST_PAUSE_S)
        return jitter * longest if longest < left_s else None
    return error.retry_after if error.retry_after < min(LONGEST_RETRY_AFTER_S, left_s) else None


def retry_after(header: str | None, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110, 10.2.3) into seconds from now; None if absent or nonsense."""
    text = (header or "").strip()
    if not text or len(text) > _LONGEST_HEADER:
        return None
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
