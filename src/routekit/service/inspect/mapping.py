"""The map of the view for maintainers: the place, every area it may be in, and how far away each is."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from routekit.boundaries import Unlocated
from routekit.model import Candidate, Grid, LatLon, Postcode
from routekit.router import Router
from routekit.service.inspect.looking import Inspected
from routekit.service.pages.maps import Json, Maps, PageMap, drawing, few_areas
from routekit.service.pages.settings import PageSettings
from routekit.service.pages.wording import Words

_TITLE: Final = "Map of the areas; a click inspects the point"


class Seen(NamedTuple):
    """A place that was asked about, and what is known of it."""

    place: LatLon | Grid | Postcode
    found: Inspected


@dataclass(frozen=True, slots=True)
class InspectMaps:
    """Makes the maps; `settings` are those of the pages, for their district and tiles."""

    maps: Maps
    settings: PageSettings
    words: Words = field(default_factory=lambda: Words.of("en"))

    def of(self, router: Router, seen: Seen | None) -> PageMap | None:
        """Give the map around a place, else that of the district or of a small edition, if there is one."""
        made = self._around(router, seen) if seen else self._overview(router)
        return None if made is None else made._replace(data={**made.data, **self._drawing()})

    def _around(self, router: Router, seen: Seen) -> PageMap | None:
        place, where = seen.place, seen.found.where
        if isinstance(place, Postcode) and isinstance(router.postcodes.at(place), Unlocated):
            return self._overview(router)
        return self.maps.showing(
            router,
            router.edition_on(where.on),
            [each.area.code for each in where.candidates],
            place,
            title=_TITLE,
            words=self.words,
            main=[where.area.code] if where.area else [],
            notes={each.area.code: _note(each) for each in where.candidates},
        )

    def _overview(self, router: Router) -> PageMap | None:
        codes = [area.code for area in few_areas(router, self.settings.district)]
        if not codes:
            return None
        return self.maps.showing(router, router.edition, codes, None, title=_TITLE, words=self.words, main=())

    def _drawing(self) -> Json:
        return drawing(self.words, self.settings.tiles) | {"inspecting": True}


def _note(candidate: Candidate) -> str:
    """Say how far away an area is, and how much of the place it may have."""
    away = f"{candidate.distance_m:,.1f} m away" if candidate.distance_m else "here"
    return away if candidate.share == 1 else f"{away}, {candidate.share:.0%}"
