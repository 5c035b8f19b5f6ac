"""Real reorganisations are found exactly, and nothing else; the oracle follows the published lists itself."""

from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from in_memory import reports_of

from routekit.replay import Side, every_area, replay

LITTER = {"about": "litter", "land": "public"}
ROADS = {"surface": "road", "motorway": "no", "danger": "no"}
ANSWERS = {"report-litter": LITTER, "report-pothole": ROADS}
YEARS = {2020: {"E06000060"}, 2021: {"E06000061", "E06000062"},
         2023: {"E06000063", "E06000064", "E06000065", "E06000066"}}  # fmt: skip


@pytest.fixture(scope="module")
def points(some_areas):
    """Give points at random in the squares, and the area of each."""
    rng = np.random.default_rng(20230401)
    at = rng.integers(len(some_areas), size=20_000)
    corners = np.array([area[3:] for area in some_areas], dtype=float)[at]
    inside = corners + rng.uniform(1, 99, corners.shape)
    return pa.table({"easting": inside[:, 0], "northing": inside[:, 1]}), [some_areas[each] for each in at]


def found_ways(found):
    assert {change.kind for change in found.changes} <= {"abolished"}
    return Counter({(each.was.authority, each.now.authority): each.places for each in found.changes})


def expected_ways(areas, of, year):
    ways = Counter((of(area[2], date(year, 3, 31)), of(area[2], date(year, 4, 1))) for area in areas)
    return Counter({way: count for way, count in ways.items() if way[0] != way[1]})


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("transaction", ANSWERS)
def test_who_changes_hands_is_who_the_lists_say_and_nobody_else(points, eve, lists, year, transaction):
    (table, areas), answers = points, ANSWERS[transaction]
    of = lists.district if transaction == "report-litter" else lists.highways
    found = replay(reports_of(table), *eve(year), transaction, answers=answers)
    ways = expected_ways(areas, of, year)

    assert found_ways(found) == ways
    assert {now for _, now in ways} == YEARS[year]
    assert (found.changed, found.same) == (ways.total(), len(areas) - ways.total())


@pytest.mark.parametrize("year", YEARS)
def test_parishes_and_districts_are_counted_where_they_were(points, eve, lists, year):
    table, areas = points
    found = replay(reports_of(table), *eve(year), "report-litter", answers=LITTER)
    changed = [
        area
        for area in areas
        if lists.district(area[2], date(year, 3, 31)) != lists.district(area[2], date(year, 4, 1))
    ]
    by_parish, by_district = Counter(area[0] for area in changed), Counter(area[2] for area in changed)

    assert {each.code: each.changed for each in found.parishes} == by_parish
    assert {each.code: (each.places, each.changed) for each in found.districts} == {
        code: (count, count) for code, count in by_district.items()
    }
    assert [each.changed for each in found.parishes] == sorted(by_parish.values(), reverse=True)


def test_the_counties_of_2023_end_for_roads_as_their_districts_do_for_litter(eve, squares, lists):
    litter, roads = (
        replay(every_area(squares), *eve(2023), transaction, answers=answers)
        for transaction, answers in ANSWERS.items()
    )
    assert {each.was.handled_by for each in roads.changes} == {
        "Cumbria County Council", "North Yorkshire County Council", "Somerset County Council",
    }  # fmt: skip
    assert len(litter.changes) == 17
    assert litter.hands == roads.hands
    assert {each.code for each in litter.parishes} == {each.code for each in roads.parishes}


def test_a_council_that_was_unitary_before_keeps_litter_and_roads(eve, squares, lists):
    unitary = [code for code in lists.counties if code.startswith(("E06", "E08", "E09", "W06"))]
    for transaction, answers in ANSWERS.items():
        found = replay(
            every_area(squares), *eve(2023), transaction, answers=answers, districts=sorted(unitary)
        )
        assert (found.changed, found.places) == (0, found.same)
        assert found.places > len(unitary)


def test_a_new_code_for_the_same_council_is_no_change(eve, squares):
    found = replay(every_area(squares), *eve(2025), "report-litter", answers=LITTER)

    assert (found.changed, found.same) == (0, squares.count)


def test_why_names_the_end_of_the_old_council_and_who_follows(eve, squares, lists):
    found = replay(every_area(squares), *eve(2023), "report-litter", answers=LITTER)

    for change in found.changes:
        was, now = (lists.names[each.authority] for each in (change.was, change.now))
        assert change.why == (f"{was} was abolished on 2023-04-01, succeeded here by {now}",)


def test_back_in_time_the_new_council_is_not_there_yet(nation, squares):
    days = (Side(router=nation, on=date(2023, 4, 1)), Side(router=nation, on=date(2023, 3, 31)))
    found = replay(every_area(squares), *days, "report-litter", answers=LITTER)

    assert {change.kind for change in found.changes} == {"abolished"}
    assert all("was not there before 2023-04-01" in change.why[0] for change in found.changes)
