"""The map of a page: an SVG to look at, and what a script draws in its stead, as GeoJSON."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Final, NamedTuple

from markupsafe import Markup

from routekit.boundaries import Edition, Projection
from routekit.boundaries.outlines import Outline, Ring, outlines
from routekit.boundaries.record import Bounds
from routekit.model import Area, Grid, LatLon, Postcode
from routekit.router import Router
from routekit.service.pages.drawing import drawn, label_of
from routekit.service.pages.frames import Spot, frame_of, spot_of
from routekit.service.pages.settings import Tiles
from routekit.service.pages.wording import Words

MOST_POINTS: Final = 4_000
MOST_GROUND_POINTS: Final = 8_000
MOST_AREAS: Final = 400  # that a map to choose a place on begins with
_DEEPEST: Final = 18  # the zoom that a map without tiles ends at
_DECIMALS: Final = 5  # of a degree: about a metre

Json = dict[str, object]


class PageMap(NamedTuple):
    """A map: what it shows, the SVG, what the script draws instead, and whom the boundaries are by."""

    title: str
    svg: Markup
    data: Json
    attribution: str


class Ground(NamedTuple):
    """The areas that a map to choose a place on begins with, as JSON, with a name that changes with them.

    `corners` are those of the map in degrees, the south-western one first, each latitude first.
    """

    name: str
    content: bytes
    corners: list[list[float]]


@dataclass(frozen=True, slots=True)
class Maps:
    """Makes maps; `projection` turns metres on the National Grid into degrees."""

    projection: Projection

    def showing(  # noqa: PLR0913 - what it shows, each by its name
        self,
        router: Router,
        edition: Edition,
        codes: Collection[str],
        place: LatLon | Grid | Postcode | None,
        *,
        title: str,
        words: Words,
        main: Collection[str] | None = None,
        notes: Mapping[str, str] = MappingProxyType({}),
    ) -> PageMap:
        """Show one area or more, what lies around them, and the place. Raises EditionError.

        `main` are those that stand out, None for all; `notes` stand beside names, by code.
        """
        main = codes if main is None else main
        spot = spot_of(router, self.projection, place) if place is not None else None
        frame = frame_of([edition.area(code).geometry.bounds for code in codes], spot)
        seen = outlines(edition, frame, most_points=MOST_POINTS)
        return PageMap(
            title=title,
            svg=drawn(frame, seen, main, spot, title=title, words=words, notes=notes),
            data={
                "areas": self._features(seen, main, words, notes),
                "bounds": self._corners(frame),
                "spot": self._circle(spot) if spot else None,
            },
            attribution=edition.provenance.attribution,
        )

    def ground(self, router: Router, district: str | None, words: Words) -> Ground | None:
        """Give the areas of a district, or of a whole small edition, to choose a place among.

        None where they are too many to be drawn at once.
        """
        edition = router.edition
        codes = {area.code for area in few_areas(router, district)}
        if not codes:
            return None
        frame = frame_of([edition.area(code).geometry.bounds for code in codes])
        seen = [
            each
            for each in outlines(edition, frame, most_points=MOST_GROUND_POINTS)
            if each.area.code in codes
        ]
        data = {"areas": self._features(seen, (), words, {})}
        content = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
        return Ground(sha256(content).hexdigest()[:12], content, self._corners(frame))

    def whole(self, edition: Edition) -> list[list[float]]:
        """Give the corners of a whole edition in degrees."""
        return self._corners(edition.bounds)

    def _features(
        self, seen: Sequence[Outline], codes: Collection[str], words: Words, notes: Mapping[str, str]
    ) -> Json:
        rings = iter(self._degrees([ring for each in seen for polygon in each.polygons for ring in polygon]))
        features: list[Json] = [
            {
                "type": "Feature",
                "properties": {
                    "code": each.area.code,
                    "name": label_of(each.area, words, notes),
                    "main": each.area.code in codes,
                },
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [[next(rings) for _ in polygon] for polygon in each.polygons],
                },
            }
            for each in seen
        ]
        return {"type": "FeatureCollection", "features": features}

    def _degrees(self, rings: Sequence[Ring]) -> Iterator[list[list[float]]]:
        """Give rings in degrees, longitude first; all are turned at once, since each turn has its price."""
        points = [point for ring in rings for point in ring]
        if not points:
            return
        longitudes, latitudes, _ = self.projection.to_lonlat_many(*zip(*points, strict=True))
        rounded = (degrees.round(_DECIMALS).tolist() for degrees in (longitudes, latitudes))
        pairs = [list(pair) for pair in zip(*rounded, strict=True)]
        first = 0
        for ring in rings:
            yield pairs[first : first + len(ring)]
            first += len(ring)

    def _corners(self, frame: Bounds) -> list[list[float]]:
        """Give the south-western and the north-eastern corner, latitude first, as Leaflet has it."""
        west, south, east, north = frame
        [corners] = self._degrees([((west, south), (east, north))])
        return [corner[::-1] for corner in corners]

    def _circle(self, spot: Spot) -> Json:
        longitude, latitude, _ = self.projection.to_lonlat(spot.easting, spot.northing)
        return {"longitude": longitude, "latitude": latitude, "radius": spot.radius_m}


def few_areas(router: Router, district: str | None) -> Sequence[Area]:
    """Give the areas of a district, or of a whole small edition; none where they are too many to be drawn."""
    areas = router.areas_in(district) if district else router.edition.areas()
    return areas if len(areas) <= MOST_AREAS else ()


def drawing(words: Words, tiles: Tiles | None) -> Json:
    """Give what the script needs to draw any map: the tiles behind it, and words."""
    return {
        "tiles": {"url": tiles.url, "attribution": words("map.tiles", attribution=tiles.attribution)}
        if tiles
        else None,
        "deepest": tiles.deepest if tiles else _DEEPEST,
        "words": {
            "zoomIn": words("map.zoom_in"),
            "zoomOut": words("map.zoom_out"),
            "spot": words("map.spot"),
            "locating": words("place.locating"),
            "located": words.texts["place.located"],
            "notLocated": words("place.not_located"),
            "chosen": words.texts["place.chosen"],
            "cleared": words("place.cleared"),
        },
    }
