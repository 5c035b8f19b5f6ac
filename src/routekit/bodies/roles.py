"""Bodies: who plays a role for an area on a date, and what its parish has taken on."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from routekit.bodies.parishes import PARISH_BODY, Answer, Holder
from routekit.bodies.reading import joined, read_overrides, read_tables
from routekit.bodies.shelf import Named, fill
from routekit.bodies.sources import Sources, read_sources
from routekit.bodies.tables import Tables
from routekit.bodies.timeline import sooner
from routekit.errors import BodiesError
from routekit.installed import folders
from routekit.model import Area, Authority, RouteWarning

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
    ) -> None:
        """Index everything; a later override is preferred to an earlier one.

        Raises BodiesError naming every pair of rows that contradict each other.
        """
        self._shelf = fill((tables or Tables(), *overrides), sources or Sources())

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
        lists = [place / "sources" for place in places if (place / "sources").is_dir()]
        if len(lists) > 1:
            raise BodiesError("more than one distribution offers lists of councils; uninstall all but one")
        return cls(
            joined([read_tables(place) for place in places]),
            overrides=[read_overrides(Path(folder)) for folder in overrides],
            sources=read_sources(lists[0]) if lists else None,
        )

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that must be played everywhere, but for the parish council's."""
        return self._shelf.roles

    @property
    def named(self) -> Named:
        """The roles and the parishes that rows name; one that nothing else knows is a slip of the pen."""
        return self._shelf.named

    @property
    def districts(self) -> Mapping[str, date | None]:
        """Every district by its code, and the first day for which there is a record of it (None: always)."""
        return self._shelf.districts

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

    def council(self, district: str, on: date) -> str:
        """Give the name of the council whose district a district's land was in on a day, or its code."""
        lower, _ = self.lower_tier(district, on)
        held = self._authority(lower, on)
        return held.authority.name if held.authority else lower

    def districts_within(self, district: str, on: date) -> tuple[str, ...]:
        """Give every code, old and new, of land that was in a district on a day.

        An edition's areas carry the codes of its year; these are the ones a council of another year covers.
        """
        lineage = self._shelf.lineage
        here = [code for code in self.districts if self.lower_tier(code, on)[0] == lineage.code(district)]
        return tuple(code for each in here for code in lineage.codes(each))

    def holder(self, role: str, area: Area, on: date) -> Holder:
        """Say who plays a role for an area on a date. `until` is the first day on which it may be another."""
        lower, moves = self.lower_tier(area.district, on)
        if role == PARISH_ROLE:
            held = self._shelf.parishes.holder(area, lower, on)
            return held._replace(until=sooner(held.until, moves)) if held.authority else held
        authority, until = self._shelf.duties.at(role, area.district, on)
        held = self._authority(authority, on) if authority else Holder(None)
        warnings = self._not_checked(role, lower, on) if held.authority else ()
        return Holder(held.authority, sooner(until, held.until), warnings)

    def parish_kind(self, area: Area, on: date) -> Answer:
        """Say what acts for the area: `council`, `grouped`, `meeting`, or `unparished` for nobody at all.

        A parish that no row mentions is taken to have a council of its own; `holder` warns of it.
        """
        return self._shelf.parishes.kind(area, on)

    def taken_on(self, area: Area, transaction: str, on: date) -> Answer:
        """Say `yes` if the parish, or its whole district, has taken the transaction on by a date, else `no`.

        Parish powers are mostly not duties, so absence means no.
        """
        codes, until = self._codes(area, on)
        for code in codes:
            row, changes = self._shelf.taken_on.at((code, transaction), on)
            until = sooner(until, changes)
            if row is not None:
                return Answer("yes", row.source, until)
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
            acting = self._acting(row.acting, area, on)
            until = sooner(until, acting.until)
            if acting.authority is not None:
                text = f"{acting.authority.name} acts for {authority.name}: {row.source}"
                return Agreed(acting.authority, text, until, acting.warnings)
        return Agreed(None, None, until)

    def _codes(self, area: Area, on: date) -> tuple[tuple[str, ...], date | None]:
        """Give the codes by which rows may speak of an area: its own, its district's, and that of the day."""
        lower, moves = self.lower_tier(area.district, on)
        codes = (area.code, self._shelf.lineage.code(area.district), lower)
        return tuple(dict.fromkeys(codes)), moves

    def _acting(self, authority: str, area: Area, on: date) -> Holder:
        if not authority.startswith(PARISH_BODY):
            return self._authority(authority, on)
        own = self.holder(PARISH_ROLE, area, on)
        if own.authority is not None and own.authority.id == authority:
            return own
        return self._shelf.parishes.called(authority, on)

    def _authority(self, authority: str, on: date) -> Holder:
        """Give an authority by its id as it was on a day."""
        return Holder(*self._shelf.authorities.at(self._shelf.lineage.code(authority), on))

    def _not_checked(self, role: str, district: str, on: date) -> tuple[RouteWarning, ...]:
        return tuple(
            each.warning
            for each in self._shelf.not_checked.get(role, ())
            if each.row.concerns(district) and each.row.holds_on(on)
        )
