"""Many places located at once: each as `area_at` locates it, wherever it is hardest to tell."""

import numpy as np
import pytest
import shapely
from hard_points import (
    OFFSETS,
    anywhere,
    beside,
    edges_of,
    near_vertices,
    on_edges,
    on_lines_of_the_grid,
    vertices,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_coverage import coverage

from routekit.boundaries import Projection, Unlocated
from routekit.boundaries.gridindex.frame import Frame
from routekit.boundaries.manylocated.value import WARNINGS
from routekit.boundaries.postcodes.many import find_many, letters_of, locate_many
from routekit.boundaries.postcodes.table import compact_of
from routekit.model import Grid, LatLon, Postcode

RADII = (0.0, 0.0005, 0.5, 3.0, 50.0, 200.0, 1_000.0, 1_200.0)
SEVERAL = 10  # of each kind of point


def said(edition, located):
    """Give what `area_at` says, as far as decisions rest on it."""
    codes = [area.code for area in edition.areas()]
    answer = -1 if located.area is None else codes.index(located.area.code)
    candidates = tuple(codes.index(each.area.code) for each in located.candidates)
    return answer, candidates, bool(located.outside), {each.code for each in located.warnings}


def found(many, at):
    answer, number, bits = int(many.answer[at]), int(many.candidates[at]), int(many.warnings[at])
    alone = () if answer < 0 else (answer,)
    codes = {code for place, code in enumerate(WARNINGS) if bits >> place & 1}
    return answer, many.lists[number] if number >= 0 else alone, bool(many.outside[at]), codes


def hard_points(edition, shapes, rng):
    edges = edges_of(shapes)
    frame = Frame.around(edition.bounds)
    kinds = [anywhere, vertices, on_edges, near_vertices, on_lines_of_the_grid, *map(beside, OFFSETS)]
    return np.concatenate([kind(edges, frame, SEVERAL, rng) for kind in kinds])


@pytest.fixture(scope="module")
def invented(tmp_path_factory, write_source, feature):
    from routekit.boundaries import Edition, build

    folder = tmp_path_factory.mktemp("invented")
    shapes = coverage()
    features = [feature(f"E{4_000_001 + at:08d}", shape) for at, shape in enumerate(shapes)]
    return Edition.open(build(write_source(folder / "source", features), folder / "a.edition")[0]), shapes


@pytest.mark.parametrize("radius", RADII)
def test_a_circle_is_located_as_alone_among_boundaries_of_every_kind(invented, radius):
    edition, shapes = invented
    points = hard_points(edition, shapes, np.random.default_rng(7))
    many = edition.locating.at_grid(*points.T, np.full(len(points), radius))
    for at, (x, y) in enumerate(points.tolist()):
        place = Grid(easting=x, northing=y, accuracy_m=radius)
        assert found(many, at) == said(edition, edition.area_at(place)), place


@pytest.mark.parametrize("radius", [0.0, 8.0, 300.0])
def test_degrees_are_located_as_alone_even_on_a_boundary(sample, truth, radius):
    points = hard_points(sample, truth[1], np.random.default_rng(11))
    longitudes, latitudes, _ = Projection.open().to_lonlat_many(*points.T)
    many = sample.locating.at_lonlat(longitudes, latitudes, np.full(len(points), radius))
    for at in range(len(points)):
        place = LatLon(latitude=latitudes[at], longitude=longitudes[at], accuracy_m=radius)
        assert found(many, at) == said(sample, sample.area_at(place)), place


def test_far_away_and_beyond_the_cover_of_the_projection_nothing_is_guessed(sample):
    latitudes, longitudes = np.array([48.85, 54.6, 61.5, -33.9]), np.array([2.35, -5.93, 5.0, 151.2])
    many = sample.locating.at_lonlat(longitudes, latitudes, np.zeros(4))
    for at in range(4):
        place = LatLon(latitude=latitudes[at], longitude=longitudes[at])
        assert found(many, at) == said(sample, sample.area_at(place))
    assert "low-accuracy-projection" in found(many, 0)[3]


def test_a_circle_that_touches_a_boundary_to_the_last_bit_is_told_by_the_boundary(compiled):
    edition = compiled(
        {"E04000001": shapely.box(0, 0, 500, 1000), "E04000002": shapely.box(500, 0, 1000, 1000)}
    )
    for off in (0.0, 1e-9, -1e-9, 1e-4, -1e-4, 0.002, -0.002):
        many = edition.locating.at_grid(np.array([450.0 + off]), np.array([500.0]), np.array([50.0]))
        place = Grid(easting=450.0 + off, northing=500.0, accuracy_m=50.0)
        assert found(many, 0) == said(edition, edition.area_at(place)), off


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_postcodes_are_located_as_alone(west_berkshire, west_berkshire_postcodes, data):
    columns = west_berkshire_postcodes.columns
    at = data.draw(st.integers(0, len(columns.key) - 1))
    postcode = Postcode(compact_of(int(columns.key[at])))
    alone = west_berkshire_postcodes.area_at(postcode, west_berkshire)
    place = find_many(columns, letters_of([postcode.compact]))
    if isinstance(alone, Unlocated):
        assert place.tolist() == [-1]
    else:
        many = locate_many(columns, place, west_berkshire)
        assert found(many, 0) == said(west_berkshire, alone)


def test_a_nought_too_many_is_not_passed_over(west_berkshire_postcodes):
    columns = west_berkshire_postcodes.columns
    short = next(text for text in map(compact_of, columns.key.tolist()) if len(text) == 6)
    assert find_many(columns, letters_of([short])).tolist() != [-1]
    assert find_many(columns, letters_of([short + "0"])).tolist() == [-1]


@pytest.mark.parametrize(
    "text", ["RG145L0", "RG1450", "RG14", "", "RG14 5L", "BT71AA", "rg145LD", "RG145L\x00"]
)
def test_what_is_not_listed_is_not_found_although_its_number_may_be(west_berkshire_postcodes, text):
    assert find_many(west_berkshire_postcodes.columns, letters_of([text])).tolist() == [-1]
