"""The published lists: what follows from small ones made for the purpose, and which are refused."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import routekit_boundaries

from routekit.bodies import Bodies
from routekit.bodies.derive import force_name
from routekit.errors import BodiesError
from routekit.model import Area

INSTALLED = Path(routekit_boundaries.__file__).parent / "bodies"
COUNCILS = """\
local-authority-code,official-name,gss-code,start-date,end-date,replaced-by,local-authority-type,county-la,former-gss-codes
AAA,Ash District Council,E07999001,1905-06-20,2020-03-31,NEW,NMD,CCC,
BBB,Elm District Council,E07999002,,2020-04-01,NEW,NMD,CCC,E07999009
CCC,Wood County Council,E10999001,,2020-03-31,NEW,CTY,,
NEW,Wood Council,E06999001,2020-04-01,,,UA,,
SSS,A Scottish Council,S12999001,,,,SCO,,
"""
LISTS = {
    "local_authorities": COUNCILS,
    "lad_changes_2014_2025": """\
oldcd,newcd,type,start
E06999001,E06999008,new_code,2025
E06999001,E47999001,new_geo,2024
""",
    "ons_ltla_utla_2019": "LTLA19CD,UTLA19CD\nE07999001,E10999001\nE07999002,E10999001\n",
    "ons_lad_police_2019": """\
