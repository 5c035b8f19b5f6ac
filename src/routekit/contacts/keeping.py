"""For how long a list may be given after it was fetched, by clocks that may be put back or forward."""

import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from routekit.errors import InputError

Age = Literal["fresh", "due", "old", "gone"]
Elapsed = Callable[[], float]
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What may be done with a list that is no longer fresh, all in seconds since it was fetched.

    It is fresh for `Limits.keep_s`. Until `refresh_s` the kept list is given at once and fetched anew in the
    background. Until `stale_s` it is given only if the source fails. Then it is gone, and deleted from the
    file. After a failure nothing is tried again for `pause_s`, and then in the background until the source is
    well. Raises InputError for a number that cannot be.
    """

    refresh_s: float = 24 * 3600.0
    stale_s: float = 7 * 24 * 3600.0
    pause_s: float = 60.0

    def __post_init__(self) -> None:
        for field in ("refresh_s", "stale_s", "pause_s"):
            seconds = getattr(self, field)
            is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
            if not is_number or not math.isfinite(seconds) or seconds < 0:
                raise InputError.of(field, seconds, "a number of seconds from 0 on is needed")

    def age_of(self, then: "Moment", now: "Moment", *, fresh_s: float) -> Age:
        """Say what may be done now with a list that was fetched then."""
        age_s = seconds_between(then, now)
        if age_s is None:
            return "gone"
        if age_s < fresh_s:
            return "fresh"
        if age_s < self.refresh_s:
            return "due"
        return "old" if age_s < self.stale_s else "gone"


DEFAULT_KEEPING = Keeping()


class Moment(NamedTuple):
    """A moment by two clocks: the date in UTC, and the seconds since the machine started, named `boot`."""

    at: datetime
    boot: str
    elapsed_s: float


def seconds_between(then: Moment, now: Moment) -> float | None:
    """Give how much later one moment is than another; None if that cannot be known.

    Of two clocks the one that says more is believed: dates may be put back, and the other stops in sleep. A
    date in the future, of a start of the machine that is over, tells nothing.
    """
    by_date = (now.at - then.at).total_seconds()
    same_start = then.boot == now.boot
    seconds = max(by_date, now.elapsed_s - then.elapsed_s) if same_start else by_date
    return seconds if seconds >= 0 else None


def in_utc(moment: datetime) -> datetime:
    """Give a moment in UTC: differences within a zone that has summer time are an hour wrong twice a year."""
    return moment.astimezone(UTC)


def this_start() -> str:
    """Name this start of the machine; where none is named, make one up that only this process knows."""
    try:
        return BOOT_ID.read_text("utf-8").strip()
    except (OSError, ValueError):
        return uuid.uuid4().hex
