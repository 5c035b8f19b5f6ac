"""Where a place lies: ties, cracks between neighbours, coasts, and circles of uncertainty."""

import math
from itertools import product

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.boundaries import Edition, build
from routekit.model import Grid

EAST, NORTH = 400_000, 50_000
FIRST, SECOND, THIRD, UNPARISHED = "E04999001", "E04999002", "W04999003", "E43999001"


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def at(east, north, accuracy_m=0.0):
    return Grid(easting=EAST + east, northing=NORTH + north, accuracy_m=accuracy_m)


def answer(located):
    return located.area and located.area.code


def codes(located):
    return [candidate.area.code for candidate in located.candidates]


def warned(located):
    return [warning.code for warning in located.warnings]


@pytest.fixture(scope="module")
def tiles(tmp_path_factory, write_source, feature):
    """Four areas that tile a square of 1 km, and nothing around them."""
    shapes = zip((FIRST, SECOND, THIRD, UNPARISHED), product((0, 500), (0, 500)), strict=True)
    features = [feature(code, box(east, north, east + 500, north + 500)) for code, (east, north) in shapes]
    folder = tmp_path_factory.mktemp("tiles")
    return Edition.open(build(write_source(folder / "source", features), folder / "made.edition")[0])


@pytest.fixture
def halves(compiled):
    """Two areas that share the edge at 1000 m east."""
    return compiled({SECOND: box(0, 0, 1000, 2000), FIRST: box(1000, 0, 2000, 2000)})


@pytest.fixture(scope="module")
def overlapping(tmp_path_factory, write_source, feature):
    """Two areas that share a strip of 1 km, and nothing around them."""
    shapes = {FIRST: box(0, 0, 1500, 2000), SECOND: box(500, 0, 2000, 2000)}
    folder = tmp_path_factory.mktemp("overlapping")
    source = write_source(folder / "source", [feature(code, shape) for code, shape in shapes.items()])
    return Edition.open(build(source, folder / "made.edition")[0])


def test_a_point_inside_has_one_candidate_and_no_warning(halves):
    located = halves.area_at(at(10, 10))

    assert answer(located) == SECOND
    assert [(each.share, each.distance_m) for each in located.candidates] == [(1.0, 0.0)]
    assert located.warnings == ()


def test_a_point_on_a_shared_edge_goes_to_the_lowest_code(halves):
    located = halves.area_at(at(1000, 500))

    assert answer(located) == FIRST
    assert codes(located) == [FIRST, SECOND]
    assert warned(located) == ["on-boundary"]


def test_a_parish_comes_before_an_unparished_area_whatever_their_codes(compiled):
    edition = compiled({UNPARISHED: box(0, 0, 9, 9), THIRD: box(0, 0, 9, 9), SECOND: box(0, 0, 9, 9)})

    assert codes(edition.area_at(at(5, 5))) == [SECOND, THIRD, UNPARISHED]
    assert edition.code_at(EAST + 5, NORTH + 5) == SECOND
    assert [area.kind for area in edition.areas()] == ["parish", "community", "unparished"]


def test_an_enclave_is_not_the_area_around_it(compiled):
    around = box(0, 0, 100, 100).difference(box(40, 40, 60, 60))
    edition = compiled({FIRST: around, SECOND: box(40, 40, 60, 60)})

    assert answer(edition.area_at(at(50, 50))) == SECOND
    assert answer(edition.area_at(at(39, 50))) == FIRST
    assert codes(edition.area_at(at(40, 50))) == [FIRST, SECOND]


def test_a_hole_wider_than_a_crack_is_in_no_area(compiled):
    edition = compiled({FIRST: box(0, 0, 100, 100).difference(box(40, 40, 60, 60))})

    assert edition.area_at(at(50, 50)).candidates == ()
    assert answer(edition.area_at(at(41, 50))) is None


def test_every_part_of_an_area_is_the_area(compiled):
    edition = compiled({FIRST: box(0, 0, 10, 10).union(box(50, 50, 60, 60))})

    assert [answer(edition.area_at(at(east, east))) for east in (5, 30, 55)] == [FIRST, None, FIRST]


