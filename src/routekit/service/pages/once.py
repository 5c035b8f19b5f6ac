"""What is counted once: each form carries a number of its own, and one that was counted is known again."""

from secrets import token_urlsafe
from threading import Lock
from typing import Final

ONCE: Final = "once"
MOST_KEPT: Final = 10_000
_BYTES: Final = 12
_LONGEST: Final = 24


class Once:
    """The numbers of forms that were counted, the latest ones, in memory. Safe to share between threads.

    So a reload, or a second press of the button, counts nothing again. A number is made at random for one
    form on one page: it says nothing of whoever sends it, and links no two pages.
    """

    def __init__(self, *, most: int = MOST_KEPT) -> None:
        self._most, self._lock = most, Lock()
        self._seen: dict[str, None] = {}

    def number(self) -> str:
        """Make the number of a form."""
        return token_urlsafe(_BYTES)

    def is_first(self, number: str) -> bool:
        """Tell whether a form with this number comes for the first time; one without a number always does."""
        if not number or len(number) > _LONGEST:
            return True
        with self._lock:
            if number in self._seen:
                return False
            if len(self._seen) >= self._most:
                del self._seen[next(iter(self._seen))]
            self._seen[number] = None
            return True
