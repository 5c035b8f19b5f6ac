"""Every name of the nation in every spelling: `make test-faults` runs this; a minute."""

import pytest
import spellings

NAMES = 11_341


@pytest.fixture(scope="module")
def nation():
    return spellings.districts(spellings.national_areas())


@pytest.mark.parametrize("spelling", spellings.SAME)
def test_every_name_is_found_in_a_spelling_that_means_the_same(nation, spelling):
    counted = spellings.tally(nation, spellings.SAME[spelling])
    assert (counted.total(), counted["WRONG"]) == (NAMES, 0)
    assert counted["found"] >= NAMES - 25, counted


@pytest.mark.parametrize("slip", spellings.SLIPS)
def test_no_name_with_a_slip_is_taken_for_another(nation, slip):
    counted = spellings.tally(nation, spellings.SLIPS[slip])
    assert (counted.total(), counted["WRONG"]) == (NAMES, 0)
    assert counted["found"] + counted["suggested"] >= 0.97 * NAMES, counted
