"""Rows by hand: overrides, agreements, what was not checked, and the slips that are refused."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.bodies import Bodies
from routekit.bodies.sources import Sources
from routekit.bodies.tables import RoleRow, Tables
from routekit.errors import BodiesError
from routekit.model import Area

DAY = date(2026, 11, 21)
KINTBURY = Area(code="E04001179", name="Kintbury", kind="parish", district="E06000037")
WORKINGTON = Area(code="E04002494", name="Workington", kind="parish", district="E07000026")
BUCKS = "E06000060"


def roads(bodies, area=KINTBURY, day=DAY):
    return bodies.holder("highway_authority", area, day).authority


def agreed(bodies, *, area=KINTBURY, transaction="report-grass", role="highway_authority", day=DAY):
    authority = bodies.holder(role, area, day).authority
    return bodies.agreement(area, role=role, transaction=transaction, authority=authority, on=day)


def test_an_override_is_preferred_for_its_key_and_its_days_only(folder_of):
    row = f"highway_authority,E06000037,{BUCKS},2026-01-01,2027-01-01,a trial"
    bodies = Bodies.open(overrides=[folder_of(roles=row)])
    assert roads(bodies, day=date(2025, 12, 31)).id == "E06000037"
    assert roads(bodies, day=date(2026, 1, 1)).id == BUCKS
    assert roads(bodies, day=date(2027, 1, 1)).id == "E06000037"
    assert bodies.holder("highway_authority", KINTBURY, date(2025, 6, 1)).until == date(2026, 1, 1)
    assert bodies.holder("litter_authority", KINTBURY, DAY).authority.id == "E06000037"


def test_a_later_override_is_preferred_to_an_earlier_one(folder_of):
    first = folder_of("first", roles=f"highway_authority,E06000037,{BUCKS},,,x")
    second = folder_of("second", roles="highway_authority,E06000037,E06000038,2026-01-01,,x")
    assert roads(Bodies.open(overrides=[first, second])).id == "E06000038"
    assert roads(Bodies.open(overrides=[second, first])).id == BUCKS


def test_an_override_of_a_parish_replaces_the_assumption(folder_of):
    row = "E04001179,meeting,parish-council:E04001179,Kintbury Parish Meeting,2026-04-01,,minute 12"
    bodies = Bodies.open(overrides=[folder_of(parish_bodies=row)])
    held = bodies.holder("parish_council", KINTBURY, DAY)
    assert (held.authority.name, held.warnings) == ("Kintbury Parish Meeting", ())
    assumed = bodies.holder("parish_council", KINTBURY, date(2026, 3, 31))
    assert [each.code for each in assumed.warnings] == ["assumed-council"]
    assert assumed.until == date(2026, 4, 1)


def test_a_row_for_a_new_council_reaches_areas_that_carry_an_old_code(folder_of):
    folder = folder_of(
        taken_on="E06000063,report-grass,2024-04-01,,minute 3",
        roles="litter_authority,E06000063,E06000064,2025-04-01,,minute 4",
    )
    bodies = Bodies.open(overrides=[folder])
    assert bodies.taken_on(WORKINGTON, "report-grass", DAY).value == "yes"
    assert bodies.taken_on(WORKINGTON, "report-grass", date(2024, 3, 31)).value == "no"
    assert bodies.holder("litter_authority", WORKINGTON, DAY).authority.id == "E06000064"
    assert bodies.holder("litter_authority", WORKINGTON, date(2024, 6, 1)).authority.id == "E06000063"


WITH_STATUS = "area,transaction,taken_on,valid_from,valid_to,source"


@pytest.fixture
def statuses(tmp_path):
    """Give a function that writes taken_on.csv with its optional column into a new folder."""

    def written(name, *rows):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "taken_on.csv").write_text("\n".join([WITH_STATUS, *rows, ""]), encoding="utf-8")
        return folder

    return written


def speeding(bodies, day=DAY, area=KINTBURY):
    return bodies.taken_on(area, "report-speeding-traffic", day)


def test_an_override_can_say_that_a_district_no_longer_takes_a_transaction_on(statuses):
    row = "E06000037,report-speeding-traffic,no,2026-04-01,2027-04-01,minute 5"
    bodies = Bodies.open(overrides=[statuses("council", row)])
    eve, first, after = (speeding(bodies, date(*day)) for day in ((2026, 3, 31), (2026, 4, 1), (2027, 4, 1)))
    assert (eve.value, eve.until) == ("yes", date(2026, 4, 1))
    assert (first.value, first.source, first.until) == ("no", "minute 5", date(2027, 4, 1))
    assert after.value == "yes", "where the override says nothing, the installed row holds"


def test_what_a_whole_district_has_taken_on_ends_with_it_unless_its_successor_has_too(folder_of):
    row = "E07000026,report-grass,2020-04-01,,minute 3"
    bodies = Bodies.open(overrides=[folder_of("old", taken_on=row)])
    eve, day = (bodies.taken_on(WORKINGTON, "report-grass", date(2023, *each)) for each in ((3, 31), (4, 1)))
    assert (eve.value, eve.until) == ("yes", date(2023, 4, 1))
    assert (day.value, day.until) == ("no", None)
    again = f"{row}\nE06000063,report-grass,2023-04-01,,minute 4"
    bodies = Bodies.open(overrides=[folder_of("both", taken_on=again)])
    assert bodies.taken_on(WORKINGTON, "report-grass", date(2023, 4, 1)).source == "minute 4"
    parish = f"{WORKINGTON.code},report-grass,2020-04-01,,minute 5"
    bodies = Bodies.open(overrides=[folder_of("parish", taken_on=parish)])
    assert bodies.taken_on(WORKINGTON, "report-grass", DAY).value == "yes", "a parish does not end"


def test_a_row_for_a_new_district_says_nothing_of_the_days_before_it(folder_of):
    """Also where the boundaries are newer than the day."""
    bodies = Bodies.open(overrides=[folder_of(taken_on="E06000063,report-grass,,,minute 4")])
    cumberland = WORKINGTON.model_copy(update={"district": "E06000063"})
    for area in (WORKINGTON, cumberland):
        assert bodies.taken_on(area, "report-grass", date(2023, 3, 31)).value == "no"
        assert bodies.taken_on(area, "report-grass", date(2023, 4, 1)).value == "yes"


def test_an_agreement_for_a_whole_district_ends_with_it_too(folder_of):
    row = "E07000026,highway_authority,,E06000064,E06000063,2023-01-01,,x"
    bodies = Bodies.open(overrides=[folder_of(agreements=row)])
    assert agreed(bodies, area=WORKINGTON).authority is None


def test_one_parish_can_stay_out_of_what_its_district_takes_on(statuses):
    row = "E04001179,report-speeding-traffic,no,,,minute 6"
    bodies = Bodies.open(overrides=[statuses("council", row)])
    assert speeding(bodies).value == "no"
    assert speeding(bodies, area=KINTBURY.model_copy(update={"code": "E04001180"})).value == "yes"


def test_the_last_override_decides_and_in_one_folder_the_parish_comes_before_its_district(statuses):
    district_no = statuses("district", "E06000037,report-speeding-traffic,no,,,x")
    parish_yes = statuses("parish", "E04001179,report-speeding-traffic,yes,,,x")
    both = statuses(
        "both", "E06000037,report-speeding-traffic,no,,,x", "E04001179,report-speeding-traffic,yes,,,x"
    )
    elsewhere = KINTBURY.model_copy(update={"code": "E04001180"})
    assert speeding(Bodies.open(overrides=[parish_yes, district_no])).value == "no"
    assert speeding(Bodies.open(overrides=[district_no, parish_yes])).value == "yes"
    assert speeding(Bodies.open(overrides=[both])).value == "yes"
    assert speeding(Bodies.open(overrides=[both]), area=elsewhere).value == "no"


@pytest.mark.parametrize("status", ["", "No", "perhaps"])
def test_a_status_is_yes_or_no_and_nothing_else(statuses, status):
    folder = statuses("council", f"E06000037,report-speeding-traffic,{status},,,x")
    with pytest.raises(BodiesError, match=r"council/taken_on\.csv:2 taken_on: .* 'yes' or 'no'"):
        Bodies.open(overrides=[folder])


def test_a_new_name_is_a_row_and_the_id_stays(folder_of):
    row = "E08000038,Barnsley Council,principal-council,,,2026-01-01,,its website"
    bodies = Bodies.open(overrides=[folder_of(authorities=row)])
    area = Area(code="E04000001", name="A", kind="parish", district="E08000016")
    before, after = (roads(bodies, area, day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert (before.name, after.name) == ("Barnsley Metropolitan Borough Council", "Barnsley Council")
    assert before.id == after.id == "E08000016"
    assert bodies.holder("highway_authority", area, date(2025, 6, 1)).until == date(2026, 1, 1)


def test_a_group_changes_when_a_member_leaves_it(folder_of):
    rows = """
        E04000001,grouped,parish-council:E04000001,A with B,,,x
        E04000002,grouped,parish-council:E04000001,A with B,,2026-05-01,x
    """
    bodies = Bodies.open(overrides=[folder_of(parish_bodies=rows)])
    area = Area(code="E04000001", name="A", kind="parish", district="E06000037")
    held = bodies.holder("parish_council", area, date(2026, 4, 30))
    assert (held.authority.areas, held.until) == (("E04000001", "E04000002"), date(2026, 5, 1))
    assert bodies.holder("parish_council", area, date(2026, 5, 1)).authority.areas == ("E04000001",)


def test_a_role_given_to_a_council_that_is_not_there_yet_is_held_by_nobody_until_it_is(folder_of):
    row = f"highway_authority,E06000037,{BUCKS},2020-01-01,,x"
    bodies = Bodies.open(overrides=[folder_of(roles=row)])
    held = bodies.holder("highway_authority", KINTBURY, date(2020, 2, 1))
    assert (held.authority, held.until) == (None, date(2020, 4, 1))


def test_an_agreement_names_who_acts_for_whom_and_where_it_is_written(folder_of):
    row = f"E06000037,highway_authority,,{BUCKS},E06000037,2026-04-01,2028-04-01,minute 7"
    bodies = Bodies.open(overrides=[folder_of(agreements=row)])
    found = agreed(bodies)
    assert found.authority.name == "Buckinghamshire Council"
    assert found.agreement == "Buckinghamshire Council acts for West Berkshire Council: minute 7"
    assert found.until == date(2028, 4, 1)
    before = agreed(bodies, day=date(2026, 3, 31))
    assert (before.authority, before.until) == (None, date(2026, 4, 1))
    assert agreed(bodies, role="litter_authority").authority is None


def test_the_nearest_agreement_counts_parish_before_district_and_transaction_before_role(folder_of):
    rows = f"""
        E06000037,highway_authority,,{BUCKS},E06000037,,,district and role
        E06000037,,report-grass,E06000038,E06000037,,,district and transaction
        E04001179,highway_authority,,E06000039,E06000037,,,parish and role
        E04001179,,report-light,E06000040,E06000037,,,parish and transaction
    """
    bodies = Bodies.open(overrides=[folder_of(agreements=rows)])
    elsewhere = KINTBURY.model_copy(update={"code": "E04001180"})
    assert agreed(bodies, transaction="report-light").authority.id == "E06000040"
    assert agreed(bodies).authority.id == "E06000039"
    assert agreed(bodies, area=elsewhere).authority.id == "E06000038"
    assert agreed(bodies, area=elsewhere, transaction="report-light").authority.id == BUCKS


def test_an_agreement_with_another_than_the_one_that_plays_the_role_does_not_count(folder_of):
    row = f"E06000037,highway_authority,,{BUCKS},E06000038,,,x"
    assert agreed(Bodies.open(overrides=[folder_of(agreements=row)])).authority is None


def test_a_council_that_has_ended_no_longer_acts_for_anybody(folder_of):
    row = "E06000037,highway_authority,,E10000006,E06000037,,,x"
    bodies = Bodies.open(overrides=[folder_of(agreements=row)])
    eve = agreed(bodies, day=date(2023, 3, 31))
    assert (eve.authority.name, eve.until) == ("Cumbria County Council", date(2023, 4, 1))
    assert agreed(bodies, day=date(2023, 4, 1)).authority is None


def test_a_parish_council_may_act_for_the_district_even_one_that_is_assumed_or_next_door(folder_of):
    rows = """
        E04001179,,report-grass,parish-council:E04001179,E06000037,,,x
        E04001179,,report-light,parish-council:E04001177,E06000037,,,x
    """
    bodies = Bodies.open(overrides=[folder_of(agreements=rows)])
    own, next_door = agreed(bodies), agreed(bodies, transaction="report-light")
    assert (own.authority.name, own.authority.district) == ("Kintbury Parish Council", "E06000037")
    assert [each.code for each in own.warnings] == ["assumed-council"]
    assert (next_door.authority.name, next_door.authority.district) == ("Hungerford Town Council", None)


def test_what_was_not_checked_can_be_said_for_one_district(folder_of):
    rows = """
        litter_authority,E06000063,the quays,2026-01-01,,the port
        litter_authority,E06000037 E06000064,the canal,,,the trust
    """
    bodies = Bodies.open(overrides=[folder_of(not_checked=rows)])

    def said(area, day=DAY):
        return [each.detail for each in bodies.holder("litter_authority", area, day).warnings]

    motorways = "motorways, which National Highways keeps clear of litter"
    assert said(WORKINGTON) == [motorways, "the quays"]
    assert said(WORKINGTON, date(2025, 12, 31)) == [motorways]
    assert said(KINTBURY) == [motorways, "the canal"]


ELSEWHERE = WORKINGTON.model_copy(update={"code": "E04002495"})
FURNESS = "E06000064"


def test_one_area_can_go_another_way_than_its_district(folder_of):
    rows = f"""
        area,district,successor,valid_from,source
        {WORKINGTON.code},E06000063,{FURNESS},2028-04-01,invented
    """
    folder = folder_of("split")
    (folder / "successors.csv").write_text("\n".join(map(str.strip, rows.strip().splitlines())) + "\n")
    bodies = Bodies.open(overrides=[folder])
    day = date(2028, 4, 1)
    for role in ("highway_authority", "litter_authority"):
        eve = bodies.holder(role, WORKINGTON, day - timedelta(days=1))
        assert (eve.authority.id, eve.until) == ("E06000063", day)
        assert bodies.holder(role, WORKINGTON, day).authority.id == FURNESS
        assert bodies.holder(role, ELSEWHERE, day).authority.id == "E06000063"
    assert bodies.holder("litter_authority", WORKINGTON, date(2022, 1, 1)).authority.id == "E07000026"
    assert bodies.holder("parish_council", WORKINGTON, day).authority.district == FURNESS
    assert bodies.district_of(WORKINGTON, date(2022, 1, 1)) == ("E07000026", date(2023, 4, 1))
    assert bodies.district_of(WORKINGTON, day) == (FURNESS, None)
    assert "E06000063" in bodies.districts_within(FURNESS, day)
    assert "E06000063" not in bodies.districts_within(FURNESS, day - timedelta(days=1))


def test_a_district_can_be_split_between_two_successors(folder_of):
    """Basingstoke, with one parish that goes to Portsmouth and the rest to Southampton."""
    folder = folder_of("split")
    (folder / "successors.csv").write_text(
        "area,district,successor,valid_from,source\n"
        ",E07000084,E06000045,2028-04-01,invented\n"
        "E04004469,E07000084,E06000044,2028-04-01,invented\n"
    )
    bodies = Bodies.open(overrides=[folder])
    rest, one = (
        Area(code=code, name=code, kind="parish", district="E07000084") for code in ("E04004470", "E04004469")
    )
    eve, day = date(2028, 3, 31), date(2028, 4, 1)
    assert {roads(bodies, area, eve).id for area in (rest, one)} == {"E10000014"}
    assert [roads(bodies, area, day).id for area in (rest, one)] == ["E06000045", "E06000044"]
    taken = Bodies.open(overrides=[folder, folder_of("taken", taken_on="E06000044,report-grass,,,x")])
    assert [taken.taken_on(area, "report-grass", day).value for area in (rest, one)] == ["no", "yes"]


def test_a_row_for_an_area_says_where_it_was_when_the_boundaries_are_newer_than_the_day(folder_of):
    folder = folder_of("split")
    (folder / "successors.csv").write_text(
        f"area,district,successor,valid_from,source\n{WORKINGTON.code},E07000026,E06000063,2023-04-01,x\n"
    )
    area = WORKINGTON.model_copy(update={"district": "E06000063"})
    held = Bodies.open(overrides=[folder]).holder("litter_authority", area, date(2022, 1, 1))
    assert (held.authority.id, held.until) == ("E07000026", date(2023, 4, 1))
    assert Bodies.open().holder("litter_authority", area, date(2022, 1, 1)).authority is None


MOVES = "area,district,successor,valid_from,source\n"


def moved(folder_of, name, *rows):
    folder = folder_of(name)
    (folder / "successors.csv").write_text(MOVES + "\n".join(rows) + "\n")
    return folder


def test_an_area_can_move_while_its_district_goes_on_and_again_later(folder_of):
    rows = [
        f"{WORKINGTON.code},E07000026,E07000028,2021-04-01,x",
        f"{WORKINGTON.code},E06000063,{FURNESS},2028-04-01,x",
    ]
    bodies = Bodies.open(overrides=[moved(folder_of, "split", *rows)])
    days = [(2021, 3, 31), (2021, 4, 1), (2023, 4, 1), (2028, 4, 1)]
    found = [bodies.district_of(WORKINGTON, date(*day)) for day in days]
    assert found == [
        ("E07000026", date(2021, 4, 1)), ("E07000028", date(2023, 4, 1)), ("E06000063", date(2028, 4, 1)),
        (FURNESS, None),
    ]  # fmt: skip


def test_a_later_override_puts_the_way_of_an_area_right(folder_of):
    first = moved(folder_of, "first", f"{WORKINGTON.code},E06000063,{FURNESS},2028-04-01,x")
    second = moved(folder_of, "second", f"{WORKINGTON.code},{FURNESS},E06000047,2028-04-01,x")
    eve, day = date(2028, 3, 31), date(2028, 4, 1)
    for folders, before, after in (
        ((first, second), FURNESS, "E06000047"),
        ((second, first), "E06000063", FURNESS),
    ):
        bodies = Bodies.open(overrides=folders)
        assert [bodies.district_of(WORKINGTON, on)[0] for on in (eve, day)] == [before, after]


def test_an_area_that_moves_twice_on_a_day_is_refused(folder_of):
    rows = [f"{WORKINGTON.code},E06000063,{code},2028-04-01,x" for code in (FURNESS, "E06000047")]
    with pytest.raises(
        BodiesError, match=r"split/successors\.csv:3 E04002494 is on line 2 already; keep one"
    ):
        Bodies.open(overrides=[moved(folder_of, "split", *rows)])


UNPARISHED = Area(code="E43000034", name="Anywhere", kind="unparished", district="E06000037")


def test_a_council_formed_in_an_unparished_area_acts_there_from_its_first_day(folder_of):
    row = "E43000034,council,parish-council:E43000034,Anywhere Town Council,2026-04-01,,the order"
    bodies = Bodies.open(overrides=[folder_of(parish_bodies=row)])
    eve, day = date(2026, 3, 31), date(2026, 4, 1)
    before, after = (bodies.parish_kind(UNPARISHED, each) for each in (eve, day))
    assert (before.value, before.until, after.value) == ("unparished", day, "council")
    nobody, held = (bodies.holder("parish_council", UNPARISHED, each) for each in (eve, day))
    assert (nobody.authority, nobody.until) == (None, day)
    assert (held.authority.name, held.authority.areas) == ("Anywhere Town Council", ("E43000034",))
    assert held.warnings == ()


def test_nobody_acts_for_a_parish_only_until_the_row_ends(folder_of):
    row = "E04001179,none,,,2026-01-01,2026-04-01,x"
    held = Bodies.open(overrides=[folder_of(parish_bodies=row)]).holder(
        "parish_council", KINTBURY, date(2026, 2, 1)
    )
    assert (held.authority, held.until) == (None, date(2026, 4, 1))


SHARED = "parish-council:E04001179"
MOVE = "E07000207,E06000060,2027-04-01,x"
REFUSED = {
    "an unknown table": ("role", "", "overrides/role.csv is not a table of bodies"),
    "other columns": ("agreements", "", "overrides/agreements.csv:1 has no column valid_from"),
    "a name for a code": ("successors", "Ash,E06000060,2027-04-01,x", "overrides/successors.csv:2 district"),
    "a successor without a day": ("successors", "E07000207,E06000060,,x", "successors.csv:2 valid_from"),
    "a successor that nobody knows": (
        "successors", "E07000207,E06999101,2027-04-01,x", "successors.csv:2 'E06999101' is in no list",
    ),
    "a district twice": ("successors", f"{MOVE}\n{MOVE}", "successors.csv:3 E07000207 is on line 2 already"),
    "a district that becomes itself": (
        "successors", "E07000207,E07000207,2027-04-01,x", "E07000207 ended on 2027-04-01",
    ),
    "a circle": (
        "successors", "E07000207,E07000208,2027-04-01,x\nE07000208,E07000207,2028-04-01,x",
        "E07000207 ended on 2027-04-01",
    ),
    "both a role and a transaction": (
        "agreements", "E06000037,police,report-grass,E06000038,E06000037,,,x", "either role or transaction",
    ),
    "neither": ("agreements", "E06000037,,,E06000038,E06000037,,,x", "either role or transaction"),
    "an agreement with itself": ("agreements", "E06000037,police,,E06000037,E06000037,,,x", "two different"),
    "an authority that nothing describes": (
        "agreements", "E06000037,police,,the-trust,E06000037,,,x", "csv:2 acting: 'the-trust' is in no table",
    ),
    "another parish's council that is only assumed": (
        "agreements", "E06000037,,report-x,parish-council:E04001179,E06000037,,,x", "is in no table",
    ),
    "two agreements for the same days": (
        "agreements",
        "E06000037,police,,E06000038,E06000037,,,x\nE06000037,police,,E06000039,E06000037,2026-01-01,,x",
        "agreements.csv:3 E06000037 police E06000037 holds on the same day as line 2, from 2026-01-01 on",
    ),
    "taken on and not taken on for the same days": (
        "taken_on",
        "E06000037,report-x,,2027-01-01,x\nE06000037,report-x,2026-01-01,,x",
        "taken_on.csv:3 E06000037 report-x holds on the same day as line 2, from 2026-01-01 to 2026-12-31",
    ),
    "a place that is no district": (
        "taken_on", "E07999999,report-x,,,x",
        "overrides/taken_on.csv:2 area: 'E07999999' is no district that is known",
    ),
    "a country": ("taken_on", "E92000001,report-x,,,x", "taken_on.csv:2 area: 'E92000001' is no district"),
    "a county": (
        "taken_on", "E10000014,report-x,,,x",
        "taken_on.csv:2 area: 'E10000014' is above the districts; give a row for each of its districts",
    ),
    "a county in an agreement": (
        "agreements", "E10000014,police,,E06000038,E06000037,,,x", "csv:2 area: 'E10000014' is above",
    ),
    "an agreement for a place that is no district": (
        "agreements", "E07999999,police,,E06000038,E06000037,,,x", "agreements.csv:2 area: 'E07999999' is no",
    ),
    "a district for a parish": (
        "parish_bodies", "E07000084,council,parish-council:E04001177,A Council,,,x",
        "parish_bodies.csv:2 area: 'E07000084'; the GSS code of a parish, community or unparished area is",
    ),
    "a council always there in an unparished area": (
        "parish_bodies", "E43000034,council,parish-council:E43000034,A,,,x", "its first day as valid_from",
    ),
    "a group in an unparished area": (
        "parish_bodies", "E43000034,grouped,parish-council:E43000034,A,2026-04-01,,x", "kind council and its",
    ),
    "one council under two names": (
        "parish_bodies",
        f"E04001179,grouped,{SHARED},A,,,x\nE04001180,grouped,{SHARED},B,2026-01-01,,x",
        f"3 {SHARED} is 'B' (grouped), and 'A' (grouped) in overrides/parish_bodies.csv:2, from 2026-01-01 ",
    ),
    "one council of two kinds": (
        "parish_bodies",
        "E04001179,council,parish-council:E04001179,A,,,x\nE04001180,meeting,parish-council:E04001179,A,,,x",
        "is 'A' (meeting), and 'A' (council) in overrides/parish_bodies.csv:2, from the start on",
    ),
    "an id of a parish that is none of its areas": (
        "parish_bodies", "E04001179,council,parish-council:E04999999,A,,,x",
        "csv:2 authority: 'parish-council:E04999999' has no such area; parish-council:E04001179 is needed",
    ),
    "a district that moves before it is recorded": (
        "successors", "E07000084,E06000044,1990-04-01,x",
        "successors.csv:2 valid_from: 1990-04-01; a day after 2009-04-01 is needed",
    ),
    "a district that moves while the lists still have it": (
        "successors", "E07000084,E06000044,2015-04-01,x", "was still there on 2019-12-31: a later day",
    ),
    "a district that moves after it ended": (
        "successors", "E07000026,E06000064,2027-04-01,x", "E07000026 ended on 2023-04-01: that day is needed",
    ),
    "a district that moves before it ended": (
        "successors", "E07000026,E06000064,2022-04-01,x", "E07000026 ended on 2023-04-01: that day is needed",
    ),
    "an unknown kind of council": ("roles_by_kind", "SRA,police,,,x", "roles_by_kind.csv:2 kind: 'SRA'"),
    "a name for the beginning of a code": (
        "not_checked", "police,London,x,,,x", "not_checked.csv:2 where: 'London'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_broken_override_is_refused_and_the_message_names_the_place(tmp_path, folder_of, what):
    table, rows, said = REFUSED[what]
    if rows:
        folder = folder_of("overrides", **{table: rows})
    else:
        folder = tmp_path / "overrides"
        folder.mkdir()
        (folder / f"{table}.csv").write_text("area,source\n", encoding="utf-8")
    with pytest.raises(BodiesError) as caught:
        Bodies.open(overrides=[folder])
    assert said in str(caught.value)


def test_what_cannot_be_read_is_named_in_every_table_at_once(folder_of):
    folder = folder_of(
        "council",
        taken_on="Ash,report-x,,,x",
        parish_bodies="E07000084,none,,,,,x",
        successors="Elm,E06000060,2027-04-01,x",
    )
    with pytest.raises(BodiesError) as caught:
        Bodies.open(overrides=[folder])
    assert [line.split(" ", 1)[0] for line in str(caught.value).splitlines()] == [
        f"council/{table}.csv:2" for table in ("parish_bodies", "taken_on", "successors")
    ]


def test_a_table_is_not_overlooked_for_its_capitals(folder_of):
    folder = folder_of("overrides", taken_on="")
    (folder / "taken_on.csv").rename(folder / "Taken_On.CSV")
    with pytest.raises(BodiesError, match=r"overrides/Taken_On\.CSV is not a table"):
        Bodies.open(overrides=[folder])


def test_an_override_without_a_table_or_without_a_folder_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BodiesError, match="no table of bodies is in"):
            Bodies.open(overrides=[folder])


days = st.dates(date(2019, 1, 1), date(2028, 12, 31))


@st.composite
def changes_by_hand(draw):
    """Make rows that hand one role of one district about, without overlaps."""
    cuts = sorted(draw(st.lists(days, min_size=2, max_size=6, unique=True)))
    who = draw(st.lists(st.sampled_from([None, "E06000037", "E06000038"]), min_size=5, max_size=5))
    return [
        RoleRow(role="highway_authority", district="E07000026", authority=each, valid_from=a, valid_to=b,
                line=n, source="x")
        for n, ((a, b), each) in enumerate(zip(pairwise(cuts), who, strict=False)) if each
    ]  # fmt: skip


@given(changes_by_hand(), days)
@settings(deadline=None, max_examples=60)
def test_a_row_by_hand_always_wins_on_its_days_and_never_on_others(nation_with, rows, day):
    bodies = nation_with(Tables(roles=tuple(rows)))
    held = bodies.holder("highway_authority", WORKINGTON, day)
    by_hand = [row.authority for row in rows if row.valid_from <= day < row.valid_to]
    by_list = "E10000006" if day < date(2023, 4, 1) else "E06000063"
    assert [held.authority.id] == (by_hand or [by_list])
    if held.until is not None:
        eve = bodies.holder("highway_authority", WORKINGTON, held.until - timedelta(days=1))
        assert eve.authority == held.authority
        assert bodies.holder("highway_authority", WORKINGTON, held.until).authority != held.authority


def test_tables_alone_need_no_lists():
    assert Bodies(Tables(), sources=Sources()).holder("police", KINTBURY, DAY).authority is None
