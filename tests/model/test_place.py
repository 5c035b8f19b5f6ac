"""Places: every impossible one is refused with the field, the value and what would be right."""

import json
import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from routekit.errors import InputError, InvalidPlaceError
from routekit.model import Grid, LatLon, Place, Question

PLACES = TypeAdapter(Place)

IMPOSSIBLE_LATLON = [
    ("latitude", {"latitude": math.nan, "longitude": -1.5}),
    ("longitude", {"latitude": 51.4, "longitude": math.inf}),
    ("latitude", {"latitude": "51.4", "longitude": -1.5}),
    ("latitude", {"latitude": None, "longitude": -1.5}),
    ("latitude", {"latitude": True, "longitude": -1.5}),
    ("latitude", {"latitude": 91, "longitude": -1.5}),
    ("longitude", {"latitude": 51.4, "longitude": 181}),
    ("latitude", {"latitude": -1.5, "longitude": 51.4}),
    ("latitude", {"latitude": 0, "longitude": 0.0}),
    ("accuracy_m", {"latitude": 51.4, "longitude": -1.5, "accuracy_m": -1}),
    ("accuracy_m", {"latitude": 51.4, "longitude": -1.5, "accuracy_m": math.nan}),
    ("accuracy_m", {"latitude": 51.4, "longitude": -1.5, "accuracy_m": 6000}),
    ("altitude", {"latitude": 51.4, "longitude": -1.5, "altitude": 3}),
]
IMPOSSIBLE_GRID = [
    ("easting", {"easting": math.nan, "northing": 168_000}),
    ("northing", {"easting": 433_000, "northing": -math.inf}),
    ("easting", {"easting": "433000", "northing": 168_000}),
    ("easting", {"easting": 51.4, "northing": -1.5}),
    ("easting", {"easting": -1.5, "northing": 51.4}),
    ("easting", {"easting": 1_100_000, "northing": 300_000}),
    ("easting", {"easting": -1, "northing": 168_000}),
    ("northing", {"easting": 433_000, "northing": 1_300_001}),
    ("easting", {"easting": 0, "northing": 0}),
    ("northing", {"easting": 433_000, "northing": 1e308}),
    ("northing", {"easting": 433_000, "northing": 10**400}),
]


@pytest.mark.parametrize(("field", "given_"), IMPOSSIBLE_LATLON)
def test_an_impossible_latlon_names_its_field_and_value(field, given_):
    with pytest.raises(InvalidPlaceError) as caught:
        LatLon(**given_)
    assert caught.value.field == field
    assert repr(given_[field]) in str(caught.value)


@pytest.mark.parametrize(("field", "given_"), IMPOSSIBLE_GRID)
def test_an_impossible_grid_place_names_its_field_and_value(field, given_):
    with pytest.raises(InvalidPlaceError) as caught:
        Grid(**given_)
    assert caught.value.field == field
    assert repr(given_[field])[:20] in str(caught.value)


@pytest.mark.parametrize("given_", [{}, {"latitude": 51.4}, {"longitude": -1.5}])
def test_a_missing_coordinate_is_named_also_inside_json(given_):
    with pytest.raises(InvalidPlaceError, match="needs latitude and longitude"):
        LatLon(**given_)
    with pytest.raises(ValidationError, match="needs latitude and longitude"):
        PLACES.validate_python({"kind": "latlon", **given_})


def test_swapped_coordinates_are_said_to_be_swapped_and_never_put_right():
    with pytest.raises(InvalidPlaceError, match="look swapped"):
        LatLon(latitude=-1.5154, longitude=51.4147)
    with pytest.raises(InvalidPlaceError, match="look swapped"):
        Grid(easting=1_100_000, northing=400_000)


def test_degrees_in_a_metres_field_are_said_to_be_degrees():
    with pytest.raises(InvalidPlaceError, match="use LatLon"):
        Grid(easting=51.4, northing=-1.5)


