"""Bodies: who plays which role on which day."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from routekit.bodies import Bodies
from routekit.bodies.tables import AuthorityRow, ParishRow, RoleRow, Tables, TakenOnRow
from routekit.bodies.timeline import Timeline
from routekit.errors import BodiesError
from routekit.model import Area

DISTRICT = "E06999001"
DAY = date(2026, 11, 21)
TABLES = {
    "authorities.csv": (
        "id,name,kind,website,telephone,valid_from,valid_to,source\n"
        "E10999001,Old County Council,principal-council,https://old.example.gov.uk,,,2027-04-01,made up\n"
        "E06999001,New Council,principal-council,https://new.example.gov.uk,,2027-04-01,,made up\n"
    ),
    "roles.csv": (
        "role,district,authority,valid_from,valid_to,source\n"
        "highway_authority,E06999001,E10999001,,2027-04-01,made up\n"
        "highway_authority,E06999001,E06999001,2027-04-01,,made up\n"
    ),
    "parish_bodies.csv": (
        "area,kind,authority,name,valid_from,valid_to,source\n"
        "E04999001,grouped,parish-council:E04999001,Ash with Elm Parish Council,,2025-04-01,made up\n"
        "E04999002,grouped,parish-council:E04999001,Ash with Elm Parish Council,,2025-04-01,made up\n"
        "E04999003,meeting,parish-council:E04999003,Oak Parish Meeting,,,made up\n"
        "E04999004,none,,,,,lands common to two parishes\n"
    ),
    "taken_on.csv": (
        "area,transaction,valid_from,valid_to,source\n"
        "E06999001,report-speeding-traffic,2026-04-01,,made up\n"
        "E04999003,report-grass,2026-01-01,2026-06-01,made up\n"
    ),
}


def parish(number, kind="parish"):
    return Area(code=f"E0499900{number}", name=f"Parish {number}", kind=kind, district=DISTRICT)


@pytest.fixture
def folder(tmp_path):
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def bodies(folder):
    return Bodies.open(folder)


def test_a_role_changes_hands_on_the_first_of_april_and_not_a_day_sooner(bodies):
    before = bodies.holder("highway_authority", parish(1), date(2027, 3, 31))
    after = bodies.holder("highway_authority", parish(1), date(2027, 4, 1))
    assert (before.authority.id, after.authority.id) == ("E10999001", "E06999001")
    assert before.until == date(2027, 4, 1)
    assert after.until is None


def test_nobody_holds_a_role_that_no_row_gives(bodies):
    assert bodies.holder("litter_authority", parish(1), DAY).authority is None


def test_a_grouped_council_carries_every_area_it_acts_for_lowest_code_first(bodies):
    held = bodies.holder("parish_council", parish(2), date(2025, 3, 31))
    assert held.authority.id == "parish-council:E04999001"
    assert held.authority.areas == ("E04999001", "E04999002")
    assert held.authority.district == DISTRICT
    assert held.warnings == ()


def test_a_parish_without_a_row_is_assumed_to_have_a_council_and_the_answer_says_so(bodies):
    held = bodies.holder("parish_council", parish(7), DAY)
    assert held.authority.id == "parish-council:E04999007"
    assert [warning.code for warning in held.warnings] == ["assumed-council"]
    assert bodies.parish_kind(parish(7), DAY).source.startswith("assumed")


def test_a_group_that_has_ended_no_longer_answers(bodies):
    assert bodies.parish_kind(parish(1), date(2025, 3, 31)).value == "grouped"
    assert bodies.parish_kind(parish(1), date(2025, 4, 1)).value == "council"


def test_a_parish_meeting_is_an_authority_of_its_own_kind(bodies):
    assert bodies.parish_kind(parish(3), DAY).value == "meeting"
    assert bodies.holder("parish_council", parish(3), DAY).authority.kind == "parish-meeting"


@pytest.mark.parametrize("area", [parish(4), parish(9, kind="unparished")])
def test_lands_common_and_unparished_areas_have_nobody(bodies, area):
    assert bodies.parish_kind(area, DAY).value == "unparished"
    assert bodies.holder("parish_council", area, DAY).authority is None


def test_what_a_district_has_taken_on_holds_for_all_its_parishes_from_its_first_day(bodies):
    before = bodies.taken_on(parish(1), "report-speeding-traffic", date(2026, 3, 31))
    assert (before.value, before.until) == ("no", date(2026, 4, 1))
    assert bodies.taken_on(parish(1), "report-speeding-traffic", date(2026, 4, 1)).value == "yes"


def test_what_one_parish_has_taken_on_ends_on_its_last_day_and_binds_no_neighbour(bodies):
    assert bodies.taken_on(parish(3), "report-grass", date(2026, 5, 31)).value == "yes"
    assert bodies.taken_on(parish(3), "report-grass", date(2026, 6, 1)).value == "no"
    assert bodies.taken_on(parish(1), "report-grass", date(2026, 5, 1)).value == "no"


def test_west_berkshire_is_a_unitary_policed_by_thames_valley():
    bodies = Bodies.open()
    area = Area(code="E04001196", name="Tidmarsh", kind="parish", district="E06000037")
    assert bodies.holder("highway_authority", area, DAY).authority.name == "West Berkshire Council"
    assert bodies.holder("police", area, DAY).authority.id == "police:E23000029"
    assert bodies.holder("parish_council", area, DAY).authority.areas == ("E04001192", "E04001196")
    assert bodies.taken_on(area, "report-speeding-traffic", DAY).value == "yes"


BROKEN = {
    "a row that ends before it begins": (
        "roles.csv", "highway_authority,E06999001,E10999001,2027-04-01,2026-04-01,x", "valid_to 2026-04-01"
    ),
    "two rows for the same day": (
        "roles.csv", "highway_authority,E06999001,E10999001,2026-04-01,,x",
        "csv:4 highway_authority E06999001 holds on the same day as line 2, from 2026-04-01 to 2027-03-31"
    ),
    "an authority that no table describes": (
        "roles.csv", "police,E06999001,police:E23999999,,,x", "is not in authorities.csv"
    ),
    "a code that is not a GSS code": ("taken_on.csv", "Ash,report-grass,,,x", "'Ash'"),
    "a date that is not a date": ("taken_on.csv", "E04999001,report-grass,last spring,,x", "'last spring'"),
    "a row without a source": ("taken_on.csv", "E04999001,report-grass,,,", "source"),
    "a council without a name": ("parish_bodies.csv", "E04999009,council,,,,,x", "are both needed"),
    "a row that lost its dates": (
        "taken_on.csv", "E04999001,report-grass,x", "taken_on.csv:4 has 3 cells, and the header has 5 columns"
    ),
    "a row with a cell too many": (
        "taken_on.csv", "E04999001,report-grass,,,x,y", "taken_on.csv:4 has 6 cells, and the header has 5"
    ),
    "a day as a number of seconds": (
        "taken_on.csv", "E04999001,report-grass,1238544000,,x", "csv:4 valid_from: '1238544000'; a day is"
    ),
    "a day that is nought": ("taken_on.csv", "E04999001,report-grass,,0,x", "valid_to: '0'; a day is needed"),
    "a day without hyphens": ("taken_on.csv", "E04999001,report-grass,20260401,,x", "valid_from: '20260401'"),
    "a website that is a script": (
        "authorities.csv", "the-trust,The Trust,national,javascript:alert(1),,,,x",
        "authorities.csv:4 website: 'javascript:alert(1)'; a full http or https address is needed"
    ),
    "a website without a host": ("authorities.csv", "the-trust,The Trust,national,https://,,,,x", "'https://'"),
    "a name that drives the terminal": (
        "authorities.csv", "the-trust,The \x1b[2JTrust,national,,,,,x", "csv:4 name: it holds a char"
    ),
    "a name that goes on for ever": ("authorities.csv", f"the-trust,{'x' * 501},national,,,,,x", "one line"),
    "a name on two lines": (
        "parish_bodies.csv", 'E04999009,council,parish-council:E04999009,"Ash\nElm",,,x', "csv:6 name: 'Ash"
    ),
    "a source that reads backwards": (
        "taken_on.csv", "E04999001,report-grass,,,x\u202ey", "taken_on.csv:4 source: it holds a character"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_table_is_refused_and_the_message_names_the_place(folder, what):
    table, row, said = BROKEN[what]
    with (folder / table).open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    with pytest.raises(BodiesError) as caught:
        Bodies.open(folder)
    assert said in str(caught.value)


def test_every_broken_row_is_named_at_once(folder):
    with (folder / "taken_on.csv").open("a", encoding="utf-8") as file:
        file.write("Ash,report-grass,,,x\nElm,report-grass\nOak,report-grass,soon,,x\n")
    with pytest.raises(BodiesError) as caught:
        Bodies.open(folder)
    lines = [each.partition(" ")[0] for each in str(caught.value).splitlines()]
    assert lines == ["taken_on.csv:4", "taken_on.csv:5", "taken_on.csv:6", "taken_on.csv:6"]


@pytest.mark.parametrize(
    "row",
    [
        {"website": "javascript:alert(1)"},
        {"website": "https://me:secret@example.gov.uk"},
        {"name": "The \x1b[2JTrust"},
        {"telephone": "101\n102"},
        {"valid_from": 0},
        {"valid_from": 1238544000},
        {"valid_from": datetime(2026, 4, 1)},  # noqa: DTZ001 - no day has a time, with a zone or without
        {"source": "a\u200bb"},
    ],
)
def test_rows_made_in_python_are_checked_as_those_of_a_file_are(row):
    good = {"id": "the-trust", "name": "The Trust", "kind": "national", "website": None, "telephone": None}
    good |= {"valid_from": None, "valid_to": None, **ROW}
    assert AuthorityRow(**good).name == "The Trust"
    with pytest.raises(ValidationError):
        AuthorityRow(**good | row)


@pytest.mark.parametrize("path", ["a\0b", "nowhere", "/etc/passwd", "/dev/null", "a" * 5000])
def test_a_path_that_cannot_be_a_folder_of_tables_is_refused_and_named(path):
    with pytest.raises(BodiesError, match=r"no table of bodies is in .*; authorities\.csv, roles\.csv"):
        Bodies.open(path)
    with pytest.raises(BodiesError, match="no table of bodies is in"):
        Bodies.open(overrides=[path])


def test_a_table_with_other_columns_is_refused(folder):
    (folder / "taken_on.csv").write_text("parish,since\n", encoding="utf-8")
    with pytest.raises(BodiesError, match=r"taken_on\.csv:1"):
        Bodies.open(folder)


def test_a_table_that_is_missing_or_not_text_is_refused(folder):
    (folder / "taken_on.csv").write_bytes(b"area\n\xff\xfe\x00")
    with pytest.raises(BodiesError, match=r"taken_on\.csv:2 is not UTF-8 text"):
        Bodies.open(folder)
    (folder / "taken_on.csv").unlink()
    with pytest.raises(BodiesError, match="cannot be read"):
        Bodies.open(folder)


ROW = {"line": 2, "source": "made up"}
days = st.dates(date(2019, 1, 1), date(2028, 12, 31))


@st.composite
def timelines(draw):
    """Make rows that do not overlap, with or without gaps between them."""
    cuts = sorted(draw(st.lists(days, min_size=2, max_size=8, unique=True)))
    pairs = list(pairwise(cuts))
    kept = draw(st.lists(st.sampled_from(pairs), unique=True))
    return [
        TakenOnRow(area="E04999001", transaction=f"t{i}", valid_from=a, valid_to=b, **ROW)
        for i, (a, b) in enumerate(kept)
    ]


@given(timelines(), days)
@settings(deadline=None)
def test_a_timeline_gives_the_row_that_holds_and_no_day_before_until_differs(rows, day):
    row, until = Timeline(rows).at(day)
    holding = [each for each in rows if each.valid_from <= day < each.valid_to]
    assert [row] == (holding or [None])
    if until is not None:
        assert until > day
        assert Timeline(rows).at(until - timedelta(days=1))[0] == row
        assert Timeline(rows).at(until)[0] != row
    else:
        assert Timeline(rows).at(date(2030, 1, 1))[0] == row


@given(timelines())
@settings(deadline=None)
def test_rows_that_only_touch_do_not_clash(rows):
    assert Timeline(rows).clashes() == ()


def test_rows_given_directly_are_checked_like_rows_from_files():
    row = {"role": "police", "district": DISTRICT, "authority": "police:E23999001"}
    row |= {"valid_from": None, "valid_to": None}
    with pytest.raises(BodiesError):
        Bodies(Tables(roles=(RoleRow(**row, **ROW),)))
    held = AuthorityRow(
        id="police:E23999001", name="P", kind="police", website=None, telephone="101",
        valid_from=None, valid_to=None, **ROW,
    )  # fmt: skip
    bodies = Bodies(Tables(authorities=(held,), roles=(RoleRow(**row, **ROW),)))
    assert bodies.holder("police", parish(1), DAY).authority.telephone == "101"


def test_an_ungrouped_parish_is_told_apart_from_its_old_group():
    row = ParishRow(
        area="E04999001", kind="council", authority="parish-council:E04999001", name="A",
        valid_from=None, valid_to=None, **ROW,
    )  # fmt: skip
    bodies = Bodies(Tables(parish_bodies=(row,)))
    assert bodies.holder("parish_council", parish(1), DAY).authority.areas == ("E04999001",)
