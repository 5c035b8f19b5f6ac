"""The West Berkshire sample: its facts, and its answers against an oracle."""

import datetime as dt
import math
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pytest
import shapely

from routekit.boundaries import Edition, Projection
from routekit.errors import InputError, InvalidPlaceError
from routekit.model import Grid, LatLon

INSIDE = (432_000.0, 168_000.0)


def near_edges(polygons, metres, count, rng):
    """Points a distance to the left of random places on random edges."""
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(polygons))]
    starts = np.concatenate([ring[:-1] for ring in rings])
    ends = np.concatenate([ring[1:] for ring in rings])
    chosen = rng.integers(len(starts), size=count)
    start, step = starts[chosen], (ends - starts)[chosen]
    left = np.column_stack([-step[:, 1], step[:, 0]]) / np.hypot(*step.T)[:, None]
    return start + rng.random((count, 1)) * step + metres * left


def vertices(polygons, **_):
    return shapely.get_coordinates(polygons)


def edge_midpoints(polygons, **_):
    points = shapely.get_coordinates(polygons)
    return (points[:-1] + points[1:]) / 2


def anywhere(polygons, rng):
    west, south, east, north = shapely.total_bounds(polygons) + np.array([-2000, -2000, 2000, 2000])
    return np.column_stack([rng.uniform(west, east, 20_000), rng.uniform(south, north, 20_000)])


def beside(metres):
    def points(polygons, rng):
        return near_edges(polygons, metres, 2_000, rng)

    points.__name__ = f"{metres:g} m beside an edge"
    return points


OFFSETS = [sign * 10.0**power for power in (0, -1, -2, -3, -4, -6) for sign in (1, -1)]
CLASSES = [anywhere, vertices, edge_midpoints, *map(beside, OFFSETS)]


@pytest.mark.parametrize("place", CLASSES, ids=lambda place: place.__name__)
def test_one_point_and_many_answer_as_the_oracle_does(sample, truth, covering, place):
    codes, polygons = truth
    points = place(polygons, rng=np.random.default_rng(20191231))

    many = sample.codes_at(*points.T)

    assert many.tolist() == covering(codes, polygons, *points.T).tolist()
    some = slice(None, None, 5)
    assert [sample.code_at(*point) or "" for point in points[some].tolist()] == many[some].tolist()


def test_degrees_answer_as_their_projection_does(sample, truth):
    rng = np.random.default_rng(7)
    longitudes, latitudes = rng.uniform(-1.6, -0.98, 4_000), rng.uniform(51.33, 51.57, 4_000)
    eastings, northings, exact = Projection.open().to_grid_many(longitudes, latitudes)

    many = sample.codes_at_lonlat(longitudes, latitudes)

    assert exact.all()
    assert many.tolist() == sample.codes_at(eastings, northings).tolist()
    one = map(sample.code_at_lonlat, longitudes.tolist(), latitudes.tolist())
    assert [code or "" for code in one] == many.tolist()
    assert len(set(many)) > 50


def test_it_holds_the_63_parishes_of_west_berkshire_once_each(sample, truth):
    areas = sample.areas()

    assert [area.code for area in areas] == truth[0] == sorted(truth[0])
    assert len(areas) == len({area.code for area in areas}) == sample.count == 63
    assert {area.district for area in areas} == {"E06000037"}
    assert {area.kind for area in areas} == {"parish"}
    assert {area.name_cy for area in areas} == {None}
    assert sample.areas("E06000037") == areas
    assert sample.areas("E06000038") == ()


def test_it_says_what_it_is_and_whose(sample):
    assert (sample.name, sample.date) == ("west-berkshire-2019-12", dt.date(2019, 12, 31))
    assert sample.ref.sample
    assert sample.record.ref == sample.ref
    assert sample.provenance.attribution == (
        "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
        "Contains OS data © Crown copyright and database right 2021"
    )
    assert sample.provenance.licence == "OGL-UK-3.0"
    assert [file.crs for file in sample.provenance.files] == ["EPSG:4326"]
    assert sample.record.survey.repairs == ()


def test_its_bounds_are_those_of_its_boundaries(sample, truth):
    assert sample.bounds == tuple(shapely.total_bounds(truth[1]))


def test_its_boundaries_are_the_projected_ones(sample, truth):
    for code, polygon in zip(*truth, strict=True):
        assert sample.area(code).geometry.equals(polygon)


def test_an_area_knows_its_name_and_travels_with_its_boundary(sample):
    area = sample.area("E04001177")

    assert (area.name, area.kind, area.district) == ("Hungerford", "parish", "E06000037")
    assert pickle.loads(pickle.dumps(area)) == area
    assert pickle.loads(pickle.dumps(area)).geometry.equals(area.geometry)
    assert "geometry" not in area.model_dump_json()
    assert len({area, sample.area("E04001177")}) == 1


@pytest.mark.parametrize(
    ("code", "hint"), [("e04001177", "did you mean E04001177?"), ("Hungerford", ""), (None, ""), (["x"], "")]
)
def test_an_unknown_code_is_named(sample, code, hint):
    with pytest.raises(InputError, match="west-berkshire-2019-12") as caught:
        sample.area(code)

    assert caught.value.value == code
    assert hint in str(caught.value)


NOT_COORDINATES = [math.nan, math.inf, -math.inf, None, "432000", True, 1j, Decimal(1), 10**400, [1.0]]


