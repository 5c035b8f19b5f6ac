"""Which areas a council acts for, by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.contacts.matching import Areas, Match
from routekit.contacts.naming import name_of
from routekit.model import Area, Authority

HERE, THERE = "E06999037", "E06999038"


def areas_of(*names, district=HERE, start=1, kind="parish"):
    return [
        Area(code=f"E04990{number:03}", name=name, kind=kind, district=district)
        for number, name in enumerate(names, start)
    ]


def match(areas, *titles, district=HERE, authorities=(), fixed=None):
    """Match titles, leaving the evidence out."""
    found = Areas(areas, district=district, authorities=authorities).match(titles, fixed=fixed or {})
    return tuple(each._replace(evidence="") for each in found)


@pytest.mark.parametrize(
    ("title", "core", "style"),
    [
        ("Ashsample Parish Council", "ashsample", "parish"),
        ("ASHSAMPLE  TOWN COUNCIL", "ashsample", "town"),
        ("Ashsample PC", "ashsample", "parish"),
        ("Ashsample P.C.", "ashsample", "parish"),
        ("Llan\u0175ern CC", "llanwern", "community"),
        ("Cyngor Tref a Chymuned Llan\u0175ern", "llanwern", "town"),
        ("Ashsample (Parish Meeting)", "ashsample", "meeting"),
        ("Parish Meeting of Ashsample", "ashsample", "meeting"),
        ("Ash\u200bsample\u00ad Parish Council", "ashsample", "parish"),
        ("Parish Council of Ashsample", "ashsample", "parish"),
        ("City of Ashsample Parish Council", "ashsample", "parish"),
        ("The Ashsample Village Council", "ashsample", "village"),
        ("Ashsample Neighbourhood Council", "ashsample", "neighbourhood"),
        ("Ashsample City Council", "ashsample", "city"),
        ("Llan\u0175ern Community Council", "llanwern", "community"),
        ("Cyngor Tref Llan\u0175ern", "llanwern", "town"),
        ("Cyngor Cymuned Llan\u0175ern", "llanwern", "community"),
        ("Ashsample Parish Meeting", "ashsample", "meeting"),
        ("Ashsample Group Parish Council", "ashsample", "grouped"),
        ("Ashsample Grouped Parish Council", "ashsample", "grouped"),
        ("Ashsample Joint Parish Council", "ashsample", "grouped"),
        ("Ashsample Parish Council Group", "ashsample", "grouped"),
        ("Ashsample Council", "ashsample", "unknown"),
        ("Ashsample Parish Council (TDC)", "ashsample", "parish"),
        ("Saint Mary\u2019s Parish Council", "st marys", "parish"),
        ("St. Mary's Parish Council", "st marys", "parish"),
        ("Over & Under Parish Council", "over and under", "parish"),
        ("Over &amp; Under Parish Council", "over and under", "parish"),
        ("Sample-cum-Pretend Parish Council", "sample cum pretend", "parish"),
        ("Sample Common Parish Council", "sample common", "parish"),
        ("Longparish Parish Council", "longparish", "parish"),
        ("Sample, Over and Under PC", "sample , over and under", "parish"),
    ],
)
def test_a_title_is_a_core_and_a_style(title, core, style):
    assert name_of(title)[:2] == (core, style)


def test_the_same_core_in_the_district_is_an_exact_match():
    areas = areas_of("Ashsample", "St. Mary Sample")
    found = match(areas, "Ashsample Town Council", "Saint Mary Sample Parish Council")
    assert found == (Match(("E04990001",), "exact"), Match(("E04990002",), "exact"))


def test_a_name_that_is_only_alike_is_never_a_match():
    areas = areas_of("Ashsample", "Ashsample Magna")
    assert match(areas, "Ashsamples Parish Council", "Ashsample Parva Parish Council") == (Match(), Match())


def test_a_town_in_a_parish_of_that_name_is_matched_as_the_parish_is_called():
    assert match(areas_of("Wareham Sample Town"), "Wareham Sample Town Council")[0].areas == ("E04990001",)


def test_a_welsh_name_matches_as_well():
    areas = [Area(code="W04990001", name="Sampleton", name_cy="Trefsampl", kind="community", district=HERE)]
    assert match(areas, "Cyngor Cymuned Trefsampl")[0].areas == ("W04990001",)


def test_a_council_named_after_several_parishes_is_grouped():
    areas = areas_of("Over", "Under", "Sample")
    assert match(areas, "Over, Under and Sample Parish Council") == (
        Match(("E04990001", "E04990002", "E04990003"), "grouped"),
    )
    assert match(areas, "Under with Over PC")[0].areas == ("E04990001", "E04990002")
    assert match(areas, "Sample/Under PC")[0].areas == ("E04990002", "E04990003")


def test_a_name_that_is_one_parish_is_not_split():
    areas = areas_of("Over", "Under", "Over and Under")
    assert match(areas, "Over & Under Parish Council") == (Match(("E04990003",), "exact"),)


def test_part_of_a_grouped_name_may_be_one_parish():
    areas = areas_of("Over and Under", "Sample")
    assert match(areas, "Over and Under and Sample PC")[0].areas == ("E04990001", "E04990002")


def test_a_grouped_name_that_can_be_read_in_two_ways_is_no_match():
    areas = areas_of("Over", "Under", "Sample", "Over and Under")
    assert match(areas, "Over and Under and Sample PC") == (Match(),)


def test_a_grouped_name_with_a_part_that_is_no_parish_is_no_match():
    assert match(areas_of("Over", "Under"), "Over and District Group Parish Council") == (Match(),)


def test_two_councils_that_claim_one_area_are_certain_for_neither():
    areas = areas_of("Over", "Under")
    titles = "Over Parish Council", "Over Town Council", "Under Parish Council"
    assert [found.areas for found in match(areas, *titles)] == [(), (), ("E04990002",)]


def test_two_areas_of_one_name_are_certain_for_no_council():
    assert match(areas_of("Over", "Over"), "Over Parish Council") == (Match(),)


def test_a_name_that_another_district_of_the_install_has_too_is_not_certain():
    areas = [*areas_of("Over", "Under"), *areas_of("Over", district=THERE, start=50)]
    assert [found.areas for found in match(areas, "Over PC", "Under PC")] == [(), ("E04990002",)]


def test_a_council_of_another_district_is_not_matched():
    areas = [*areas_of("Over"), *areas_of("Yonder", district=THERE, start=50)]
    assert match(areas, "Yonder Parish Council") == (Match(),)


def authority(name, *codes, district=HERE, kind="parish-council"):
    return Authority(id=f"parish-council:{codes[0]}", name=name, kind=kind, areas=codes, district=district)


def test_a_council_called_as_the_tables_call_it_acts_for_all_of_its_areas():
    areas = areas_of("Over", "Under", "Sample")
    known = [authority("Over and District Group Parish Council", "E04990001", "E04990002")]
    assert match(areas, "Over & District Group PC", "Sample PC", authorities=known) == (
        Match(("E04990001", "E04990002"), "named"),
        Match(("E04990003",), "exact"),
    )
    known = [authority("Over Parish Council", "E04990001", "E04990002")]
    assert match(areas, "Over Parish Council", authorities=known)[0].areas == ("E04990001", "E04990002")


def test_what_the_tables_call_it_counts_only_where_all_of_its_areas_are():
    areas = [*areas_of("Over"), *areas_of("Under", district=THERE, start=50)]
    known = [authority("Over Vale Parish Council", "E04990001", "E04990050")]
    twice = [authority("Vale PC", "E04990001"), authority("Vale Parish Council", "E04990002")]
    assert match(areas, "Over Vale Parish Council", authorities=known) == (Match(),)
    assert match(areas_of("Over", "Under"), "Vale Parish Council", authorities=twice) == (Match(),)


def test_what_the_tables_call_it_gives_no_areas_but_those_where_an_area_has_that_very_name():
    known = [authority("Over Vale Parish Council", "E04990001", "E04990002")]
    areas = areas_of("Over", "Under", "Over Vale")
    assert match(areas, "Over Vale Parish Council", authorities=known)[0].areas == ("E04990003",)


def test_a_title_in_two_languages_is_matched_if_both_lead_to_the_same_area():
    areas = [Area(code="W04990001", name="Sampleton", name_cy="Trefsampl", kind="community", district=HERE)]
    areas += areas_of("Over", "Under")
    titles = (
        "Sampleton Community Council / Cyngor Cymuned Trefsampl",
        "Cyngor Cymuned Trefsampl - Sampleton Community Council",
        "Sampleton (Trefsampl) Community Council",
        "Over Parish Council / Under Parish Council",
        "Over (Nowhere) Parish Council",
    )
    found = [match(areas, title)[0].areas for title in titles]
    assert found == [("W04990001",)] * 3 + [(), ()]


def test_what_a_person_has_decided_wins_over_every_name():
    areas = areas_of("Over", "Under")
    titles = ("Over Parish Council", "Nowhere Parish Council", "Under Parish Council")
    assert match(areas, *titles, fixed={1: ("E04990001",), 2: ()}) == (
        Match(),
        Match(("E04990001",), "override"),
        Match((), "override"),
    )


def test_the_evidence_says_what_a_match_rests_on():
    areas = Areas(
        areas_of("Over", "Under", "Sample"),
        district=HERE,
        authorities=[authority("Vale Group PC", "E04990001")],
    )
    titles = ("Under PC", "Over and Sample PC", "Vale Group Parish Council")
    assert [areas.match([title])[0].evidence for title in titles] == [
        "called like E04990002, Under",
        "called like E04990001, Over; called like E04990003, Sample",
        "called like parish-council:E04990001, Vale Group PC",
    ]


def test_a_name_that_is_alike_is_suggested_and_never_matched():
    areas = Areas(areas_of("Ashsample", "Overmade", "Undermade"), district=HERE)
    assert areas.match(["Ashsampel Parish Council"]) == (Match(),)
    suggestion = areas.suggest("Ashsampel Parish Council")
    assert (suggestion.area, suggestion.name) == ("E04990001", "Ashsample")
    assert 0.8 <= suggestion.likeness < 1
    assert areas.suggest("Nowhere Parish Council") is None


def test_nothing_is_suggested_between_two_that_are_as_much_alike_or_from_another_district():
    assert Areas(areas_of("Sample East", "Sample West"), district=HERE).suggest("Sample Wast PC") is None
    there = Areas(areas_of("Ashsample", district=THERE), district=HERE)
    assert there.suggest("Ashsampel PC") is None


@settings(deadline=None)
@given(st.lists(st.text("abcdest ", min_size=1, max_size=12), max_size=12), st.text("abcdest ", max_size=12))
def test_whatever_is_listed_a_match_is_the_very_name(names, title):
    areas = areas_of(*names)
    for found in match(areas, f"{title} Parish Council"):
        if found.method == "exact":
            (name,) = [area.name for area in areas if area.code == found.areas[0]]
            assert name_of(name).core == name_of(title).core
            assert sum(name_of(each).core == name_of(title).core for each in names) == 1


def test_an_unparished_area_has_no_council():
    assert match(areas_of("Over", kind="unparished"), "Over Parish Council") == (Match(),)


NAMES = st.lists(st.sampled_from(["over", "under", "st", "and", "with", "cum", "sample", ","]), max_size=40)


@settings(deadline=None)
@given(NAMES, st.permutations(["Parish Council", "Town Council", "Parish Meeting", ""]))
def test_what_is_matched_is_made_of_the_names_in_the_title(words, styles):
    areas = areas_of("Over", "Under", "Sample", "Over and Under")
    title = f"{' '.join(words)} {styles[0]}"
    for found in match(areas, title):
        names = " ".join(area.name.lower() for area in areas if area.code in found.areas)
        assert set(names.split()) <= set(words)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_title_has_a_core_that_is_its_own(title):
    name = name_of(title)
    assert name_of(name.core).cores & name.cores or name.core == ""
