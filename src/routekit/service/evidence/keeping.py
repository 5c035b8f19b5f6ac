"""Write evidence to its file every so often, and when the service stops."""

import logging
from collections.abc import Mapping
from datetime import date
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Final, Self

from routekit.errors import DataError
from routekit.router import today_in_london
from routekit.service.evidence.counts import Evidence, Key
from routekit.service.evidence.store import Store
from routekit.service.settings import Settings

LOGGER: Final = logging.getLogger("routekit.service")
EVERY_S: Final = 60.0


class Keeper:
    """Keeps the evidence of one process, in the file that the settings name or in memory alone.

    As a context manager it writes in a thread of its own, so that a slow disk holds up no request. What
    cannot be written stays in memory and is written the next time.
    """

    def __init__(self, evidence: Evidence, settings: Settings, *, every_s: float = EVERY_S) -> None:
        self._evidence, self._every_s = evidence, every_s
        self._store = None if settings.evidence_file is None else Store(settings.evidence_file)
        self._keep_days = settings.evidence_days
        self._stop, self._writing = Event(), Lock()
        self._thread = Thread(target=self._run, name="routekit-evidence", daemon=True)

    def __enter__(self) -> Self:
        self.check()
        if self._store is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._store is not None:
            self._stop.set()
            self._thread.join()
            self._try_to_write(today_in_london())

    def check(self) -> None:
        """See that the file can be written, if there is to be one. Raises DataError."""
        if self._store is not None:
            self._store.check()

    def counts(self) -> Mapping[Key, int]:
        """Give all counts that are kept. Raises DataError if the file cannot be used."""
        if self._store is None:
            return self._evidence.unwritten()
        self.write(today_in_london())
        return self._store.read()

    def write(self, today: date) -> None:
        """Add what is in memory alone to the file. Raises DataError, and then it is in memory still."""
        if self._store is None:
            return
        with self._writing:
            taken = self._evidence.take()
            try:
                if taken:
                    self._store.add(taken, today=today, keep_days=self._keep_days)
            except BaseException:
                self._evidence.put_back(taken)
                raise

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            self._try_to_write(today_in_london())

    def _try_to_write(self, today: date) -> None:
        try:
            self.write(today)
        except DataError as error:
            LOGGER.error("%s", error)  # noqa: TRY400 - it says what to do, and its trace says no more
