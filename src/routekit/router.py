"""The router: rules, boundaries and bodies joined into one pure function, `route`."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from routekit.bodies import Bodies
from routekit.boundaries import Edition, FeatureSource, Postcodes, Unlocated
from routekit.boundaries.once import Once
from routekit.errors import InvalidPlaceError
from routekit.given import by_date, checked_answers, checked_day, checked_layers, loaded, opened_layer
from routekit.holders import Holders
from routekit.journey import Journey
from routekit.model import (
    Area,
    Ask,
    Authority,
    Decision,
    Grid,
    LatLon,
    Located,
    Place,
    Postcode,
    Stretch,
    Transaction,
    Unrouted,
)
from routekit.opening import Asked
from routekit.rules import Pack, Rulebook
from routekit.surroundings import Surroundings

LONDON = ZoneInfo("Europe/London")


def today_in_london() -> date:
    """Give today's date in Europe/London, where a day begins at midnight by the clock on the wall."""
    return datetime.now(LONDON).date()


class Router:
    """Says which authority handles a transaction at a place. Immutable, and safe to share between threads."""

    def __init__(  # noqa: PLR0913 - one for each thing that it joins
        self,
        *,
        packs: Iterable[Pack],
        edition: Edition | Iterable[Edition],
        bodies: Bodies,
        postcodes: Callable[[], Postcodes] = Postcodes.open,
        layers: Mapping[str, FeatureSource] | None = None,
        clock: Callable[[], date] = today_in_london,
    ) -> None:
        self._rulebook = Rulebook(packs, tiers=bodies.tiers)
        self._holders = Holders(by_date(edition), bodies)
        self._bodies = bodies
        self._open_postcodes = postcodes
        self._layers = MappingProxyType(checked_layers(layers))
        self._clock = clock

    @classmethod
    def open(  # noqa: PLR0913 - one for each thing that it joins
        cls,
        *,
        packs: Iterable[str | Path | Pack] | None = None,
        unproved: bool = False,
        edition: str | Path | None = None,
        bodies: Bodies | str | Path | None = None,
        postcodes: Postcodes | str | Path | None = None,
        layers: Mapping[str, FeatureSource | str | Path] | None = None,
        clock: Callable[[], date] = today_in_london,
    ) -> "Router":
        """Open the installed packs and tables and all whole compiled editions, or the ones named.

        A pack may be loaded already. `bodies` is a folder of tables, or tables that are open already, perhaps
        with a council's overrides. `postcodes` is a compiled edition of postcodes, or one that is open
        already; it is not opened before the first postcode. Of several editions, each day has the newest
        dated on or before it, else the earliest. `layers` are those that packs look facts up in, by name:
        files, or layers that are open already. One that cannot be used says nothing; decisions warn of it.

        Several packs of one transaction hold on different days; a name stands for every installed version.
        Overlays of councils that lie beside a pack are laid over it where they hold. With `unproved`, packs
        that are named are used although situations have no row or several, and every decision says so.
        Raises RulesError, EditionError or BodiesError when one of the others cannot be used, and InputError
        for two packs of one transaction on one day.
        """
        return cls(
            packs=loaded(packs, unproved=unproved),
            edition=Edition.open_all() if edition is None else Edition.open(edition),
            bodies=bodies if isinstance(bodies, Bodies) else Bodies.open(bodies),
            postcodes=(lambda: postcodes)
            if isinstance(postcodes, Postcodes)
            else partial(Postcodes.open, postcodes),
            layers={name: opened_layer(name, layer) for name, layer in checked_layers(layers).items()},
            clock=clock,
        )

    @property
    def edition(self) -> Edition:
        """The boundaries in use today."""
        return self.edition_on(self._clock())

    def edition_on(self, day: date) -> Edition:
        """Give the boundaries in use on a day: the newest dated on or before it, else the earliest."""
        return self._holders.edition_on(day)

    @property
    def bodies(self) -> Bodies:
        """The tables of authorities in use."""
        return self._bodies

    @property
    def layers(self) -> Mapping[str, FeatureSource]:
        """The layers by name; a `FailedLayer` is one that could not be opened, and says why."""
        return self._layers

    @Once
    def postcodes(self) -> Postcodes:
        """Give the postcodes in use: opened when first needed, and compiled first if need be, in seconds.

        A service asks for it when it starts, so that no caller waits. Raises EditionError when it cannot be
        used.
        """
        return self._open_postcodes()

    def transactions(self) -> tuple[Transaction, ...]:
        """Give every transaction that a pack is loaded for, by id."""
        return self._rulebook.transactions(self._clock())

    def pack(self, transaction: str, *, on: date | None = None) -> Pack:
        """Give the pack of a transaction on a day (None: today), without any council's overlay.

        Where none holds it is the next one, else the last. UnknownTransactionError names the ones there are.
        """
        return self._rulebook.pack(transaction, self._day(on))

    def pack_in(self, transaction: str, area: Area, on: date | None = None) -> Pack:
        """Give the pack of a transaction on a day (None: today) as the councils of an area have it.

        Raises UnknownTransactionError.
        """
        day = self._day(on)
        councils = self._bodies.tiers(self._bodies.district_of(area, day)[0], day)
        return self._rulebook.at(transaction, day, councils).pack

    def areas_in(self, district: str, on: date | None = None) -> tuple[Area, ...]:
        """Give the edition's areas whose land was in a district on a day, each as one of that district's.

        This is what a `Directory` needs to match councils to areas after a reorganisation. None is today.
        """
        return self._holders.areas_in(district, self._day(on))

    def parish_councils_in(self, district: str, on: date | None = None) -> tuple[Authority, ...]:
        """Give the parish councils and meetings of a district on a day (None: today), each once.

        This is what a contact source needs to know a council that is not called like its parish.
        """
        return self._holders.parish_councils_in(district, self._day(on))

    def locate(self, place: Place, *, on: date | None = None) -> Located | Unlocated:
        """Say which areas a place is in on a day (None: today), or why a postcode is at no place.

        Raises InvalidPlaceError for what is no place, and EditionError as `route` does.
        """
        if not isinstance(place, (LatLon, Grid, Postcode, Stretch)):
            raise InvalidPlaceError.of("place", place, "a LatLon, a Grid, a Postcode or a Stretch is needed")
        return self._found(place, self.edition_on(self._day(on)))

    def roles_in(self, area: Area, on: date | None = None) -> Mapping[str, Authority | None]:
        """Say who plays each role in an area on a day (None: today); None where nobody is recorded."""
        return self._holders.roles_in(area, self._day(on))

    def district_of(self, area: Area, on: date | None = None) -> Authority | None:
        """Give the council of the district, unitary or borough that an area is in on a day (None: today)."""
        return self._holders.district_of(area, self._day(on))

    def knows(self, authority: str) -> bool:
        """Tell whether an authority may have this id on some day: a decision could name it.

        A parish body is known by the area in its id, since a parish without a row has a council.
        """
        return self._holders.knows(authority)

    def has_area(self, code: str) -> bool:
        """Tell whether an edition has an area of this GSS code."""
        return self._holders.has_area(code)

    def council_of(self, authority: Authority, on: date | None = None) -> Authority | None:
        """Give the council of the district, unitary or borough that an authority is in on a day.

        The day is today if left out. None for an authority in no district, or where no table has the council.
        """
        return self._holders.council_of(authority, self._day(on))

    @property
    def today(self) -> date:
        """Today, by the clock that decisions go by."""
        return checked_day(self._clock())

    def _day(self, on: date | None) -> date:
        return checked_day(self._clock() if on is None else on)

    def opening(
        self,
        transaction: str,
        answers: Mapping[str, str] | None = None,
        *,
        on: date | None = None,
        language: str = "en",
    ) -> Ask | Unrouted | None:
        """Give what comes before any place is looked at; None when the place is what is needed next.

        It is a question about an emergency, the emergency, or that no pack of the transaction is in force.
        `route` gives the same, whatever the place. Errors and the rest as for `route`.
        """
        return self._asked(transaction, answers, on, language).early()

    def route(
        self,
        transaction: str,
        place: Place,
        answers: Mapping[str, str] | None = None,
        *,
        on: date | None = None,
        language: str = "en",
    ) -> Decision:
        """Say who handles a transaction at a place, or what must be asked next.

        `answers` holds every answer so far, keyed by question id: nothing is remembered between calls.
        `on` is the day of the transaction; None is today in Europe/London. `language` is `en` or `cy`; what
        has no Welsh is in English. The same input always gives the same decision. Raises InvalidPlaceError,
        UnknownTransactionError, InvalidAnswerError, or InputError; and EditionError when a postcode is given
        and the edition of postcodes cannot be used.
        """
        asked = self._asked(transaction, answers, on, language)
        if not isinstance(place, (LatLon, Grid, Postcode, Stretch)):
            raise InvalidPlaceError.of("place", place, "a LatLon, a Grid, a Postcode or a Stretch is needed")
        early = asked.early()
        if early is not None:
            return early
        return self._decided(asked, self._found(place, asked.edition), self._circle(place))

    def decide(
        self,
        transaction: str,
        found: Located | Unlocated,
        answers: Mapping[str, str] | None = None,
        *,
        on: date | None = None,
        language: str = "en",
    ) -> Decision:
        """Do what `route` does for a place that has been looked up in the edition of the day already.

        No layer is asked, so what only a layer can say is unknown: see `asks_layers`. Errors as `route`.
        """
        asked = self._asked(transaction, answers, on, language)
        early = asked.early()
        return self._decided(asked, found, None) if early is None else early

    def asks_layers(self, transaction: str, *, on: date | None = None) -> bool:
        """Tell whether a transaction may depend, anywhere on a day (None: today), on a layer that is loaded.

        Then a decision rests on the point itself, and not on the areas that it may be in alone.
        """
        if not self._layers:
            return False
        day = self._day(on)
        return any(pack.looks_in_layers for pack in self._rulebook.all_of(transaction, day))

    def likeness(self, transaction: str, area: Area, *, on: date) -> tuple[str, ...]:
        """Give what two areas must share for decisions to differ only in which parish council it is."""
        return self._bodies.likeness(area, transaction, on)

    def _asked(
        self, transaction: str, answers: Mapping[str, str] | None, on: date | None, language: str
    ) -> Asked:
        day = self._day(on)
        pack = self._rulebook.pack(transaction, day).in_language(language)
        given, picked = checked_answers(pack, answers)
        return Asked(pack, given, picked, day, language, self.edition_on(day))

    def _decided(self, asked: Asked, found: Located | Unlocated, circle: LatLon | Grid | None) -> Decision:
        journey = Journey(
            pack=asked.pack,
            rulebook=self._rulebook,
            language=asked.language,
            given=asked.given,
            picked=asked.picked,
            day=asked.day,
            edition=asked.edition.ref,
            bodies=self._bodies,
            located=Located(area=None) if isinstance(found, Unlocated) else found,
            surroundings=Surroundings(self._layers, circle),
        )
        decision = journey.decide()
        if isinstance(found, Unlocated) and isinstance(decision, Unrouted):
            return decision.model_copy(update={"detail": found.detail})
        return decision

    def _found(self, place: Place, edition: Edition) -> Located | Unlocated:
        """Find where a place may be; a postcode as the circle that it is taken to lie in, or why not."""
        if isinstance(place, Postcode):
            return self.postcodes.area_at(place, edition)
        return edition.area_at(place)

    def _circle(self, place: Place) -> LatLon | Grid | None:
        """Give the circle that a place is, if the packs' layers are to be asked and it has one."""
        if isinstance(place, Stretch):
            return None
        if not isinstance(place, Postcode):
            return place
        circle = self.postcodes.at(place) if self._layers else None
        return None if isinstance(circle, Unlocated) else circle
