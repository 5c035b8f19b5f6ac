"""What is kept of lists of councils, in memory and, if asked for, in a file: the part a caller sees."""

import re
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal, Self, TypedDict, Unpack

import platformdirs

from routekit.contacts.keeping import DEFAULT_KEEPING, Elapsed, Keeping, Moment, in_utc, this_start
from routekit.contacts.record import Record, read
from routekit.contacts.shelf import Shelf
from routekit.contacts.sqlitefile import FORMAT, Given
from routekit.contacts.sqlitereading import Connect, StoreError
from routekit.contacts.sqlitestore import Row, SqliteStore
from routekit.contacts.telling import CacheEvent, Told, log, tell
from routekit.contacts.turns import Turns
from routekit.errors import InputError
from routekit.model import Authority
from routekit.model.text import GSS_CODE
from routekit.model.value import Value

Start = Callable[[Callable[[], None]], None]
_PARISH_BODY = re.compile(rf"(?:parish-council:)?({GSS_CODE})")


class CacheChoices(TypedDict, total=False):
    """What may be chosen for any cache, as keywords."""

    keeping: Keeping
    told: Told
    elapsed: Elapsed
    start: Start


class KeptList(Value):
    """One list that is kept: of which district and service, when it was fetched, and how many it lists.

    `names` and `postal_addresses` tell whether it holds any of these. `kept` is where it is.
    """

    district: str
    service: str
    fetched_at: datetime
    councils: int
    names: bool
    postal_addresses: bool
    kept: Literal["file", "memory"]


def in_a_thread(work: Callable[[], None]) -> None:
    """Do work in a thread of its own, which the interpreter waits for when it ends."""
    threading.Thread(target=work, name="routekit-refresh").start()


def default_path() -> Path:
    """Give where `Cache.open` keeps its file: the user's cache folder, in a folder nobody else can enter."""
    folder = platformdirs.user_cache_path("routekit", appauthor=False)
    return folder / "contacts" / f"contacts-{FORMAT}.sqlite"


