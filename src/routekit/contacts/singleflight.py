"""Letting one caller fetch while the others wait for what it fetched."""

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from routekit.contacts.guard import Deadline


class SingleFlight:
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


class AsyncSingleFlight:
    """One task at a time in each event loop: a lock belongs to the loop it was first waited for in."""

    def __init__(self) -> None:
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    def here(self) -> asyncio.Lock:
        """Give the lock of the running loop."""
        return self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())