@pytest.mark.parametrize("value", NOT_COORDINATES, ids=repr)
@pytest.mark.parametrize("ask", ["code_at", "code_at_lonlat"])
def test_what_is_not_a_finite_number_is_never_answered(sample, ask, value):
    for arguments in ((value, 51.4), (-1.3, value)):
        with pytest.raises(InvalidPlaceError):
            getattr(sample, ask)(*arguments)


@pytest.mark.parametrize("ask", ["codes_at", "codes_at_lonlat"])
@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_the_first_bad_index_of_an_array_is_named(sample, ask, bad):
    with pytest.raises(InvalidPlaceError, match=r"\[2\]"):
        getattr(sample, ask)(np.array([-1.3, -1.3, bad, bad]), np.full(4, 51.4))


@pytest.mark.parametrize(
    ("eastings", "northings"),
    [([1.0, 2.0], [1.0]), (["1"], ["2"]), ([[1.0]], [[1.0]]), (1.0, 1.0), ([None], [1.0]), ([1j], [1.0])],
)
def test_what_is_not_two_arrays_of_numbers_is_refused(sample, eastings, northings):
    with pytest.raises(InvalidPlaceError):
        sample.codes_at(eastings, northings)


def test_other_kinds_of_number_are_numbers(sample):
    code = sample.code_at(*INSIDE)

    assert code is not None
    assert sample.code_at(432_000, np.float64(168_000)) == sample.code_at(np.int32(432_000), 168_000) == code
    assert sample.codes_at(np.array([432_000], dtype=np.int32), [168_000]).tolist() == [code]


def test_no_points_have_no_codes(sample):
    assert sample.codes_at([], []).tolist() == []


def test_more_points_than_are_worked_on_at_once_come_back_in_order(sample):
    eastings = np.tile([INSIDE[0], 0.0], 80_000)

    assert sample.codes_at(eastings, np.full(160_000, INSIDE[1])).tolist() == [
        sample.code_at(*INSIDE), "",
    ] * 80_000  # fmt: skip


@pytest.mark.parametrize("point", [(0, 0), (1e308, -1e308), (-1, 168_000), (700_001, 1_300_001)])
def test_elsewhere_is_in_no_area(sample, point):
    assert sample.code_at(*point) is None
    assert sample.codes_at([point[0]], [point[1]]).tolist() == [""]


@pytest.mark.parametrize("place", [None, "RG14 5LD", (432_000, 168_000)])
def test_what_is_not_a_place_is_refused(sample, place):
    with pytest.raises(InvalidPlaceError, match="a LatLon or a Grid is needed"):
        sample.area_at(place)


def test_a_latlon_and_its_grid_coordinates_lie_in_the_same_area(sample):
    here = sample.area_at(LatLon(latitude=51.4147, longitude=-1.5154))
    there = sample.area_at(Grid(easting=433_795, northing=168_605))

    assert here.area == there.area == sample.areas()[31]
    assert here.area.name == "Hungerford"
    assert here.warnings == there.warnings == ()


def test_a_place_outside_the_cover_of_the_tables_is_flagged(sample):
    located = sample.area_at(LatLon(latitude=48.85, longitude=2.35))

    assert located.area is None
    assert [warning.code for warning in located.warnings] == ["low-accuracy-projection"]


def test_a_vertex_that_parishes_share_goes_to_the_lowest_code_and_says_so(sample, truth):
    codes, polygons = truth
    tree = shapely.STRtree(polygons)
    easting, northing = next(
        point
        for point in vertices(polygons).tolist()
        if len(tree.query(shapely.Point(point), "covered_by")) > 2
    )
    sharing = [codes[at] for at in sorted(tree.query(shapely.Point(easting, northing), "covered_by"))]

    located = sample.area_at(Grid(easting=easting, northing=northing))

    assert located.area.code == sharing[0] == min(sharing)
    assert [candidate.area.code for candidate in located.candidates] == sharing
    assert {(candidate.share, candidate.distance_m) for candidate in located.candidates} == {(1.0, 0.0)}
    assert [warning.code for warning in located.warnings] == ["on-boundary"]
    assert all(code in located.warnings[0].detail for code in sharing)


def test_threads_that_share_a_fresh_edition_get_the_same_answers(sample, sample_build):
    fresh = Edition.open(sample_build[0])
    rng = np.random.default_rng(3)
    points = np.column_stack(
        [rng.uniform(429_000, 470_000, 4_000), rng.uniform(159_000, 185_000, 4_000)]
    ).tolist()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda point: fresh.code_at(*point), points))

    assert found == [sample.code_at(*point) for point in points]


def test_an_edition_answers_after_a_fork(sample_build):
    program = (
        "import os, sys\n"
        "from routekit.boundaries import Edition\n"
        "edition = Edition.open(sys.argv[1])\n"
        "before = edition.code_at(433795, 168605)\n"
        "child = os.fork()\n"
        "answers = edition.code_at(433795, 168605), edition.code_at_lonlat(-1.5154, 51.4147)\n"
        "if not child:\n"
        "    os._exit(answers != (before, before))\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) or answers != (before, before))\n"
    )

    assert subprocess.run([sys.executable, "-c", program, sample_build[0]], check=False).returncode == 0


def test_an_area_is_the_same_area_with_and_without_its_boundary(sample):
    bare = sample.areas()[0]
    bounded = sample.area(bare.code)
    assert bare == bounded
    assert bounded == bare
    assert len({bare, bounded, sample.area(bare.code)}) == 1
    assert bounded != sample.areas()[1]
    assert bounded != sample.area(sample.areas()[1].code)
    assert bounded != bare.code
