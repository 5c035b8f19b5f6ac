"""The table of Modern.Gov installs: which one serves a district."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from routekit.contacts.origin import base_of
from routekit.contacts.table import Row, read_table
from routekit.errors import BodiesError, InputError
from routekit.installed import folders

TABLE = "moderngov_installs.csv"
COLUMNS = ("gss", "name", "base_url", "disabled", "end_date")


@dataclass(frozen=True, slots=True)
class Install:
    """A Modern.Gov install: the GSS code of a district it serves, its base URL, and the district's name."""

    district: str
    base_url: str
    name: str


def installed_table() -> Path:
    """Find the table that an installed distribution offers. Raises BodiesError if there is none."""
    for folder in folders("routekit.bodies"):
        table = folder / "bodies" / TABLE
        if table.is_file():
            return table
    raise BodiesError(f"no {TABLE} is installed; install routekit-boundaries or give a path")


def read_installs(path: str | Path | None, *, today: date, allow_insecure: bool) -> tuple[Install, ...]:
    """Read the installs that serve a district today; the installed table without a path.

    Columns: `gss`, `name`, `base_url`, `disabled` (True or False) and `end_date` (the district's last day).
    Rows that are disabled or without a code are left out, and so are districts that have ended: nobody looks
    after their sites, and their addresses may pass to strangers. Raises InputError if the file cannot be
    opened, BodiesError naming line and column of a mistake.
    """
    seen: dict[str, Row] = {}
    installs = []
    for row in _in_use(read_table(installed_table() if path is None else path, COLUMNS), today):
        first = seen.setdefault(row.cells["gss"], row)
        if first is not row:
            raise row.wrong("gss", f"line {first.line} has this district already")
        installs.append(_install(row, allow_insecure=allow_insecure))
    return tuple(installs)


def _in_use(rows: Iterable[Row], today: date) -> Iterator[Row]:
    for row in rows:
        if row.cells["disabled"] not in {"True", "False", ""}:
            raise row.wrong("disabled", "True or False is needed")
        if row.cells["gss"] and row.cells["disabled"] != "True" and not _has_ended(row, today):
            yield row


def _has_ended(row: Row, today: date) -> bool:
    text = row.cells["end_date"]
    try:
        return bool(text) and date.fromisoformat(text) < today
    except ValueError as error:
        raise row.wrong("end_date", "a day is needed, as 2023-03-31, or nothing") from error


def _install(row: Row, *, allow_insecure: bool) -> Install:
    url = row.needed("base_url")
    try:
        base_of(url, allow_insecure=allow_insecure)
    except InputError as error:
        raise row.wrong("base_url", error.expected) from error
    return Install(row.cells["gss"], url, row.needed("name"))
