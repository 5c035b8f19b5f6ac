"""One SQLite file of ours (WAL), opened for each piece of work and closed again, but for one that only reads.

Nothing is held that a fork, an event loop or a file that was replaced could spoil; memory stands before it.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from routekit.contacts.ownfile import NotOwnError, is_own, make_own
from routekit.contacts.sqlitereading import READING, Connect, StoreError

FORMAT, APPLICATION = 1, 0x726B6974
WAIT_S = 1.0
LARGEST_RECORD = 8 * 1024 * 1024
_MAGIC, _APPLICATION_AT, _HEADER = b"SQLite format 3\0", 68, 100
_DAMAGE = frozenset(
    (
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA),
        *(sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_IOERR_SHORT_READ),
    )
)
_FOR_READING = ("PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON")
_FOR_WRITING = ("PRAGMA secure_delete = ON", "PRAGMA synchronous = NORMAL")
_TABLE = (
    "CREATE TABLE lists (key TEXT PRIMARY KEY, fetched_at REAL NOT NULL, body BLOB NOT NULL,"
    " sha256 BLOB NOT NULL) WITHOUT ROWID"
)

Given = TypeVar("Given")


class _DamagedError(Exception):
    """The file is ours, and broken."""


class SqliteFile:
    """A file of lists. One that is ours and damaged is begun anew; one that is not ours is never touched."""

    def __init__(self, path: Path, *, connect: Connect = sqlite3.connect) -> None:
        self.path = path
        self._connect = connect

    def work(
        self, work: Callable[[sqlite3.Connection], Given], nothing: Given, *, new: bool = False
    ) -> tuple[Given, bool]:
        """Do a piece of work, and tell whether a damaged file had to be deleted for it.

        Without a file give `nothing`, unless a new one is wanted. Raises StoreError.
        """
        with READING.lock:
            READING.close()
            try:
                return self._tried(work, nothing, new=new), False
            except _DamagedError:
                self._delete()
            try:
                return self._tried(work, nothing, new=new), True
            except _DamagedError as error:
                raise StoreError(f"{self.path} is damaged, and so is a new one: {error}") from error

    def read(self, work: Callable[[sqlite3.Connection], Given], nothing: Given) -> tuple[Given, bool]:
        """Do a piece of work that only reads, and tell what `work` tells. Raises StoreError.

        Whatever is wrong, `work` meets it again, which says what it is or puts it right.
        """
        with READING.lock:
            with suppress(sqlite3.Error, OSError, ValueError, MemoryError, NotOwnError, StoreError):
                file = self._kept()
                if file is not None:
                    return work(file), False
            return self.work(work, nothing)

    def _kept(self) -> sqlite3.Connection | None:
        """Give the connection that is kept for reading, or open one; None if the file cannot be read so.

        On Windows none is kept: nobody could delete or replace the file.
        """
        if os.name != "posix" or not is_own(self.path):
            return None
        kept = READING.kept(self)
        return self._open_to_read() if kept is None else kept

    def _open_to_read(self) -> sqlite3.Connection | None:
        READING.close()
        self._check_ours()
        before = self.path.stat().st_ino
        address = f"{self.path.as_uri()}?mode=ro"
        file = self._connect(address, uri=True, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
        try:
            _set(file, _FOR_READING)
            usable = _format_of(file) == FORMAT and self.path.stat().st_ino == before
        except BaseException:
            file.close()
            raise
        if not usable:
            file.close()
            return None
        READING.keep(self, self.path, file)
        return file

    def _tried(self, work: Callable[[sqlite3.Connection], Given], nothing: Given, *, new: bool) -> Given:
        try:
            return self._opened(work) if self._is_there(new=new) else nothing
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
            if code in _DAMAGE or code & 0xFF in _DAMAGE:
                raise _DamagedError(str(error)) from error
            raise StoreError(f"{self.path} cannot be used: {error}") from error
        except ValueError as error:  # texts of a damaged file that are no texts
            raise _DamagedError("it holds texts that are none") from error
        except (OSError, MemoryError) as error:
            reason = getattr(error, "strerror", None) or "no memory"
            raise StoreError(f"{self.path} cannot be used: {reason}") from error
        except NotOwnError as error:
            raise StoreError(str(error)) from error

    def _is_there(self, *, new: bool) -> bool:
        """Tell whether there is a file of ours, made now if a new one is wanted."""
        if is_own(self.path):
            self._check_ours()
        elif new:
            make_own(self.path)
        return new or (self.path.exists() and self.path.stat().st_size > 0)

    def _check_ours(self) -> None:
        """Refuse a file that is not a cache: it may be somebody's work. An empty one is nobody's."""
        with self.path.open("rb") as file:
            start = file.read(_HEADER)
        mark = start[_APPLICATION_AT : _APPLICATION_AT + 4]
        if start and not (start.startswith(_MAGIC) and mark == APPLICATION.to_bytes(4, "big")):
            raise StoreError(f"{self.path} is not a cache of contacts; delete it or name another file")

    def _opened(self, work: Callable[[sqlite3.Connection], Given]) -> Given:
        file = self._connect(self.path, timeout=WAIT_S, isolation_level=None)
        try:
            _set(file, (*_FOR_READING, *_FOR_WRITING))
            _begin(file)
            return work(file)
        finally:
            file.close()

    def _delete(self) -> None:
        """Delete a damaged file, its log first: one left behind would be read into the next file."""
        try:
            self._check_ours()
            for path in (f"{self.path}-wal", f"{self.path}-shm", f"{self.path}-journal", self.path):
                Path(path).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{self.path} is damaged and cannot be deleted: {error.strerror}") from error


def _set(file: sqlite3.Connection, settings: Iterable[str]) -> None:
    file.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_RECORD)
    for setting in settings:
        file.execute(setting)


def _begin(file: sqlite3.Connection) -> None:
    """Make the table of a new file, or of one of another format, whole or not at all."""
    if _format_of(file) != FORMAT:
        file.execute("BEGIN IMMEDIATE")
        if _format_of(file) != FORMAT:
            file.execute("DROP TABLE IF EXISTS lists")
            file.execute(_TABLE)
            file.execute(f"PRAGMA application_id = {APPLICATION}")
            file.execute(f"PRAGMA user_version = {FORMAT}")
        file.execute("COMMIT")
    file.execute("PRAGMA journal_mode = WAL")


def _format_of(file: sqlite3.Connection) -> int:
    (version,) = file.execute("PRAGMA user_version").fetchone()
    return int(version)
