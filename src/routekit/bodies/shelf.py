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
from routekit.bodies.parishes import ParishBodies
from routekit.bodies.sources import Sources
from routekit.bodies.strangers import Known, strangers
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

Row = TypeVar("Row", bound=DatedRow)
Rows = Callable[[Tables], Iterable[Row]]


class NotChecked(NamedTuple):
    """A row of `not_checked.csv`, and the warning that it gives."""

    row: NotCheckedRow
    warning: RouteWarning


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Indexes of everything.

    `tables` are the rows themselves, the weakest layer first. `districts` has the first day for which there
    is a record; None is always. `taken_on` has an index for each layer, the strongest first.
    """

    tables: tuple[Tables, ...]
    lineage: Lineage
    authorities: Index[Authority]
    duties: Duties
    parishes: ParishBodies
    taken_on: tuple[Index[TakenOnRow], ...]
    agreements: Index[AgreementRow]
    not_checked: Mapping[str, tuple[NotChecked, ...]]
    roles: tuple[str, ...]
    districts: Mapping[str, date | None]


def fill(layers: Sequence[Tables], sources: Sources) -> Shelf:
    """Index the layers, the weakest first, over the lists.

    Raises BodiesError naming every two rows that contradict each other, and everything named that is not
    known.
    """
    filling = _Filling(layers)
    shelf = _indexed(derive(sources, layers), filling)
    known = Known(shelf.lineage, shelf.authorities, shelf.parishes, shelf.districts)
    problems = [*filling.problems, *strangers(known, layers)]
    if problems:
        raise BodiesError("\n".join(problems))
    return shelf


def _indexed(derived: Derived, filling: "_Filling") -> Shelf:
    code = derived.lineage.code
    layers = filling.layers
    return Shelf(
        tables=tuple(layers),
        lineage=derived.lineage,
        authorities=_authorities(derived, filling),
        duties=_duties(derived, filling),
        parishes=_parishes(filling),
        taken_on=filling.by_layer(
            "taken_on", lambda each: each.taken_on, lambda row: (code(row.area), row.transaction)
        ),
        agreements=filling.index(
            "agreements",
            lambda each: each.agreements,
            lambda row: (code(row.area), row.role or "", row.transaction or "", code(row.on_behalf_of)),
        ),
        not_checked=_not_checked(layers),
        roles=_roles(derived, layers),
        districts=MappingProxyType(_districts(derived.lineage, layers)),
    )


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

    def by_layer(self, name: str, rows: Rows[Row], key: Callable[[Row], Key]) -> tuple[Index[Row], ...]:
        """Give an index of each layer, the strongest first, where rows of several keys speak of one thing."""
        return tuple(Index([group]) for group in self.groups(name, rows, key))


def _authorities(derived: Derived, filling: _Filling) -> Index[Authority]:
    code = derived.lineage.code
    by_hand = filling.groups("authorities", lambda each: each.authorities, lambda row: code(row.id))
    return Index(
        [
            *(
                {key: [_authority(code(row.id), row) for row in rows] for key, rows in each.items()}
                for each in by_hand
            ),
            grouped(derived.authorities, lambda authority: authority.id),
        ]
    )


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


def _districts(lineage: Lineage, layers: Sequence[Tables]) -> dict[str, date | None]:
    """Give the districts of the lists and, where no list has them, those that roles.csv names."""
    found: dict[str, date | None] = {each.code: each.since for each in lineage.districts.values()}
    for row in (row for each in layers for row in each.roles):
        code = lineage.code(row.district)
        if code not in lineage.districts:
            known = found.get(code, row.valid_from)
            found[code] = min(known, row.valid_from) if known and row.valid_from else None
    return dict(sorted(found.items()))