LAD19CD,PFA19CD,PFA19NM
E07999001,E23999001,"Wood, City of"
E07999002,E23999002,Elm & Ash
""",
    "local_authority_websites": "statistical-geography,local-authority-type,website,start-date,end-date\n"
    "E07999001,NMD,https://ash.example.gov.uk,1974-04-01,2020-03-31\n"
    "E07999002,NMD,https://elm.example.gov.uk,,2019-03-31\n"
    "E10999001,CTY,www.example.gov.uk,,2020-03-31\n",
}


@pytest.fixture
def listed(tmp_path):
    """Give a function that opens the small lists, some of them changed, with the installed roles by kind."""

    def opened(**changed):
        folder = tmp_path / "bodies"
        (folder / "sources").mkdir(parents=True)
        for table in ("authorities", "roles", "parish_bodies", "taken_on"):
            (folder / f"{table}.csv").write_text(
                (INSTALLED / f"{table}.csv").read_text().splitlines()[0] + "\n"
            )
        shutil.copy(INSTALLED / "roles_by_kind.csv", folder)
        for name, text in {**LISTS, **changed}.items():
            (folder / "sources" / f"{name}.csv").write_text(text, encoding="utf-8")
        return Bodies.open(folder)

    return opened


def held(bodies, role, district, day):
    return bodies.holder(
        role, Area(code="E04999001", name="A", kind="parish", district=district), day
    ).authority


@pytest.mark.parametrize("code", ["E07999001", "E07999002", "E07999009"])
def test_both_conventions_for_the_end_come_to_one_changeover(listed, code):
    bodies = listed()
    assert held(bodies, "highway_authority", code, date(2020, 3, 31)).id == "E10999001"
    assert held(bodies, "litter_authority", code, date(2020, 3, 31)).valid_to == date(2020, 4, 1)
    for role in ("highway_authority", "litter_authority"):
        assert held(bodies, role, code, date(2020, 4, 1)).id == "E06999001"
        assert held(bodies, role, "E06999008", date(2026, 4, 1)).id == "E06999001"


def test_a_council_over_two_forces_leaves_the_police_to_the_old_codes(listed):
    bodies = listed()
    assert held(bodies, "police", "E07999001", date(2026, 1, 1)).name == "City of Wood Police"
    assert held(bodies, "police", "E07999009", date(2026, 1, 1)).name == "Elm & Ash Police"
    assert held(bodies, "police", "E06999001", date(2026, 1, 1)) is None


def test_a_website_needs_an_address_and_the_same_end_in_both_lists(listed):
    bodies = listed()
    sites = [
        held(bodies, "litter_authority", code, date(2019, 6, 1)).website
        for code in ("E07999001", "E07999002")
    ]
    assert sites == ["https://ash.example.gov.uk", None]
    assert held(bodies, "highway_authority", "E07999001", date(2019, 6, 1)).website is None


def test_a_district_whose_end_has_no_successor_leaves_a_gap(listed):
    bodies = listed(local_authorities=COUNCILS.replace("2020-03-31,NEW,NMD", "2020-03-31,,NMD"))
    assert held(bodies, "litter_authority", "E07999001", date(2020, 3, 31)).id == "E07999001"
    assert held(bodies, "litter_authority", "E07999001", date(2020, 4, 1)) is None


def test_before_a_merger_nobody_is_named_while_one_of_its_parts_is_not_recorded(listed):
    bodies = listed(local_authorities=COUNCILS.replace("E07999002,,", "E07999002,2012-04-01,"))
    assert held(bodies, "highway_authority", "E06999001", date(2012, 3, 31)) is None
    assert held(bodies, "highway_authority", "E06999001", date(2012, 4, 1)).id == "E10999001"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Metropolitan Police", "Metropolitan Police"),
        ("London, City of", "City of London Police"),
        ("Kent", "Kent Police"),
    ],
)
def test_the_rule_for_the_names_of_forces(name, said):
    assert force_name(name) == said


CHANGES, COUNTIES, POLICE = (LISTS[name].splitlines()[0] + "\n" for name in (
    "lad_changes_2014_2025", "ons_ltla_utla_2019", "ons_lad_police_2019",
))  # fmt: skip
REFUSED = {
    "two lists that disagree on the day": (
        "lad_changes_2014_2025", CHANGES + "E07999001,E06999001,merger,2021\n",
        "the lists disagree: E07999001 becomes E06999001 on 2021-04-01",
    ),
    "two counties": (
        "ons_ltla_utla_2019", COUNTIES + "E07999001,E10999001\nE07999001,E10999002\n", "more than one county",
    ),
    "two forces": (
        "ons_lad_police_2019", POLICE + "E07999001,E23999001,A\nE07999001,E23999002,B\n",
        "more than one police force area",
    ),
    "one code for two councils": (
        "local_authorities", COUNCILS.replace("E07999009", "E07999001"), "E07999001 is the code of two",
    ),
    "a code that is not one": (
        "local_authorities", COUNCILS.replace("E07999001", "Ash"), "csv:2 cannot be understood: 'Ash'",
    ),
    "a day that is not one": (
        "local_authorities", COUNCILS.replace("2020-03-31", "last spring"), "authorities.csv:2 cannot be",
    ),
    "a list that ends before its end": (
        "ons_lad_police_2019", POLICE + "E07999001,E23999001,A\n", "ons_lad_police_2019.csv lacks E07999002",
    ),
    "a line that is cut short": ("local_authorities", COUNCILS[:-12], "authorities.csv:6 has 3 cells, and"),
    "a year that is not one": (
        "lad_changes_2014_2025", CHANGES + "a,b,merger,soon\n", "lad_changes_2014_2025.csv:2 cannot be",
    ),
    "a year that is far off": (
        "lad_changes_2014_2025", CHANGES + "E07999001,E06999001,merger,20255\n", "'20255' is not a year",
    ),
    "a day that is a number": (
        "local_authorities", COUNCILS.replace("2020-03-31", "1238544000"), "'1238544000' is not a day",
    ),
    "a council without a name": (
        "local_authorities", COUNCILS.replace("Ash District Council", ""), "local_authorities.csv:2 cannot",
    ),
    "a name that drives the terminal": (
        "local_authorities", COUNCILS.replace("Ash District", "Ash\x1b[2J"), "2 official-name: it holds",
    ),
    "a column that is missing": ("ons_ltla_utla_2019", "LTLA,UTLA\nx,y\n", "csv:1 has no column LTLA19CD"),
    "quotes that never close": ("ons_ltla_utla_2019", COUNTIES + '"x,y\n', "is not CSV"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_list_that_cannot_be_right_is_refused_and_named(listed, what):
    name, text, said = REFUSED[what]
    with pytest.raises(BodiesError) as caught:
        listed(**{name: text})
    assert said in str(caught.value)
