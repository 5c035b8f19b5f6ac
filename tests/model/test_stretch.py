"""A stretch is a line through points of one kind; whatever is no line is refused."""

import pytest
from pydantic import TypeAdapter, ValidationError

from routekit.errors import InvalidPlaceError
from routekit.model import Grid, LatLon, Place, Postcode, Stretch

PLACES = TypeAdapter(Place)
HERE, THERE = Grid(easting=400_500, northing=50_500), Grid(easting=402_500, northing=50_500)
DEGREES = LatLon(latitude=51.4, longitude=-1.5)


@pytest.mark.parametrize(
    ("field", "points"),
    [
        ("points", None),
        ("points", ()),
        ("points", (HERE,)),
        ("points", [HERE] * 10_001),
        ("points", "RG14 5LD"),
        ("points", (HERE, HERE, HERE)),
        ("points[1]", (HERE, DEGREES)),
        ("points[1]", (HERE, Postcode("RG14 5LD"))),
        ("points[0]", ((400_500, 50_500), THERE)),
        ("points[0]", ({"kind": ["grid"]}, THERE)),
        ("points[1].accuracy_m", (HERE, Grid(easting=1, northing=1, accuracy_m=5))),
    ],
)
def test_what_is_no_line_is_refused_by_field(field, points):
    with pytest.raises(InvalidPlaceError) as caught:
        Stretch(points=points)
    assert caught.value.field.startswith(field)


def test_a_stretch_has_points_and_nothing_else():
    with pytest.raises(InvalidPlaceError, match="takes points and nothing else"):
        Stretch(points=(HERE, THERE), width=3)


@pytest.mark.parametrize("points", [(HERE, THERE), (DEGREES, LatLon(latitude=51.5, longitude=-1.5))])
def test_a_stretch_survives_json(points):
    stretch = Stretch(points=points)
    assert PLACES.validate_json(stretch.model_dump_json()) == stretch


def test_a_bad_point_inside_json_is_a_validation_error():
    bad = '{"kind": "stretch", "points": [{"kind": "grid", "easting": 1, "northing": -1}, 3]}'
    with pytest.raises((ValidationError, InvalidPlaceError), match="northing"):
        PLACES.validate_json(bad)
