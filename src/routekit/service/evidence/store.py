"""Counts in a SQLite file: added to whole or not at all, by as many workers as there are."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeVar

from routekit.contacts.ownfile import NotOwnError, is_own, make_own
from routekit.errors import DataError
from routekit.service.evidence.counts import Key

APPLICATION: Final = 0x726B6576
FORMAT: Final = 1
WAIT_S: Final = 5.0  # for other workers, each of which writes for milliseconds
MOST_LINES: Final = 1_000_000  # in a file; from then on misroutes are counted without authority and area

_FIELDS: Final = ", ".join(f'"{field}"' for field in Key._fields)
_TABLE: Final = (
    f"CREATE TABLE counts ({', '.join(f'{each} TEXT NOT NULL' for each in _FIELDS.split(', '))},"
    f" number INTEGER NOT NULL, PRIMARY KEY ({_FIELDS})) STRICT, WITHOUT ROWID"
)
_ADD: Final = (
    f"INSERT INTO counts VALUES ({', '.join('?' * (len(Key._fields) + 1))})"  # noqa: S608 - names of ours
    " ON CONFLICT DO UPDATE SET number = number + excluded.number"
)
_READ: Final = f"SELECT {_FIELDS}, number FROM counts ORDER BY {_FIELDS}"  # noqa: S608 - names of ours

Given = TypeVar("Given")


class Store:
    """A file of counts, opened for each piece of work: nothing is held that a fork could spoil.

    Everything raises DataError, which says what to do, if the file cannot be used. The file is never deleted:
    unlike a cache it cannot be fetched again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self) -> None:
        """See that the file can be written; make it if there is none."""
        self._work(lambda file: file.execute("BEGIN IMMEDIATE").execute("ROLLBACK"), new=True)

    def add(self, counts: Mapping[Key, int], *, today: date, keep_days: int) -> None:
        """Add counts to those of the file, and delete days and months older than may be kept."""

        def put(file: sqlite3.Connection) -> None:
            file.execute("BEGIN IMMEDIATE")
            (there,) = file.execute("SELECT count(*) FROM counts").fetchone()
            full = there + len(counts) > MOST_LINES
            each = [(Key(*key[:5]) if full else key, number) for key, number in counts.items()]
            file.executemany(_ADD, [(*key, number) for key, number in each])
            file.execute("DELETE FROM counts WHERE period < ?", (_first(today, keep_days),))
            file.execute("COMMIT")

        self._work(put, new=True)

    def read(self) -> dict[Key, int]:
        """Give all counts."""
        rows = self._work(lambda file: file.execute(_READ).fetchall(), new=False)
        return {Key(*row[:-1]): row[-1] for row in rows}

    def _work(self, work: Callable[[sqlite3.Connection], Given], *, new: bool) -> Given:
        try:
            self._look(new=new)
            with closing(sqlite3.connect(self.path, timeout=WAIT_S, isolation_level=None)) as file:
                file.execute("PRAGMA trusted_schema = OFF")
                _begin(file)
                return work(file)
        except NotOwnError as error:
            raise DataError(f"{error}; evidence needs a file of its own") from error
        except sqlite3.Error as error:
            raise DataError(
                f"the evidence in {self.path} cannot be used: {error}; name another file, and keep this one"
            ) from error
        except OSError as error:
            raise DataError(f"the evidence in {self.path} cannot be used: {error.strerror}") from error

    def _look(self, *, new: bool) -> None:
        """Refuse a file that is not of evidence: it may be somebody's work. An empty one is nobody's."""
        if not is_own(self.path):
            if not new:
                raise DataError(f"there is no evidence at {self.path}; `evidence_file` says where it is kept")
            make_own(self.path)
        with self.path.open("rb") as file:
            start = file.read(_HEADER)
        if start and start[_MARK_AT:_HEADER] != APPLICATION.to_bytes(4, "big"):
            raise DataError(f"{self.path} is not a file of evidence; name another file")


_MARK_AT, _HEADER = 68, 72  # where SQLite keeps the mark of an application


def _begin(file: sqlite3.Connection) -> None:
    """Make the table of a new file; two workers that do so at once make one."""
    if _format_of(file) == FORMAT:
        return
    file.execute("BEGIN IMMEDIATE")
    if _format_of(file) == 0:
        file.execute(_TABLE)
        file.execute(f"PRAGMA application_id = {APPLICATION}")
        file.execute(f"PRAGMA user_version = {FORMAT}")
    file.execute("COMMIT")
    if (found := _format_of(file)) != FORMAT:
        raise sqlite3.DatabaseError(f"its format is {found}, and {FORMAT} is read")


def _format_of(file: sqlite3.Connection) -> int:
    (version,) = file.execute("PRAGMA user_version").fetchone()
    return int(version)


def _first(today: date, keep_days: int) -> str:
    """Give the first month that is kept; a text of a day in it comes after that of the month."""
    return f"{today - timedelta(days=keep_days):%Y-%m}"
