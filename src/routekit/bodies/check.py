"""Check that every district and every area has every role once on every day of a range."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from routekit.bodies.roles import Bodies
from routekit.bodies.slips import Finding, Range, slips, unknown_transactions, unused_rows
from routekit.bodies.timeline import ONE_DAY
from routekit.errors import InputError
from routekit.model import Area
from routekit.model.value import Value


class Changeover(Value):
    """A day on which some role passes to another authority, and in which districts."""

    on: date
    districts: tuple[str, ...]


class AreaCount(Value):
    """How many areas have a parish body of a kind on the first day, and how many of those are assumed."""

    kind: str
    areas: int
    assumed: int


class CheckReport(Value):
    """What was checked, from the first to the last day, and what was found.

    `notes` may be right or wrong: a transaction that no pack is installed for. `unused` are parishes that
    rows of the tables themselves name and that are not among the areas: of another year, or elsewhere.
    """

    first: date
    last: date
    roles: tuple[str, ...]
    districts: int
    areas: tuple[AreaCount, ...] = ()
    changeovers: tuple[Changeover, ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()


def check(  # noqa: PLR0913 - what there is to know comes from several siblings, each named
    bodies: Bodies,
    *,
    first: date,
    last: date,
    areas: Collection[Area] = (),
    known_roles: Collection[str] = (),
    known_transactions: Collection[str] = (),
) -> CheckReport:
    """Follow every role in every district and area from the first to the last day, and look for slips.

    A district is followed from its own first day; one that areas lie in, from the first day of the range, as
    that is what a look-up for them gives. Rows that contradict each other never come this far: the tables are
    refused when they are opened. With `known_roles` a row may name no other, and one with a transaction that
    is not among `known_transactions` is noted. Raises InputError if the range is empty.
    """
    if last < first:
        raise InputError.of("last", last, f"a day from {first} on is needed")
    walk = _Walk(bodies, first, last)
    findings = [*slips(bodies, Range(first, last), areas, known_roles), *_strangers(bodies, areas)]
    findings += [finding for land in _lands(bodies, first, last, areas) for finding in walk.land(land)]
    return CheckReport(
        first=first,
        last=last,
        roles=bodies.roles,
        districts=sum(since is None or since <= last for since in bodies.districts.values()),
        areas=_counted(bodies, areas, first),
        changeovers=walk.changeovers(),
        unused=unused_rows(bodies, areas),
        notes=tuple(unknown_transactions(bodies, known_transactions)),
        findings=tuple(findings),
    )


class _Land(NamedTuple):
    """What is walked at once: a district, or an area that went another way; `areas` is how many it is for.

    It is followed from the day `since`. Before `known` it is known by districts that are followed themselves.
    """

    area: Area
    since: date
    known: date
    areas: int


def _lands(bodies: Bodies, first: date, last: date, areas: Iterable[Area]) -> Iterator[_Land]:
    """Give every district that there is, and every area that did not go the way of its district."""
    moved = [area for area in areas if bodies.moved(area.code)]
    whole = Counter(bodies.code(area.district) for area in areas if not bodies.moved(area.code))
    for code, began in bodies.districts.items():
        known = max(first, began or first)
        since = first if whole[code] else known
        if since <= last:
            land = Area(code=code, name=code, kind="unparished", district=code)
            yield _Land(land, since, known, whole[code])
    yield from (_Land(area, first, first, 1) for area in moved)


class _Walk:
    """Goes through the days of a range from change to change."""

    def __init__(self, bodies: Bodies, first: date, last: date) -> None:
        self._bodies = bodies
        self._first = first
        self._last = last
        self._changes: defaultdict[date, set[str]] = defaultdict(set)

    def land(self, land: _Land) -> Iterator[Finding]:
        """Find the days on which nobody plays a role in some land, and note when one changes hands."""
        for role in self._bodies.roles:
            day: date | None = land.since
            before = None
            while day is not None and day <= self._last:
                held = self._bodies.holder(role, land.area, day)
                now = held.authority.id if held.authority else None
                if now is None:
                    yield self._nobody(land, role, day, held.until)
                if now != before and day > land.known:
                    self._changes[day].add(land.area.code)
                day, before = held.until, now

    def changeovers(self) -> tuple[Changeover, ...]:
        return tuple(
            Changeover(on=day, districts=tuple(sorted(codes))) for day, codes in sorted(self._changes.items())
        )

    def _nobody(self, land: _Land, role: str, first: date, until: date | None) -> Finding:
        last = min(self._last, until - ONE_DAY) if until else self._last
        what = "nobody plays this role"
        parts = self._bodies.parts_on(land.area.district, first)
        if len(parts) > 1:
            what = f"nobody is named: the land was in one of {', '.join(parts)}, and no row says in which"
        if land.areas:
            what += f" ({land.areas:,} area{'s' if land.areas > 1 else ''})"
        return Finding(where=land.area.code, role=role, first=first, last=last, what=what)


def _strangers(bodies: Bodies, areas: Iterable[Area]) -> Iterator[Finding]:
    for code in sorted({area.district for area in areas}):
        if bodies.code(code) not in bodies.districts:
            yield Finding(where=code, what="areas lie in this district, and no table has it")


def _counted(bodies: Bodies, areas: Collection[Area], day: date) -> tuple[AreaCount, ...]:
    found: Counter[tuple[str, bool]] = Counter()
    for area in areas:
        kind = bodies.parish_kind(area, day)
        found[kind.value, kind.source.startswith("assumed")] += 1
    return tuple(
        AreaCount(kind=kind, areas=found[kind, True] + found[kind, False], assumed=found[kind, True])
        for kind in sorted({kind for kind, _ in found})
    )
