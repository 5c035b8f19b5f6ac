"""Rows that name what nothing describes, and parish bodies that two rows describe differently."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from routekit.bodies.index import Index, days
from routekit.bodies.lineage import Lineage
from routekit.bodies.parishes import PARISH_BODY, ParishBodies
from routekit.bodies.tables import PARISH_LIKE, AgreementRow, ParishRow, Tables, TakenOnRow
from routekit.model import Authority


class Known(NamedTuple):
    """What a row may name."""

    lineage: Lineage
    authorities: Index[Authority]
    parishes: ParishBodies
    districts: Collection[str]

    def has(self, authority: str) -> bool:
        """Tell whether an authority is described."""
        return self.lineage.code(authority) in self.authorities or authority in self.parishes

    def wrong_place(self, area: str) -> str | None:
        """Say what is wrong with the code of an area, or None if it is a parish, or a district that is known.

        That there is such a parish is not known here: it depends on the boundaries.
        """
        if area[1:3] in PARISH_LIKE or self.lineage.code(area) in self.districts:
            return None
        if self.has(area):
            return f"{area!r} is above the districts; give a row for each of its districts"
        return f"{area!r} is no district that is known; the code of a parish or of a district is needed"


def strangers(known: Known, layers: Sequence[Tables]) -> Iterator[str]:
    """Describe everything that a row names and nothing describes, and every parish body with two names."""
    for tables in layers:
        for role in tables.roles:
            if not known.has(role.authority):
                at = f"{tables.named('roles')}:{role.line}"
                yield f"{at} authority: {role.authority!r} is not in authorities.csv"
        for taken in tables.taken_on:
            yield from _placed(known, taken, f"{tables.named('taken_on')}:{taken.line}")
        for row in tables.agreements:
            at = f"{tables.named('agreements')}:{row.line}"
            yield from _placed(known, row, at)
            for column, authority in (("acting", row.acting), ("on_behalf_of", row.on_behalf_of)):
                if not known.has(authority) and authority != PARISH_BODY + row.area:
                    yield f"{at} {column}: {authority!r} is in no table"
    yield from _parish_bodies(known.parishes, layers)


def _placed(known: Known, row: TakenOnRow | AgreementRow, at: str) -> Iterator[str]:
    wrong = known.wrong_place(row.area)
    if wrong:
        yield f"{at} area: {wrong}"


def _parish_bodies(parishes: ParishBodies, layers: Sequence[Tables]) -> Iterator[str]:
    """Describe the parish bodies whose id has none of their areas, and those that rows call two things."""
    named: defaultdict[str, list[tuple[str, ParishRow]]] = defaultdict(list)
    for tables in layers:
        for row in tables.parish_bodies:
            if row.authority is None:
                continue
            at = f"{tables.named('parish_bodies')}:{row.line}"
            named[row.authority].append((at, row))
            areas = parishes.areas(row.authority)
            if row.authority.removeprefix(PARISH_BODY) not in areas:
                yield f"{at} authority: {row.authority!r} has no such area; {PARISH_BODY}{areas[0]} is needed"
    for rows in named.values():
        yield from _two_names(parishes, rows)


def _two_names(parishes: ParishBodies, rows: Sequence[tuple[str, ParishRow]]) -> Iterator[str]:
    """Describe every two rows that call one parish body two things on a day on which both hold."""
    for (earlier, one), (at, other) in combinations(rows, 2):
        begins = max(one.valid_from or date.min, other.valid_from or date.min)
        both = all(parishes.row(row.area, begins) is row for row in (one, other))
        if both and (one.name, one.kind) != (other.name, other.kind):
            ends = min(filter(None, (one.valid_to, other.valid_to)), default=None)
            yield (
                f"{at} {other.authority} is {other.name!r} ({other.kind}), and {one.name!r} ({one.kind}) "
                f"in {earlier}, {days(None if begins == date.min else begins, ends)}; keep one"
            )
