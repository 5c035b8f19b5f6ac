"""Check that every district has every role once on every day of a range, and every area its parish body."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from routekit.bodies.index import ONE_DAY
from routekit.bodies.roles import PARISH_ROLE, Bodies
from routekit.errors import InputError
from routekit.model import Area
from routekit.model.value import Value


class Finding(Value):
    """Something wrong: where (a GSS code or a table), in which role, from the first to the last day."""

    where: str
    role: str | None = None
    first: date | None = None
    last: date | None = None
    what: str


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

    `unused` are rows for parishes that are not among the areas: of another year, or slips of the pen.
    """

    first: date
    last: date
    roles: tuple[str, ...]
    districts: int
    areas: tuple[AreaCount, ...] = ()
    changeovers: tuple[Changeover, ...] = ()
    unused: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def check(
    bodies: Bodies,
    *,
    first: date,
    last: date,
    areas: Collection[Area] = (),
    known_roles: Collection[str] = (),
) -> CheckReport:
    """Follow every role in every district, and every area's parish body, from the first to the last day.

    A district is followed from its own first day. Two rows that hold on the same day never come this far: the
    tables are refused when they are opened. With `known_roles`, a row may name no other. Raises InputError if
    the range is empty.
    """
    if last < first:
        raise InputError.of("last", last, f"a day from {first} on is needed")
    walk = _Walk(bodies, first, last)
    districts = [code for code, since in bodies.districts.items() if since is None or since <= last]
    findings = [*_slips(bodies, known_roles), *_strangers(bodies, areas, last)]
    findings += [finding for code in districts for finding in walk.district(code)]
    findings += [finding for area in areas for finding in walk.area(area)]
    known = {area.code for area in areas}
    return CheckReport(
        first=first,
        last=last,
        roles=bodies.roles,
        districts=len(districts),
        areas=_counted(bodies, areas, first),
        changeovers=walk.changeovers(),
        unused=tuple(sorted(bodies.named.parishes - known)) if areas else (),
        findings=tuple(findings),
    )


class _Walk:
    """Goes through the days of a range from change to change."""

    def __init__(self, bodies: Bodies, first: date, last: date) -> None:
        self._bodies = bodies
        self._first = first
        self._last = last
        self._changes: defaultdict[date, set[str]] = defaultdict(set)

    def district(self, code: str) -> Iterator[Finding]:
        """Find the days on which nobody plays a role in a district, and note when one changes hands."""
        land = Area(code=code, name=code, kind="unparished", district=code)
        since = max(self._first, self._bodies.districts[code] or self._first)
        for role in self._bodies.roles:
            day: date | None = since
            while day is not None and day <= self._last:
                held = self._bodies.holder(role, land, day)
                if held.authority is None:
                    yield self._nobody(code, role, day, held.until)
                if held.until and held.until <= self._last:
                    self._changes[held.until].add(code)
                day = held.until

    def area(self, area: Area) -> Iterator[Finding]:
        """Find the days on which a parish should have a body and has none."""
        day: date | None = self._first
        while day is not None and day <= self._last:
            held = self._bodies.holder(PARISH_ROLE, area, day)
            if held.authority is None and self._bodies.parish_kind(area, day).value != "unparished":
                yield self._nobody(area.code, PARISH_ROLE, day, held.until)
            day = held.until

    def changeovers(self) -> tuple[Changeover, ...]:
        return tuple(
            Changeover(on=day, districts=tuple(sorted(codes))) for day, codes in sorted(self._changes.items())
        )

    def _nobody(self, where: str, role: str, first: date, until: date | None) -> Finding:
        last = min(self._last, until - ONE_DAY) if until else self._last
        return Finding(where=where, role=role, first=first, last=last, what="nobody plays this role")


def _slips(bodies: Bodies, known_roles: Collection[str]) -> Iterator[Finding]:
    for role in sorted(bodies.named.roles - {*known_roles}) if known_roles else ():
        yield Finding(where="tables", role=role, what=f"no such role; these are: {', '.join(known_roles)}")


def _strangers(bodies: Bodies, areas: Iterable[Area], day: date) -> Iterator[Finding]:
    for code in sorted({area.district for area in areas}):
        if bodies.lower_tier(code, day)[0] not in bodies.districts:
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
