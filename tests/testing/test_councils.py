"""Invented councils are invented, repeatable and dirty when asked."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.model import Area
from routekit.testing import ParishCouncilRecord, Quirk, dirty_councils, sample_councils, with_quirk

codes = st.integers(0, 999_999).map(lambda number: f"E04{number:06}")
names = st.text(min_size=1, max_size=80).filter(str.strip)


def area(code="E04999001", name="Ashsample", kind="parish"):
    return Area(code=code, name=name, kind=kind, district="E06999001")


@settings(deadline=None, max_examples=50)
@given(codes, names)
def test_everything_about_a_council_is_from_a_range_kept_for_invention(code, name):
    (council,) = sample_councils([area(code, name)])
    assert re.fullmatch(r"01632 960\d{3}", council.telephone)
    assert re.fullmatch(r"clerk@[a-z0-9]([a-z0-9-]*[a-z0-9])?-pc\.example\.gov\.uk", council.email)
    assert max(map(len, council.email.partition("@")[2].split("."))) <= 63
    assert council.website == f"https://{council.email.partition('@')[2]}/"
    assert re.fullmatch(r"ZZ[1-9] [1-9]ZZ", council.postcode)


@settings(deadline=None, max_examples=50)
@given(st.lists(codes, unique=True, max_size=50))
def test_the_same_areas_give_the_same_councils_with_ids_of_their_own(many):
    areas = [area(code) for code in many]
    councils = sample_councils(areas)
    assert councils == sample_councils(iter(areas))
    assert len({council.id for council in councils}) == len(many)
    backwards = sample_councils(areas[::-1])
    assert backwards[::-1] == councils


def test_what_is_invented_does_not_depend_on_the_run():
    assert sample_councils([area()]) == (
        ParishCouncilRecord(
            id="4999001",
            title="Ashsample Parish Council",
            clerk_name="Pat Specimen",
            email="clerk@ashsample-pc.example.gov.uk",
            telephone="01632 960157",
            address_lines=("The Council Office", "85 Imaginary Hill", "Ashsample"),
            postcode="ZZ9 9ZZ",
            website="https://ashsample-pc.example.gov.uk/",
        ),
    )


def test_styles_follow_the_kind_of_area_and_the_towns_named():
    areas = [
        area(),
        area("E04999002", "Bareham"),
        area("W04999001", "Llansampl", "community"),
        area("E43999001", "Sampleton, unparished area", "unparished"),
    ]
    titles = [council.title for council in sample_councils(areas, towns=["E04999002"])]
    assert titles == ["Ashsample Parish Council", "Bareham Town Council", "Llansampl Community Council"]


def test_a_council_that_several_areas_share_is_listed_once_under_its_joint_name():
    areas = [area(), area("E04999002", "Bareham"), area("E04999003", "Coley")]
    groups = {"Ashsample and Coley": ("E04999001", "E04999003")}
    titles = [council.title for council in sample_councils(areas, groups=groups)]
    assert titles == ["Ashsample and Coley Parish Council", "Bareham Parish Council"]
    (alone,) = sample_councils(areas[2:], groups=groups)
    assert alone == sample_councils(areas, groups=groups)[0]


def test_the_groups_of_the_sample_are_those_of_the_installed_tables():
    from datetime import date

    from routekit.bodies import Bodies
    from routekit.testing.councils import GROUPS

    for name, codes in GROUPS.items():
        for code in codes:
            land = Area(code=code, name="Any", kind="parish", district="E06000037")
            held = Bodies.open().holder("parish_council", land, date(2026, 11, 21)).authority
            assert (held.name, held.areas) == (f"{name} Parish Council", tuple(codes))


def test_clerks_and_numbers_vary_from_council_to_council():
    councils = sample_councils(area(f"E04{number:06}") for number in range(200))
    assert len({council.clerk_name for council in councils}) > 5
    assert len({council.telephone for council in councils}) > 100
    assert max(Counter(council.postcode for council in councils).values()) < 20


def test_a_name_without_latin_letters_still_has_a_mailbox():
    (council,) = sample_councils([area(name="東京")])
    assert council.email == "clerk@council-pc.example.gov.uk"


def test_a_long_name_still_makes_a_host_name():
    (council,) = sample_councils([area(name="Very " * 40)])
    assert len(council.email.partition("@")[2].partition(".")[0]) <= 63


@pytest.mark.parametrize("quirk", Quirk)
def test_each_quirk_changes_the_record_and_keeps_its_id(quirk):
    for clean in sample_councils([area(name="Bareham & Coley"), area("E04999002", "X")], towns=["E04999002"]):
        dirty = with_quirk(clean, quirk)
        assert dirty != clean or clean.clerk_name == "The Clerk"
        assert dirty.id == clean.id
        assert dirty.title.strip()


@pytest.mark.parametrize(
    ("quirk", "field", "value"),
    [
        (Quirk.TWO_EMAILS, "email", "clerk@ashsample-pc.example.gov.uk;office@example.gov.uk"),
        (Quirk.EMAIL_WITH_NOTE, "email", "clerk@ashsample-pc.example.gov.uk (for parish matters)"),
        (Quirk.TELEPHONE_IN_EMAIL, "email", "01632 960157"),
        (Quirk.PERSONAL_EMAIL, "email", "nic.o'invented@example.gov.uk"),
        (
            Quirk.POSTCODE_IN_LINE4,
            "address_lines",
            ("The Council Office", "85 Imaginary Hill", "Ashsample", "ZZ9 9ZZ"),
        ),
        (Quirk.PARTIAL_POSTCODE, "postcode", "zz9"),
        (Quirk.MARKUP, "clerk_name", "<strong>Pat Specimen</strong><br />"),
        (Quirk.TWO_TELEPHONES, "telephone", "01632 960157 / 07700 900123"),
        (Quirk.TELEPHONE_WITH_NOTE, "telephone", "Home: (01632) 960157 x123"),
        (Quirk.TELEPHONE_TBA, "telephone", "tba"),
        (Quirk.CLERK_IS_A_ROLE, "clerk_name", "The Clerk"),
        (Quirk.SHOUTED_TITLE, "title", " ASHSAMPLE  PARISH  COUNCIL "),
        (Quirk.PREFIXED_TITLE, "title", "Parish Council of Ashsample"),
        (Quirk.TAGGED_TITLE, "title", "Ashsample Parish Council (TDC)"),
        (Quirk.NOTHING_BUT_A_TITLE, "email", ""),
    ],
)
def test_a_quirk_is_what_it_says(quirk, field, value):
    (clean,) = sample_councils([area()])
    assert getattr(with_quirk(clean, quirk), field) == value


def test_double_escaping_leaves_an_entity_in_the_text():
    (clean,) = sample_councils([area(name="Bareham & Coley")])
    dirty = with_quirk(clean, Quirk.DOUBLE_ESCAPED)
    assert dirty.title == "Bareham &amp; Coley Parish Council"
    assert dirty.address_lines[0] == "&quot;Sample House&quot;"


def test_dirty_councils_have_one_quirk_each_in_turn():
    clean = sample_councils(area(f"E04{number:06}", "Bareham & Coley") for number in range(len(Quirk) + 2))
    dirty = dirty_councils(clean)
    assert dirty == tuple(
        with_quirk(council, list(Quirk)[number % len(Quirk)]) for number, council in enumerate(clean)
    )
