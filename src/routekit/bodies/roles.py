"""Bodies: who plays a role for an area on a date, and what its parish has taken on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from routekit.bodies.tables import (
    AuthorityRow,
    DatedRow,
    ParishRow,
    RoleRow,
    TakenOnRow,
    read_table,
)
from routekit.bodies.timeline import Timeline
from routekit.errors import BodiesError
from routekit.installed import folders
from routekit.model import Area, Authority, RouteWarning

PARISH_ROLE = "parish_council"


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


RowT = TypeVar("RowT", bound=DatedRow)
Key = str | tuple[str, ...]
Index = Mapping[Key, Timeline[RowT]]


class Bodies:
    """The dated tables of authorities, roles, parish bodies and what has been taken on. Immutable."""

    def __init__(
        self,
        *,
        authorities: Iterable[AuthorityRow] = (),
        roles: Iterable[RoleRow] = (),
        parish_bodies: Iterable[ParishRow] = (),
        taken_on: Iterable[TakenOnRow] = (),
    ) -> None:
        """Index the rows. Raises BodiesError naming every pair of rows that contradict each other."""
        roles, parish_bodies = tuple(roles), tuple(parish_bodies)
        problems: list[str] = []
        self._authorities = _by_key(authorities, lambda row: row.id, "authorities.csv", problems)
        self._roles = _by_key(roles, lambda row: (row.role, row.district), "roles.csv", problems)
        self._parishes = _by_key(parish_bodies, lambda row: row.area, "parish_bodies.csv", problems)
        self._taken_on = _by_key(taken_on, lambda row: (row.area, row.transaction), "taken_on.csv", problems)
        self._members = _members(parish_bodies)
        problems += [
            f"roles.csv:{row.line} authority: {row.authority!r} is not in authorities.csv"
            for row in roles
            if row.authority not in self._authorities
        ]
        if problems:
            raise BodiesError("\n".join(problems))

    @classmethod
    def open(cls, path: Path | None = None) -> "Bodies":
        """Read the tables of a folder, or of every installed distribution that offers `routekit.bodies`."""
        places = (path,) if path else tuple(found / "bodies" for found in folders("routekit.bodies"))
        if not places:
            raise BodiesError("no tables of bodies are installed; install routekit-boundaries or give a path")
        return cls(
            authorities=[r for p in places for r in read_table(p / "authorities.csv", AuthorityRow)],
            roles=[r for p in places for r in read_table(p / "roles.csv", RoleRow)],
            parish_bodies=[r for p in places for r in read_table(p / "parish_bodies.csv", ParishRow)],
            taken_on=[r for p in places for r in read_table(p / "taken_on.csv", TakenOnRow)],
        )

    def holder(self, role: str, area: Area, on: date) -> Holder:
        """Say who plays a role for an area on a date."""
        if role == PARISH_ROLE:
            return self._parish_body(area, on)
        row, until = _at(self._roles, (role, area.district), on)
        if row is None:
            return Holder(None, until)
        held, authority_until = _at(self._authorities, row.authority, on)
        if held is None:
            return Holder(None, _sooner(until, authority_until))
        return Holder(_authority(held), _sooner(until, authority_until))

    def parish_kind(self, area: Area, on: date) -> Answer:
        """Say what acts for the area: `council`, `grouped`, `meeting`, or `unparished` for nobody at all.

        A parish that no row mentions is taken to have a council of its own; `holder` warns of it.
        """
        if area.kind == "unparished":
            return Answer("unparished", "boundaries: the area is unparished")
        row, until = _at(self._parishes, area.code, on)
        if row is None:
            return Answer("council", "assumed: no row in parish_bodies.csv", until)
        kind = "unparished" if row.kind == "none" else row.kind
        return Answer(kind, row.source, until)

    def taken_on(self, area: Area, transaction: str, on: date) -> Answer:
        """Say `yes` if the parish, or its whole district, has taken the transaction on by a date, else `no`.

        Parish powers are mostly not duties, so absence means no.
        """
        own, until = _at(self._taken_on, (area.code, transaction), on)
        if own is not None:
            return Answer("yes", own.source, until)
        shared, shared_until = _at(self._taken_on, (area.district, transaction), on)
        if shared is not None:
            return Answer("yes", shared.source, _sooner(until, shared_until))
        return Answer("no", "no row in taken_on.csv", _sooner(until, shared_until))

    def _parish_body(self, area: Area, on: date) -> Holder:
        if area.kind == "unparished":
            return Holder(None)
        row, until = _at(self._parishes, area.code, on)
        if row is None:
            return _assumed(area, until)
        if row.authority is None or row.name is None:
            return Holder(None, until)
        return Holder(
            Authority(
                id=row.authority,
                name=row.name,
                kind="parish-meeting" if row.kind == "meeting" else "parish-council",
                areas=self._shared_by(row.authority, on),
                district=area.district,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            ),
            until,
        )

    def _shared_by(self, authority: str, on: date) -> tuple[str, ...]:
        """Give the areas that share a parish body on a date, lowest code first."""
        held = ((code, self._parishes[code].at(on)[0]) for code in self._members.get(authority, ()))
        return tuple(code for code, row in held if row is not None and row.authority == authority)


def _assumed(area: Area, until: date | None) -> Holder:
    style = "Community Council" if area.kind == "community" else "Parish Council"
    warning = RouteWarning(
        code="assumed-council",
        detail=f"{area.name} ({area.code}) is assumed to have a council of its own: no table says",
    )
    authority = Authority(
        id=f"parish-council:{area.code}",
        name=f"{area.name} {style}",
        kind="parish-council",
        areas=(area.code,),
        district=area.district,
    )
    return Holder(authority, until, (warning,))


def _authority(row: AuthorityRow) -> Authority:
    return Authority(
        id=row.id,
        name=row.name,
        kind=row.kind,
        website=row.website,
        telephone=row.telephone,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _by_key(rows: Iterable[RowT], key: Callable[[RowT], Key], table: str, problems: list[str]) -> Index[RowT]:
    """Sort rows into one timeline per key; two that hold on the same day are a problem."""
    sorted_rows: defaultdict[Key, list[RowT]] = defaultdict(list)
    for row in rows:
        sorted_rows[key(row)].append(row)
    index = {name: Timeline(group) for name, group in sorted_rows.items()}
    for name, timeline in index.items():
        for clash in timeline.clashes():
            first, second = sorted(row.line for row in clash)
            shown = name if isinstance(name, str) else " ".join(map(str, name))
            problems.append(f"{table}:{second} {shown} holds on the same day as line {first}; end one first")
    return MappingProxyType(index)


def _members(rows: Iterable[ParishRow]) -> Mapping[str, tuple[str, ...]]:
    """Give every area that an authority has ever acted for, lowest code first."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.authority is not None:
            found[row.authority].add(row.area)
    return MappingProxyType({authority: tuple(sorted(areas)) for authority, areas in found.items()})


def _at(index: Index[RowT], key: Key, on: date) -> tuple[RowT | None, date | None]:
    timeline = index.get(key)
    return timeline.at(on) if timeline else (None, None)


def _sooner(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
