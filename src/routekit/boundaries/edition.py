"""An edition: one dated publication of areas, opened from its compiled file, and the answers it gives."""

from collections.abc import Callable
from datetime import date as Date  # noqa: N812 - a property is called `date`
from pathlib import Path
from typing import TYPE_CHECKING, Self

from routekit.boundaries.area import Area
from routekit.boundaries.cache import cache_folder
from routekit.boundaries.container import Container, damaged
from routekit.boundaries.covered import EXACT_M, GAP_M, located_in
from routekit.boundaries.gridindex.around import AllAround, all_around_of
from routekit.boundaries.gridindex.degrees import CodeAtLonLat, DegreeTables, code_at_lonlat_of
from routekit.boundaries.gridindex.exact import Exact
from routekit.boundaries.gridindex.scalar import CodeAt, code_at_of, covering_of
from routekit.boundaries.gridindex.tables import Tables
from routekit.boundaries.named import NamedAreas
from routekit.boundaries.newest import compiled, newest
from routekit.boundaries.once import Once
from routekit.boundaries.projection import Projected, Projection
from routekit.boundaries.record import Bounds, EditionProvenance, EditionRecord
from routekit.errors import InputError, InvalidPlaceError
from routekit.model import Area as NamedArea
from routekit.model import EditionRef, Grid, LatLon, Located, RouteWarning, Stretch
from routekit.suggest import nearest

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from routekit.boundaries.gridindex.bulk import Bulk
    from routekit.boundaries.gridindex.bulk_lonlat import BulkLonLat
    from routekit.boundaries.manylocated.locating import Locating
    from routekit.boundaries.nearby import Nearby
    from routekit.boundaries.polygons import Polygons

    Codes = npt.NDArray[np.str_]
    Positions = npt.NDArray[np.int32]


