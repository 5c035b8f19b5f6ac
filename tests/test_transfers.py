"""Where another authority acts by a new version of a pack; the same as asking `route` before and after."""

from datetime import date
from itertools import product

import pytest

from routekit.bodies import Bodies
from routekit.errors import InputError
from routekit.model import Area, Grid, Routed
from routekit.router import Router
from routekit.rules import Pack
from routekit.transfers import transfers

DAY = date(2026, 11, 21)
WEST_BERKSHIRE = "E06000037"
ALLERDALE, AMBER = "E07000026", "E07000032"
OLD = """
format: 1
transaction: report-speeding-traffic
version: 1.0.0
title: Report
effective: {from: 2020-04-01}
maintainer: Nobody
licence: MIT
status: alpha
questions:
  verge: {text: "Is it a verge?", options: yes_no}
facts:
  parish: {source: boundaries, options: [council, grouped, meeting, unparished]}
  taken_on: {source: bodies, options: [yes, no]}
outcomes:
  clerk: {role: parish_council, fallback: highway_authority, say: "The clerk."}
  roads: {role: highway_authority, say: "The roads."}
  litter: {role: litter_authority, say: "The litter."}
rows:
  - {id: A, when: {parish: [meeting, unparished, unknown]}, then: roads, why: So., source: x}
  - {id: B, when: {parish: [council, grouped], taken_on: [no, unknown]}, then: roads, why: So., source: x}
  - {id: C, when: {parish: [council, grouped], taken_on: yes, verge: yes}, then: clerk, why: So., source: x}
  - {id: D, when: {parish: [council, grouped], taken_on: yes, verge: no}, then: roads, why: So., source: x}
cases: []
"""


def version(tmp_path, *changes, name="new"):
    text = OLD
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    path = tmp_path / name / "packs" / "report-speeding-traffic.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return Pack.load(path)


@pytest.fixture
def old(tmp_path):
    return version(tmp_path, name="old")


@pytest.fixture(scope="module")
def bodies():
    return Bodies.open()


def parishes(*numbers, district=AMBER, kind="parish"):
    code = "E43" if kind == "unparished" else "E04"
    return [
        Area(code=f"{code}9990{number:02}", name=f"Area {number}", kind=kind, district=district)
        for number in numbers
    ]


def test_an_area_is_counted_if_route_names_another_authority_there(old, tmp_path, bodies, west_berkshire):
    new = version(tmp_path, ("verge: yes}, then: clerk", "verge: yes}, then: roads"))
    areas = west_berkshire.areas()
    found = transfers(old, new, bodies, on=DAY, areas=areas)
    routers = [Router(packs=[pack], edition=west_berkshire, bodies=bodies) for pack in (old, new)]
    expected = 0
    for area in areas:
        point = west_berkshire.area(area.code).geometry.representative_point()
        ends = []
        for router, verge in product(routers, ("yes", "no")):
            decision = router.route(
                old.ref.transaction, Grid(easting=point.x, northing=point.y), {"verge": verge}, on=DAY
            )
            assert isinstance(decision, Routed)
            ends.append(decision.authority.id)
        expected += ends[:2] != ends[2:]
    assert found.affected == sum(each.areas for each in found.transfers) == expected == 63
    assert found.areas == len(areas)
    assert {each.now.authority for each in found.transfers} == {WEST_BERKSHIRE}
    assert {each.was.handled_by for each in found.transfers} == {
        "the parish's own council", "the council that the parish shares",
    }  # fmt: skip
    (cells,) = {each.when for each in found.transfers}
    assert [(cell.column, cell.options) for (cell,) in cells] == [("verge", ("yes",))]
    assert all(len(each.samples) == min(each.areas, 3) for each in found.transfers)


def test_a_role_that_the_same_authority_plays_is_no_transfer(old, tmp_path, bodies):
    new = version(tmp_path, ("role: highway_authority, say", "role: litter_authority, say"))
    unitary = transfers(old, new, bodies, on=DAY, areas=parishes(1, 2, district=WEST_BERKSHIRE))
    assert (unitary.areas, unitary.affected, unitary.transfers) == (2, 0, ())
    two_tiers = transfers(old, new, bodies, on=DAY, areas=parishes(1, 2))
    (found,) = two_tiers.transfers
    assert (found.was.authority, found.now.authority) == ("E10000007", AMBER)
    assert (found.areas, found.districts) == (2, (AMBER,))
    assert found.when == ((),)


def test_only_the_districts_that_are_named_are_looked_up_by_any_code(old, tmp_path, bodies):
    new = version(tmp_path, ("role: highway_authority, say", "role: police, say"))
    areas = [*parishes(1, district=AMBER), *parishes(2, 3, district=ALLERDALE)]
    for code, count in ((AMBER, 1), (ALLERDALE, 2), ("E06000063", 2)):
        found = transfers(old, new, bodies, on=DAY, areas=areas, districts=[code])
        assert (found.areas, found.affected) == (count, count)
    with pytest.raises(InputError, match="district"):
        transfers(old, new, bodies, on=DAY, areas=areas, districts=["E07999999"])


def test_an_overlay_beside_a_version_changes_its_own_council_alone(old, tmp_path, bodies):
    overlay = tmp_path / "new" / "overlays" / "E10000007" / "report-speeding-traffic.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text("""format: 1
overlay: report-speeding-traffic
version: 1.0.0
effective: {from: 2026-01-01}
maintainer: Derbyshire
rows:
  - {id: A, when: {parish: [meeting, unparished, unknown]}, then: litter, why: "So.", source: "x"}
""")
    new = version(tmp_path)
    areas = [*parishes(1, kind="unparished"), *parishes(2, district="E07000026", kind="unparished")]
    found = transfers(old, new, bodies, on=DAY, areas=areas)
    assert [(each.now.authority, each.areas) for each in found.transfers] == [(AMBER, 1)]
    assert transfers(old, new, bodies, on=date(2025, 1, 1), areas=areas).affected == 0


def test_what_nobody_is_recorded_for_is_a_transfer_and_said(old, tmp_path, bodies):
    new = version(tmp_path, ("role: highway_authority, say", "role: strategic_roads, say"))
    (found,) = transfers(old, new, bodies, on=DAY, areas=parishes(1)).transfers
    assert (found.now.authority, found.now.handled_by) == (None, "nobody is recorded")


def test_samples_are_of_different_districts(old, tmp_path, bodies):
    new = version(tmp_path, ("role: highway_authority, say", "role: strategic_roads, say"))
    areas = [*parishes(1, 2, 3, 4), *parishes(5, 6, district="E07000033")]
    (found,) = transfers(old, new, bodies, on=DAY, areas=areas).transfers
    assert [area.name for area in found.samples] == ["Area 1", "Area 5", "Area 2"]


def test_packs_of_two_transactions_are_refused(old, bodies):
    with pytest.raises(InputError, match="report-pothole"):
        transfers(old, Pack.load("report-pothole"), bodies, on=DAY, areas=())


def test_a_name_that_is_said_to_be_new_counts_in_areas_too(old, tmp_path, bodies):
    new = version(tmp_path, ("verge:", "grass:"), ("Is it a verge?", "Is it grass?"))
    areas = parishes(1, district=WEST_BERKSHIRE)
    taken_on = transfers(old, new, bodies, on=DAY, areas=areas)
    assert taken_on.affected == 1
    same = transfers(old, new, bodies, on=DAY, areas=areas, renamed={"verge": "grass"})
    assert same.affected == 0
