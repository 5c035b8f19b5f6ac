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

    assert said(WORKINGTON) == ["the quays"]
    assert said(WORKINGTON, date(2025, 12, 31)) == []
    assert said(KINTBURY) == ["the canal"]


MOVE = "E07000207,E06000060,2027-04-01,x"
REFUSED = {
    "an unknown table": ("role", "", "overrides/role.csv is not a table of bodies"),
    "other columns": ("agreements", "", "overrides/agreements.csv:1 has the columns"),
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
