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


def test_an_area_is_followed_from_the_first_day_though_its_district_is_newer(nation):
    """What a look-up on 1 January 2022 gives for a parish of Cumberland is what the check must find."""
    areas = [area("E04002494", "E06000063"), area("E04002495", "E06000063")]
    report = check(nation, first=FIRST, last=LAST, areas=areas)
    found = {(each.where, each.role, each.first, each.last) for each in report.findings}
    days = (FIRST, date(2023, 3, 31))
    roles = ("environmental_health", "litter_authority", "planning_authority")
    assert found == {("E06000063", role, *days) for role in roles}
    assert report.findings[0].what == (
        "nobody is named: the land was in one of E07000026, E07000028, E07000029, and no row says in which "
        "(2 areas)"
    )
    for role in roles:
        assert nation.holder(role, areas[0], date(2022, 1, 1)).authority is None


def test_a_row_for_an_area_fills_the_gap_for_that_area_only(folder_of):
    folder = folder_of("split")
    (folder / "successors.csv").write_text(
        "area,district,successor,valid_from,source\nE04002494,E07000026,E06000063,2023-04-01,x\n"
    )
    bodies = Bodies.open(overrides=[folder])
    alone = [area("E04002494", "E06000063")]
    report = check(bodies, first=FIRST, last=LAST, areas=alone)
    assert report.findings == ()
    assert "E04002494" in {code for each in report.changeovers for code in each.districts}
    both = check(bodies, first=FIRST, last=LAST, areas=[*alone, area("E04002495", "E06000063")])
    assert {each.what[-8:] for each in both.findings} == {"(1 area)"}


def test_only_a_new_authority_and_not_a_new_name_is_a_changeover(nation):
    report = check(nation, first=date(2022, 1, 1), last=date(2023, 1, 1))
    assert report.changeovers == (), "the police of Hampshire have had another name since November 2022"