def test_a_crack_between_neighbours_is_filled_by_the_nearest(compiled):
    edition = compiled({FIRST: box(0, 0, 100, 100), SECOND: box(101, 0, 200, 100)})

    located = edition.area_at(at(100.75, 50))

    assert answer(located) == SECOND
    assert [(each.area.code, each.share, each.distance_m) for each in located.candidates] == [
        (SECOND, 0, 0.25)
    ]
    assert warned(located) == ["gap-filled"]
    assert f"{SECOND} is 0.25 m away" in located.warnings[0].detail
    assert edition.code_at(EAST + 100.75, NORTH + 50) is None


def test_equally_near_neighbours_of_a_crack_go_by_code(compiled):
    edition = compiled({SECOND: box(0, 0, 100, 100), FIRST: box(101, 0, 200, 100)})

    assert answer(edition.area_at(at(100.5, 50))) == FIRST


def test_a_gap_is_a_crack_only_where_both_neighbours_lie_within_three_metres(compiled):
    edition = compiled({FIRST: box(0, 0, 100, 100), SECOND: box(104, 0, 200, 100)})

    assert answer(edition.area_at(at(102, 50))) == FIRST
    assert answer(edition.area_at(at(100.5, 50))) is None
    assert edition.area_at(at(100.5, 50)).candidates == ()


def test_a_coast_is_not_filled(compiled):
    edition = compiled({FIRST: box(0, 0, 100, 100)})

    assert answer(edition.area_at(at(100, 50))) == FIRST
    assert edition.area_at(at(100.001, 50)).area is None
    assert edition.area_at(at(100.001, 50)).warnings == ()


def test_a_filled_crack_is_a_candidate_even_where_the_circle_does_not_reach_it(compiled):
    edition = compiled({FIRST: box(0, 0, 100, 100), SECOND: box(104, 0, 200, 100)})

    located = edition.area_at(at(101.9, 50, accuracy_m=1))

    assert answer(located) == FIRST
    assert [(each.area.code, each.share, each.distance_m) for each in located.candidates] == [(FIRST, 0, 1.9)]
    assert warned(located) == ["gap-filled"]


def segment(distance, radius):
    """The share of a circle that lies beyond a line at a distance from its centre."""
    cut = min(max(distance / radius, -1), 1)
    return (math.acos(cut) - cut * math.sqrt(1 - cut * cut)) / math.pi


@given(st.floats(-60, 60), st.floats(0.01, 400))
@settings(deadline=None, max_examples=60)
def test_shares_are_those_of_circular_segments(law_edition, east, accuracy_m):
    place = at(1000 + east, 1000, accuracy_m)
    east = place.easting - EAST - 1000
    located = law_edition.area_at(place)
    shares = {candidate.area.code: candidate.share for candidate in located.candidates}

    assert shares.get(FIRST, 0) == pytest.approx(segment(-east, accuracy_m), abs=1e-4)
    assert shares.get(SECOND, 0) == pytest.approx(segment(east, accuracy_m), abs=1e-4)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-4)
    assert answer(located) == (FIRST if east >= 0 else SECOND)


@pytest.fixture(scope="module")
def law_edition(tmp_path_factory, write_source, feature):
    from routekit.boundaries import Edition, build

    folder = tmp_path_factory.mktemp("halves")
    sides = [feature(SECOND, box(0, 0, 1000, 2000)), feature(FIRST, box(1000, 0, 2000, 2000))]
    return Edition.open(build(write_source(folder / "source", sides), folder)[0])


def test_a_circle_names_every_area_it_touches_with_its_distance(compiled):
    edition = compiled(
        {FIRST: box(0, 0, 100, 100), SECOND: box(100, 0, 200, 100), THIRD: box(0, 500, 9, 509)}
    )

    located = edition.area_at(at(80, 50, accuracy_m=30))

    assert answer(located) == FIRST
    assert [(each.area.code, each.distance_m) for each in located.candidates] == [(FIRST, 0), (SECOND, 20)]
    assert located.warnings == ()


def test_a_place_outside_has_no_area_but_still_its_candidates(compiled):
    edition = compiled({FIRST: box(0, 0, 100, 100)})

    located = edition.area_at(at(110, 50, accuracy_m=50))

    assert located.area is None
    assert [(each.area.code, each.distance_m) for each in located.candidates] == [(FIRST, 10)]
    assert located.candidates[0].share == pytest.approx(segment(10, 50), abs=1e-4)


