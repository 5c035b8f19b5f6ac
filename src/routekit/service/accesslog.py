"""The access log: a line a request, of its call, status and time, written a few times a second."""

import time
from collections.abc import Callable
from typing import Final

WRITE_EACH_S: Final = 0.25
MOST_LINES: Final = 1_000

Write = Callable[[str], object]


class AccessLog:
    """Lines that wait to be written, since a write for each would be a fifth of a request's time.

    A line has no place, no query, no body and no address of a client.
    """

    def __init__(self, write: Write, *, clock: Callable[[], float] = time.time) -> None:
        self._write, self._clock = write, clock
        self._lines: list[str] = []
        self._next = clock() + WRITE_EACH_S
        self._second, self._stamp = -1, ""

    def add(self, label: str, status: int, seconds: float) -> None:
        """Add a line; those that wait are written when it is time, or when they are many."""
        now = self._clock()
        if int(now) != self._second:
            self._second = int(now)
            self._stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
        self._lines.append(f"{self._stamp} {label} {status} {seconds * 1000:.1f}ms\n")
        if now >= self._next or len(self._lines) >= MOST_LINES:
            self.flush()

    def flush(self) -> None:
        """Write the lines that wait."""
        self._next = self._clock() + WRITE_EACH_S
        if self._lines:
            text, self._lines = "".join(self._lines), []
            self._write(text)
