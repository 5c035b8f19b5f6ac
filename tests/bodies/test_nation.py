"""England and Wales: who plays which role in every district, through every reorganisation."""

import csv
import lzma
from datetime import date, timedelta
from pathlib import Path

import pytest
import routekit_boundaries
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.bodies import Bodies
from routekit.bodies.check import check
from routekit.model import Area

SOURCES = Path(routekit_boundaries.__file__).parent / "bodies" / "sources"
COUNTY_ROLES = {"highway_authority", "lead_flood_authority"}
DISTRICT_ROLES = {"litter_authority", "environmental_health", "planning_authority"}
ROLES = {*COUNTY_ROLES, *DISTRICT_ROLES, "police"}
EVE, DAY = (3, 31), (4, 1)


def listed(name):
    with (SOURCES / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def land(district, kind="parish"):
    return Area(code="E04999001", name="Anywhere", kind=kind, district=district)


def held(bodies, role, district, day):
    authority = bodies.holder(role, land(district), day).authority
    return authority and authority.name


CHANGEOVERS = {
    "Allerdale": ("E07000026", 2023, "Cumbria County", "Allerdale Borough", "Cumberland"),
    "Eden": ("E07000030", 2023, "Cumbria County", "Eden District", "Westmorland and Furness"),
    "Craven": ("E07000163", 2023, "North Yorkshire County", "Craven District", "North Yorkshire"),
    "Wycombe": ("E07000007", 2020, "Buckinghamshire County", "Wycombe District", "Buckinghamshire"),
    "Corby": ("E07000150", 2021, "Northamptonshire County", "Corby Borough", "North Northamptonshire"),
    "Taunton": ("E07000246", 2023, "Somerset County", "Somerset West and Taunton", "Somerset"),
}


@pytest.mark.parametrize("place", CHANGEOVERS)
def test_roads_and_litter_pass_to_the_unitary_on_the_first_of_april(nation, place):
    district, year, *councils = CHANGEOVERS[place]
    county, lower, unitary = (f"{name} Council" for name in councils)
    eve, day = date(year, *EVE), date(year, *DAY)
    assert held(nation, "highway_authority", district, eve) == county
    assert held(nation, "litter_authority", district, eve) == lower
    for role in ROLES - {"police"}:
        assert held(nation, role, district, day) == unitary
        assert nation.holder(role, land(district), eve).until == day
        assert nation.holder(role, land(district), day).until is None


@pytest.mark.parametrize(
    ("year", "successor", "districts"),
    [
        (2023, "E06000063", ["E07000026", "E07000028", "E07000029"]),
        (2023, "E06000064", ["E07000027", "E07000030", "E07000031"]),
        (2021, "E06000061", ["E07000150", "E07000152", "E07000153", "E07000156"]),
        (2021, "E06000062", ["E07000151", "E07000154", "E07000155"]),
    ],
    ids=["Cumberland", "Westmorland and Furness", "North Northamptonshire", "West Northamptonshire"],
)
def test_a_county_with_two_successors_is_split_by_place(nation, year, successor, districts):
    for district in districts:
        for role in ROLES - {"police"}:
            assert nation.holder(role, land(district), date(year, *DAY)).authority.id == successor
    assert set(nation.districts_within(successor, date(year, *DAY))) == {successor, *districts}


def by_hand(district, day, county, merged, forces):
    """Say who plays each role, straight from two lists: follow the mergers, then look the county up."""
    lower = district
    while lower in merged and day >= date(merged[lower][1], 4, 1):
        lower = merged[lower][0]
    upper = county.get(lower, lower)
    roles = dict.fromkeys(COUNTY_ROLES, upper) | dict.fromkeys(DISTRICT_ROLES, lower)
    return roles | {"police": forces[district]}


def test_every_district_of_2019_has_every_role_once_on_both_sides_of_every_first_of_april(nation):
    county = {row["LTLA19CD"]: row["UTLA19CD"] for row in listed("ons_ltla_utla_2019")}
    forces = {row["LAD19CD"]: f"police:{row['PFA19CD']}" for row in listed("ons_lad_police_2019")}
    changes = listed("lad_changes_2014_2025")
    merged = {row["oldcd"]: (row["newcd"], int(row["start"])) for row in changes if row["type"] == "merger"}
    assert len(county) == 339
    days = [date(year, *each) for year in range(2019, 2027) for each in (EVE, DAY)]
    newer = {new for new, year in merged.values() if year == 2019}
    for district in county:
        for day in days:
            if day < date(2019, 4, 1) and district in newer:
                continue
            found = {role: nation.holder(role, land(district), day).authority for role in ROLES}
            expected = by_hand(district, day, county, merged, forces)
            assert {role: each and each.id for role, each in found.items()} == expected, (district, day)


def test_another_list_tells_the_same_story(nation):
    """local_authorities.csv names successors by letters and ends on either side of midnight."""
    councils = {row["local-authority-code"]: row for row in listed("local_authorities")}
    districts = [row for row in councils.values() if row["local-authority-type"] == "NMD" and row["end-date"]]
    assert len(districts) == 40
    for row in districts:
        year = int(row["end-date"][:4])
        heir = councils[row["replaced-by"]]
        before, after = (nation.lower_tier(row["gss-code"], date(year, *each))[0] for each in (EVE, DAY))
        assert (before, after) == (row["gss-code"], heir["gss-code"])
        county = councils[row["county-la"]]["gss-code"]
        highways = nation.holder("highway_authority", land(before), date(year, *EVE)).authority.id
        assert highways == county or row["nice-name"] == "Forest Heath"


def test_ends_on_both_sides_of_midnight_are_one_changeover(nation):
    ends = {row["gss-code"]: row["end-date"] for row in listed("local_authorities")}
    assert (ends["E07000007"], ends["E07000150"]) == ("2020-03-31", "2021-04-01")
    assert nation.lower_tier("E07000007", date(2020, 1, 1))[1] == date(2020, 4, 1)
    assert nation.lower_tier("E07000150", date(2020, 1, 1))[1] == date(2021, 4, 1)


def test_forest_heath_was_in_suffolk_whatever_its_letters_say(nation):
    assert held(nation, "highway_authority", "E07000201", date(2018, 6, 1)) == "Suffolk County Council"


@pytest.mark.parametrize(
    ("codes", "name"),
    [
        (("E08000016", "E08000038"), "Barnsley Metropolitan Borough Council"),
        (("E08000019", "E08000039"), "Sheffield City Council"),
        (("E08000037", "E08000020"), "Gateshead Metropolitan Borough Council"),
        (("E06000057", "E06000048"), "Northumberland County Council"),
        (("E07000240", "E07000100"), "St Albans City and District Council"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_council_with_several_codes_is_one_authority_under_each(nation, codes, name):
    for code in codes:
        for day in (date(2012, 1, 1), date(2024, 12, 31), date(2026, 1, 1)):
            litter = nation.holder("litter_authority", land(code), day)
            assert (litter.authority.id, litter.authority.name, litter.until) == (codes[0], name, None)
            assert nation.holder("parish_council", land(code), day).authority.district == codes[0]
    assert set(nation.districts_within(codes[1], date(2026, 1, 1))) == set(codes)


def test_wales_is_unitary_throughout_and_its_roads_warn_of_the_welsh_government(nation):
    highways = nation.holder("highway_authority", land("W06000015", "community"), date(2026, 1, 1))
    assert highways.authority.name == "City of Cardiff Council"
    assert [each.code for each in highways.warnings] == ["not-checked"]
    assert "Welsh Government" in highways.warnings[0].detail
    assert held(nation, "police", "W06000015", date(2026, 1, 1)) == "South Wales Police"


def test_london_warns_of_red_routes_and_has_two_police_forces(nation):
    camden = nation.holder("highway_authority", land("E09000007"), date(2026, 1, 1))
    assert camden.authority.website == "https://www.camden.gov.uk"
    assert ["trunk" in each.detail or "red routes" in each.detail for each in camden.warnings] == [True, True]
    assert held(nation, "police", "E09000007", date(2026, 1, 1)) == "Metropolitan Police Service"
    assert held(nation, "police", "E09000001", date(2026, 1, 1)) == "City of London Police"
    assert nation.holder("planning_authority", land("E09000007"), date(2026, 1, 1)).warnings == ()


def warned(bodies, role, district, day=date(2026, 1, 1)):
    return [each.detail for each in bodies.holder(role, land(district), day).warnings]


@pytest.mark.parametrize("district", ["E06000037", "E07000032", "E08000016", "E09000007", "W06000023"])
def test_litter_warns_of_motorways_which_are_the_nations(nation, district):
    (said,) = warned(nation, "litter_authority", district)
    nations = "Welsh Government" if district.startswith("W") else "National Highways"
    assert (
        said
        == f"motorways, which {'the ' if district.startswith('W') else ''}{nations} keeps clear of litter"
    )


@pytest.mark.parametrize("district", ["E06000037", "E07000032", "E08000016", "W06000023"])
def test_planning_warns_of_national_parks(nation, district):
    assert "National Parks" in warned(nation, "planning_authority", district)[0]


def test_planning_in_two_tiers_warns_of_minerals_and_waste_while_there_is_a_county(nation):
    said = "minerals and waste, on which the county council decides"
    assert said in warned(nation, "planning_authority", "E07000026", date(2023, 3, 31))
    assert said not in warned(nation, "planning_authority", "E07000026", date(2023, 4, 1))
    assert said not in warned(nation, "planning_authority", "E06000037")


@pytest.mark.parametrize(
    ("corporation", "districts", "first", "last"),
    [
        ("Old Oak", ["E09000005", "E09000009", "E09000013"], date(2015, 4, 1), None),
        (
            "London Legacy",
            ["E09000012", "E09000025", "E09000030", "E09000031"],
            date(2012, 10, 1),
            date(2024, 11, 30),
        ),
        ("Ebbsfleet", ["E07000107", "E07000109"], date(2015, 7, 1), None),
        ("Hartlepool or the Middlesbrough", ["E06000001", "E06000002"], date(2023, 6, 1), None),
    ],
)
def test_planning_warns_of_development_corporations_while_they_decide(
    nation, corporation, districts, first, last
):
    def warning_on(day):
        return {
            code
            for code in nation.districts
            if any(corporation in said for said in warned(nation, "planning_authority", code, day))
        }

    assert warning_on(first) == set(districts)
    assert warning_on(first - timedelta(days=1)) == set()
    if last:
        assert warning_on(last) == set(districts)
    assert warning_on(last + timedelta(days=1) if last else date(2028, 1, 1)) == set(
        () if last else districts
    )


FORCES = """
    Avon and Somerset Police, Bedfordshire Police, Cambridgeshire Constabulary, Cheshire Constabulary,
    City of London Police, Cleveland Police, Cumbria Constabulary, Derbyshire Constabulary,
    Devon and Cornwall Police, Dorset Police, Durham Constabulary, Dyfed-Powys Police, Essex Police,
    Gloucestershire Constabulary, Greater Manchester Police, Gwent Police,
    Hampshire and Isle of Wight Constabulary, Hertfordshire Constabulary, Humberside Police, Kent Police,
    Lancashire Constabulary, Leicestershire Police, Lincolnshire Police, Merseyside Police,
    Metropolitan Police Service, Norfolk Constabulary, North Wales Police, North Yorkshire Police,
    Northamptonshire Police, Northumbria Police, Nottinghamshire Police, South Wales Police,
    South Yorkshire Police, Staffordshire Police, Suffolk Constabulary, Surrey Police, Sussex Police,
    Thames Valley Police, Warwickshire Police, West Mercia Police, West Midlands Police,
    West Yorkshire Police, Wiltshire Police
"""


def test_all_43_forces_have_the_names_they_go_by_and_the_number_101(nation):
    forces = {nation.holder("police", land(code), date(2026, 1, 1)).authority for code in nation.districts}
    assert {force.name for force in forces} == {" ".join(name.split()) for name in FORCES.split(",")}
    assert len(forces) == 43
    assert {force.telephone for force in forces} == {"101"}


def test_the_name_of_a_force_goes_with_the_right_place_and_day(nation):
    for district, name in (
        ("E07000026", "Cumbria"),
        ("E06000049", "Cheshire"),
        ("E07000240", "Hertfordshire"),
    ):
        assert held(nation, "police", district, date(2026, 1, 1)) == f"{name} Constabulary"
    eve, day = (held(nation, "police", "E06000046", date(2022, 11, each)) for each in (15, 16))
    assert (eve, day) == ("Hampshire Constabulary", "Hampshire and Isle of Wight Constabulary")


def test_a_council_has_its_first_and_last_day_where_its_district_has_them(nation):
    """Rows by hand included: those of the two Northamptonshires put a wrong first day in a list right."""
    for code, since in nation.districts.items():
        first = nation.authority(code, since)
        assert first.authority is not None, code
        if since > date(2009, 4, 1):
            assert first.authority.valid_from == since, code
            assert nation.authority(code, since - timedelta(days=1)).authority is None, code
        if first.until:
            assert nation.lower_tier(code, since)[1] == first.until, code
    assert nation.districts["E06000061"] == nation.districts["E06000062"] == date(2021, 4, 1)


def test_before_a_district_of_2019_existed_only_what_its_parts_share_is_recorded(nation):
    eve = date(2019, 3, 31)
    assert held(nation, "highway_authority", "E07000246", eve) == "Somerset County Council"
    assert held(nation, "police", "E07000246", eve) == "Avon and Somerset Police"
    litter = nation.holder("litter_authority", land("E07000246"), eve)
    assert (litter.authority, litter.until) == (None, date(2019, 4, 1))
    assert held(nation, "litter_authority", "E07000190", eve) == "Taunton Deane Borough Council"
    assert held(nation, "highway_authority", "E06000058", eve) is None


def test_boundaries_newer_than_the_day_answer_where_their_parts_agree(nation):
    day = date(2022, 6, 1)
    assert held(nation, "highway_authority", "E06000063", day) == "Cumbria County Council"
    assert held(nation, "planning_authority", "E06000063", day) is None
    assert nation.holder("parish_council", land("E06000063"), day).authority.district == "E06000063"


def test_nothing_is_said_of_days_before_the_reorganisation_of_2009(nation):
    before = nation.holder("highway_authority", land("E06000052"), date(2009, 3, 31))
    assert (before.authority, before.until) == (None, date(2009, 4, 1))
    assert held(nation, "highway_authority", "E06000052", date(2009, 4, 1)) == "Cornwall Council"


def test_there_was_no_lead_flood_authority_before_the_act(nation):
    assert held(nation, "lead_flood_authority", "E06000037", date(2010, 9, 30)) is None
    assert held(nation, "lead_flood_authority", "E06000037", date(2010, 10, 1)) == "West Berkshire Council"


def test_a_parish_belongs_to_the_lower_tier_authority_of_the_day(nation):
    before, after = (
        nation.holder("parish_council", land("E07000026"), day)
        for day in (date(2023, 3, 31), date(2024, 1, 1))
    )
    assert (before.authority.district, before.until) == ("E07000026", date(2023, 4, 1))
    assert (after.authority.district, after.until) == ("E06000063", None)


def test_a_website_is_given_only_where_the_lists_agree_on_the_council(nation):
    corby = nation.holder("litter_authority", land("E07000150"), date(2020, 1, 1)).authority
    assert corby.website == "https://www.corby.gov.uk"
    cumbria = nation.holder("highway_authority", land("E07000026"), date(2020, 1, 1)).authority
    assert cumbria.website is None, "one list has Cumbria County Council go on after 2023"
    north = nation.holder("litter_authority", land("E07000150"), date(2021, 4, 1)).authority
    assert north.website == "https://www.northnorthants.gov.uk/", "a row by hand puts a wrong first day right"


def test_a_name_has_single_spaces_whatever_the_list_has(nation):
    (listed_name,) = [
        row["official-name"] for row in listed("local_authorities") if row["gss-code"] == "E06000024"
    ]
    assert listed_name == "North Somerset  Council"
    assert nation.council("E06000024", date(2026, 1, 1)) == "North Somerset Council"


def test_the_districts_there_were_on_a_day(nation):
    assert len(nation.districts_on(date(2019, 12, 1))) == 339
    assert len(nation.districts_on(date(2025, 12, 1))) == 318
    assert "E07000026" not in nation.districts_on(date(2023, 4, 1))
    assert nation.council("E07000026", date(2023, 4, 1)) == "Cumberland Council"


@pytest.mark.parametrize(
    "code", ["E04002441", "E04003002", "E04003359", "E04007708", "E04010723", "E04010724"]
)
def test_lands_common_to_several_parishes_have_no_council(nation, code):
    area = Area(code=code, name="Lands common", kind="parish", district="E07000026")
    assert nation.parish_kind(area, date(2026, 1, 1)).value == "unparished"
    assert nation.holder("parish_council", area, date(2026, 1, 1)).authority is None


def test_herefordshire_has_two_groups_whose_names_say_which_parishes(nation):
    lugwardine = Area(code="E04000820", name="Lugwardine", kind="parish", district="E06000019")
    council = nation.holder("parish_council", lugwardine, date(2026, 1, 1)).authority
    assert council.areas == ("E04000695", "E04000820")
    assert nation.parish_kind(lugwardine, date(2026, 1, 1)).value == "grouped"


codes = st.sampled_from(sorted(Bodies.open().districts))
days = st.dates(date(2009, 1, 1), date(2030, 12, 31))


@given(codes, st.sampled_from(sorted(ROLES)), days, st.integers(0, 8000))
@settings(deadline=None, max_examples=400)
def test_until_is_the_first_day_on_which_another_plays_the_role(nation, code, role, day, later):
    now = nation.holder(role, land(code), day)
    if now.until is None:
        assert nation.holder(role, land(code), day + timedelta(days=later)).authority == now.authority
        return
    between = min(day + timedelta(days=later), now.until - timedelta(days=1))
    assert nation.holder(role, land(code), between) == now
    assert nation.holder(role, land(code), now.until).authority != now.authority


SURREY = [row["LTLA19CD"] for row in listed("ons_ltla_utla_2019") if row["UTLA19CD"] == "E10000030"]
WEST = {"E07000209", "E07000212", "E07000213", "E07000214", "E07000216", "E07000217"}


def surrey_rows():
    """East and West Surrey, under invented codes: one row for each council, one for each district."""
    councils = """
        E06999101,East Surrey Council,principal-council,,,2027-04-01,,invented
        E06999102,West Surrey Council,principal-council,,,2027-04-01,,invented
    """
    moves = [f"{code},{'E06999102' if code in WEST else 'E06999101'},2027-04-01,invented" for code in SURREY]
    return {"authorities": councils, "successors": "\n".join(moves)}


def test_rows_for_surrey_change_every_role_by_place_on_the_first_of_april_2027(folder_of):
    bodies = Bodies.open(overrides=[folder_of(**surrey_rows())])
    eve, day = date(2027, *EVE), date(2027, *DAY)
    assert len(SURREY) == 11
    for code in SURREY:
        assert held(bodies, "highway_authority", code, eve) == "Surrey County Council"
        assert bodies.holder("litter_authority", land(code), eve).authority.id == code
        unitary = "West Surrey Council" if code in WEST else "East Surrey Council"
        for role in ROLES - {"police"}:
            assert held(bodies, role, code, day) == unitary
            assert bodies.holder(role, land(code), eve).until == day
        assert held(bodies, "police", code, day) == "Surrey Police"
        assert bodies.holder("parish_council", land(code), day).authority.district in {
            "E06999101",
            "E06999102",
        }
    assert held(bodies, "highway_authority", "E06999102", eve) == "Surrey County Council"
    assert held(bodies, "police", "E06999102", day) == "Surrey Police"


def test_rows_of_roles_alone_can_also_hand_a_role_over(folder_of):
    rows = """
        highway_authority,E07000207,E06999101,2027-04-01,,invented
        litter_authority,E07000207,E06999101,2027-04-01,,invented
    """
    folder = folder_of(authorities=surrey_rows()["authorities"], roles=rows)
    bodies = Bodies.open(overrides=[folder])
    for role in ("highway_authority", "litter_authority"):
        assert held(bodies, role, "E07000207", date(2027, *EVE)) != "East Surrey Council"
        assert held(bodies, role, "E07000207", date(2027, *DAY)) == "East Surrey Council"


def listed_areas(file, table, kind):
    path = SOURCES.parents[1] / "editions" / "ew-2019-12" / f"ons_{file}_2019.csv.xz"
    with lzma.open(path, "rt", encoding="utf-8-sig", newline="") as rows:
        return [
            Area(code=row[f"{table}19CD"], name=row[f"{table}19NM"], kind=kind, district=row["LAD19CD"])
            for row in csv.DictReader(rows)
        ]


def test_every_area_of_england_and_wales_has_every_role_exactly_once_on_every_day(nation):
    areas = [*listed_areas("parishes", "PAR", "parish"), *listed_areas("unparished", "NCP", "unparished")]
    report = check(nation, first=date(2019, 4, 1), last=date(2028, 12, 31), areas=areas)
    assert sum(each.areas for each in report.areas) == 11_556
    assert (report.findings, report.unused) == ((), ())
