"""Who may try a source for a key: one at a time, and nobody for a while after a failure."""

import os

from routekit.contacts.keeping import Elapsed


class Turns:
    """Turns by key, for threads and event loops alike: nobody waits for one.

    A turn is of one process: a forked child does not inherit one that a thread it does not have will never
    give back.
    """

    def __init__(self, elapsed: Elapsed) -> None:
        self._elapsed = elapsed
        self._taken: dict[tuple[int, str], object] = {}
        self._failed_at: dict[str, float] = {}

    def take(self, key: str) -> bool:
        """Take the turn, if nobody has it."""
        mine = object()
        return self._taken.setdefault((os.getpid(), key), mine) is mine

    def give_back(self, key: str) -> None:
        """Let another have it."""
        self._taken.pop((os.getpid(), key), None)

    def is_free(self, key: str, *, pause_s: float) -> bool:
        """Tell whether nobody is trying, and nobody failed within `pause_s` seconds."""
        failed_at = self._failed_at.get(key)
        resting = failed_at is not None and self._elapsed() - failed_at < pause_s
        return not resting and (os.getpid(), key) not in self._taken

    def is_failing(self, key: str) -> bool:
        """Tell whether the last try failed."""
        return key in self._failed_at

    def succeeded(self, key: str) -> None:
        """Forget an earlier failure."""
        self._failed_at.pop(key, None)

    def failed(self, key: str) -> None:
        """Note a failure."""
        self._failed_at[key] = self._elapsed()
