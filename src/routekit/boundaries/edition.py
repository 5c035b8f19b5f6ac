"""An edition: one dated publication of areas, opened from its compiled file, and the answers it gives."""

import difflib
from datetime import date as Date  # noqa: N812 - a property is called `date`
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from routekit.boundaries.along import along
from routekit.boundaries.area import Area
from routekit.boundaries.cache import cache_folder
from routekit.boundaries.container import Container, damaged
from routekit.boundaries.coordinates import metres, metres_many
from routekit.boundaries.distance import nearest_boundary
from routekit.boundaries.index import NOWHERE, PointIndex
from routekit.boundaries.locate import Circle, located, spot
from routekit.boundaries.newest import compiled, newest
from routekit.boundaries.polygons import Polygons
from routekit.boundaries.projection import Projection
from routekit.boundaries.record import AREAS, Bounds, EditionProvenance, EditionRecord
from routekit.errors import InputError, InvalidPlaceError
from routekit.model import Area as NamedArea
from routekit.model import EditionRef, Grid, LatLon, Located, RouteWarning, Stretch

Codes = npt.NDArray[np.str_]


class Edition:
    """An open edition. Every coordinate is checked; an answer of None or "" means: in no area of the edition.

    The file is mapped, and boundaries are parsed when first needed. Safe to share between threads, and usable
    after a fork. A damaged boundary raises EditionError when it is first needed, never a wrong answer.
    """

    def __init__(self, container: Container) -> None:
        self._record = EditionRecord.of(container)
        self._container = container
        self._polygons = Polygons(container, self._record.count)
        self._index = PointIndex(self._polygons)
        codes = container.section("codes").astype(np.str_)
        if codes.size != self._record.count:
            raise damaged(container.path, f"it does not hold {self._record.count:,} codes")
        self._codes: list[str] = codes.tolist()
        self._answers: Codes = np.append(codes, "")  # NOWHERE, the last position, answers ""

    @classmethod
    def open(cls, path: Path | str | None = None) -> Self:
        """Open a compiled edition: the file given, or the best one in the user's cache.

        The best is a whole edition before a sample, then the latest, then the largest. If none is compiled,
        the installed sample is compiled first, which takes moments. Raises EditionError when the file is
        missing, damaged, foreign or of another format, or when the cache cannot be written.
        """
        return cls(newest(cache_folder()) if path is None else Container.open(Path(path)))

    @classmethod
    def open_all(cls) -> tuple[Self, ...]:
        """Open every whole edition compiled in the user's cache, the earliest first; else what `open` gives.

        Raises EditionError as `open` does.
        """
        return tuple(map(cls, compiled(cache_folder())))

    @property
    def record(self) -> EditionRecord:
        """All that the edition says of itself, as one value."""
        return self._record

    @property
    def name(self) -> str:
        """The edition's name, such as `ew-2019-12`."""
        return self._record.name

    @property
    def title(self) -> str:
        """What the edition holds, in words."""
        return self._record.title

    @property
    def date(self) -> Date:
        """The day on which the areas stood as the edition has them."""
        return self._record.date

    @property
    def count(self) -> int:
        """How many areas the edition has."""
        return self._record.count

    @property
    def bounds(self) -> Bounds:
        """West, south, east and north of all areas, in metres on the National Grid (EPSG:27700)."""
        return self._record.bounds

    @property
    def ref(self) -> EditionRef:
        """The reference that decisions carry; its `sha256` is that of the areas and their boundaries."""
        return self._record.ref

    @property
    def provenance(self) -> EditionProvenance:
        """Source, licence, attribution and source files."""
        return self._record.provenance

    @property
    def path(self) -> Path:
        """The compiled file."""
        return self._container.path

    def code_at(self, easting: float, northing: float) -> str | None:
        """Give the code of the area that covers a point, its boundary included; None if there is none.

        Metres on the National Grid (EPSG:27700). In several areas, a parish or community comes before an
        unparished area, then the lowest code. InvalidPlaceError: not a number, or not finite.
        """
        position = self._index.first(*metres(easting, northing))
        return None if position == NOWHERE else self._codes[position]

    def code_at_lonlat(self, longitude: float, latitude: float) -> str | None:
        """Do what `code_at` does for a point in degrees (WGS84, taken as ETRS89).

        InvalidPlaceError: not a number, not finite, or out of range.
        """
        easting, northing, _ = self._projection.to_grid(longitude, latitude)
        return self.code_at(easting, northing)

    def codes_at(self, eastings: npt.ArrayLike, northings: npt.ArrayLike) -> Codes:
        """Give an array of what `code_at` gives for each point, "" where it is None.

        Two arrays with one dimension and the same length. InvalidPlaceError: as `code_at`, naming the first
        bad index.
        """
        return self._answers[self._index.firsts(*metres_many(eastings, northings))]

    def codes_at_lonlat(self, longitudes: npt.ArrayLike, latitudes: npt.ArrayLike) -> Codes:
        """Give an array of what `code_at_lonlat` gives for each point, "" where it is None.

        As `codes_at`. The two projections agree to 5 nanometres: nearer than that to a boundary, one may give
        the one side and the other the other.
        """
        eastings, northings, _ = self._projection.to_grid_many(longitudes, latitudes)
        return self.codes_at(eastings, northings)

    def area_at(self, place: LatLon | Grid | Stretch) -> Located:
        """Say where a place lies: the area that answers for its point, and all areas it may be in.

        Exact (`accuracy_m` under a millimetre): the candidates are the areas that cover the point, share 1.
        Otherwise they are all areas that the circle of that radius touches, each with its share of the circle
        (to within 0.0001; the shares of areas that overlap can add up to more than 1) and the metres from the
        point. A point in no area that has two or more within 3 m of it lies in a crack between them: the
        nearest answers, a candidate whatever the circle touches, with the warning `gap-filled`. More than one
        covering area gives `on-boundary`; degrees outside the cover of OSTN15, `low-accuracy-projection`.

        Of a stretch, the candidates are all areas that it runs through, each with its length there.
        """
        if isinstance(place, Stretch):
            circles = [self._circle(point) for point in place.points]
            line = [(circle.easting, circle.northing) for circle, _ in circles]
            warnings = next((warned for _, warned in circles if warned), ())
            found = along(self._index, line, self._polygons, self._areas)
        else:
            circle, warnings = self._circle(place)
            found = located(spot(self._index, circle), circle, self._polygons, self._areas)
        return found.model_copy(update={"warnings": warnings + found.warnings}) if warnings else found

    def boundary_distance(self, place: LatLon | Grid) -> float:
        """Give the metres from a point to the nearest boundary of an area, whichever side it is on.

        `accuracy_m` is left out of account. It is measured on the boundaries themselves, so it is slower than
        `area_at`. Raises InvalidPlaceError for what is no point.
        """
        circle, _ = self._circle(place)
        return nearest_boundary(self._index, circle.easting, circle.northing, self._polygons)

    def area(self, code: str) -> Area:
        """Give the area of a GSS code, with its boundary; InputError if the edition has none of that code."""
        position = self._positions.get(code) if isinstance(code, str) else None
        if position is None:
            near = difflib.get_close_matches(str(code).upper(), self._codes, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise InputError.of("code", code, f"the GSS code of an area in {self.name} is needed{hint}")
        return Area.bounded(self._areas[position], self._polygons[position])

    def areas(self, district: str | None = None) -> tuple[NamedArea, ...]:
        """Give all areas, or those of the district with this GSS code, in the order of the tie rule.

        They come without boundaries, which `area` adds.
        """
        return tuple(area for area in self._areas if district is None or area.district == district)

    @cached_property
    def _projection(self) -> Projection:
        return Projection.open()

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {code: position for position, code in enumerate(self._codes)}

    @cached_property
    def _areas(self) -> tuple[NamedArea, ...]:
        try:
            areas = AREAS.validate_json(self._container.section("areas").tobytes())
        except ValidationError as error:
            raise damaged(self.path, "its table of areas cannot be read") from error
        if [area.code for area in areas] != self._codes:
            raise damaged(self.path, "its table of areas does not fit its codes")
        return areas

    def _circle(self, place: LatLon | Grid) -> tuple[Circle, tuple[RouteWarning, ...]]:
        match place:
            case Grid():
                return Circle(place.easting, place.northing, place.accuracy_m), ()
            case LatLon():
                easting, northing, exact = self._projection.to_grid(place.longitude, place.latitude)
                return Circle(easting, northing, place.accuracy_m), () if exact else (_LOW_ACCURACY,)
        raise InvalidPlaceError.of("place", place, "a LatLon or a Grid is needed")


_LOW_ACCURACY = RouteWarning(
    code="low-accuracy-projection",
    detail="the point lies outside the cover of OSTN15, so its place on the National Grid is approximate",
)
