"""Keeping a fetched list for a while, and fetching it once however many callers want it."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from routekit.contacts.councils import ParishCouncil
from routekit.contacts.guard import Deadline


class Kept(NamedTuple):
    """A list of councils and when it was fetched."""

    councils: tuple[ParishCouncil, ...]
    fetched_at: datetime

    def is_fresh(self, now: datetime, *, keep_s: float) -> bool:
        """Tell whether it may still be used; a clock that was put back makes it stale."""
        return timedelta(0) <= now - self.fetched_at < timedelta(seconds=keep_s)


class Turns:
    """One thread at a time, each waiting no longer than its deadline; a forked child starts anew."""

    def __init__(self) -> None:
        self._process, self._lock = os.getpid(), threading.Lock()

    @contextmanager
    def taken(self, deadline: Deadline) -> Iterator[None]:
        """Wait for a turn. Raises TimeoutError."""
        if self._process != os.getpid():
            self._process, self._lock = os.getpid(), threading.Lock()
        lock = self._lock
        if not lock.acquire(timeout=deadline.remaining()):
            raise TimeoutError
        try:
            yield
        finally:
            lock.release()


class AsyncTurns:
    """One task at a time in each event loop: a lock belongs to the loop it was first waited for in."""

    def __init__(self) -> None:
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Wait for a turn."""
        async with self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            yield
