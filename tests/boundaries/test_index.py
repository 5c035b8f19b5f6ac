"""Which areas are found at a point, on small coverages with every kind of border, against an oracle."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.boundaries import container
from routekit.boundaries.index import NOWHERE, PointIndex
from routekit.boundaries.polygons import Polygons, sections_of


@pytest.fixture(scope="session")
def indexed(tmp_path_factory):
    path = tmp_path_factory.mktemp("index") / "shapes.edition"

    def index(shapes):
        container.write(path, {}, sections_of(np.array(shapes, dtype=object)))
        return PointIndex(Polygons(container.Container.open(path), len(shapes)))

    return index


def rectangle(draw, within=(0, 10)):
    west, south = draw(st.integers(*within)), draw(st.integers(*within))
    return shapely.box(west, south, west + draw(st.integers(1, 6)), south + draw(st.integers(1, 6)))


@st.composite
def areas(draw):
    """An area of one to three rectangles less a hole: it touches and overlaps others, and encloses some."""
    land = shapely.union_all([rectangle(draw) for _ in range(draw(st.integers(1, 3)))])
    if draw(st.booleans()):
        land = shapely.difference(land, rectangle(draw))
    parts = [part for part in shapely.get_parts(land) if part.area]
    return shapely.MultiPolygon(parts or [rectangle(draw)])


@given(st.lists(areas(), min_size=1, max_size=6), st.integers(0, 2**32))
@settings(deadline=None, max_examples=60)
def test_every_query_agrees_with_covers(indexed, shapes, seed):
    index = indexed(shapes)
    # Halves lie on edges, corners, or well inside: exact, so that the oracle is never in doubt.
    points = np.random.default_rng(seed).integers(-2, 36, size=(60, 2)) / 2
    covers = [[at for at, shape in enumerate(shapes) if shape.covers(shapely.Point(p))] for p in points]

    assert [list(index.covering(*point)) for point in points.tolist()] == covers
    assert [index.first(*point) for point in points.tolist()] == [[*each, NOWHERE][0] for each in covers]
    assert index.firsts(*points.T).tolist() == [[*each, NOWHERE][0] for each in covers]


@given(st.lists(areas(), min_size=1, max_size=6), st.integers(0, 2**32), st.integers(0, 5))
@settings(deadline=None, max_examples=40)
def test_what_lies_within_a_distance_is_found_with_that_distance(indexed, shapes, seed, metres):
    index = indexed(shapes)
    for point in np.random.default_rng(seed).uniform(-8, 25, size=(20, 2)).tolist():
        distances = {at: shape.distance(shapely.Point(point)) for at, shape in enumerate(shapes)}

        assert index.within(*point, metres) == {at: m for at, m in distances.items() if m <= metres}


def test_positions_come_in_order_whatever_the_tree_gives_first(indexed):
    index = indexed([shapely.MultiPolygon([shapely.box(0, 0, 9, 9)])] * 40)

    assert index.covering(5, 5) == tuple(range(40))
    assert index.first(5, 5) == index.firsts(np.array([5.0]), np.array([5.0]))[0] == 0
