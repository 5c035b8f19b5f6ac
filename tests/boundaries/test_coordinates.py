import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from routekit.boundaries.projection import Projected, Projection, Unprojected
from routekit.errors import InvalidPlaceError

PROJECTION = Projection.open()
NOT_NUMBERS = [None, "51.4", True, 1j, [51.4], np.array([51.4]), Decimal("51.4"), np.bool_(1)]
NOT_FINITE = [math.nan, math.inf, -math.inf, np.float64("nan"), 10**400]


@pytest.mark.parametrize("value", NOT_NUMBERS + NOT_FINITE, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize(
    ("field", "convert"),
    [
        ("longitude", lambda value: PROJECTION.to_grid(value, 51.4)),
        ("latitude", lambda value: PROJECTION.to_grid(-1.5, value)),
        ("easting", lambda value: PROJECTION.to_lonlat(value, 170_000.0)),
        ("northing", lambda value: PROJECTION.to_lonlat(445_000.0, value)),
    ],
)
def test_what_is_not_a_finite_number_is_refused_by_field_and_value(field, convert, value):
    with pytest.raises(InvalidPlaceError, match=rf"^{field} is .*; a (finite )?number is needed") as caught:
        convert(value)
    assert caught.value.field == field
    assert caught.value.value is value


@pytest.mark.parametrize(
    ("point", "field", "expected"),
    [
        ((180.1, 51.4), "longitude", "it must be from -180 to 180 degrees"),
        ((-1.5, -90.001), "latitude", "it must be from -90 to 90 degrees"),
        ((445_000.0, 170_000.0), "longitude", "it must be from -180 to 180 degrees"),
    ],
)
def test_degrees_out_of_range_are_refused(point, field, expected):
    with pytest.raises(InvalidPlaceError) as caught:
        PROJECTION.to_grid(*point)
    with pytest.raises(InvalidPlaceError) as caught_many:
        PROJECTION.to_grid_many([0.0, point[0]], [51.4, point[1]])
    assert (caught.value.field, caught.value.expected) == (field, expected)
    assert (caught_many.value.field, caught_many.value.expected) == (f"{field}s[1]", expected)


@pytest.mark.parametrize("number", [np.float64(-1.5), np.float32(-1.5), Fraction(-3, 2)], ids=repr)
def test_any_real_number_is_taken_and_plain_floats_come_back(number):
    there = PROJECTION.to_grid(number, 51)
    back = PROJECTION.to_lonlat(np.int64(445_000), 170_000)
    assert there == PROJECTION.to_grid(-1.5, 51.0)
    assert back == PROJECTION.to_lonlat(445_000.0, 170_000.0)
    assert isinstance(there, Projected)
    assert isinstance(back, Unprojected)
    assert [type(value) for value in (*there, *back)] == [float, float, bool] * 2


@pytest.mark.parametrize(
    ("first", "second", "field", "expected"),
    [
        ([0.0, 1.0, math.nan], [51.0, math.inf, 51.0], "{second}[1]", "a finite number is needed"),
        ([0.0, -math.inf, math.nan], [51.0, 52.0, 53.0], "{first}[1]", "a finite number is needed"),
        ([0.0, None], [51.0, 51.0], "{first}[1]", "a number is needed"),
        ([0.0, 1.0], [51.0, "51"], "{second}[1]", "a number is needed"),
        (np.array([True, False]), [51.0, 51.0], "{first}[0]", "a number is needed"),
        (np.array([1j, 1]), [51.0, 51.0], "{first}[0]", "a number is needed"),
        (
            np.ma.array([0.0, 1.0], mask=[False, True]),
            [51.0, 51.0],
            "{first}[1]",
            "a finite number is needed",
        ),
        ([0.0, 1.0], [51.0], "{second}", "its shape must be that of {first}, (2,)"),
        ([[0.0, 1.0]], [[51.0, 51.0]], "{first}", "an array with one dimension is needed"),
        (0.0, 51.0, "{first}", "an array with one dimension is needed"),
        ([0.0, 1.0], None, "{second}", "an array with one dimension is needed"),
        ([[0.0], [1.0, 2.0]], [51.0, 51.0], "{first}", "an array of numbers is needed"),
    ],
)
@pytest.mark.parametrize("names", [("longitudes", "latitudes"), ("eastings", "northings")])
def test_bad_arrays_are_refused_naming_the_first_bad_index(names, first, second, field, expected):
    convert = PROJECTION.to_grid_many if names[0] == "longitudes" else PROJECTION.to_lonlat_many
    words = {"first": names[0], "second": names[1]}
    with pytest.raises(InvalidPlaceError) as caught:
        convert(first, second)
    assert (caught.value.field, caught.value.expected) == (field.format(**words), expected.format(**words))


@pytest.mark.parametrize("kind", [list, tuple, np.float32, object])
def test_lists_tuples_and_arrays_of_any_real_type_are_taken(kind):
    x, y = [-1.5, 0.25], [51.5, 52.0]
    given_x, given_y = (kind(x), kind(y)) if kind in {list, tuple} else (np.array(x, kind), np.array(y, kind))
    for ours, plain in zip(
        PROJECTION.to_grid_many(given_x, given_y),
        PROJECTION.to_grid_many(np.array(x), np.array(y)),
        strict=True,
    ):
        assert ours.tolist() == plain.tolist()


def test_no_points_give_no_points():
    for convert in (PROJECTION.to_grid_many, PROJECTION.to_lonlat_many):
        first, second, exact = convert([], [])
        assert (first.dtype, second.dtype, exact.dtype) == (np.float64, np.float64, np.bool_)
        assert first.size == second.size == exact.size == 0
