"""The matrix: for each transaction and district, who handles each outcome; the same as `route` says."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from routekit.bodies import Bodies
from routekit.errors import InputError
from routekit.matrix import matrix
from routekit.model import Area, Grid, Routed
from routekit.router import Router
from routekit.rules import Pack

SPEEDING = "report-speeding-traffic"
DAY = date(2026, 11, 21)
SOUND = Path(__file__).parent / "rules" / "sound"
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


AMBER = "E07000032"


def parishes(*numbers, district=AMBER, kind="parish"):
    code = "E43" if kind == "unparished" else "E04"
    return [
        Area(code=f"{code}9990{number:02}", name=f"Area {number}", kind=kind, district=district)
        for number in numbers
    ]


@pytest.fixture
def opened(tmp_path):
    """Give a function that opens the installed tables with rows over them, each table as its text."""

    def opening(**tables):
        for table, text in tables.items():
            (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
        return Bodies.open(overrides=[tmp_path])

    return opening


def told(rows):
    return [(row.parish, row.areas, row.taken_on, row.outcome) for row in rows]


def test_only_kinds_that_are_there_and_what_has_been_taken_on_are_shown_and_counted(pack, opened):
    bodies = opened(
        taken_on="area,transaction,valid_from,valid_to,source\n"
        "E04999001,report-speeding-traffic,2026-01-01,2027-01-01,x\n"
        "E04999004,report-speeding-traffic,2026-01-01,,x\n",
        parish_bodies="area,kind,authority,name,valid_from,valid_to,source\n"
        "E04999004,grouped,parish-council:E04999004,Both,,,x\nE04999005,grouped,parish-council:E04999004,Both,,,x\n",
    )
    areas = [*parishes(1, 2, 3, 4, 5), *parishes(6, kind="unparished"), *parishes(7, district="E07000033")]
    rows = matrix([pack], bodies, on=DAY, areas=areas, districts=[AMBER])
    assert told(rows) == [
        ("council", 1, "yes", "clerk"), ("council", 1, "yes", "highways"), ("council", 2, "no", "highways"),
        ("grouped", 1, "yes", "clerk"), ("grouped", 1, "yes", "highways"), ("grouped", 1, "no", "highways"),
        ("unparished", 1, "", "highways"),
    ]  # fmt: skip
    clerk = rows[0]
    assert (clerk.authority, clerk.handled_by, clerk.fallback) == (
        None,
        "the parish's own council",
        "E10000007",
    )
    assert all("National Highways" in row.not_checked[0] for row in rows)
    later = matrix([pack], bodies, on=date(2027, 1, 1), areas=areas, districts=[AMBER])
    assert told(later)[0] == ("council", 3, "no", "highways")


def test_where_nothing_is_taken_on_no_clerk_is_shown_though_no_area_is_known(pack, nation):
    rows = matrix([pack], nation, on=DAY, districts=[AMBER])
    assert told(rows) == [
        ("council", None, "no", "highways"), ("grouped", None, "no", "highways"),
        ("meeting", None, "", "highways"), ("unparished", None, "", "highways"),
    ]  # fmt: skip


def test_an_agreement_for_one_parish_has_a_row_of_its_own(pack, opened):
    bodies = opened(
        agreements="area,role,transaction,acting,on_behalf_of,valid_from,valid_to,source\n"
        "E04999001,highway_authority,,parish-council:E04999001,E10000007,2026-01-01,,minute 9\n"
        "E04999002,highway_authority,,E07000032,E10000007,2026-01-01,2026-06-01,minute 8\n"
    )
    areas = parishes(1, 2, 3)
    rows = matrix([pack], bodies, on=DAY, areas=areas, districts=[AMBER])
    derbyshire = ("E10000007", "Derbyshire County Council", 2, None)
    own = (None, "the parish's own council", 1, "minute 9")
    assert [
        (row.authority, row.handled_by, row.areas, row.agreement and row.agreement[-8:]) for row in rows
    ] == [derbyshire, own]
    assert rows[1].fallback == "E10000007"
    before = matrix([pack], bodies, on=date(2026, 2, 1), areas=areas, districts=[AMBER])
    assert {(row.authority, row.areas) for row in before} == {("E10000007", 1), (None, 1), ("E07000032", 1)}


def test_a_parish_council_that_acts_next_door_is_named(pack, opened):
    bodies = opened(
        parish_bodies="area,kind,authority,name,valid_from,valid_to,source\n"
        "E04999001,council,parish-council:E04999001,One Parish Council,,,x\n",
        agreements="area,role,transaction,acting,on_behalf_of,valid_from,valid_to,source\n"
        "E04999002,highway_authority,,parish-council:E04999001,E10000007,,,minute 9\n",
    )
    (row,) = matrix([pack], bodies, on=DAY, areas=parishes(2), districts=[AMBER])
    assert (row.authority, row.handled_by) == ("parish-council:E04999001", "One Parish Council")


def test_areas_are_counted_under_the_code_of_the_boundaries_and_that_of_the_day(pack, nation):
    areas = [*parishes(1, 2, district="E07000026"), *parishes(3, district="E07000028")]
    for code, on, count in (
        ("E07000026", date(2023, 3, 31), 2), ("E07000026", date(2023, 4, 1), 2),
        ("E06000063", date(2023, 4, 1), 3), ("E06000063", date(2023, 3, 31), None),
    ):  # fmt: skip
        rows = matrix([pack], nation, on=on, areas=areas, districts=[code])
        assert {row.areas for row in rows} == {count}, (code, on)
    rows = matrix([pack], nation, on=date(2023, 4, 1), areas=areas)
    assert {row.district: row.areas for row in rows if row.areas} == {"E06000063": 3}


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
    (row,) = matrix([litter], nation, on=DAY, areas=parishes(1, 2), districts=["E07000032"])
    assert (row.parish, row.areas, row.authority) == ("", 2, "E07000032")
    assert matrix([litter], nation, on=date(2020, 3, 31)) == ()
    assert matrix([litter], nation, on=date(2027, 4, 1)) == ()


OVERLAY = """format: 1
overlay: report-grass
version: 1.1.0
effective: {from: 2026-04-01, to: 2027-04-01}
maintainer: Somebody
rows:
  - {id: B, when: {parish: [council, grouped]}, then: highways, why: We cut it all., source: minute 3}
