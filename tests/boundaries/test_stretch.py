"""A stretch of road: its length in every area that it runs through; and how far a boundary is."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.errors import InvalidPlaceError
from routekit.model import Grid, LatLon, Postcode, Stretch
from routekit.router import Router
from routekit.rules import Pack

EAST, NORTH = 400_000, 50_000


def stretch(*points):
    return Stretch(points=tuple(Grid(easting=EAST + east, northing=NORTH + north) for east, north in points))


def lengths(located):
    return {each.area.name: (each.length_m, each.share) for each in located.candidates}


def test_a_stretch_has_its_length_in_every_area_that_it_runs_through(tiny_edition):
    located = tiny_edition.area_at(stretch((250, 500), (1250, 500), (1250, 250)))
    assert lengths(located) == {"Ashsample": (750, 0.6), "Overmade": (500, 0.4)}
    assert (located.area.name, located.outside) == ("Ashsample", 0)


def test_the_area_with_the_most_of_it_answers_and_of_equals_the_first(tiny_edition):
    assert tiny_edition.area_at(stretch((900, 500), (1900, 500))).area.name == "Overmade"
    assert tiny_edition.area_at(stretch((1900, 500), (100, 500))).area.name == "Ashsample"
    assert tiny_edition.area_at(stretch((500, 500), (1500, 500))).area.name == "Ashsample"


def test_a_stretch_along_a_shared_boundary_is_in_both_areas(tiny_edition):
    located = tiny_edition.area_at(stretch((1000, 200), (1000, 700)))
    assert lengths(located) == {"Ashsample": (500, 1), "Overmade": (500, 1)}


def test_an_area_that_is_only_touched_is_not_run_through(tiny_edition):
    located = tiny_edition.area_at(stretch((500, 500), (1000, 500)))
    assert list(lengths(located)) == ["Ashsample"]


def test_what_runs_out_of_the_edition_is_outside_and_a_crack_is_not(tiny_edition):
    assert tiny_edition.area_at(stretch((-300, 500), (700, 500))).outside == pytest.approx(0.3, abs=1e-4)
    over_a_crack_of_1_m = tiny_edition.area_at(stretch((900, 2500), (1100, 2500)))
    assert over_a_crack_of_1_m.outside == 0
    assert set(lengths(over_a_crack_of_1_m)) == {"Gapley West", "Gapley East"}
    nowhere = tiny_edition.area_at(stretch((-300, 500), (-200, 500)))
    assert (nowhere.area, nowhere.candidates, nowhere.outside) == (None, (), 1)


@given(
    st.lists(st.tuples(st.integers(-200, 4200), st.integers(-200, 3200)), min_size=2, max_size=6, unique=True)
)
@settings(deadline=None, max_examples=60)
def test_lengths_agree_with_points_laid_along_the_line(tiny_edition, corners):
    located = tiny_edition.area_at(stretch(*corners))
    line = shapely.LineString([(EAST + east, NORTH + north) for east, north in corners])
    count = 4000
    places = line.interpolate((np.arange(count) + 0.5) / count, normalized=True)
    for area in tiny_edition.areas():
        laid = shapely.covers(tiny_edition.area(area.code).geometry, places).mean()
        share = next((each.share for each in located.candidates if each.area == area), 0)
        assert share == pytest.approx(laid, abs=12 / count)


def test_degrees_and_metres_give_the_same_lengths(west_berkshire):
    ends = [LatLon(latitude=51.4147, longitude=-1.5154), LatLon(latitude=51.4147, longitude=-1.4854)]
    located = west_berkshire.area_at(Stretch(points=tuple(ends)))
    total = sum(each.length_m for each in located.candidates)
    metre_a_degree = math.cos(math.radians(51.4147)) * 111_320
    assert total == pytest.approx(0.03 * metre_a_degree, rel=0.005)
    assert list(lengths(located)) == ["Hungerford", "Kintbury"]


def test_route_asks_which_area_only_if_the_outcomes_along_a_stretch_differ(tiny_edition, tiny_bodies):
    pack = Pack.load("report-speeding-traffic")
    router = Router(packs=[pack], edition=tiny_edition, bodies=tiny_bodies)
    yes = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
    road = stretch((250, 500), (1250, 500))
    assert router.route("report-speeding-traffic", road, {**yes, "by_day": "no"}).kind == "routed"
    ask = router.route("report-speeding-traffic", road, yes)
    assert [option.text for option in ask.question.options] == ["Ashsample", "Overmade"]
    routed = router.route("report-speeding-traffic", road, {**yes, "place": "E04999002"})
    assert routed.authority.id == "parish-council:E04999002"
    assert router.route("report-speeding-traffic", stretch((-900, 0), (-800, 0)), yes).kind == "unrouted"


@given(east=st.floats(-3000, 7000), north=st.floats(-3000, 6000))
@settings(deadline=None, max_examples=80)
def test_the_distance_to_a_boundary_is_that_to_the_nearest_line_of_all(tiny_edition, east, north):
    lines = [tiny_edition.area(area.code).geometry.boundary for area in tiny_edition.areas()]
    nearest = min(line.distance(shapely.Point(EAST + east, NORTH + north)) for line in lines)
    found = tiny_edition.boundary_distance(Grid(easting=EAST + east, northing=NORTH + north))
    assert found == pytest.approx(nearest, abs=1e-9)


def test_far_out_at_sea_the_distance_is_still_found(tiny_edition):
    assert tiny_edition.boundary_distance(Grid(easting=1, northing=1_300_000)) > 1_200_000


@pytest.mark.parametrize("place", [None, Postcode("RG14 5LD"), stretch((0, 0), (1, 1))])
def test_only_a_point_has_a_distance(tiny_edition, place):
    with pytest.raises(InvalidPlaceError):
        tiny_edition.boundary_distance(place)


def test_a_stretch_wholly_in_a_crack_is_in_the_nearest_area(tiny_edition):
    located = tiny_edition.area_at(stretch((1000.1, 2100), (1000.1, 2900)))
    assert (located.area.name, located.outside) == ("Gapley East", 0)
    assert [(each.share, each.length_m, each.distance_m) for each in located.candidates] == [(0, 0, 0.4)]
    assert [each.code for each in located.warnings] == ["gap-filled"]


def test_a_stretch_shorter_than_a_millimetre_is_where_it_is(tiny_edition):
    located = tiny_edition.area_at(stretch((500, 500), (500.0005, 500)))
    assert [(each.area.name, each.share) for each in located.candidates] == [("Ashsample", 1)]


def test_a_stretch_that_runs_back_over_itself_counts_each_way(tiny_edition):
    located = tiny_edition.area_at(stretch((900, 500), (1100, 500), (900, 500), (1100, 500)))
    assert lengths(located) == {"Ashsample": (300, 0.5), "Overmade": (300, 0.5)}


def test_a_stretch_of_more_than_a_hundred_kilometres_is_refused_at_once(tiny_edition):
    with pytest.raises(InvalidPlaceError, match=r"points is '100 km'.*at most 100 km"):
        tiny_edition.area_at(stretch((0, 0), (100_001, 0)))
    assert tiny_edition.area_at(stretch((0, 500), (99_999, 500))).outside > 0.9


def test_many_points_in_a_small_space_take_no_long_time(tiny_edition):
    corners = [(1000 + 4 * (step % 2) - 2 + step % 7 / 10, 500 + step % 11 / 10) for step in range(10_000)]
    located = tiny_edition.area_at(stretch(*corners))
    assert set(lengths(located)) == {"Ashsample", "Overmade"}
