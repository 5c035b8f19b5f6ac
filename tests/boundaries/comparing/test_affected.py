"""Postcodes affected: each whose point answers otherwise is listed with the reason, and no other."""

import csv

import pytest

from routekit.boundaries.comparing import affected, compare, write_list
from routekit.errors import EditionError
from routekit.model import Postcode
from routekit.testing import Invented


@pytest.fixture(scope="session")
def found(comparison, sample, reorganised, west_berkshire_postcodes):
    return affected(comparison, sample, reorganised, west_berkshire_postcodes)


def test_the_postcodes_listed_are_those_whose_area_or_district_differs(
    found, sample, reorganised, west_berkshire_postcodes
):
    counts, listed = found
    expected = set()
    for row in _every(west_berkshire_postcodes):
        was, now = sample.code_at(*row[1:]), reorganised.code_at(*row[1:])
        if was != now or (was and sample.area(was).district != reorganised.area(now).district):
            expected.add((row[0], was or "", now or ""))

    assert {each[:3] for each in listed} == expected
    assert counts.affected == len(listed) == sum(each.postcodes for each in counts.moved)
    assert counts.compared == 5_398


def _every(postcodes):
    for compact in _compacts(postcodes):
        point = postcodes.at(Postcode(compact))
        yield Postcode(compact).postcode, point.easting, point.northing


def _compacts(postcodes):
    from routekit.boundaries.postcodes.table import compact_of

    columns = postcodes.columns
    return [compact_of(int(key)) for key, radius in zip(columns.key, columns.radius, strict=True) if radius]


def test_each_reason_is_that_of_the_change_that_was_made(found):
    planted = Invented()
    reasons = {(each.was, each.now): each.reason for each in found[0].moved}

    assert reasons[planted.strip_from, planted.strip_to] == "land"
    assert reasons[planted.recoded, planted.new_code] == "recoded"
    assert reasons[planted.redistricted, planted.redistricted] == "district"
    assert reasons[planted.abolished, planted.unparished] == "land"


def test_a_postcode_in_land_that_is_left_out_says_so(sample, reorganised, west_berkshire_postcodes):
    from routekit.boundaries.comparing import Tolerance

    blind = compare(sample, reorganised, Tolerance(width_m=0, area_m2=1e9))
    reasons = {
        each.reason for each in affected(blind, sample, reorganised, west_berkshire_postcodes)[0].moved
    }

    assert not blind.diff.land
    assert reasons == {"under-tolerance", "district"}


def test_nothing_is_affected_between_an_edition_and_itself(sample, west_berkshire_postcodes):
    counts, listed = affected(compare(sample, sample), sample, sample, west_berkshire_postcodes)

    assert (counts.affected, listed) == (0, ())


def test_the_list_is_a_table_with_names_and_districts(found, sample, reorganised, tmp_path):
    write_list(tmp_path / "list.csv", found[1], sample, reorganised)

    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == found[0].affected
    purley = next(row for row in rows if row["reason"] == "district")
    assert (purley["was_name"], purley["was_district"], purley["now_district"]) == (
        "Purley on Thames", "E06000037", "E06000038",
    )  # fmt: skip


def test_a_list_that_cannot_be_written_is_refused(found, sample, reorganised, tmp_path):
    with pytest.raises(EditionError, match="cannot be written"):
        write_list(tmp_path / "no folder" / "list.csv", found[1], sample, reorganised)


def test_no_name_of_an_edition_is_a_formula_in_the_list(found, sample, reorganised, tmp_path):
    class Named:
        """An edition whose areas have names that a spreadsheet would run."""

        def areas(self):
            return [area.model_copy(update={"name": f"={area.name}"}) for area in sample.areas()]

    write_list(tmp_path / "list.csv", found[1], Named(), reorganised)

    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        names = [row["was_name"] for row in csv.DictReader(file)]
    assert any(names)
    assert all(name.startswith("'=") for name in names if name)