AGREEMENTS = {
    "acts after it ended": (
        "E06000063,highway_authority,,E07000030,E06000063,,,x",
        "E07000030 is not there on these days, and so acts for nobody",
        date(2023, 4, 1),
    ),
    "acts before it began": (
        "E06000037,highway_authority,,E06000063,E06000037,2020-01-01,,x",
        "E06000063 is not there on these days, and so acts for nobody",
        date(2020, 1, 1),
    ),
    "has another role": (
        "E06000037,highway_authority,,E06000038,police:E23000029,,,x",
        "police:E23000029 never has this role in E06000037 then",
        None,
    ),
    "has no role": (
        "E06000037,,report-x,E06000038,E06000039,,,x", "E06000039 never has a role in E06000037 then", None,
    ),
    "has a role only where the row does not count": (
        "E07000026,litter_authority,,E06000064,E06000063,2023-01-01,,x",
        "E06000063 never has this role in E07000026 then",
        None,
    ),
    "is for a district that has ended": (
        "E07000026,litter_authority,,E06000064,E06000063,2023-04-01,,x",
        "E07000026 is not there on any day on which the row holds",
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", AGREEMENTS)
def test_an_agreement_that_never_applies_is_found_by_file_and_line(folder_of, what):
    row, said, first = AGREEMENTS[what]
    bodies = Bodies.open(overrides=[folder_of("council", agreements=row)])
    report = check(bodies, first=FIRST, last=LAST)
    assert {each.where for each in report.findings} == {"council/agreements.csv:2"}
    assert (said, first) in {(each.what, each.first) for each in report.findings}


@pytest.mark.parametrize(
    "row",
    [
        "E07000026,litter_authority,,E06000064,E07000026,,,x",
        "E07000026,,report-x,E10000006,E07000026,,2023-04-01,x",
        "E06000037,,report-x,E06000063,E06000037,,,x",
        "E06000037,,report-x,E06000038,E06000037,2029-01-01,,x",
        "E04001179,litter_authority,,parish-council:E04001179,E06000037,,,x",
        "E04001179,litter_authority,,E06000037,parish-council:E04001179,,,x",
        "E04001179,parish_council,,E06000037,parish-council:E04001179,,,x",
    ],
)
def test_an_agreement_that_applies_is_not_found(folder_of, row):
    bodies = Bodies.open(overrides=[folder_of("council", agreements=row)])
    parish = [area("E04001179")] if "litter_authority,,E06000037" not in row else ()
    assert check(bodies, first=FIRST, last=LAST, areas=parish).findings == ()


def test_what_a_parish_hands_over_is_checked_once_its_district_is_known(folder_of):
    row = "E04001179,litter_authority,,E06000038,E06000063,,,x"
    bodies = Bodies.open(overrides=[folder_of("council", agreements=row)])
    assert check(bodies, first=FIRST, last=LAST).findings == ()
    (found,) = check(bodies, first=FIRST, last=LAST, areas=[area("E04001179")]).findings
    assert (found.where, found.what) == (
        "council/agreements.csv:2", "E06000063 never has this role in E04001179 then",
    )  # fmt: skip


def test_what_a_district_that_has_ended_takes_on_is_found(folder_of):
    rows = (
        "E07000026,report-x,2023-04-01,,x\nE06000063,report-x,2020-01-01,2023-04-01,x\nE06000063,report-y,,,x"
    )
    report = check(Bodies.open(overrides=[folder_of("council", taken_on=rows)]), first=FIRST, last=LAST)
    assert [each.where for each in report.findings] == ["council/taken_on.csv:2", "council/taken_on.csv:3"]


def test_a_group_of_one_and_a_council_of_two_are_found_with_their_days(folder_of):
    rows = """
        E04000001,grouped,parish-council:E04000001,A with B,,,x
        E04000002,grouped,parish-council:E04000001,A with B,,2026-05-01,x
        E04000003,council,parish-council:E04000003,C,,,x
        E04000004,council,parish-council:E04000003,C,2027-01-01,,x
    """
    bodies = Bodies.open(overrides=[folder_of("council", parish_bodies=rows)])
    found = [
        (each.where, each.first, each.last, each.what.split(" ", 1)[1])
        for each in check(bodies, first=FIRST, last=LAST).findings
    ]
    several = "has several areas, and kind is council"
    assert found == [
        ("council/parish_bodies.csv:2", date(2026, 5, 1), LAST, "is grouped, and no other area shares it"),
        ("council/parish_bodies.csv:4", date(2027, 1, 1), LAST, several),
        ("council/parish_bodies.csv:5", date(2027, 1, 1), LAST, several),
    ]


def test_an_area_that_the_edition_does_not_have_is_found_in_overrides_only(folder_of):
    folder = folder_of(
        "council",
        taken_on="E04999999,report-x,,,x",
        agreements="E04999998,,report-x,E06000038,E06000037,,,x",
        parish_bodies="E04001177,council,parish-council:E04001177,Hungerford,,,x",
    )
    bodies = Bodies.open(overrides=[folder])
    assert check(bodies, first=FIRST, last=LAST).findings == ()
    report = check(bodies, first=FIRST, last=LAST, areas=[area("E04001177")])
    assert {(each.where, each.what) for each in report.findings} == {
        ("council/taken_on.csv:2", "E04999999 is no area of this edition"),
        ("council/agreements.csv:2", "E04999998 is no area of this edition"),
    }
    assert "E04001194" in report.unused


def test_a_transaction_without_a_pack_is_noted_and_no_finding(folder_of):
    folder = folder_of(
        "council",
        taken_on="E06000037,report-speding-traffic,,,x\nE06000037,report-grass,,,x",
        agreements="E06000037,,report-hedge,E06000038,E06000037,,,x",
    )
    known = ("report-speeding-traffic", "report-grass")
    report = check(Bodies.open(overrides=[folder]), first=FIRST, last=LAST, known_transactions=known)
    assert report.findings == ()
    assert [(each.where, each.what) for each in report.notes] == [
        ("council/taken_on.csv:2", "no pack is installed for report-speding-traffic"),
        ("council/agreements.csv:2", "no pack is installed for report-hedge"),
    ]


def test_a_role_that_no_pack_can_name_is_a_slip(folder_of):
    folder = folder_of(roles="highways_authority,E06000037,E06000037,,,x")
    bodies = Bodies.open(overrides=[folder])
    report = check(bodies, first=FIRST, last=LAST, known_roles=("police", *bodies.roles))
    assert [(each.where, each.role) for each in report.findings] == [
        ("tables/roles.csv:2", "highways_authority")
    ]


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
