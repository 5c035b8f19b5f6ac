"""Every parish and community of England and Wales finds itself by its name, and never another."""

from collections import defaultdict

import pytest
import spellings

from routekit.contacts.matching import Areas
from routekit.contacts.naming import name_of, whole

STYLES = ("Parish Council", "Town Council", "Community Council", "Parish Meeting")
EVERY = 12


@pytest.fixture(scope="module")
def areas():
    return spellings.national_areas()


@pytest.fixture(scope="module")
def nation(areas):
    return spellings.districts(areas)


def test_every_name_finds_itself_within_its_district(nation):
    assert sum(len(district.areas) for district in nation) == 11_341
    for here, matching, _ in nation:
        for style in STYLES:
            found = matching.match([f"{area.name} {style}" for area in here])
            assert [match.areas for match in found] == [(area.code,) for area in here]


def test_every_welsh_name_finds_its_community_with_accents_and_without(nation):
    said = 0
    for here, matching, _ in nation:
        for area in here:
            if area.name_cy and area.kind == "community":
                said += 1
                for name in (area.name_cy, spellings._plain(area.name_cy)):
                    assert matching.match([f"Cyngor Cymuned {name}"])[0].areas == (area.code,)
    assert said > 100


def test_a_name_in_two_districts_of_one_service_leads_to_neither(areas):
    homonyms = defaultdict(list)
    for here in areas.values():
        for area in here:
            homonyms[whole(name_of(area.name).core)].append(area)
    shared = [found for found in homonyms.values() if len({area.district for area in found}) > 1]
    assert len(shared) > 400
    for found in shared:
        first, *others = found
        other = next(area for area in others if area.district != first.district)
        both = Areas([*areas[first.district], *areas[other.district]], district=first.district)
        assert both.match([f"{first.name} Parish Council"])[0].areas == ()
        alone = Areas(areas[first.district], district=first.district)
        assert alone.match([f"{first.name} Parish Council"])[0].areas == (first.code,)


@pytest.mark.parametrize("spelling", spellings.SAME)
def test_a_spelling_that_means_the_same_is_found(nation, spelling):
    counted = spellings.tally(nation, spellings.SAME[spelling], every=EVERY)
    assert counted["WRONG"] == 0
    assert counted["found"] / counted.total() > 0.995, counted


@pytest.mark.parametrize("slip", spellings.SLIPS)
def test_a_slip_of_the_pen_is_suggested_and_never_taken_for_another(nation, slip):
    counted = spellings.tally(nation, spellings.SLIPS[slip], every=EVERY)
    assert counted["WRONG"] == 0
    assert (counted["found"] + counted["suggested"]) / counted.total() > 0.95, counted
