"""Records in a SQLite file: whole or not at all, each with its checksum, and really gone when deleted."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from routekit.contacts.record import digest_of
from routekit.contacts.sqlitefile import LARGEST_RECORD, Given, SqliteFile
from routekit.contacts.sqlitereading import Connect, Mark, StoreError, mark_of

WIPE_S, PAUSE_S = 5.0, 0.02
_FIELDS = "SELECT key, fetched_at, body, sha256 FROM lists"

Found = tuple[object, object, object, object]


class Row(NamedTuple):
    """A record as it stands in the file: its key, when it was fetched (seconds since 1970), its bytes."""

    key: str
    fetched_at: float
    body: bytes


class SqliteStore:
    """Records by key. `on_damage` is told when a record or the whole file was dropped; `dropped` counts.

    Everything raises StoreError if the file cannot be used.
    """

    def __init__(
        self, path: Path, *, on_damage: Callable[[], None], connect: Connect = sqlite3.connect
    ) -> None:
        self.path = path
        self._file = SqliteFile(path, connect=connect)
        self._on_damage = on_damage
        self.dropped = 0

    def mark(self) -> Mark:
        """Give what differs once anybody has written the file; it costs microseconds."""
        return mark_of(self.path)

    def read(self, key: str) -> bytes | None:
        """Give a record; None if there is none."""
        query = f"{_FIELDS} WHERE key = ?"
        rows = self._whole(self._read(query, (key,)))
        return rows[0].body if rows else None

    def rows(self) -> tuple[Row, ...]:
        """Give every record, by key."""
        return self._whole(self._read(f"{_FIELDS} ORDER BY key", ()))

    def write(self, row: Row, *, keep_s: float) -> None:
        """Put a record in place of the one of its key, and delete all fetched over `keep_s` away from it."""
        if len(row.body) >= LARGEST_RECORD:
            raise StoreError("the list is too long to be kept")
        values = (*row, digest_of(row.key, row.body))
        far = (row.fetched_at - keep_s, row.fetched_at + keep_s)

        def put(file: sqlite3.Connection) -> None:
            file.execute("BEGIN IMMEDIATE")
            file.execute("DELETE FROM lists WHERE fetched_at NOT BETWEEN ? AND ?", far)
            file.execute("INSERT OR REPLACE INTO lists VALUES (?, ?, ?, ?)", values)
            file.execute("COMMIT")
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        self._work(put, None, new=True)

    def delete(self, keys: Iterable[object]) -> None:
        """Delete records so that no byte of them is left in the file or in its log."""
        each = [(key,) for key in keys]
        self._work(lambda file: _wipe(file, "DELETE FROM lists WHERE key = ?", each), None)

    def purge(self) -> None:
        """Delete every record in the same way."""
        self._work(lambda file: _wipe(file, "DELETE FROM lists", [()]), None)

    def _read(self, query: str, values: tuple[str, ...]) -> list[Found]:
        nothing: list[Found] = []
        given, was_damaged = self._file.read(lambda file: file.execute(query, values).fetchall(), nothing)
        if was_damaged:
            self._drop()
        return given

    def _work(
        self, work: Callable[[sqlite3.Connection], Given], nothing: Given, *, new: bool = False
    ) -> Given:
        given, was_damaged = self._file.work(work, nothing, new=new)
        if was_damaged:
            self._drop()
        return given

    def _drop(self) -> None:
        self.dropped += 1
        self._on_damage()

    def _whole(self, rows: Iterable[Found]) -> tuple[Row, ...]:
        """Give the rows whose checksum is right, and delete the others."""
        read = [(found[0], _row(*found)) for found in rows]
        damaged = [key for key, row in read if row is None]
        if damaged:
            self.delete(damaged)
            self._drop()
        return tuple(row for _, row in read if row is not None)


def _row(key: object, fetched_at: object, body: object, sha256: object) -> Row | None:
    """Give a row whose checksum is right."""
    if not (isinstance(key, str) and isinstance(fetched_at, float) and isinstance(body, bytes)):
        return None
    return Row(key, fetched_at, body) if digest_of(key, body) == sha256 else None


def _wipe(file: sqlite3.Connection, statement: str, each: Sequence[tuple[object, ...]]) -> None:
    """Delete for good: secure_delete overwrites the pages, and the log is cut to nothing."""
    file.execute("BEGIN IMMEDIATE")
    file.executemany(statement, each)
    file.execute("COMMIT")
    end = time.monotonic() + WIPE_S
    while file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > end:
            raise StoreError("deleted, but another process reads the file, and its log cannot be emptied")
        time.sleep(PAUSE_S)
