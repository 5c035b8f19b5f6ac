"""Outlines for maps: which areas are in a frame, and that simplified neighbours still meet."""

import pytest
import shapely

from routekit.boundaries.outlines import outlines

HUNGERFORD = "E04001177"


@pytest.fixture(scope="module")
def frame(west_berkshire):
    west, south, east, north = west_berkshire.area(HUNGERFORD).geometry.bounds
    return west - 1000, south - 1000, east + 1000, north + 1000


def land(outline):
    return shapely.union_all([shapely.Polygon(outer, holes) for outer, *holes in outline.polygons])


def test_the_areas_that_meet_a_frame_are_those_whose_bounds_do(west_berkshire, frame):
    box = shapely.box(*frame)
    expected = [
        area.code
        for area in west_berkshire.areas()
        if shapely.box(*west_berkshire.area(area.code).geometry.bounds).intersects(box)
    ]
    assert [area.code for area in west_berkshire.areas_meeting(frame)] == expected
    assert west_berkshire.areas_meeting((0, 0, 1, 1)) == ()


def test_an_outline_differs_from_its_area_by_little_land(west_berkshire, frame):
    [hungerford] = [each for each in outlines(west_berkshire, frame) if each.area.code == HUNGERFORD]
    true = west_berkshire.area(HUNGERFORD).geometry
    assert land(hungerford).symmetric_difference(true).area < 0.01 * true.area
    assert land(hungerford).covers(shapely.Point(hungerford.middle))
    assert hungerford.bounds == land(hungerford).bounds


def test_neighbours_have_their_edge_in_common_however_coarse(west_berkshire, frame):
    drawn = [land(each) for each in outlines(west_berkshire, frame, most_points=300)]
    overlaps = sum(
        first.intersection(second).area for at, first in enumerate(drawn) for second in drawn[at + 1 :]
    )
    assert overlaps < 1e-4 * sum(each.area for each in drawn)
    west, south, east, north = frame
    inside = shapely.box(west + 3000, south + 1000, east - 3000, north - 1000)
    covered = shapely.union_all(drawn).intersection(inside).area
    true = shapely.union_all(
        [west_berkshire.area(area.code).geometry for area in west_berkshire.areas_meeting(frame)]
    )
    assert covered == pytest.approx(true.intersection(inside).area, rel=0.01)


@pytest.mark.parametrize("most", [1_500, 8_000])
def test_there_are_no_more_points_than_are_asked_for(west_berkshire, most):
    found = outlines(west_berkshire, west_berkshire.bounds, most_points=most)
    points = sum(len(ring) for each in found for polygon in each.polygons for ring in polygon)
    assert 0 < points <= most


def test_a_hole_stays_a_hole(tiny_edition):
    found = {each.area.name: each for each in outlines(tiny_edition, tiny_edition.bounds)}
    assert [len(polygon) for polygon in found["Ringworth"].polygons] == [2]
    assert len(found["Ashsample"].polygons) == 2


def test_where_there_is_nothing_there_is_no_outline(tiny_edition):
    assert outlines(tiny_edition, (0, 0, 1000, 1000)) == ()
