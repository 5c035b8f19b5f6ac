"""The shelf: everything that is known of bodies, indexed by key and day, with what contradicts itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from routekit.bodies.derive import Derived, derive
from routekit.bodies.duties import POLICE, Duties
from routekit.bodies.index import Index, Key, clashes, grouped
from routekit.bodies.lineage import Lineage
from routekit.bodies.parishes import PARISH_BODY, ParishBodies
from routekit.bodies.sources import Sources
from routekit.bodies.tables import (
    AgreementRow,
    AuthorityRow,
    DatedRow,
    NotCheckedRow,
    Tables,
    TakenOnRow,
)
from routekit.errors import BodiesError
from routekit.model import Authority, RouteWarning

PARISH_CODE = "04"

Row = TypeVar("Row", bound=DatedRow)
Rows = Callable[[Tables], Iterable[Row]]


class NotChecked(NamedTuple):
    """A row of `not_checked.csv`, and the warning that it gives."""

    row: NotCheckedRow
    warning: RouteWarning


class Named(NamedTuple):
    """What rows name: roles, and GSS codes of parishes."""

    roles: frozenset[str]
    parishes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Indexes of everything. `districts` has the first day for which there is a record; None is always."""

    lineage: Lineage
    authorities: Index[Authority]
    duties: Duties
    parishes: ParishBodies
    taken_on: Index[TakenOnRow]
    agreements: Index[AgreementRow]
    not_checked: Mapping[str, tuple[NotChecked, ...]]
    roles: tuple[str, ...]
    named: Named
    districts: Mapping[str, date | None]


def fill(layers: Sequence[Tables], sources: Sources) -> Shelf:
    """Index the layers, the weakest first, over the lists.

    Raises BodiesError naming every two rows that contradict each other, and every unknown authority.
    """
    derived = derive(sources, layers)
    code = derived.lineage.code
    filling = _Filling(layers)
    by_hand = filling.groups("authorities", lambda each: each.authorities, lambda row: code(row.id))
    authorities = [
        *(
            {key: [_authority(code(row.id), row) for row in rows] for key, rows in each.items()}
            for each in by_hand
        ),
        grouped(derived.authorities, lambda authority: authority.id),
    ]
    shelf = Shelf(
        lineage=derived.lineage,
        authorities=Index(authorities),
        duties=_duties(derived, filling),
        parishes=_parishes(filling),
        taken_on=filling.index(
            "taken_on", lambda each: each.taken_on, lambda row: (code(row.area), row.transaction)
        ),
        agreements=filling.index(
            "agreements",
            lambda each: each.agreements,
            lambda row: (code(row.area), row.role or "", row.transaction or "", code(row.on_behalf_of)),
        ),
        not_checked=_not_checked(layers),
        roles=_roles(derived, layers),
        named=_named(layers),
        districts=MappingProxyType(_districts(derived.lineage, layers)),
    )
    problems = [*filling.problems, *_strangers(shelf, layers)]
    if problems:
        raise BodiesError("\n".join(problems))
    return shelf


class _Filling:
    """Makes indexes of the tables of all layers, and notes which rows contradict each other."""

    def __init__(self, layers: Sequence[Tables]) -> None:
        self.layers = layers
        self.problems: list[str] = []

    def groups(self, name: str, rows: Rows[Row], key: Callable[[Row], Key]) -> list[dict[Key, list[Row]]]:
        """Give the rows of one table by key, the strongest layer first."""
        found = []
        for tables in reversed(self.layers):
            found.append(grouped(rows(tables), key))
            self.problems += clashes(tables.named(name), found[-1])
        return found

    def index(self, name: str, rows: Rows[Row], key: Callable[[Row], Key]) -> Index[Row]:
        return Index(self.groups(name, rows, key))


def _authority(code: str, row: AuthorityRow) -> Authority:
    return Authority(
        id=code,
        name=row.name,
        kind=row.kind,
        website=row.website,
        telephone=row.telephone,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _not_checked(layers: Sequence[Tables]) -> Mapping[str, tuple[NotChecked, ...]]:
    """Give the warnings by role, made once."""
    rows = [row for each in layers for row in each.not_checked]
    warnings = [NotChecked(row, RouteWarning(code="not-checked", detail=row.what)) for row in rows]
    roles = {row.role for row in rows}
    return MappingProxyType({role: tuple(w for w in warnings if w.row.role == role) for role in roles})


def _duties(derived: Derived, filling: _Filling) -> Duties:
    lineage = derived.lineage
    return Duties(
        lineage,
        derived.police,
        filling.index("roles", lambda each: each.roles, lambda row: (row.role, lineage.code(row.district))),
        filling.index("roles_by_kind", lambda each: each.roles_by_kind, lambda row: (row.kind, row.role)),
    )


def _parishes(filling: _Filling) -> ParishBodies:
    index = filling.index("parish_bodies", lambda each: each.parish_bodies, lambda row: row.area)
    return ParishBodies(index, (row for each in filling.layers for row in each.parish_bodies))


def _roles(derived: Derived, layers: Sequence[Tables]) -> tuple[str, ...]:
    """Give the roles that each district should have: those by kind and the police, or else all by hand."""
    by_kind = {row.role for each in layers for row in each.roles_by_kind}
    by_hand = {row.role for each in layers for row in each.roles}
    everywhere = {*by_kind, POLICE} if derived.police else by_kind
    return tuple(sorted(everywhere or by_hand))


def _named(layers: Sequence[Tables]) -> Named:
    roles: set[str] = set()
    areas: set[str] = set()
    for each in layers:
        roles |= {row.role for row in each.roles} | {row.role for row in each.roles_by_kind}
        roles |= {row.role for row in each.not_checked} | {row.role for row in each.agreements if row.role}
        areas |= {row.area for row in each.parish_bodies} | {row.area for row in each.taken_on}
        areas |= {row.area for row in each.agreements}
    return Named(frozenset(roles), frozenset(area for area in areas if area[1:3] == PARISH_CODE))


def _districts(lineage: Lineage, layers: Sequence[Tables]) -> dict[str, date | None]:
    """Give the districts of the lists and, where no list has them, those that roles.csv names."""
    found: dict[str, date | None] = {each.code: each.since for each in lineage.districts.values()}
    for row in (row for each in layers for row in each.roles):
        code = lineage.code(row.district)
        if code not in lineage.districts:
            known = found.get(code, row.valid_from)
            found[code] = min(known, row.valid_from) if known and row.valid_from else None
    return dict(sorted(found.items()))


def _strangers(shelf: Shelf, layers: Sequence[Tables]) -> Iterable[str]:
    """Describe every authority that a row names and nothing describes."""
    for tables in layers:
        for role in tables.roles:
            if not _described(shelf, role.authority):
                at = f"{tables.named('roles')}:{role.line}"
                yield f"{at} authority: {role.authority!r} is not in authorities.csv"
        for row in tables.agreements:
            for column, authority in (("acting", row.acting), ("on_behalf_of", row.on_behalf_of)):
                if not _described(shelf, authority) and authority != PARISH_BODY + row.area:
                    yield f"{tables.named('agreements')}:{row.line} {column}: {authority!r} is in no table"


def _described(shelf: Shelf, authority: str) -> bool:
    return shelf.lineage.code(authority) in shelf.authorities or authority in shelf.parishes
