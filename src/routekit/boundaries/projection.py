"""WGS84 degrees to the British National Grid (EPSG:27700) and back, by the definitive OSTN15 tables."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from routekit.boundaries.coordinates import FAR_EAST, FAR_WEST, POLE, degrees, metres
from routekit.boundaries.datum import TO_ETRS89, TO_OSGB36
from routekit.boundaries.mercator import AIRY_1830, GRS80, ONE, Functions, Mercator, Number
from routekit.boundaries.once import Once
from routekit.boundaries.ostn15 import EAST, FILE_NAME, NORTH, Shifts
from routekit.errors import EditionError
from routekit.installed import folders

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from routekit.boundaries.projection_many import Converted, ManyProjected

__all__ = ["Projected", "Projection", "Unprojected"]

ETRS89 = Mercator.on(GRS80)
OSGB36 = Mercator.on(AIRY_1830)


class Projected(NamedTuple):
    """A point on the British National Grid (EPSG:27700), in metres.

    `exact` is False outside the cover of the OSTN15 tables, where the point is good to about 5 metres.
    """

    easting: float
    northing: float
    exact: bool


class Unprojected(NamedTuple):
    """A point in degrees (WGS84, taken as ETRS89); `exact` as for `Projected`."""

    longitude: float
    latitude: float
    exact: bool


@dataclass(frozen=True, eq=False)
class Projection:
    """WGS84, taken as ETRS89, to and from the British National Grid.

    Inside the cover of OSTN15 the answer is the Ordnance Survey's definition: transverse Mercator on GRS80,
    then the shift of the tables. (Its own series for the projection is cut short: up to 1 mm from this one on
    land, 2.2 mm at the north-western corner.) The cover is a rectangle of the unshifted grid, 0 to 700 km
    east and 0 to 1,250 km north: Great Britain, the Isle of Man and the seas around, and with them Belfast,
    Dublin and Calais, which have grids of their own: `exact` speaks of the tables, not of whose land it is.

    Outside it the answer is the Ordnance Survey's seven-parameter Helmert transformation and transverse
    Mercator on Airy 1830, with `exact` False: about 5 m off near Britain ("A guide to coordinate systems in
    Great Britain", section 6.6: 3.5 m at 95 % within Britain). It is up to 7.4 m from the tables along the
    edge of the cover, and so far may a round trip miss that crosses the edge. Longitudes over 45 degrees from
    the central meridian (2 degrees west), and eastings and northings as far out, are moved to that limit:
    finite, and thousands of kilometres from Britain.

    Never changed once open: safe between threads and after a fork.
    """

    shifts: Shifts

    @classmethod
    def open(cls, path: Path | None = None) -> Self:
        """Open the tables given, or those of the installed `routekit-boundaries`.

        EditionError: the file is missing, cut, altered or another one, or none is installed.
        """
        return cls(Shifts.open(_installed() if path is None else Path(path)))

    def to_grid(self, longitude: float, latitude: float) -> Projected:
        """Give the grid coordinates of degrees (-180 to 180, -90 to 90).

        InvalidPlaceError: not a number, not finite, or out of range.
        """
        if not (
            type(longitude) is type(latitude) is float
            and FAR_WEST <= longitude <= FAR_EAST
            and -POLE <= latitude <= POLE
        ):
            longitude, latitude = degrees(longitude, latitude)
        x, y = ETRS89.project(longitude, latitude, ONE)
        if 0.0 <= x < EAST and 0.0 <= y < NORTH:
            east, north = self.shifts.at(x, y)
            return Projected(x + east, y + north, exact=True)
        x, y = grid_without_tables(longitude, latitude, ONE)
        return Projected(x, y, exact=False)

    def to_lonlat(self, easting: float, northing: float) -> Unprojected:
        """Give the degrees of metres on the grid, which need not be within it.

        InvalidPlaceError: not a number, or not finite.
        """
        easting, northing = metres(easting, northing)
        x, y = self.shifts.before(easting, northing)
        if 0.0 <= x < EAST and 0.0 <= y < NORTH:
            longitude, latitude = ETRS89.unproject(x, y, ONE)
            return Unprojected(longitude, latitude, exact=True)
        longitude, latitude = lonlat_without_tables(easting, northing, ONE)
        return Unprojected(longitude, latitude, exact=False)

    def to_grid_many(self, longitudes: "ArrayLike", latitudes: "ArrayLike") -> "Converted":
        """Give eastings, northings and `exact` for two arrays of degrees, each point as by `to_grid`.

        One-dimensional arrays of one length in, float64 and bool out. The two agree to 3 nanometres over the
        cover: NumPy's functions round differently.
        InvalidPlaceError: as `to_grid`, naming the first bad index.
        """
        return self._many.to_grid(longitudes, latitudes)

    def to_lonlat_many(self, eastings: "ArrayLike", northings: "ArrayLike") -> "Converted":
        """Give longitudes, latitudes and `exact` for two arrays of metres, each point as by `to_lonlat`.

        One-dimensional arrays of one length in, float64 and bool out. The two agree to 5e-14 degrees over
        the cover.
        InvalidPlaceError: as `to_lonlat`, naming the first bad index.
        """
        return self._many.to_lonlat(eastings, northings)

    @Once
    def _many(self) -> "ManyProjected":
        from routekit.boundaries.projection_many import ManyProjected  # noqa: PLC0415 - one point needs no NumPy

        return ManyProjected(self.shifts)


def grid_without_tables(longitude: Number, latitude: Number, by: Functions[Number]) -> tuple[Number, Number]:
    """Give the grid coordinates of degrees outside the cover of the tables."""
    longitude, latitude = TO_OSGB36.apply(longitude, latitude, by)
    return OSGB36.project(longitude, latitude, by)


def lonlat_without_tables(easting: Number, northing: Number, by: Functions[Number]) -> tuple[Number, Number]:
    """Give the degrees of grid coordinates outside the cover of the tables."""
    longitude, latitude = OSGB36.unproject(easting, northing, by)
    return TO_ETRS89.apply(longitude, latitude, by)


def _installed() -> Path:
    offered = folders("routekit.boundaries")
    for folder in offered:
        path = folder / "projection" / FILE_NAME
        if path.is_file():
            return path
    looked = ", ".join(map(str, offered)) or "no folder"
    raise EditionError(f"no {FILE_NAME} is installed ({looked} looked into); install routekit-boundaries")