"""


def test_an_overlay_holds_in_its_district_on_its_days_and_with_an_area_that_has_gone_there(tmp_path, opened):
    for name, text in {
        "packs/report-grass.yaml": (SOUND / "report-grass.yaml").read_text(),
        "overlays/E06000064/report-grass.yaml": OVERLAY,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    grass = Pack.load(tmp_path / "packs" / "report-grass.yaml")
    (stays, goes) = areas = parishes(1, 2, district="E06000063")
    moved = f"area,district,successor,valid_from,source\n{goes.code},E06000063,E06000064,2026-04-01,made up\n"
    bodies = opened(successors=moved)

    def outcomes(on):
        rows = matrix([grass], bodies, on=on, areas=areas, districts=["E06000063", "E06000064"])
        return {(row.district, row.outcome, row.areas) for row in rows if row.parish == "council"}

    assert bodies.district_of(stays, DAY)[0] == "E06000063"
    assert bodies.district_of(goes, DAY)[0] == "E06000064"
    assert ("E06000064", "highways", 1) in outcomes(DAY)
    assert ("E06000063", "parish", 1) in outcomes(DAY)
    assert ("E06000064", "parish", 1) in outcomes(date(2027, 4, 1))


def test_nobody_is_said_to_be_nobody(litter, nation):
    (row,) = matrix([litter], nation, on=date(2021, 4, 1), districts=["E06000063"])
    assert (row.authority, row.handled_by) == (None, "nobody is recorded")


def test_a_district_that_no_table_has_is_refused(pack, nation):
    with pytest.raises(InputError, match="district is 'E06999999'"):
        matrix([pack], nation, on=DAY, districts=["E06999999"])


def test_the_matrix_says_what_route_says(pack, tiny_edition, tiny_bodies):
    """Route every kind of parish with every answer, and look each decision up."""
    router = Router(packs=[pack], edition=tiny_edition, bodies=tiny_bodies, clock=lambda: DAY)
    rows = matrix([pack], tiny_bodies, on=DAY, areas=tiny_edition.areas(), districts=["E06999001"])
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
    assert met == set(allowed)
