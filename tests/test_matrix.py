"""The matrix: for each transaction and district, who handles each outcome; the same as `route` says."""

from datetime import date
from itertools import product

import pytest

from routekit.bodies import Bodies
from routekit.errors import InputError
from routekit.matrix import matrix
from routekit.model import Grid, Routed
from routekit.router import Router
from routekit.rules import Pack

SPEEDING = "report-speeding-traffic"
DAY = date(2026, 11, 21)
QUESTIONS = ("limit_up_to_40", "by_day", "suitable_site")


@pytest.fixture(scope="module")
def pack():
    return Pack.load(SPEEDING)


@pytest.fixture(scope="module")
def nation():
    return Bodies.open()


LITTER = """
format: 1
transaction: report-litter
version: 1.0.0
title: Report litter
effective: {from: 2020-04-01, to: 2027-04-01}
maintainer: The routekit authors
licence: MIT
status: alpha
facts:
  trunk_road: {source: roads, options: [yes, no]}
outcomes:
  council: {role: litter_authority, say: "The council."}
  nation: {role: strategic_roads, say: "The nation."}
rows:
  - {id: A, when: {trunk_road: [no, unknown]}, then: council, why: "Made up.", source: "made up"}
  - {id: B, when: {trunk_road: yes}, then: nation, why: "Made up.", source: "made up"}
cases: []
"""


@pytest.fixture
def litter(tmp_path):
    file = tmp_path / "report-litter.yaml"
    file.write_text(LITTER)
    return Pack.load(file)


def test_a_district_passes_to_its_successor_under_its_old_code(pack, nation):
    for day, county in ((date(2023, 3, 31), "E10000006"), (date(2023, 4, 1), "E06000063")):
        rows = matrix([pack], nation, on=day, districts=["E07000026"])
        assert {row.authority for row in rows if row.outcome == "highways"} == {county}
        assert {row.council for row in rows} == {nation.council("E07000026", day)}


def test_each_kind_of_parish_has_a_row_for_each_outcome_it_can_come_to(pack, nation):
    rows = matrix([pack], nation, on=DAY, districts=["E07000032"])
    assert [(row.parish, row.taken_on, row.outcome) for row in rows] == [
        ("council", "yes", "clerk"), ("council", "yes", "highways"), ("council", "no", "highways"),
        ("grouped", "yes", "clerk"), ("grouped", "yes", "highways"), ("grouped", "no", "highways"),
        ("meeting", "", "highways"), ("unparished", "", "highways"),
    ]  # fmt: skip
    clerk = rows[0]
    assert (clerk.authority, clerk.handled_by, clerk.fallback) == (
        None,
        "the parish's own council",
        "E10000007",
    )
    assert all("National Highways" in row.not_checked[0] for row in rows)


def test_where_the_whole_district_has_taken_it_on_no_row_says_otherwise(pack, nation):
    rows = matrix([pack], nation, on=DAY, districts=["E06000037"])
    assert "no" not in {row.taken_on for row in rows}
    assert {row.outcome for row in rows if row.taken_on == "yes"} == {"clerk", "highways"}


def test_without_a_district_all_there_are_on_the_day_are_shown(pack, nation):
    rows = matrix([pack], nation, on=date(2019, 12, 1))
    assert len({row.district for row in rows}) == 339


def test_a_pack_that_asks_nothing_of_parishes_has_one_row_a_district_and_only_while_in_force(litter, nation):
    (row,) = matrix([litter], nation, on=DAY, districts=["E07000032"])
    assert (row.parish, row.taken_on, row.outcome, row.authority) == ("", "", "council", "E07000032")
    assert matrix([litter], nation, on=date(2020, 3, 31)) == ()
    assert matrix([litter], nation, on=date(2027, 4, 1)) == ()


def test_nobody_is_said_to_be_nobody(litter, nation):
    (row,) = matrix([litter], nation, on=date(2021, 4, 1), districts=["E06000063"])
    assert (row.authority, row.handled_by) == (None, "nobody is recorded")


def test_a_district_that_no_table_has_is_refused(pack, nation):
    with pytest.raises(InputError, match="district is 'E06999999'"):
        matrix([pack], nation, on=DAY, districts=["E06999999"])


def test_the_matrix_says_what_route_says(pack, tiny_edition, tiny_bodies):
    """Route every kind of parish with every answer, and look each decision up."""
    router = Router(packs=[pack], edition=tiny_edition, bodies=tiny_bodies, clock=lambda: DAY)
    rows = matrix([pack], tiny_bodies, on=DAY, districts=["E06999001"])
    allowed = {(row.parish, row.taken_on, row.outcome): row for row in rows}
    met = set()
    places = {
        ("council", "yes"): (400_500, 50_500), ("grouped", "yes"): (402_500, 50_500),
        ("meeting", ""): (403_500, 50_500), ("unparished", ""): (401_000, 51_500),
        ("council", "no"): (402_100, 51_500),
    }  # fmt: skip
    for (kind, place), given in product(places.items(), product(["yes", "no", "dont_know"], repeat=3)):
        grid = Grid(easting=place[0], northing=place[1])
        routed = router.route(SPEEDING, grid, dict(zip(QUESTIONS, given, strict=True)))
        assert isinstance(routed, Routed)
        row = allowed[*kind, routed.outcome]
        assert row.role == routed.role
        assert row.authority in {routed.authority.id, None}
        assert row.fallback == (routed.fallback.id if routed.fallback else None)
        met.add((*kind, routed.outcome))
    assert met == set(allowed) - {("grouped", "no", "highways")}
