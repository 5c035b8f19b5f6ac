"""Parish bodies: what acts for a parish on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from routekit.bodies.index import Index
from routekit.bodies.tables import ParishRow
from routekit.bodies.timeline import sooner
from routekit.model import Area, Authority, RouteWarning

PARISH_BODY = "parish-council:"


class Answer(NamedTuple):
    """Something the tables say on a date: the value, where it comes from, and until when it stays so.

    `until` is the first day on which the answer may differ, or None.
    """

    value: str
    source: str
    until: date | None = None


class Holder(NamedTuple):
    """The authority that plays a role (None: nobody does), until when, and what to be careful about."""

    authority: Authority | None
    until: date | None = None
    warnings: tuple[RouteWarning, ...] = ()


class ParishBodies:
    """What acts for each parish, from `parish_bodies.csv`. Immutable."""

    def __init__(self, index: Index[ParishRow], rows: Iterable[ParishRow]) -> None:
        self._index = index
        members: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows:
            if row.authority is not None:
                members[row.authority].add(row.area)
        self._members = MappingProxyType({each: tuple(sorted(areas)) for each, areas in members.items()})

    def __contains__(self, authority: str) -> bool:
        return authority in self._members

    def areas(self, authority: str) -> tuple[str, ...]:
        """Give every area that a council or meeting has acted for at any time, lowest code first."""
        return self._members.get(authority, ())

    def row(self, area: str, on: date) -> ParishRow | None:
        """Give the row that says what acts for an area on a day."""
        return self._index.at(area, on)[0]

    def kind(self, area: Area, on: date) -> Answer:
        """Say what acts for an area; a parish that no row mentions is taken to have a council of its own."""
        row, until = self._index.at(area.code, on)
        if row is None and area.kind == "unparished":
            return Answer("unparished", "boundaries: the area is unparished", until)
        if row is None:
            return Answer("council", "assumed: no row in parish_bodies.csv", until)
        kind = "unparished" if row.kind == "none" else row.kind
        return Answer(kind, row.source, until)

    def holder(self, area: Area, district: str, on: date) -> Holder:
        """Give the council or meeting of an area, which is now in this district."""
        row, until = self._index.at(area.code, on)
        if row is None and area.kind != "unparished":
            return _assumed(area, district, until)
        if row is None or row.authority is None:
            return Holder(None, until)
        return self._named(row, row.authority, district, on)

    def called(self, authority: str, on: date) -> Holder:
        """Give a council or meeting by its id. Which district it is in is not known."""
        areas, until = self._shared_by(authority, on)
        row, _ = self._index.at(areas[0], on) if areas else (None, None)
        return self._named(row, authority, None, on) if row else Holder(None, until)

    def _named(self, row: ParishRow, authority: str, district: str | None, on: date) -> Holder:
        areas, until = self._shared_by(authority, on)
        found = Authority(
            id=authority,
            name=row.name or authority,
            kind="parish-meeting" if row.kind == "meeting" else "parish-council",
            areas=areas,
            district=district,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        return Holder(found, until)

    def _shared_by(self, authority: str, on: date) -> tuple[tuple[str, ...], date | None]:
        """Give the areas that share a parish body on a day, lowest code first, and until when that is so."""
        shared, until = [], None
        for area in self._members.get(authority, ()):
            row, changes = self._index.at(area, on)
            until = sooner(until, changes)
            if row is not None and row.authority == authority:
                shared.append(area)
        return tuple(shared), until


def _assumed(area: Area, district: str, until: date | None) -> Holder:
    style = "Community Council" if area.kind == "community" else "Parish Council"
    warning = RouteWarning(
        code="assumed-council",
        detail=f"{area.name} ({area.code}) is assumed to have a council of its own: no table says",
    )
    authority = Authority(
        id=PARISH_BODY + area.code,
        name=f"{area.name} {style}",
        kind="parish-council",
        areas=(area.code,),
        district=district,
    )
    return Holder(authority, until, (warning,))
