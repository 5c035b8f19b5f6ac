"""Who plays which role in an area on a day, and which areas and authorities there are."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from routekit.bodies import Bodies
from routekit.bodies.parishes import PARISH_BODY
from routekit.bodies.roles import PARISH_ROLE
from routekit.boundaries import Edition
from routekit.model import Area, Authority


class Holders(NamedTuple):
    """What tables and editions together say of areas and authorities, without any rules."""

    editions: Sequence[Edition]  # by date
    bodies: Bodies

    def edition_on(self, day: date) -> Edition:
        """Give the boundaries in use on a day: the newest dated on or before it, else the earliest."""
        reached = [edition for edition in self.editions if edition.date <= day]
        return reached[-1] if reached else self.editions[0]

    def areas_in(self, district: str, day: date) -> tuple[Area, ...]:
        """Give the areas whose land was in a district on a day, each as one of that district's."""
        codes = dict.fromkeys((district, *self.bodies.districts_within(district, day)))
        edition = self.edition_on(day)
        found = [area for code in codes for area in edition.areas(code)]
        here = [area for area in found if self.bodies.district_of(area, day)[0] == district]
        return tuple(area.model_copy(update={"district": district}) for area in here)

    def parish_councils_in(self, district: str, day: date) -> tuple[Authority, ...]:
        """Give the parish councils and meetings of a district on a day, each once."""
        held = (self.bodies.holder(PARISH_ROLE, area, day) for area in self.areas_in(district, day))
        return tuple({each.authority.id: each.authority for each in held if each.authority}.values())

    def roles_in(self, area: Area, day: date) -> Mapping[str, Authority | None]:
        """Say who plays each role in an area on a day; None where nobody is recorded."""
        roles = dict.fromkeys((PARISH_ROLE, *self.bodies.roles))
        return {role: self.bodies.holder(role, area, day).authority for role in roles}

    def district_of(self, area: Area, day: date) -> Authority | None:
        """Give the council of the district, unitary or borough that an area is in on a day."""
        return self.bodies.authority(self.bodies.district_of(area, day)[0], day).authority

    def council_of(self, authority: Authority, day: date) -> Authority | None:
        """Give the council of the district that an authority is in on a day; None for one in no district."""
        if authority.district is None:
            return None
        return self.bodies.authority(self.bodies.lower_tier(authority.district, day)[0], day).authority

    def knows(self, authority: str) -> bool:
        """Tell whether an authority may have this id on some day."""
        if authority.startswith(PARISH_BODY):
            return self.has_area(authority.removeprefix(PARISH_BODY))
        return self.bodies.knows(authority)

    def has_area(self, code: str) -> bool:
        """Tell whether an edition has an area of this GSS code."""
        return any(edition.has(code) for edition in self.editions)
