"""Bodies: who plays a role for an area on a date, and what its parish has taken on."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from routekit.bodies.parishes import PARISH_BODY, Answer, Holder
from routekit.bodies.reading import joined, read_overrides, read_provenance, read_tables
from routekit.bodies.shelf import fill
from routekit.bodies.sources import Sources, read_sources
from routekit.bodies.tables import Tables
from routekit.bodies.timeline import sooner
from routekit.errors import BodiesError
from routekit.installed import folders
from routekit.model import Area, Authority, Provenance, RouteWarning

PARISH_ROLE = "parish_council"


class Agreed(NamedTuple):
    """The authority that acts for another by agreement (None: none does), which agreement, and until when."""

    authority: Authority | None
    agreement: str | None = None
    until: date | None = None
    warnings: tuple[RouteWarning, ...] = ()


class Bodies:
    """Who plays which role where and when. Immutable, and safe to share between threads.

    It rests on published lists and on tables that an officer can edit. For its key and its days a row of a
    table is preferred to what follows from the lists, and one of an override to one of the tables.
    """

    def __init__(
        self,
        tables: Tables | None = None,
        *,
        overrides: Sequence[Tables] = (),
        sources: Sources | None = None,
        provenance: Mapping[str, Provenance] = MappingProxyType({}),
    ) -> None:
        """Index everything; a later override is preferred to an earlier one.

        Raises BodiesError naming every pair of rows that contradict each other.
        """
        self._provenance = MappingProxyType(dict(provenance))
        self._shelf = fill((tables or Tables(), *overrides), sources or Sources())
        self._agreed = frozenset(row.area for each in self.tables for row in each.agreements)

    @classmethod
    def open(cls, path: str | Path | None = None, *, overrides: Sequence[str | Path] = ()) -> "Bodies":
        """Read the tables of a folder, or of every installed distribution that offers `routekit.bodies`.

        An override is a folder with any of the tables in it, such as a council may send. Raises BodiesError.
        """
        places = (
            (Path(path),)
            if path is not None
            else tuple(found / "bodies" for found in folders("routekit.bodies"))
        )
        if not places:
            raise BodiesError("no tables of bodies are installed; install routekit-boundaries or give a path")
        tables = joined([read_tables(place) for place in places])
        lists = [place / "sources" for place in places if (place / "sources").is_dir()]
        if len(lists) > 1:
            raise BodiesError("more than one distribution offers lists of councils; uninstall all but one")
        return cls(
            tables,
            overrides=[read_overrides(Path(folder)) for folder in overrides],
            sources=read_sources(lists[0]) if lists else None,
            provenance={file: said for place in places for file, said in read_provenance(place).items()},
        )

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Where each table and list comes from, by its file: `source` is the line to show beside it."""
        return self._provenance

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that must be played everywhere, but for the parish council's."""
        return self._shelf.roles

    @property
    def tables(self) -> tuple[Tables, ...]:
        """The rows that this was made from: the tables first, then each override, the strongest last."""
        return self._shelf.tables

    @property
    def districts(self) -> Mapping[str, date | None]:
        """Every district by its code, and the first day for which there is a record of it (None: always)."""
        return self._shelf.districts

    def code(self, district: str) -> str:
        """Give the code that stands for all that a district has had; an unknown code stands for itself."""
        return self._shelf.lineage.code(district)

    def districts_on(self, on: date) -> tuple[str, ...]:
        """Give the code of every district, unitary and borough that there was on a day."""
        lineage = self._shelf.lineage
        return tuple(
            code
            for code in self.districts
            if code not in lineage.districts or lineage.at(code, on)[0] == (code,)
        )

    def lower_tier(self, district: str, on: date) -> tuple[str, date | None]:
        """Give the code of the district, unitary or borough that a district's land was in on a day.

        Allerdale's was in Cumberland from April 2023. Where that is not recorded, or the land was in several,
        it is the district itself. Also given is the first later day on which that may differ.
        """
        code, until = self._shelf.lineage.lower(district, on)
        while until is not None:
            later, changes = self._shelf.lineage.lower(district, until)
            if later != code:
                break
            until = changes
        return code, until

    def district_of(self, area: Area, on: date) -> tuple[str, date | None]:
        """Give what `lower_tier` gives, for one area: it may have gone another way than its district."""
        home, moves = self._shelf.lineage.home(area.code, area.district, on)
        code, until = self.lower_tier(home, on)
        return code, sooner(until, moves)

    def is_there(self, district: str, on: date) -> bool:
        """Tell whether a district, under any code it has had, was there on a day, for all that is known."""
        return self._shelf.lineage.there(self.code(district), on)

    def parts_on(self, district: str, on: date) -> tuple[str, ...]:
        """Give every district that a district's land may have been in on a day; none if that is not known."""
        return self._shelf.lineage.at(district, on)[0]

    def moved(self, area: str) -> bool:
        """Tell whether an area has gone another way than its district at any time."""
        return area in self._shelf.lineage.moved

    def upper_tier(self, district: str, on: date) -> str | None:
        """Give the code of the county above a district's land on a day; None where there is none."""
        found = self._shelf.lineage.districts.get(self.lower_tier(district, on)[0])
        return found.county if found else None

    def tiers(self, district: str, on: date) -> tuple[str, ...]:
        """Give the codes of the councils of a district on a day: the county above it, if any, and its own."""
        county = self.upper_tier(district, on)
        return (county, district) if county else (district,)

    def council(self, district: str, on: date) -> str:
        """Give the name of the council whose district a district's land was in on a day, or its code."""
        lower, _ = self.lower_tier(district, on)
        held = self.authority(lower, on)
        return held.authority.name if held.authority else lower

    def districts_within(self, district: str, on: date) -> tuple[str, ...]:
        """Give every code, old and new, of land that was in a district on a day.

        An edition's areas carry the codes of its year; these are the ones a council of another year covers.
        One of which only some areas were in the district is among them: `district_of` tells which.
        """
        lineage = self._shelf.lineage
        main = lineage.code(district)
        here = [code for code in self.districts if self.lower_tier(code, on)[0] == main]
        moved = [move for moves in lineage.moved.values() for move in moves]
        parts = [move.of for move in moved if move.on <= on and self.lower_tier(move.to, on)[0] == main]
        return tuple(code for each in dict.fromkeys((*here, *parts)) for code in lineage.codes(each))

    def holder(self, role: str, area: Area, on: date) -> Holder:
        """Say who plays a role for an area on a date. `until` is the first day on which it may be another."""
        lower, changes = self.district_of(area, on)
        if role == PARISH_ROLE:
            held = self._shelf.parishes.holder(area, lower, on)
            return held._replace(until=sooner(held.until, changes)) if held.authority else held
        home, moves = self._shelf.lineage.home(area.code, area.district, on)
        authority, until = self._shelf.duties.at(role, home, on)
        held = self.authority(authority, on) if authority else Holder(None)
        warnings = self._not_checked(role, lower, on) if held.authority else ()
        return Holder(held.authority, sooner(sooner(until, moves), held.until), warnings)

    def parish_kind(self, area: Area, on: date) -> Answer:
        """Say what acts for the area: `council`, `grouped`, `meeting`, or `unparished` for nobody at all.

        A parish that no row mentions is taken to have a council of its own; `holder` warns of it.
        """
        return self._shelf.parishes.kind(area, on)

    def taken_on(self, area: Area, transaction: str, on: date) -> Answer:
        """Say `yes` if the parish, or its whole district, has taken the transaction on by a date, else `no`.

        The last override with a row for the parish or its district on that day decides, else the tables; of
        rows in one folder, the parish's comes before its district's. A row for a district ends with it: its
        successor needs its own. Parish powers are mostly not duties, so absence means no.
        """
        codes, until = self._codes(area, on)
        for rows, code in product(self._shelf.taken_on, codes):
            row, changes = rows.at((code, transaction), on)
            until = sooner(until, changes)
            if row is not None:
                return Answer(row.taken_on, row.source, until)
        return Answer("no", "no row in taken_on.csv", until)

    def agreement(self, area: Area, *, role: str, transaction: str, authority: Authority, on: date) -> Agreed:
        """Say who acts in an area for the authority that plays a role, in that role or for a transaction.

        An agreement for the parish comes before one for its district, and one for the transaction before one
        for the role.
        """
        codes, until = self._codes(area, on)
        for key in (
            (code, *what, authority.id) for code in codes for what in (("", transaction), (role, ""))
        ):
            row, changes = self._shelf.agreements.at(key, on)
            until = sooner(until, changes)
            if row is None:
                continue
            acting = self.acting(row.acting, area, on)
            until = sooner(until, acting.until)
            if acting.authority is not None:
                text = f"{acting.authority.name} acts for {authority.name}: {row.source}"
                return Agreed(acting.authority, text, until, acting.warnings)
        return Agreed(None, None, until)

    def likeness(self, area: Area, transaction: str, on: date) -> tuple[str, ...]:
        """Give what two areas must share for all else to be alike but which parish council they have.

        Those that do have the same council above them, kind of parish and roles, on a day and for a
        transaction; one of which an agreement speaks is like no other.
        """
        home, _ = self._shelf.lineage.home(area.code, area.district, on)
        lower, _ = self.lower_tier(home, on)
        row = self._shelf.parishes.row(area.code, on)
        told = ("assumed" if row is None else "held" if row.authority else "none", area.kind)
        own = area.code if area.code in self._agreed else ""
        return (
            home,
            lower,
            own,
            self.taken_on(area, transaction, on).value,
            self.parish_kind(area, on).value,
            *told,
        )

    def _codes(self, area: Area, on: date) -> tuple[tuple[str, ...], date | None]:
        """Give the codes by which rows may speak of an area on a day: its own, and its district's of the day.

        A district speaks of nothing once it has ended, nor while its land was known to be in others.
        """
        lower, changes = self.district_of(area, on)
        there = self._shelf.lineage.there(lower, on)
        return ((area.code, lower) if there else (area.code,)), changes

    def acting(self, authority: str, area: Area, on: date) -> Holder:
        """Give the authority that an agreement names for an area, by its id, as it was on a day."""
        if not authority.startswith(PARISH_BODY):
            return self.authority(authority, on)
        own = self.holder(PARISH_ROLE, area, on)
        if own.authority is not None and own.authority.id == authority:
            return own
        return self._shelf.parishes.called(authority, on)

    def authority(self, authority: str, on: date) -> Holder:
        """Give an authority that is not a parish's, by its id, as it was on a day."""
        return Holder(*self._shelf.authorities.at(self._shelf.lineage.code(authority), on))

    def knows(self, authority: str) -> bool:
        """Tell whether an authority that is not a parish's has had this id on any day."""
        return self._shelf.lineage.code(authority) in self._shelf.authorities

    def _not_checked(self, role: str, district: str, on: date) -> tuple[RouteWarning, ...]:
        return tuple(
            each.warning
            for each in self._shelf.not_checked.get(role, ())
            if each.row.concerns(district) and each.row.holds_on(on)
        )
