"""Letting one caller fetch while the others wait for what comes of it, in whatever thread or event loop."""

import asyncio
import copy
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from routekit.contacts.forking import renew_in_children
from routekit.contacts.guard import Deadline
from routekit.errors import SourceError

T = TypeVar("T")
_GRACE_S = 1.0


class _Landed(NamedTuple, Generic[T]):
    """What came of a fetch: its values (one of them, or none) or its error; neither if nobody finished it."""

    values: tuple[T, ...] = ()
    error: SourceError | None = None

    def given(self) -> T:
        """Give the value, or raise a copy of the error: one that is shared would grow a trail of callers."""
        if self.error is not None:
            raise copy.copy(self.error)
        return self.values[0]


def _running() -> "Future[_Landed[T]]":
    """Make a future that nobody who waits for it can cancel."""
    future: Future[_Landed[T]] = Future()
    future.set_running_or_notify_cancel()
    return future


@dataclass(slots=True, eq=False)
class _Flight(Generic[T]):
    """One fetch under way; whoever leads it ought to be done by `over`."""

    over: Deadline
    landing: "Future[_Landed[T]]" = field(default_factory=_running)
    landed: _Landed[T] = field(default_factory=_Landed)


class SingleFlight(Generic[T]):
    """One fetch at a time: who asks while it is under way gets what comes of it, a value or a SourceError.

    If its leader is cancelled, fails in any other way, or is not heard of a second after its deadline, one of
    those who wait fetches instead. Each waits no longer than its own deadline. Threads, and tasks of several
    event loops, may share one; a forked child begins with nothing under way.
    """

    def __init__(self) -> None:
        self.renew()
        renew_in_children(self)

    def renew(self) -> None:
        """Forget what is under way: in a forked child nobody leads it."""
        self._lock = Lock()
        self._flight: _Flight[T] | None = None

    def run(self, deadline: Deadline, fetch: Callable[[], T]) -> T:
        """Fetch, or wait for who does. Raises what `fetch` raises, and TimeoutError."""
        while True:
            flight, leads = self._joined(deadline)
            if leads:
                with self._leading(flight):
                    flight.landed = _Landed((fetch(),))
                return flight.landed.given()
            landed = _waited(flight, deadline)
            if landed.values or landed.error:
                return landed.given()

    async def arun(self, deadline: Deadline, fetch: Callable[[], Awaitable[T]]) -> T:
        """Do what `run` does, for asyncio."""
        while True:
            flight, leads = self._joined(deadline)
            if leads:
                with self._leading(flight):
                    flight.landed = _Landed((await fetch(),))
                return flight.landed.given()
            landed = await _awaited(flight, deadline)
            if landed.values or landed.error:
                return landed.given()

    def _joined(self, deadline: Deadline) -> tuple[_Flight[T], bool]:
        """Give the flight under way, or a new one to lead. Raises TimeoutError past the deadline."""
        if deadline.remaining() <= 0:
            raise TimeoutError
        with self._lock:
            flight = self._flight
            leads = flight is None or flight.over.remaining() <= 0
            if flight is None or leads:
                flight = self._flight = _Flight(deadline.later(_GRACE_S))
            return flight, leads

    @contextmanager
    def _leading(self, flight: _Flight[T]) -> Iterator[None]:
        """Land a flight however it ends; one that nobody finished is left to those who wait."""
        try:
            yield
        except SourceError as error:
            flight.landed = _Landed(error=error)
            raise
        finally:
            with self._lock:
                self._flight = None if self._flight is flight else self._flight
            flight.landing.set_result(flight.landed)


def _waited(flight: _Flight[T], deadline: Deadline) -> _Landed[T]:
    """Wait for what comes of a flight; nothing, if that takes too long."""
    try:
        return flight.landing.result(min(deadline.remaining(), flight.over.remaining()))
    except TimeoutError:
        return _Landed()


async def _awaited(flight: _Flight[T], deadline: Deadline) -> _Landed[T]:
    """Do what `_waited` does, for asyncio."""
    try:
        async with asyncio.timeout(min(deadline.remaining(), flight.over.remaining())):
            return await asyncio.wrap_future(flight.landing)
    except TimeoutError:
        return _Landed()