class Cache:
    """Lists of councils that outlive an hour, and the service that published them.

    `Cache()` keeps them in memory, as every source does that is not given one; `Cache.open()` keeps them in a
    file too, which several processes may share. `keeping` says for how long. `told` is called with each
    CacheEvent, from any thread; without it they are logged as warnings. `elapsed` gives seconds that only go
    forward, and `start` begins work in the background.

    Only what is needed to reach a council is kept: no name and no postal address unless the source was asked
    for them, and then apart from the lists without. A file that cannot be used is told once and done without.
    Safe to share between sources, blocking and asynchronous, between threads, and usable after a fork.
    """

    def __init__(
        self,
        *,
        keeping: Keeping = DEFAULT_KEEPING,
        told: Told = log,
        elapsed: Elapsed = time.monotonic,
        start: Start = in_a_thread,
    ) -> None:
        self.keeping, self.start = keeping, start
        self.turns = Turns(elapsed)
        self.shelf = Shelf(None, elapsed=elapsed, tell_failure=self._tell_failure)
        self._told, self._elapsed, self._boot = told, elapsed, this_start()

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        connect: Connect = sqlite3.connect,
        **choices: Unpack[CacheChoices],
    ) -> Self:
        """Keep lists in a SQLite file too, made when first needed; by default in the user's cache folder.

        The file and its folder must be this user's alone, and neither a link. Others are not touched, which
        is told as `file-failed`. `connect` opens a SQLite file; the other choices are those of a Cache.
        Raises InputError for what can be no path.
        """
        if not (path is None or (isinstance(path, str | Path) and str(path) and "\0" not in str(path))):
            raise InputError.of("path", path, "the path of a file is needed")
        cache = cls(**choices)
        file = default_path() if path is None else Path(path).absolute()
        store = SqliteStore(file, on_damage=cache._tell_damage, connect=connect)
        cache.shelf = Shelf(store, elapsed=cache._elapsed, tell_failure=cache._tell_failure)
        return cache

    @property
    def path(self) -> Path | None:
        """Where the file is; None for one in memory."""
        return None if self.shelf.store is None else self.shelf.store.path

    def lists(self) -> tuple[KeptList, ...]:
        """Give every list that is kept, by district. Raises InputError if the file cannot be used."""
        in_file = {row.key: record for row in self._rows() if (record := read(row.body)) is not None}
        entries = self.shelf.entries()
        in_memory = (entry.record for key, entry in entries.items() if key not in in_file)
        found = [_kept(record, "file") for record in in_file.values()]
        found += [_kept(record, "memory") for record in in_memory]
        return tuple(sorted(found, key=lambda each: (each.district, each.service, each.fetched_at)))

    def purge(self) -> int:
        """Delete every list, from memory and so that no byte is left in the file; say how many there were.

        Another process that shares the file drops what it holds within a second of being asked. Raises
        InputError if the file cannot be used.
        """
        keys = {row.key for row in self._rows()} | set(self.shelf.entries())
        self._on_file(lambda store: store.purge(), None)
        self.shelf.drop_all(keys)
        return len(keys)

    def forget(self, what: str | Authority) -> int:
        """Delete, as `purge` does, every list that holds an authority, an area or a district.

        `what` is an authority, its id, or the GSS code of an area or district. A list goes whole: with a hole
        in it, it would say that the council publishes nothing. It is fetched anew when next needed. Raises
        InputError if `what` can be none of these or the file cannot be used.
        """
        codes = _codes(what)
        records = {row.key: read(row.body) for row in self._rows()}
        # What an older version wrote cannot be read, so it is not known to be of somebody else.
        meant = {key for key, record in records.items() if record is None or record.concerns(codes)}
        meant |= {key for key, entry in self.shelf.entries().items() if entry.record.concerns(codes)}
        self._on_file(lambda store: store.delete(meant), None)
        self.shelf.drop_all(meant)
        return len(meant)

    def tell(self, event: CacheEvent) -> None:
        """Tell an event to the caller's hook."""
        tell(self._told, event)

    def moment(self, now: datetime) -> Moment:
        """Give this moment by both clocks, the date being `now`."""
        return Moment(in_utc(now), self._boot, self._elapsed())

    def _rows(self) -> tuple[Row, ...]:
        return self._on_file(lambda store: store.rows(), ())

    def _on_file(self, work: Callable[[SqliteStore], Given], nothing: Given) -> Given:
        """Do file work that the caller asked for, which must not fail in silence."""
        if self.shelf.store is None:
            return nothing
        try:
            return work(self.shelf.store)
        except StoreError as error:
            raise InputError.of("path", str(self.path), str(error)) from error

    def _tell_failure(self, error: StoreError) -> None:
        self.tell(CacheEvent(kind="file-failed", detail=f"lists are kept in memory only: {error}"))

    def _tell_damage(self) -> None:
        self.tell(CacheEvent(kind="file-damaged", detail=f"what was damaged in {self.path} has been deleted"))

    def __repr__(self) -> str:
        return f"<Cache in {self.path or 'memory'}>"


def _kept(record: Record, where: Literal["file", "memory"]) -> KeptList:
    return KeptList(
        district=record.district,
        service=record.service,
        fetched_at=record.fetched_at,
        councils=len(record.councils),
        names=any(council.name for council in record.councils),
        postal_addresses=any(council.postal_address for council in record.councils),
        kept=where,
    )


def _codes(what: object) -> frozenset[str]:
    """Give the GSS codes that lists are found by: of an authority, also of its district."""
    if isinstance(what, Authority):
        codes = frozenset((*what.areas, *([what.district] if what.district else ())))
    else:
        found = _PARISH_BODY.fullmatch(what) if isinstance(what, str) else None
        codes = frozenset((found[1],)) if found else frozenset()
    if not codes:
        expected = "an authority of a parish, its id, or the GSS code of an area or district is needed"
        raise InputError.of("what", getattr(what, "id", what), expected)
    return codes