def test_the_shares_of_overlapping_areas_can_add_up_to_more_than_one(compiled):
    edition = compiled({FIRST: box(0, 0, 100, 100), SECOND: box(0, 0, 100, 100)})

    located = edition.area_at(at(50, 50, accuracy_m=20))

    assert [each.share for each in located.candidates] == [1, 1]
    assert warned(located) == ["on-boundary"]


def test_an_accuracy_of_a_hair_is_a_point(halves):
    assert halves.area_at(at(10, 10, accuracy_m=1e-9)) == halves.area_at(at(10, 10))


def test_a_located_place_survives_json(halves):
    located = halves.area_at(at(990, 500, accuracy_m=25))

    assert type(located).model_validate_json(located.model_dump_json()) == located


def test_what_of_a_circle_lies_in_no_area_is_outside(compiled):
    edition = compiled({FIRST: box(0, 0, 1000, 1000)})

    assert edition.area_at(at(500, 500, 100)).outside == 0
    assert edition.area_at(at(1000, 500, 100)).outside == pytest.approx(0.5, abs=1e-4)
    assert edition.area_at(at(1050, 500, 100)).outside == pytest.approx(1 - 0.1955, abs=1e-3)
    assert edition.area_at(at(5000, 500, 100)).outside == 1
    assert edition.area_at(at(500, 500)).outside == 0
    assert edition.area_at(at(5000, 500)).outside == 1


@given(east=st.floats(-150, 1150), north=st.floats(-150, 1150), radius=st.floats(10, 150))
@settings(deadline=None, max_examples=60)
def test_shares_and_outside_of_areas_that_tile_add_up_to_one(tiles, east, north, radius):
    located = tiles.area_at(at(east, north, radius))

    shares = sum(each.share for each in located.candidates) + located.outside
    notches = 2 * 9 / (math.pi * radius**2)  # beyond the square, within 3 m of two areas that meet there
    assert shares == pytest.approx(1, abs=5e-4 + notches)


def test_a_crack_between_areas_is_not_outside_but_a_wider_gap_is(compiled):
    def spill(gap):
        edition = compiled({FIRST: box(0, 0, 500, 1000), SECOND: box(500 + gap, 0, 1000, 1000)})
        return edition.area_at(at(490, 500, 100)).outside

    assert spill(2.9) == 0
    assert spill(6.1) > 0.03


def test_a_crack_that_opens_on_to_the_coast_is_outside_only_where_it_is_wide(compiled):
    wedge = shapely.Polygon([(EAST + x, NORTH + y) for x, y in [(500, 0), (510, 1000), (490, 1000)]])
    edition = compiled(
        {
            FIRST: box(0, 0, 500, 1000).difference(wedge),
            SECOND: box(500, 0, 1000, 1000).difference(wedge),
        }
    )

    assert edition.area_at(at(480, 100, 50)).outside == 0
    assert edition.area_at(at(480, 800, 50)).outside > 0.05


def test_a_small_circle_in_a_crack_is_not_outside(compiled):
    edition = compiled({FIRST: box(0, 0, 500, 1000), SECOND: box(502, 0, 1000, 1000)})

    located = edition.area_at(at(500.9, 500, 0.5))

    assert (answer(located), located.outside, warned(located)) == (FIRST, 0, ["gap-filled"])


@pytest.mark.parametrize("radius", [0.0, 0.5, 12.0, 60.0, 150.0])
def test_a_circle_clear_of_boundaries_is_told_as_the_boundaries_tell_it(overlapping, radius):
    told = []
    for easting, northing in product(range(-700, 2_800, 37), range(-700, 2_800, 61)):
        place = (EAST + easting, NORTH + northing, radius)
        found = overlapping._told(*place)
        if found is not None:
            told.append(codes(found))
            assert found == overlapping._around(*place)

    assert {tuple(each) for each in told} == {(), (FIRST,), (SECOND,), (FIRST, SECOND)}


def test_a_circle_too_wide_for_its_squares_is_told_by_the_boundaries(overlapping):
    assert overlapping._told(EAST - 9_000.0, NORTH, 998.0) is None
    assert overlapping.area_at(at(-9_000, 0, accuracy_m=998.0)).outside == 1.0
