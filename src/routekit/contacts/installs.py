"""The table of Modern.Gov installs: which one serves a district."""

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from routekit.contacts.origin import base_of
from routekit.errors import BodiesError, InputError
from routekit.installed import folders
from routekit.model.text import GSS_CODE
from routekit.tables import Layout, Record, read_table

TABLE = "moderngov_installs.csv"
COLUMNS = ("gss", "name", "base_url", "disabled", "end_date")
LAYOUT = Layout(columns=COLUMNS, others=True, unique="gss")


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
    opened, BodiesError naming line and column of every mistake.
    """
    table = installed_table() if path is None else path
    return read_table(table, LAYOUT, partial(_install, today=today, allow_insecure=allow_insecure))


def _install(row: Record, *, today: date, allow_insecure: bool) -> Install | None:
    if row.cells["disabled"] not in {"True", "False", ""}:
        raise row.wrong("disabled", "True or False is needed")
    last = row.day("end_date")
    if not row.cells["gss"] or row.cells["disabled"] == "True" or (last is not None and last < today):
        return None
    if not re.fullmatch(GSS_CODE, row.cells["gss"]):
        raise row.wrong("gss", "the GSS code of a district is needed, as E06000037")
    url = row.needed("base_url")
    try:
        base_of(url, allow_insecure=allow_insecure)
    except InputError as error:
        raise row.wrong("base_url", error.expected) from error
    return Install(row.cells["gss"], url, row.needed("name"))
