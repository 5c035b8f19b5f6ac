"""Every postcode and area of the nation: `make test-national` runs this, `make test` does not; minutes."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from routekit.boundaries import Edition, Postcodes, build
from routekit.boundaries.postcodes import build_postcodes
from routekit.replay import Side, every_area, every_postcode, replay
from routekit.router import Router
from routekit.rules import Pack

ANSWERS = {
    "report-litter": {"about": "litter", "land": "public"},
    "report-pothole": {"surface": "road", "motorway": "no", "danger": "no"},
}
YEARS = (2020, 2021, 2023)


@pytest.fixture(scope="module")
def postcodes(tmp_path_factory):
    return Postcodes.open(build_postcodes(None, tmp_path_factory.mktemp("all") / "all.postcodes")[0])


@pytest.fixture(scope="module")
def nation(tmp_path_factory, bodies, postcodes):
    edition = Edition.open(build("ew-2019-12", tmp_path_factory.mktemp("nation"))[0])
    packs = map(Pack.load, ANSWERS)
    return Router(packs=packs, edition=edition, bodies=bodies, postcodes=lambda: postcodes)


@pytest.fixture(scope="module")
def found_in(nation):
    """Count the located postcodes by the district that their area carries, "" for none."""
    columns = nation.postcodes.columns
    located = columns.radius > 0
    east, north = (each[located].astype(float) for each in (columns.easting, columns.northing))
    codes, counts = np.unique(nation.edition.codes_at(east, north), return_counts=True)
    districts = {area.code: area.district for area in nation.edition.areas()} | {"": ""}
    found = Counter()
    for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
        found[districts[code]] += count
    return found


def days_of(year):
    return date(year, 3, 31), date(year, 4, 1)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("transaction", ANSWERS)
def test_every_postcode_changes_as_the_lists_say(nation, found_in, lists, transaction, year):
    postcodes = nation.postcodes
    sides = (Side(router=nation, on=day) for day in days_of(year))
    found = replay(every_postcode(postcodes), *sides, transaction, answers=ANSWERS[transaction])
    of = lists.district if transaction == "report-litter" else lists.highways
    ways = Counter()
    for district, count in found_in.items():
        if district:
            ways[tuple(of(district, day) for day in days_of(year))] += count
    expected = {way: count for way, count in ways.items() if way[0] != way[1]}

    assert {(each.was.authority, each.now.authority): each.places for each in found.changes} == expected
    assert found.hands == found.changed == sum(expected.values()) > 10_000
    assert found.not_compared == len(postcodes.columns.key) - found_in.total()
    assert found.places == found.same + found.changed + found.not_compared == len(postcodes.columns.key)
    # A point in a crack between areas has one by `area_at`, and none by `codes_at`.
    assert found_in[""] - 100 < found.outside <= found_in[""]


@pytest.mark.parametrize("year", YEARS)
def test_the_point_of_each_area_is_in_it_and_changes_with_its_district(nation, lists, year):
    sides = (Side(router=nation, on=day) for day in days_of(year))
    found = replay(every_area(nation.edition), *sides, "report-litter", answers=ANSWERS["report-litter"])
    changed = {
        area.code
        for area in nation.edition.areas()
        if len({lists.district(area.district, day) for day in days_of(year)}) > 1
    }

    assert {(each.code, each.places) for each in found.parishes} == {(code, 1) for code in changed}
    assert found.places == nation.edition.count
