"""Duties: who plays a role in a district on a day, by hand or by the kind of council that is there."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from routekit.bodies.codes import COUNTY
from routekit.bodies.index import Index
from routekit.bodies.lineage import Lineage
from routekit.bodies.tables import KindRoleRow, RoleRow
from routekit.bodies.timeline import sooner

POLICE = "police"


class Duty(NamedTuple):
    """The id of the authority that plays a role (None: nobody), and the first day on which it is another."""

    authority: str | None
    until: date | None


class Duties:
    """Who plays which role in which district. Immutable."""

    def __init__(
        self,
        lineage: Lineage,
        police: Mapping[str, str],
        by_hand: Index[RoleRow],
        by_kind: Index[KindRoleRow],
    ) -> None:
        self._lineage = lineage
        self._police = police
        self._by_hand = by_hand
        self._by_kind = by_kind

    def at(self, role: str, district: str, day: date) -> Duty:
        """Say who plays a role in a district, under any code it has had, on a day."""
        code = self._lineage.code(district)
        duty = self._at(role, code, day)
        while duty.until is not None:
            later = self._at(role, code, duty.until)
            if later.authority != duty.authority:
                break
            duty = later
        return duty

    def _at(self, role: str, code: str, day: date) -> Duty:
        """Do what `at` does, but `until` may be a day on which only the reason changes."""
        row, until = self._by_hand.at((role, code), day)
        if row is not None:
            return Duty(row.authority, until)
        lower, moves = self._lineage.at(code, day)
        duties = [self._of(role, code, each, day) for each in lower]
        for day_of_change in (moves, *(duty.until for duty in duties)):
            until = sooner(until, day_of_change)
        held = {duty.authority for duty in duties}
        return Duty(held.pop() if len(held) == 1 else None, until)

    def _of(self, role: str, code: str, lower: str, day: date) -> Duty:
        """Say who plays a role where one lower-tier authority is known to be."""
        row, until = self._by_hand.at((role, lower), day)
        if row is not None:
            return Duty(row.authority, until)
        if role == POLICE:
            return Duty(self._police.get(code), until)
        district = self._lineage.districts[lower]
        for kind, authority in ((district.kind, lower), (COUNTY, district.county)):
            plays, changes = self._by_kind.at((kind, role), day)
            until = sooner(until, changes)
            if plays is not None and authority is not None:
                return Duty(authority, until)
        return Duty(None, until)
