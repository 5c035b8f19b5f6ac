"""Lists in memory, before a file of records: the file's failures are told once and change no answer."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from routekit.contacts.councillist import CouncilList
from routekit.contacts.keeping import Elapsed
from routekit.contacts.record import Record, read
from routekit.contacts.sqlitereading import Mark, StoreError
from routekit.contacts.sqlitestore import Row, SqliteStore

LOOK_S, REST_S = 1.0, 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A list in memory: its record, as it is given fresh and stale, and the checksum it has in the file."""

    record: Record = field(repr=False)
    fresh: CouncilList = field(repr=False)
    stale: CouncilList = field(repr=False)
    in_file: bytes | None = None


class Shelf:
    """Lists by key. Whether another process changed the file is looked up once a second for each key."""

    def __init__(
        self,
        store: SqliteStore | None,
        *,
        elapsed: Elapsed,
        tell_failure: Callable[[StoreError], None],
    ) -> None:
        self.store = store
        self._elapsed, self._tell_failure = elapsed, tell_failure
        self._entries: dict[str, Entry] = {}
        self._looked: dict[str, tuple[float, Mark]] = {}
        self._failed_at: float | None = None

    def get(self, key: str) -> Entry | None:
        """Give what memory holds."""
        return self._entries.get(key)

    def put(self, key: str, entry: Entry) -> None:
        """Hold a list in memory."""
        self._entries[key] = entry

    def drop(self, key: str) -> None:
        """Let go of a list in memory; the file keeps it."""
        self._entries.pop(key, None)
        self._looked.pop(key, None)

    def drop_all(self, keys: Iterable[str]) -> None:
        """Let go of several."""
        for key in keys:
            self.drop(key)

    def entries(self) -> dict[str, Entry]:
        """Give all that memory holds."""
        return dict(self._entries)

    def must_look(self, key: str) -> bool:
        """Tell whether the file must be looked at before memory is believed; that is file work."""
        if self.store is None:
            return False
        looked = self._looked.get(key)
        return (looked is None or self._elapsed() - looked[0] >= LOOK_S) and not self._rests()

    def look(self, key: str, entry_of: Callable[[Record], Entry | None]) -> None:
        """Take from the file what another process put there, and drop what another process deleted.

        `entry_of` makes what is held of a record; None for one that is too old, which is deleted.
        """
        if self.store is None:
            return
        mark = self.store.mark()
        looked = self._looked.get(key)
        self._looked[key] = (self._elapsed(), mark)
        if looked is None or looked[1] != mark:
            self._try(lambda store: self._take(store, key, entry_of))

    def save(self, key: str, body: bytes, *, keep_s: float) -> None:
        """Put the list that memory holds into the file too."""
        entry = self._entries.get(key)
        if self.store is None or entry is None or self._rests():
            return
        row = Row(key, entry.record.fetched_at.timestamp(), body)
        saved = self._try(lambda store: store.write(row, keep_s=keep_s))
        if saved and self._entries.get(key) is entry:
            self._entries[key] = replace(entry, in_file=_checksum(body))

    def _take(self, store: SqliteStore, key: str, entry_of: Callable[[Record], Entry | None]) -> None:
        held, dropped = self._entries.get(key), store.dropped
        body = store.read(key)
        if body is None:
            # Somebody else deleted it, unless it was damaged: then memory still has it whole.
            if held is not None and held.in_file is not None and store.dropped == dropped:
                self._entries.pop(key, None)
            return
        checksum = _checksum(body)
        if held is not None and held.in_file == checksum:
            return
        record = read(body)
        if record is not None and (held is None or record.fetched_at > held.record.fetched_at):
            entry = entry_of(record)
            if entry is None:
                store.delete([key])
            elif self._entries.get(key) is held:
                self._entries[key] = replace(entry, in_file=checksum)

    def _try(self, work: Callable[[SqliteStore], None]) -> bool:
        """Do file work; a failure is told when it begins, and the file is let be for a while."""
        assert self.store is not None
        try:
            work(self.store)
        except StoreError as error:
            was_well, self._failed_at = self._failed_at is None, self._elapsed()
            if was_well:
                self._tell_failure(error)
            return False
        self._failed_at = None
        return True

    def _rests(self) -> bool:
        return self._failed_at is not None and self._elapsed() - self._failed_at < REST_S


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()
