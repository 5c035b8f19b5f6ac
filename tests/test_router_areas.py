"""The areas a district has on a day, whichever year's codes the edition carries."""

from datetime import date

import pytest

from routekit.bodies import Bodies
from routekit.router import Router
from routekit.testing import write_tiny_bodies


@pytest.fixture
def router(tiny_edition, tmp_path):
    write_tiny_bodies(tmp_path)
    (tmp_path / "successors.csv").write_text(
        "district,successor,valid_from,source\nE06999001,E06999002,2027-04-01,made up\n"
    )
    with (tmp_path / "authorities.csv").open("a", encoding="utf-8") as table:
        table.write("E06999002,New District Council,principal-council,,,2027-04-01,,made up\n")
    return Router(packs=[], edition=tiny_edition, bodies=Bodies.open(tmp_path))


def test_areas_pass_to_the_successor_on_its_first_day(router):
    before, after = date(2027, 3, 31), date(2027, 4, 1)
    assert len(router.areas_in("E06999001", before)) == 12
    assert router.areas_in("E06999002", before) == ()
    passed = router.areas_in("E06999002", after)
    assert {area.district for area in passed} == {"E06999002"}
    assert len(passed) == 12
    assert router.areas_in("E06999001", after) == ()


def test_an_unknown_district_has_no_areas(router):
    assert router.areas_in("E06000001", date(2026, 1, 1)) == ()
