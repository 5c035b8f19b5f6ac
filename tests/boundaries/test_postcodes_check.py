"""Every postcode gets an area or a reason, and districts are compared as they stood on one day."""

import pytest

from routekit.boundaries import Postcodes
from routekit.boundaries.postcodes import build_postcodes, check_postcodes

DISTRICT = "E06999001"


def row(postcode, easting, northing, district=DISTRICT, *, quality="10"):
    country = "S92000003" if district.startswith("S") else "E92000001"
    return (postcode, quality, str(easting), str(northing), country, "", "", "", district, "")


ROWS = [
    row("ZE1 1AA", 400_500, 50_500),  # in Ashsample
    row("ZE1 1AB", 401_000, 50_500),  # on the line to Overmade
    row("ZE1 1AD", 400_999, 52_500, "E06999002"),  # in Gapley West, by Code-Point Open in another district
    row("ZE1 1AE", 401_000, 52_500),  # in the crack between Gapley West and East
    row("ZE1 1AF", 399_960, 50_500),  # on the shore
    row("ZE1 1AG", 399_000, 50_500),  # far out
    row("ZE1 1AH", 400_500, 50_600, "", quality="60"),  # in Ashsample, its district not given
    row("ZE1 1AJ", 400_500, 53_100, "", quality="60"),  # out at sea, and above the box of the edition
    row("ZE1 1AL", 300_000, 50_500, "E06000037"),  # elsewhere
    row("ZE1 1AN", 300_000, 700_500, "S12000036"),
    row("ZE1 1AP", 0, 0, "", quality="90"),
]


@pytest.fixture(scope="module")
def postcodes(tmp_path_factory, code_point):
    folder = tmp_path_factory.mktemp("check")
    return Postcodes.open(build_postcodes(code_point(folder / "a.zip", ROWS), folder / "a.postcodes")[0])


@pytest.fixture(scope="module")
def found(postcodes, tiny_edition):
    return check_postcodes(postcodes, tiny_edition)


def test_every_postcode_is_counted_once(found):
    assert found.listed == len(ROWS)
    assert found.without_location == 1
    assert found.in_area == 4
    assert [stray.postcode for stray in found.strays] == ["ZE1 1AE", "ZE1 1AF", "ZE1 1AG"]
    assert found.elsewhere == {"E": 2, "S": 1}
    assert (
        found.without_location + found.in_area + len(found.strays) + sum(found.elsewhere.values())
        == found.listed
    )


def test_a_postcode_in_no_area_is_listed_with_what_its_radius_reaches(found):
    crack, shore, far = found.strays
    assert (crack.nearest, crack.filled) == ("Gapley West (E04999008)", True)
    assert crack.distance_m == 0.5
    assert (shore.nearest, shore.distance_m, shore.filled) == ("Ashsample (E04999001)", 40, False)
    assert (far.radius_m, far.nearest, far.distance_m, far.filled) == (960, None, None, False)
    assert far.text() == "ZE1 1AG (E06999001): no area within its radius of 960 m"


def test_a_district_that_differs_is_listed(found):
    assert (found.compared, found.without_district) == (3, 1)
    assert [(each.postcode, each.district, each.area) for each in found.differences] == [
        ("ZE1 1AD", "E06999002", "E04999008")
    ]
    assert found.differences[0].area_district == DISTRICT


def test_a_district_that_became_part_of_the_other_is_no_difference(postcodes, tiny_edition):
    heirs = {DISTRICT: "E06999009", "E06999002": "E06999009"}
    merged = check_postcodes(postcodes, tiny_edition, district_on=lambda code: heirs.get(code, code))
    assert (merged.compared, merged.differences) == (3, ())
    assert [stray.postcode for stray in merged.strays] == ["ZE1 1AE", "ZE1 1AF", "ZE1 1AG"]


def test_what_was_found_can_be_read_and_sent(found):
    text = found.text()
    assert "codepo-2025-05, 11 postcodes, in tiny-2026-01" in text
    assert "ZE1 1AF (E06999001): Ashsample (E04999001) is 40.00 m away" in text
    assert "elsewhere, in districts that are not in the edition: E 2, S 1" in text
    assert "ZE1 1AD: in E06999002 by Code-Point Open, in E06999001 by its area" in text
    assert type(found).model_validate_json(found.model_dump_json()) == found


def test_progress_is_told_to_the_end(postcodes, tiny_edition):
    told = []
    check_postcodes(postcodes, tiny_edition, progress=lambda *seen: told.append(seen))
    assert told[-1] == (10, 10, "postcodes")


def test_every_postcode_of_west_berkshire_is_in_a_parish_of_the_sample(
    west_berkshire_postcodes, west_berkshire
):
    found = check_postcodes(west_berkshire_postcodes, west_berkshire)
    assert (found.in_area, found.compared, found.without_location) == (5398, 5398, 1)
    assert (found.strays, found.differences, found.elsewhere) == ((), (), {})
    codes = west_berkshire.codes_at(
        west_berkshire_postcodes.columns.easting.astype(float),
        west_berkshire_postcodes.columns.northing.astype(float),
    )
    assert len(set(codes.tolist()) - {""}) == 63