class Edition:
    """An open edition. Every coordinate is checked; an answer of None or "" means: in no area of the edition.

    The file is mapped, and boundaries are parsed when first needed. Safe to share between threads, and usable
    after a fork. A damaged boundary raises EditionError when it is first needed, never a wrong answer.
    """

    def __init__(self, container: Container) -> None:
        self._record = EditionRecord.of(container)
        self._container = container
        self._codes = _codes(container, self._record.count)
        self._areas = NamedAreas(container, self._codes)
        self._tables = Tables.of(container)
        self._exact = Exact(lambda: self._polygons)

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

    @Once
    def code_at(self) -> CodeAt:
        """Give the code of the area that covers a point, its boundary included; None if there is none.

        `code_at(easting, northing)` takes metres on the National Grid (EPSG:27700). In several areas, a
        parish or community comes before an unparished area, then the lowest code. InvalidPlaceError: not a
        number, or not finite.
        """
        return code_at_of(self._tables, self._codes, self._exact)

    @Once
    def code_at_lonlat(self) -> CodeAtLonLat:
        """Do what `code_at` does for a point in degrees (WGS84, taken as ETRS89).

        `code_at_lonlat(longitude, latitude)`. InvalidPlaceError: not a number, not finite, or out of range.
        """
        answers = self._tables.firsts(self._codes, None)
        return code_at_lonlat_of(self._degree_tables, answers, self._to_grid, self.code_at)

    def codes_at(self, eastings: "npt.ArrayLike", northings: "npt.ArrayLike") -> "Codes":
        """Give an array of what `code_at` gives for each point, "" where it is None.

        Two arrays with one dimension and the same length. InvalidPlaceError: as `code_at`, naming the first
        bad index.
        """
        return self._bulk.codes(self._bulk.labels(eastings, northings))

    def codes_at_lonlat(self, longitudes: "npt.ArrayLike", latitudes: "npt.ArrayLike") -> "Codes":
        """Give an array of what `code_at_lonlat` gives for each point, "" where it is None.

        As `codes_at`. What is within 2 mm of a boundary is projected one point at a time, so that it too has
        the answer of `code_at_lonlat`.
        """
        return self._bulk.codes(self._bulk_lonlat.labels(longitudes, latitudes))

    def positions_at(self, eastings: "npt.ArrayLike", northings: "npt.ArrayLike") -> "Positions":
        """Give for each point the position in `areas()` of the area that `codes_at` names, -1 for nowhere.

        32-bit whole numbers: a ninth of the memory of the codes, and to group by. Errors as `codes_at`.
        """
        return self._bulk.positions(self._bulk.labels(eastings, northings))

    def positions_at_lonlat(self, longitudes: "npt.ArrayLike", latitudes: "npt.ArrayLike") -> "Positions":
        """Give for each point in degrees what `positions_at` gives for one on the grid."""
        return self._bulk.positions(self._bulk_lonlat.labels(longitudes, latitudes))

    @Once
    def locating(self) -> "Locating":
        """Give what does for many places what `area_at` does for one."""
        from routekit.boundaries.manylocated.locating import Locating  # noqa: PLC0415 - slow to import
        from routekit.boundaries.projection_near import NearGrid  # noqa: PLC0415 - slow to import

        return Locating(
            self._tables, self._bulk, self._codes, self.area_at, lambda: NearGrid(self._projection)
        )

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
            warnings, found = self._along(place)
        else:
            easting, northing, warnings = self._point(place)
            told = self._told(easting, northing, place.accuracy_m)
            found = self._around(easting, northing, place.accuracy_m) if told is None else told
        return found.model_copy(update={"warnings": warnings + found.warnings}) if warnings else found

    def boundary_distance(self, place: LatLon | Grid) -> float:
        """Give the metres from a point to the nearest boundary of an area, whichever side it is on.

        `accuracy_m` is left out of account. It is measured on the boundaries themselves, so it is slower than
        `area_at`. Raises InvalidPlaceError for what is no point.
        """
        from routekit.boundaries.distance import nearest_boundary  # noqa: PLC0415 - shapely is slow to import
        from routekit.boundaries.polygons import GEOS  # noqa: PLC0415 - slow to import

        easting, northing, _ = self._point(place)
        with GEOS:
            return nearest_boundary(self._nearby, easting, northing, self._polygons)

    def area(self, code: str) -> Area:
        """Give the area of a GSS code, with its boundary; InputError if the edition has none of that code."""
        position = self._positions.get(code) if isinstance(code, str) else None
        if position is None:
            near = nearest(code, self._positions)
            hint = f"; did you mean {near}?" if near else ""
            raise InputError.of("code", code, f"the GSS code of an area in {self.name} is needed{hint}")
        return Area.bounded(self._areas[position], self._polygons.own(position))

    def has(self, code: str) -> bool:
        """Tell whether there is an area of this GSS code."""
        return code in self._positions

    def areas(self, district: str | None = None) -> tuple[NamedArea, ...]:
        """Give all areas, or those of the district with this GSS code, in the order of the tie rule.

        They come without boundaries, which `area` adds.
        """
        return tuple(self._areas) if district is None else self._areas.of_district(district)

    def areas_meeting(self, bounds: Bounds) -> tuple[NamedArea, ...]:
        """Give the areas whose west, south, east and north (metres, EPSG:27700) meet these, in order.

        They come without boundaries, which `area` adds; of what is near, some may not be within.
        """
        west, south, east, north = bounds
        left, bottom, right, top = self._polygons.boxes.T
        meets = (left <= east) & (right >= west) & (bottom <= north) & (top >= south)
        return tuple(self._areas[position] for position in meets.nonzero()[0].tolist())

    @Once
    def _projection(self) -> Projection:
        return Projection.open()

    @Once
    def _positions(self) -> dict[str, int]:
        return {code: position for position, code in enumerate(self._codes)}

    @Once
    def _polygons(self) -> "Polygons":
        from routekit.boundaries.polygons import Polygons  # noqa: PLC0415 - shapely is slow to import

        return Polygons(self._container, self._record.count)

    @Once
    def _bulk(self) -> "Bulk":
        from routekit.boundaries.gridindex.bulk import Bulk  # noqa: PLC0415 - NumPy is slow to import

        return Bulk(self._tables, self._codes, self._exact)

    @Once
    def _bulk_lonlat(self) -> "BulkLonLat":
        from routekit.boundaries.gridindex.bulk_lonlat import BulkLonLat  # noqa: PLC0415 - slow to import

        return BulkLonLat(self._degree_tables, self._bulk, self._projection)

    @Once
    def _degree_tables(self) -> DegreeTables:
        return DegreeTables.of(self._container)

    def _to_grid(self, longitude: float, latitude: float) -> Projected:
        return self._projection.to_grid(longitude, latitude)

    @Once
    def _covering(self) -> Callable[[float, float], tuple[int, ...]]:
        return covering_of(self._tables, self._record.count, self._exact)

    @Once
    def _all_around(self) -> AllAround:
        return all_around_of(self._tables, self._record.count)

    @Once
    def _nearby(self) -> "Nearby":
        from routekit.boundaries.nearby import Nearby  # noqa: PLC0415 - slow to import

        return Nearby(self._polygons, self._covering)

    def _point(self, place: LatLon | Grid) -> tuple[float, float, tuple[RouteWarning, ...]]:
        match place:
            case Grid():
                return place.easting, place.northing, ()
            case LatLon():
                easting, northing, exact = self._projection.to_grid(place.longitude, place.latitude)
                return easting, northing, () if exact else (_LOW_ACCURACY,)
        raise InvalidPlaceError.of("place", place, "a LatLon or a Grid is needed")

    def _told(self, easting: float, northing: float, radius_m: float) -> Located | None:
        """Say where a circle lies, None if the boundaries have to be asked."""
        if radius_m < EXACT_M and (covering := self._covering(easting, northing)):
            return located_in(covering, self._areas)
        all_around = self._all_around(easting, northing, radius_m + GAP_M)
        if all_around is None:
            return None
        return located_in(all_around, self._areas) if all_around else Located(area=None, outside=1.0)

    def _along(self, stretch: Stretch) -> tuple[tuple[RouteWarning, ...], Located]:
        """Say which areas a stretch runs through."""
        from routekit.boundaries.along import along  # noqa: PLC0415 - shapely is slow to import
        from routekit.boundaries.polygons import GEOS  # noqa: PLC0415 - slow to import

        points = [self._point(point) for point in stretch.points]
        warnings = next((warned for *_, warned in points if warned), ())
        line = [(easting, northing) for easting, northing, _ in points]
        with GEOS:
            return warnings, along(self._nearby, line, self._polygons, self._areas)

    def _around(self, easting: float, northing: float, radius_m: float) -> Located:
        """Say where a circle lies, or a point that no area covers."""
        from routekit.boundaries.locate import Circle, located, spot  # noqa: PLC0415 - slow to import
        from routekit.boundaries.polygons import GEOS  # noqa: PLC0415 - slow to import

        circle = Circle(easting, northing, radius_m)
        with GEOS:
            return located(spot(self._nearby, circle), circle, self._polygons, self._areas)


def _codes(container: Container, count: int) -> list[str]:
    text = bytes(container.view("codes"))
    if len(text) != count * _CODE or not text.isascii():
        raise damaged(container.path, f"it does not hold {count:,} codes")
    codes = text.decode("ascii")
    return [codes[start : start + _CODE] for start in range(0, len(codes), _CODE)]


_CODE = 9  # characters
_LOW_ACCURACY = RouteWarning(
    code="low-accuracy-projection",
    detail="the point lies outside the cover of OSTN15, so its place on the National Grid is approximate",
)
