"""The one SQLite connection that a process keeps open between readings: opening takes longer than reading.

It can only read, so that no file changes by its being closed late, as one that may write empties and deletes
the log. It is closed before a fork, and at the next reading after anybody wrote.
"""

import atexit
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

Connect = Callable[..., sqlite3.Connection]
Mark = tuple[tuple[int, int, int] | None, ...]


class StoreError(Exception):
    """The file cannot be used; the text says why. It never leaves this package."""


class _Kept(NamedTuple):
    owner: object
    path: Path
    mark: Mark
    process: int
    file: sqlite3.Connection


class Reading:
    """The connection that is kept, and the lock of all work on files. Everything is done under the lock.

    SQLite's own locks are the process's, and closing any descriptor of a file drops them: so one connection
    at a time is open. A child forked while another thread holds one would wait for ever.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._kept: _Kept | None = None

    def kept(self, owner: object) -> sqlite3.Connection | None:
        """Give the connection that is kept for an owner, if nobody wrote the file since it was opened."""
        kept = self._kept
        if kept is None or kept.owner is not owner or kept.process != os.getpid():
            return None
        return kept.file if kept.mark == mark_of(kept.path) else None

    def keep(self, owner: object, path: Path, file: sqlite3.Connection) -> None:
        """Keep a connection that was just opened."""
        self._kept = _Kept(owner, path, mark_of(path), os.getpid(), file)

    def close(self) -> None:
        """Close what is kept. Raises StoreError in a child of a fork that Python was not told of.

        SQLite forbids to use, or only to close, a connection that was open at a fork.
        """
        kept = self._kept
        if kept is not None and kept.process != os.getpid():
            raise StoreError(f"{kept.path} was open when this process was forked, and not by Python")
        self._kept = None
        if kept is not None:
            with suppress(sqlite3.Error):
                kept.file.close()

    def let_go(self) -> None:
        """Close what is kept, if it is ours."""
        with self.lock, suppress(StoreError):
            self.close()

    def before_fork(self) -> None:
        """Wait for work under way, so that no child inherits half of it, nor any connection."""
        self.lock.acquire()
        self.let_go()

    def after_fork_in_parent(self) -> None:
        """Let work go on."""
        self.lock.release()

    def after_fork_in_child(self) -> None:
        """Take a new lock: whoever held the old one is not in this process."""
        self.lock = threading.RLock()


def mark_of(path: Path) -> Mark:
    """Give what differs once anybody has written a file, or put another in its place."""
    return _facts(path), _facts(f"{path}-wal")


def _facts(path: Path | str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path of each costs more than the question
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


# A fork, and SQLite's locks, are the process's, and so is this.
READING = Reading()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=READING.before_fork,
        after_in_parent=READING.after_fork_in_parent,
        after_in_child=READING.after_fork_in_child,
    )
atexit.register(READING.let_go)