@pytest.mark.parametrize(
    "place",
    [
        LatLon(latitude=48.8566, longitude=2.3522),
        LatLon(latitude=54.597, longitude=-5.93),
        LatLon(latitude=-33.87, longitude=151.2),
    ],
    ids=["Paris", "Belfast", "Sydney"],
)
def test_a_real_place_anywhere_on_earth_is_a_place(place):
    assert PLACES.validate_json(place.model_dump_json()) == place


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(latitude=finite, longitude=finite, accuracy=st.floats(0, 5000))
@settings(deadline=None)
def test_a_latlon_is_either_refused_or_kept_exactly_and_survives_json(latitude, longitude, accuracy):
    try:
        place = LatLon(latitude=latitude, longitude=longitude, accuracy_m=accuracy)
    except InvalidPlaceError:
        return
    assert (place.latitude, place.longitude, place.accuracy_m) == (latitude, longitude, accuracy)
    assert abs(place.latitude) <= 90
    assert abs(place.longitude) <= 180
    again = PLACES.validate_json(place.model_dump_json())
    assert again == place
    assert hash(again) == hash(place)


@given(st.floats(0, 700_000), st.floats(0, 1_300_000))
@settings(deadline=None)
def test_any_point_of_the_grid_is_a_place_unless_it_is_missing_or_in_degrees(easting, northing):
    assume(max(easting, northing) > 61)
    assert Grid(easting=easting, northing=northing).easting == easting


def test_a_bad_place_inside_json_is_one_validation_error_that_says_what_is_wrong():
    with pytest.raises(ValidationError, match="look swapped"):
        PLACES.validate_python({"kind": "latlon", "latitude": -1.5, "longitude": 51.4})
    with pytest.raises(ValidationError, match="takes latitude, longitude and accuracy_m"):
        PLACES.validate_python(
            {"kind": "latlon", "latitude": 51.4, "longitude": -1.5, "address": "12 High St"}
        )


def test_values_are_frozen_and_refuse_unknown_fields():
    place = LatLon(latitude=51.4, longitude=-1.5)
    with pytest.raises(ValidationError):
        place.latitude = 52.0
    with pytest.raises(ValidationError):
        Question(id="a", text="A?", options=(), colour="red")


def test_a_long_value_is_shortened_in_the_message():
    error = InputError.of("field", "x" * 10_000, "something shorter is needed")
    assert len(str(error)) < 200
    message = str(InputError.of("field", 10**5000, "something shorter is needed"))
    assert message == "field is a value of type int that cannot be shown; something shorter is needed"
    assert json.dumps(str(error))


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(2.5, 49), (-9, 61), (2.5, 61)], ids=["Kent", "Hebrides", "Shetland"]
)
def test_coordinates_of_britain_the_wrong_way_round_are_swapped_to_the_last_degree(latitude, longitude):
    with pytest.raises(InvalidPlaceError, match="look swapped"):
        LatLon(latitude=latitude, longitude=longitude)


@pytest.mark.parametrize(("latitude", "longitude"), [(2.51, 49), (2.5, 48.99), (-9.01, 60), (0, 61.01)])
def test_coordinates_just_beyond_britain_are_taken_as_they_are(latitude, longitude):
    assert LatLon(latitude=latitude, longitude=longitude).latitude == latitude


def test_the_grid_ends_where_it_is_said_to():
    assert Grid(easting=700_000, northing=1_300_000).northing == 1_300_000
    assert Grid(easting=0, northing=1_300_000).easting == 0
    with pytest.raises(InvalidPlaceError, match="from 0 to 1,300,000"):
        Grid(easting=0, northing=1_300_000.001)
    with pytest.raises(InvalidPlaceError, match="look swapped"):
        Grid(easting=1_300_000, northing=700_000)
    with pytest.raises(InvalidPlaceError, match="from 0 to 700,000"):
        Grid(easting=1_300_000.5, northing=700_000)
