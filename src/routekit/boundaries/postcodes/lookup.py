"""A compiled edition of postcodes: where each is, how far it reaches, or why that is not known."""

from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Self

from routekit.boundaries.cache import cache_folder
from routekit.boundaries.container import Container, damaged
from routekit.boundaries.edition import Edition
from routekit.boundaries.once import Once
from routekit.boundaries.postcodes.key import key_of
from routekit.boundaries.postcodes.record import PostcodesRecord
from routekit.errors import InvalidPlaceError
from routekit.model import Grid, Located, Postcode, RouteWarning
from routekit.model.value import Value

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from routekit.boundaries.progress import Progress

UnlocatedReason = Literal["no-location", "not-listed", "northern-ireland", "crown-dependency"]

ELSEWHERE: Final[dict[str, UnlocatedReason]] = {
    "BT": "northern-ireland",
    "GY": "crown-dependency",
    "IM": "crown-dependency",
    "JE": "crown-dependency",
}
COUNTRIES: Final = {"E": "E92000001", "S": "S92000003", "W": "W92000004"}
_DETAILS: Final[dict[UnlocatedReason, str]] = {
    "northern-ireland": "a postcode of Northern Ireland, which is not in {name}",
    "crown-dependency": "a postcode of Guernsey, Jersey or the Isle of Man, which are not in {name}",
    "no-location": "{name} has no location for this postcode; latitude and longitude are needed",
    "not-listed": "this postcode is not in {name}, so it is mistyped, out of use, or newer than {date}; "
    "check it, or give latitude and longitude",
}


class Unlocated(Value):
    """Why a postcode has no place: a reason from a closed set, and the same in words.

    `no-location` is a postcode that is listed without a point; `not-listed` may be mistyped, out of use or
    too new. Code-Point Open is of Great Britain.
    """

    reason: UnlocatedReason
    detail: str


class Columns(NamedTuple):
    """All postcodes as arrays in the order of their keys, in metres on the National Grid (EPSG:27700).

    `radius` is 0 where there is no location. The district of a postcode is `districts` at its `district`: a
    GSS code, or the first letter of a country.
    """

    key: "npt.NDArray[np.uint64]"
    easting: "npt.NDArray[np.uint32]"
    northing: "npt.NDArray[np.uint32]"
    radius: "npt.NDArray[np.uint16]"
    district: "npt.NDArray[np.uint16]"
    districts: "npt.NDArray[np.bytes_]"


class Postcodes:
    """An open edition of postcodes, mapped. Safe to share between threads, and usable after a fork."""

    def __init__(self, container: Container) -> None:
        self._record = PostcodesRecord.of(container)
        self._container = container
        views = [container.view(name) for name in ("key", "easting", "northing", "radius", "district")]
        if {len(view) for view in views} != {self._record.count}:
            raise damaged(container.path, f"it does not hold {self._record.count:,} postcodes")
        self._keys, self._eastings, self._northings, self._radii, _ = views

    @classmethod
    def open(cls, path: Path | str | None = None, *, progress: "Progress | None" = None) -> Self:
        """Open a compiled edition of postcodes: the file given, or the newest in the user's cache.

        If the newest is one that is installed and not compiled yet, it is compiled first, which takes
        seconds; `progress` hears of it. Raises EditionError when the file is missing, damaged, foreign or of
        another format, or when the cache cannot be written.
        """
        if path is not None:
            return cls(Container.open(Path(path)))
        from routekit.boundaries.postcodes.newest import newest  # noqa: PLC0415 - it compiles: slow to import

        return cls(newest(cache_folder(), progress))

    @property
    def record(self) -> PostcodesRecord:
        """All that the edition says of itself, as one value."""
        return self._record

    @property
    def name(self) -> str:
        """The edition's name, such as `codepo-2025-05`."""
        return self._record.edition.name

    @property
    def path(self) -> Path:
        """The compiled file."""
        return self._container.path

    @Once
    def columns(self) -> Columns:
        """All postcodes as arrays, which cannot be written to."""
        import numpy as np  # noqa: PLC0415 - one postcode is looked up without it

        section = self._container.section
        return Columns(
            key=section("key").astype(np.uint64, copy=False),
            easting=section("easting").astype(np.uint32, copy=False),
            northing=section("northing").astype(np.uint32, copy=False),
            radius=section("radius").astype(np.uint16, copy=False),
            district=section("district").astype(np.uint16, copy=False),
            districts=section("districts").astype(np.bytes_, copy=False),
        )

    def at(self, postcode: Postcode) -> Grid | Unlocated:
        """Give the point of a postcode, its radius as `accuracy_m`, or why there is none.

        The radius is an estimate: the distance to the nearest other point with a postcode, from 50 to
        1,000 m. Raises InvalidPlaceError for what is not a Postcode.
        """
        found = self._find(postcode)
        return found if isinstance(found, Unlocated) else self._circle(found)

    def area_at(self, postcode: Postcode, edition: Edition) -> Located | Unlocated:
        """Say where the circle of a postcode lies among boundaries, with the warning `postcode-estimate`.

        No part of the circle counts as outside if the edition has the whole country of the postcode: what is
        in none of its areas there is water.
        """
        found = self._find(postcode)
        if isinstance(found, Unlocated):
            return found
        circle = self._circle(found)
        located = edition.area_at(circle)
        detail = f"the postcode is taken to lie within {circle.accuracy_m:,.0f} m of its point in {self.name}"
        estimate = RouteWarning(code="postcode-estimate", detail=detail)
        by_water = located.outside and located.area and self._country(found) in edition.record.countries
        outside = 0.0 if by_water else located.outside
        return located.model_copy(update={"warnings": (estimate, *located.warnings), "outside": outside})

    def _find(self, postcode: object) -> int | Unlocated:
        if not isinstance(postcode, Postcode):
            raise InvalidPlaceError.of("postcode", postcode, "a Postcode is needed")
        if reason := ELSEWHERE.get(postcode.compact[:2]):
            return self._unlocated(reason)
        key = key_of(postcode.compact)
        at = bisect_left(self._keys, key)
        if at == len(self._keys) or self._keys[at] != key:
            return self._unlocated("not-listed")
        return at if self._radii[at] else self._unlocated("no-location")

    def _country(self, at: int) -> str | None:
        """Give the GSS code of the country of a postcode, by the first letter of its district."""
        letter = self.columns.districts[self.columns.district[at]][:1].decode()
        return COUNTRIES.get(letter)

    def _circle(self, at: int) -> Grid:
        return Grid(easting=self._eastings[at], northing=self._northings[at], accuracy_m=self._radii[at])

    def _unlocated(self, reason: UnlocatedReason) -> Unlocated:
        edition = self._record.edition
        return Unlocated(reason=reason, detail=_DETAILS[reason].format(name=edition.name, date=edition.date))
