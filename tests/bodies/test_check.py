"""The check of the tables: gaps and changeovers with their days, areas, and slips of the pen."""

from datetime import date

import pytest

from routekit.bodies import Bodies
from routekit.bodies.check import check
from routekit.errors import InputError
from routekit.model import Area

FIRST, LAST = date(2019, 4, 1), date(2028, 12, 31)


def area(code, district="E06000037", kind="parish"):
    return Area(code=code, name="Anywhere", kind=kind, district=district)


def test_the_installed_tables_have_every_role_once_on_every_day(nation):
    report = check(nation, first=FIRST, last=LAST)
    assert report.findings == ()
    assert report.districts == len(nation.districts) == 360
    assert set(report.roles) == {
        "highway_authority", "lead_flood_authority", "litter_authority", "environmental_health",
        "planning_authority", "police",
    }  # fmt: skip
    changed = {each.on: len(each.districts) for each in report.changeovers}
    assert changed == {date(2020, 4, 1): 4, date(2021, 4, 1): 7, date(2023, 4, 1): 19}


def test_a_gap_is_named_with_its_first_and_last_day(folder_of):
    rows = "E06999101,East Surrey Council,principal-council,,,2028-04-01,,invented"
    moves = "E07000207,E06999101,2027-04-01,invented"
    bodies = Bodies.open(overrides=[folder_of(authorities=rows, successors=moves)])
    report = check(bodies, first=FIRST, last=LAST)
    gaps = {(each.where, each.role, each.first, each.last) for each in report.findings}
    days = (date(2027, 4, 1), date(2028, 3, 31))
    assert gaps == {("E07000207", role, *days) for role in bodies.roles}


def test_a_gap_that_outlasts_the_range_ends_with_it(folder_of):
    folder = folder_of(
        authorities="tmp-1,Nobody,principal-council,,,2020-01-01,2026-01-01,x",
        roles="highway_authority,E06000037,tmp-1,2025-01-01,,x",
    )
    report = check(Bodies.open(overrides=[folder]), first=FIRST, last=LAST)
    (gap,) = report.findings
    assert (gap.where, gap.role, gap.first, gap.last) == (
        "E06000037",
        "highway_authority",
        date(2026, 1, 1),
        LAST,
    )


def test_a_district_is_followed_from_its_own_first_day(nation):
    assert check(nation, first=date(2018, 4, 1), last=date(2020, 1, 1)).findings == ()


def test_what_happens_after_the_range_is_not_in_the_report(nation):
    report = check(nation, first=FIRST, last=date(2021, 4, 1))
    assert [each.on for each in report.changeovers] == [date(2020, 4, 1), date(2021, 4, 1)]


def test_areas_are_counted_by_kind_and_a_district_without_a_table_is_found(nation):
    areas = [
        area("E04001177"), area("E04001179"), area("E04001192"), area("E04002441", "E07000026"),
        area("E43000001", "E07000026", "unparished"), area("E04999001", "E06999001"),
    ]  # fmt: skip
    report = check(nation, first=FIRST, last=LAST, areas=areas)
    counted = {each.kind: (each.areas, each.assumed) for each in report.areas}
    assert counted == {"council": (3, 2), "grouped": (1, 0), "unparished": (2, 0)}
    assert [(each.where, each.what) for each in report.findings] == [
        ("E06999001", "areas lie in this district, and no table has it")
    ]
    assert "E04001194" in report.unused
    assert "E04001177" not in report.unused


def test_a_role_that_no_pack_can_name_is_a_slip(folder_of):
    folder = folder_of(roles="highways_authority,E06000037,E06000037,,,x")
    bodies = Bodies.open(overrides=[folder])
    report = check(bodies, first=FIRST, last=LAST, known_roles=("police", *bodies.roles))
    assert [each.role for each in report.findings] == ["highways_authority"]


def test_tables_without_lists_are_checked_for_the_roles_and_districts_they_name(folder_of):
    folder = folder_of(
        authorities="E06999001,New Council,principal-council,,,,,x",
        roles="""
            police,E06999001,E06999001,2019-04-01,2022-04-01,x
            police,E06999001,E06999001,2023-04-01,,x
        """,
        parish_bodies="",
        taken_on="",
    )
    report = check(Bodies.open(folder), first=FIRST, last=LAST)
    assert [(each.first, each.last) for each in report.findings] == [(date(2022, 4, 1), date(2023, 3, 31))]
    assert report.districts == 1


def test_an_empty_range_is_refused(nation):
    with pytest.raises(InputError, match="a day from 2019-04-01 on"):
        check(nation, first=FIRST, last=date(2019, 3, 31))
