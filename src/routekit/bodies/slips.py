"""Slips in the rows of tables: rows that can never apply, or that name what is not there."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from routekit.bodies.parishes import PARISH_BODY
from routekit.bodies.roles import PARISH_ROLE, Bodies
from routekit.bodies.tables import (
    PARISH_LIKE,
    AgreementRow,
    DatedRow,
    KindRoleRow,
    NotCheckedRow,
    ParishRow,
    RoleRow,
    SuccessorRow,
    TakenOnRow,
)
from routekit.bodies.timeline import ONE_DAY, sooner
from routekit.model import Area
from routekit.model.value import Value


class Finding(Value):
    """Something wrong: where (a GSS code, or a table and line), in which role, on which days."""

    where: str
    role: str | None = None
    first: date | None = None
    last: date | None = None
    what: str


class Range(NamedTuple):
    """Days from the first to the last."""

    first: date
    last: date

    def of(self, row: DatedRow) -> "Range":
        """Give the days of the range on which a row holds; there are none if the first is after the last."""
        last = min(self.last, row.valid_to - ONE_DAY) if row.valid_to else self.last
        return Range(max(self.first, row.valid_from or self.first), last)

    def upto(self, until: date | None) -> date:
        """Give the last day of the range before another."""
        return min(self.last, until - ONE_DAY) if until else self.last


def slips(
    bodies: Bodies, days: Range, areas: Collection[Area], known_roles: Collection[str]
) -> Iterator[Finding]:
    """Find the rows that name no role that is known, that never apply, or that contradict themselves.

    With areas, also the rows of overrides that name another one.
    """
    known = {area.code: area for area in areas}
    for number, tables in enumerate(bodies.tables):
        for at, row in tables.rows():
            if known_roles:
                yield from _role(at, row, known_roles)
            if known and number > 0 and (code := _parish(row)) and code not in known:
                yield Finding(where=at, what=f"{code} is no area of this edition")
            if isinstance(row, TakenOnRow | AgreementRow):
                yield from _district(bodies, at, row)
            if isinstance(row, AgreementRow):
                yield from _acting(bodies, at, row, days.of(row))
                yield from _duty(bodies, at, row, days.of(row), known)
            if isinstance(row, ParishRow):
                yield from _membership(bodies, at, row, days.of(row))


def unused_rows(bodies: Bodies, areas: Collection[Area]) -> tuple[str, ...]:
    """Give the parishes that rows of the tables themselves name, if any areas are given and not those."""
    named = {code for _, row in bodies.tables[0].rows() if (code := _parish(row))}
    return tuple(sorted(named - {area.code for area in areas})) if areas else ()


def unknown_transactions(bodies: Bodies, known: Collection[str]) -> Iterator[Finding]:
    """Note the rows whose transaction is not among those known, if any are."""
    for at, row in (each for tables in bodies.tables if known for each in tables.rows()):
        transaction = row.transaction if isinstance(row, TakenOnRow | AgreementRow) else None
        if transaction and transaction not in known:
            yield Finding(where=at, what=f"no pack is installed for {transaction}")


def _role(at: str, row: object, known: Collection[str]) -> Iterator[Finding]:
    role = row.role if isinstance(row, RoleRow | KindRoleRow | NotCheckedRow | AgreementRow) else None
    if role and role not in known:
        yield Finding(where=at, role=role, what=f"no such role; these are: {', '.join(known)}")


def _parish(row: object) -> str | None:
    """Give the parish or unparished area that a row is for, if it is for one."""
    code = row.area if isinstance(row, ParishRow | TakenOnRow | AgreementRow | SuccessorRow) else None
    return code if code and code[1:3] in PARISH_LIKE else None


def _district(bodies: Bodies, at: str, row: TakenOnRow | AgreementRow) -> Iterator[Finding]:
    """Find a row for a district that holds only when the district is not there."""
    began = bodies.districts.get(bodies.code(row.area))
    days = [day for day in (row.valid_from or date.min, began) if day and row.holds_on(day)]
    if _parish(row) is None and not any(bodies.is_there(row.area, day) for day in days):
        yield Finding(where=at, what=f"{row.area} is not there on any day on which the row holds")


def _acting(bodies: Bodies, at: str, row: AgreementRow, days: Range) -> Iterator[Finding]:
    """Find the days on which the one who acts is not there; a row without a first day begins with it."""
    land = _land(bodies, row, {}) or Area(code=row.area, name=row.area, kind="parish", district="")
    day: date | None = days.first
    while day is not None and day <= days.last:
        held = bodies.acting(row.acting, land, day)
        if held.authority is None and (row.valid_from or day > days.first or held.until is None):
            last = days.upto(held.until)
            what = f"{row.acting} is not there on these days, and so acts for nobody"
            yield Finding(where=at, role=row.role, first=day, last=last, what=what)
        day = held.until


def _duty(
    bodies: Bodies, at: str, row: AgreementRow, days: Range, known: Mapping[str, Area]
) -> Iterator[Finding]:
    """Find an agreement on behalf of one that never has what it hands over."""
    land = _land(bodies, row, known)
    parishes = row.on_behalf_of.startswith(PARISH_BODY) and land is not None and land.code == land.district
    if land is None or parishes or days.first > days.last:
        return
    roles = (row.role,) if row.role else (*bodies.roles, PARISH_ROLE)
    if not any(_plays(bodies, role, land, row.on_behalf_of, days) for role in roles):
        what = f"{row.on_behalf_of} never has {'this role' if row.role else 'a role'} in {row.area} then"
        yield Finding(where=at, role=row.role, what=what)


def _plays(bodies: Bodies, role: str, land: Area, authority: str, days: Range) -> bool:
    """Tell whether an authority plays a role on any day on which rows for the land count."""
    whole = land.code == land.district
    day: date | None = days.first
    while day is not None and day <= days.last:
        held = bodies.holder(role, land, day)
        _, moves = bodies.district_of(land, day)
        counts = not whole or bodies.is_there(land.code, day)
        if counts and held.authority and held.authority.id == bodies.code(authority):
            return True
        day = sooner(held.until, moves)
    return False


def _land(bodies: Bodies, row: AgreementRow, known: Mapping[str, Area]) -> Area | None:
    """Give the area or district that an agreement is for; None for an area of which nothing is known."""
    if _parish(row):
        return known.get(row.area)
    code = bodies.code(row.area)
    return Area(code=code, name=code, kind="unparished", district=code)


def _membership(bodies: Bodies, at: str, row: ParishRow, days: Range) -> Iterator[Finding]:
    """Find the days on which a shared council has one area, or one that is not shared has several."""
    land = Area(code=row.area, name=row.area, kind="unparished", district="")
    day: date | None = days.first if row.authority else None
    while day is not None and day <= days.last:
        held = bodies.holder(PARISH_ROLE, land, day)
        several = held.authority is not None and len(held.authority.areas) > 1
        mine = held.authority is not None and held.authority.id == row.authority
        if mine and several != (row.kind == "grouped"):
            what = (
                f"{row.authority} has several areas, and kind is {row.kind}"
                if several
                else f"{row.authority} is grouped, and no other area shares it"
            )
            yield Finding(where=at, first=day, last=days.upto(held.until), what=what)
        day = held.until
