"""Tables at their edges: byte order marks, rows of no length, communities, areas that left a group."""

from datetime import date

import pytest

from routekit.bodies import Bodies
from routekit.errors import BodiesError
from routekit.model import Area
from routekit.testing import write_tiny_bodies

DAY = date(2026, 11, 21)


@pytest.fixture
def folder(tmp_path):
    return write_tiny_bodies(tmp_path)


def area(number, code="E04", kind="parish"):
    return Area(code=f"{code}9990{number:02}", name="Made Up", kind=kind, district="E06999001")


def test_a_byte_order_mark_before_the_header_is_no_mistake(folder):
    table = folder / "taken_on.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes())
    assert Bodies.open(folder).taken_on(area(1), "report-speeding-traffic", DAY).value == "yes"


def test_a_row_that_ends_on_the_day_it_begins_is_refused(folder):
    with (folder / "taken_on.csv").open("a", encoding="utf-8") as table:
        table.write("E04999009,report-grass,2026-04-01,2026-04-01,made up\n")
    with pytest.raises(BodiesError, match="must be later than valid_from"):
        Bodies.open(folder)


def test_a_community_is_assumed_to_have_a_community_council(folder):
    held = Bodies.open(folder).holder("parish_council", area(99, code="W04", kind="community"), DAY)
    assert held.authority.name == "Made Up Community Council"


def test_an_area_that_left_a_group_is_no_longer_among_its_areas(folder):
    table = folder / "parish_bodies.csv"
    group = "E04999003,grouped,parish-council:E04999002,Overmade and Undermade Parish Council,2000-04-01,"
    rows = table.read_text().replace(f"{group},", f"{group}2026-04-01,")
    own = "E04999003,council,parish-council:E04999003,Undermade Parish Council,2026-04-01,,x\n"
    table.write_text(rows + own)
    bodies = Bodies.open(folder)
    before = bodies.holder("parish_council", area(2), date(2026, 3, 31)).authority
    assert before.areas == ("E04999002", "E04999003")
    assert bodies.holder("parish_council", area(2), DAY).authority.areas == ("E04999002",)


def test_an_authority_that_has_ended_ends_the_answer(folder):
    table = folder / "authorities.csv"
    table.write_text(table.read_text().replace("2000-04-01,,", "2000-04-01,2027-04-01,"))
    bodies = Bodies.open(folder)
    assert bodies.holder("police", area(1), DAY).until == date(2027, 4, 1)
    assert bodies.holder("police", area(1), date(2027, 4, 1)).authority is None
