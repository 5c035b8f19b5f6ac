"""Which areas a listed council acts for, where a person has decided: a small table that always wins."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from routekit.model.text import GSS_CODE
from routekit.tables import Layout, Record, read_table

COLUMNS = ("district", "service_id", "areas", "source")
LAYOUT = Layout(columns=COLUMNS, others=True)
Overrides = Mapping[str, Mapping[str, tuple[str, ...]]]


class _Row(NamedTuple):
    district: str
    service_id: str
    areas: tuple[str, ...]


def read_overrides(path: str | Path) -> Overrides:
    """Read the areas of councils by district and by the service's own id for the council.

    Columns: `district` (the GSS code whose service it is), `service_id`, `areas` (GSS codes with spaces
    between them; empty for a council that acts for no area) and `source` (who decided). Raises InputError if
    the file cannot be opened, BodiesError naming line and column of every mistake.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}

    def make(row: Record) -> _Row:
        made = _row(row)
        if made.service_id in found.setdefault(made.district, {}):
            raise row.wrong("service_id", "this council of the district has a row already")
        found[made.district][made.service_id] = made.areas
        return made

    read_table(path, LAYOUT, make)
    return MappingProxyType({district: MappingProxyType(rows) for district, rows in found.items()})


def _row(row: Record) -> _Row:
    district, ident = row.needed("district"), row.needed("service_id")
    areas = tuple(row.cells["areas"].split())
    row.needed("source")
    if not re.fullmatch(GSS_CODE, district):
        raise row.wrong("district", "the GSS code of a district is needed, as E06000037")
    if not all(re.fullmatch(GSS_CODE, code) for code in areas) or len(set(areas)) < len(areas):
        raise row.wrong("areas", "GSS codes with spaces between them are needed, each once")
    return _Row(district, ident, tuple(sorted(areas)))
