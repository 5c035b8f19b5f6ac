"""Check postcodes against boundaries: each has an area or a reason, and the districts agree."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.boundaries.edition import Edition
from routekit.boundaries.postcodes.lookup import Postcodes
from routekit.boundaries.postcodes.table import compact_of
from routekit.boundaries.progress import Progress
from routekit.model import Grid, Postcode
from routekit.model.value import Value

_AT_ONCE: Final = 1 << 17  # postcodes, between two notes of progress
_GSS: Final = 9  # characters of a GSS code

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.str_]


class Stray(Value):
    """A postcode in no area although its district is in the edition: where it is, and what is nearest.

    `easting` and `northing` are on the National Grid (EPSG:27700). `nearest` is the nearest area that the
    postcode's radius reaches, `distance_m` how far it is. `filled` is true in a gap, where it answers.
    """

    postcode: str
    district: str
    easting: int
    northing: int
    radius_m: int
    nearest: str | None = None
    distance_m: float | None = None
    filled: bool = False

    def text(self) -> str:
        """Write the postcode and why it is in no area for a person to read."""
        if self.nearest is None:
            return f"{self.postcode} ({self.district}): no area within its radius of {self.radius_m:,} m"
        return f"{self.postcode} ({self.district}): {self.nearest} is {self.distance_m:,.2f} m away"


class Difference(Value):
    """A postcode whose own district, `district`, is not the one its area is in, `area_district`."""

    postcode: str
    district: str
    area: str
    area_name: str
    area_district: str

    def text(self) -> str:
        """Write the difference for a person to read."""
        return (
            f"{self.postcode}: in {self.district} by Code-Point Open, in {self.area_district} by its area "
            f"{self.area_name} ({self.area})"
        )


class PostcodesCheck(Value):
    """What became of every postcode in an edition of boundaries.

    `listed` is the sum of those `without_location`, those `in_area`, the `strays`, and those `elsewhere`: in
    no area, their district not in the edition, by country. Of those in an area, `without_district` have none
    of their own and `compared` have; `differences` are those whose area is in another.
    """

    postcodes: str
    edition: str
    listed: int
    without_location: int
    in_area: int
    strays: tuple[Stray, ...]
    elsewhere: dict[str, int]
    without_district: int
    compared: int
    differences: tuple[Difference, ...]

    def text(self) -> str:
        """Write what was found for a person to read."""
        filled = [stray for stray in self.strays if stray.filled]
        outside = [stray for stray in self.strays if not stray.filled]
        elsewhere = ", ".join(f"{country} {count:,}" for country, count in self.elsewhere.items())
        compared = f"{self.compared:,}, differing: {len(self.differences):,}"
        return "\n".join(
            [
                f"{self.postcodes}, {self.listed:,} postcodes, in {self.edition}",
                f"without a location: {self.without_location:,}",
                f"in an area: {self.in_area:,}",
                f"in a gap between areas, which the nearest fills: {len(filled):,}",
                *(f"  {stray.text()}" for stray in filled),
                f"in no area: {len(outside):,}",
                *(f"  {stray.text()}" for stray in outside),
                f"elsewhere, in districts that are not in the edition: {elsewhere or 0}",
                f"districts compared: {compared} ({self.without_district:,} more have none of their own)",
                *(f"  {difference.text()}" for difference in self.differences),
            ]
        )


def check_postcodes(
    postcodes: Postcodes,
    edition: Edition,
    *,
    district_on: Callable[[str], str] = str,
    progress: Progress | None = None,
) -> PostcodesCheck:
    """Put every postcode into the areas of an edition of boundaries, and compare the districts.

    `district_on` gives the code of the district that a district of either was part of on the date of
    the postcodes; left out, only districts of the same code agree. `progress` hears of `postcodes`.
    """
    found = _found(postcodes, edition, district_on, progress)
    differing = np.flatnonzero(found.covered & found.given & (found.area_now != found.own_now))
    own_districts = {district_on(area.district) for area in edition.areas()}
    wanted = np.where(found.given, np.isin(found.own_now, sorted(own_districts)), _near(found, edition))
    strays = np.flatnonzero(~found.covered & wanted)
    elsewhere = Counter(code[0] for code in found.own[~found.covered & ~wanted].tolist())
    return PostcodesCheck(
        postcodes=postcodes.name,
        edition=edition.name,
        listed=postcodes.record.count,
        without_location=postcodes.record.count - postcodes.record.located,
        in_area=int(found.covered.sum()),
        strays=tuple(_strays(found, strays.tolist(), edition)),
        elsewhere=dict(sorted(elsewhere.items())),
        without_district=int((found.covered & ~found.given).sum()),
        compared=int((found.covered & found.given).sum()),
        differences=tuple(_differences(found, differing.tolist(), edition)),
    )


class _Found(NamedTuple):
    """Located postcodes as arrays: point, radius, own district and area, and both districts on the date."""

    key: npt.NDArray[np.uint64]
    easting: npt.NDArray[np.float64]
    northing: npt.NDArray[np.float64]
    radius: npt.NDArray[np.uint16]
    own: Codes
    own_now: Codes
    area: Codes
    area_now: Codes

    @property
    def covered(self) -> Flags:
        """Which postcodes are in an area."""
        covered: Flags = self.area != ""
        return covered

    @property
    def given(self) -> Flags:
        """Which postcodes have a district of their own, and not only a country."""
        given: Flags = np.char.str_len(self.own) == _GSS
        return given


def _found(
    postcodes: Postcodes, edition: Edition, district_on: Callable[[str], str], progress: Progress | None
) -> _Found:
    columns = postcodes.columns
    located = np.flatnonzero(columns.radius)
    eastings = columns.easting[located].astype(np.float64)
    northings = columns.northing[located].astype(np.float64)
    area = _areas(edition, eastings, northings, progress)
    names = columns.districts.astype(np.str_)
    now = np.array([district_on(code) for code in names.tolist()])
    codes, back = np.unique(area, return_inverse=True)
    of_area = {"": ""} | {each.code: district_on(each.district) for each in edition.areas()}
    own = columns.district[located]
    return _Found(
        key=columns.key[located],
        easting=eastings,
        northing=northings,
        radius=columns.radius[located],
        own=names[own],
        own_now=now[own],
        area=area,
        area_now=np.array([of_area[code] for code in codes.tolist()])[back],
    )


def _areas(
    edition: Edition,
    eastings: npt.NDArray[np.float64],
    northings: npt.NDArray[np.float64],
    progress: Progress | None,
) -> Codes:
    found = [np.array([], dtype="<U9")]
    for start in range(0, len(eastings), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        found.append(edition.codes_at(eastings[some], northings[some]))
        if progress is not None:
            progress(min(start + _AT_ONCE, len(eastings)), len(eastings), "postcodes")
    return np.concatenate(found)


def _near(found: _Found, edition: Edition) -> Flags:
    """Say which postcodes lie in the box around the edition."""
    west, south, east, north = edition.bounds
    along = (west <= found.easting) & (found.easting <= east)
    up: Flags = (south <= found.northing) & (found.northing <= north)
    return along & up


def _strays(found: _Found, at: Sequence[int], edition: Edition) -> Iterator[Stray]:
    for each in at:
        easting, northing, radius = (
            int(column[each]) for column in (found.easting, found.northing, found.radius)
        )
        near = edition.area_at(Grid(easting=easting, northing=northing, accuracy_m=radius))
        nearest = min(near.candidates, key=lambda candidate: candidate.distance_m, default=None)
        yield Stray(
            postcode=_postcode(found, each),
            district=str(found.own[each]),
            easting=easting,
            northing=northing,
            radius_m=radius,
            nearest=f"{nearest.area.name} ({nearest.area.code})" if nearest else None,
            distance_m=nearest.distance_m if nearest else None,
            filled=near.area is not None,
        )


def _differences(found: _Found, at: Sequence[int], edition: Edition) -> Iterator[Difference]:
    for each in at:
        area = edition.area(str(found.area[each]))
        yield Difference(
            postcode=_postcode(found, each),
            district=str(found.own[each]),
            area=area.code,
            area_name=area.name,
            area_district=area.district,
        )


def _postcode(found: _Found, at: int) -> str:
    return Postcode(compact_of(int(found.key[at]))).postcode
