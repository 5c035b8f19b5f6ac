"""A value is certain only if it holds wherever in the circle the point may be: checked point by point."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.boundaries import Layer
from routekit.boundaries.layers.reading import Content
from routekit.model import Grid
from routekit.rules import LookUp
from routekit.surroundings import Surroundings

EAST, NORTH = 400_000, 50_000
spans = st.integers(0, 30).map(float)
spots = st.tuples(spans, spans)
shapes = st.one_of(
    st.builds(shapely.Point, spots),
    st.builds(shapely.LineString, st.lists(spots, min_size=2, max_size=3)),
    st.builds(lambda a, b: shapely.box(*a, a[0] + b[0] + 1, a[1] + b[1] + 1), spots, spots),
)
features = st.lists(st.tuples(shapes, st.sampled_from(["30", "40", None])), min_size=1, max_size=5)
radii = st.sampled_from([0.0, 0.5, 2.0, 6.0])
reaches = st.sampled_from([1, 5, 20])


def made(drawn):
    placed = np.array([shapely.transform(shape, lambda xy: xy + [EAST, NORTH]) for shape, _ in drawn])  # noqa: RUF005 - numbers are added
    return placed, Layer(
        "made", "made", Content(("limit",), tuple({"limit": v} for _, v in drawn), placed, "0" * 64)
    )


def said(layer, spot, radius, reach):
    place = Grid(easting=EAST + spot[0], northing=NORTH + spot[1], accuracy_m=radius)
    return Surroundings({"roads": layer}, place).say(LookUp(layer="roads", column="limit", within_m=reach))


def around(spot, radius):
    """Give points all over the circle, its edge and its centre included."""
    for share in (0, 0.5, 0.999):
        for turn in range(16):
            angle = turn * math.pi / 8
            yield shapely.Point(
                EAST + spot[0] + radius * share * math.cos(angle),
                NORTH + spot[1] + radius * share * math.sin(angle),
            )


@pytest.mark.parametrize("nearest", [3.0, 5.0], ids=["well within reach", "at the reach itself"])
@pytest.mark.parametrize(("farther", "value"), [(0.0009, None), (0.0011, "30")])
def test_distances_that_differ_by_less_than_a_millimetre_are_alike(nearest, farther, value):
    drawn = [(shapely.Point(nearest, 0), "30"), (shapely.Point(0, nearest + farther), "40")]
    found = said(made(drawn)[1], (0, 0), 0.0, 5)

    assert found.value == value
    assert (found.warning is None) == (value is not None)


@given(features, spots, radii, reaches)
@settings(deadline=None, max_examples=400)
def test_what_is_said_holds_at_every_point_of_the_circle(drawn, spot, radius, reach):
    placed, layer = made(drawn)
    came = said(layer, spot, radius, reach)
    if came.value is not None:
        for point in around(spot, radius):
            distances = [float(shape.distance(point)) for shape in placed]
            assert min(distances) <= reach + 1e-9
            nearest = {v for (_, v), d in zip(drawn, distances, strict=True) if d <= min(distances) + 1e-9}
            assert nearest == {came.value}


@given(features, spots, reaches)
@settings(deadline=None, max_examples=300)
def test_of_an_exact_point_everything_is_said_that_is_certain(drawn, spot, reach):
    placed, layer = made(drawn)
    point = shapely.Point(EAST + spot[0], NORTH + spot[1])
    distances = [float(shape.distance(point)) for shape in placed]
    nearest = {v for (_, v), d in zip(drawn, distances, strict=True) if d <= min(distances) + 0.001}
    certain = len(nearest) == 1 and min(distances) <= reach
    assert said(layer, spot, 0.0, reach).value == (nearest.pop() if certain else None)


@given(features, spots, radii, reaches)
@settings(deadline=None, max_examples=100)
def test_only_a_layer_with_nothing_in_reach_or_no_value_is_silent_without_a_warning(
    drawn, spot, radius, reach
):
    placed, layer = made(drawn)
    came = said(layer, spot, radius, reach)
    circle = shapely.Point(EAST + spot[0], NORTH + spot[1])
    out_of_reach = min(shape.distance(circle) for shape in placed) - radius > reach
    if out_of_reach:
        assert came.value is None
        assert came.warning is None
    elif came.warning is None and came.value is None:
        assert came.source.endswith("has no limit")
