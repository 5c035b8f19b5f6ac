"""Maps: what is in the frame, drawn and as GeoJSON, and names that mean nothing to HTML."""

import json

import pytest
from lxml import etree

from routekit.boundaries import Projection
from routekit.boundaries.outlines import Outline
from routekit.model import Area, LatLon, Postcode
from routekit.service.pages.drawing import HEIGHT, WIDTH, drawn
from routekit.service.pages.frames import SHAPE, Spot, frame_of
from routekit.service.pages.maps import Maps
from routekit.service.pages.wording import Words

ENGLISH = Words.of("en")
HUNGERFORD = LatLon(latitude=51.4147, longitude=-1.5154, accuracy_m=400)


@pytest.fixture(scope="module")
def router(west_berkshire, west_berkshire_postcodes):
    from routekit.bodies import Bodies
    from routekit.router import Router

    return Router(
        packs=[], edition=west_berkshire, bodies=Bodies.open(), postcodes=lambda: west_berkshire_postcodes
    )


@pytest.fixture(scope="module")
def maps():
    return Maps(Projection.open())


def test_a_frame_holds_the_areas_and_the_spot_with_a_margin_in_its_shape():
    west, south, east, north = frame_of([(0, 0, 1000, 9000)], Spot(12_000, 500, 300))
    assert west < 0
    assert south < 0
    assert east > 12_300
    assert north > 9000
    assert (east - west) / (north - south) == pytest.approx(SHAPE)


def test_a_small_area_is_shown_with_what_is_around_it():
    west, south, east, north = frame_of([(500, 500, 510, 510)])
    assert (east - west, north - south) == pytest.approx((2000, 2000 / SHAPE))


def test_the_map_of_a_place_has_its_area_its_neighbours_and_the_place(router, maps, west_berkshire):
    made = maps.showing(router, west_berkshire, ["E04001177"], HUNGERFORD, title="Map", words=ENGLISH)
    features = made.data["areas"]["features"]
    names = {each["properties"]["name"]: each["properties"]["main"] for each in features}
    assert names["Hungerford"] is True
    assert names["Kintbury"] is False
    assert made.data["spot"]["latitude"] == pytest.approx(51.4147, abs=1e-6)
    assert made.data["spot"]["radius"] == 400
    svg = etree.fromstring(str(made.svg))
    assert svg.get("aria-label") == "Map"
    classes = [each.get("class") for each in svg.iter()]
    assert classes.count("map-main") == 1
    assert {"map-other", "map-pin", "map-circle", "map-scale", "map-north", "map-name-main"} <= set(classes)
    assert not svg.xpath("//@style")


def test_degrees_on_the_wire_lie_on_the_boundary(router, maps, west_berkshire):
    import shapely

    made = maps.showing(router, west_berkshire, ["E04001177"], None, title="Map", words=ENGLISH)
    [main] = [each for each in made.data["areas"]["features"] if each["properties"]["main"]]
    [[ring, *_], *_] = main["geometry"]["coordinates"]
    boundary = west_berkshire.area("E04001177").geometry.boundary
    for longitude, latitude in ring[:50]:
        easting, northing, _ = Projection.open().to_grid(longitude, latitude)
        assert boundary.distance(shapely.Point(easting, northing)) < 2


def test_a_map_stays_small_on_the_wire(router, maps, west_berkshire):
    for code in ("E04001177", "E04001198", "E04001146"):
        made = maps.showing(router, west_berkshire, [code], None, title="Map", words=ENGLISH)
        assert len(json.dumps(made.data)) < 150_000
        assert len(made.svg) < 100_000


def test_a_postcode_without_a_point_has_a_map_without_a_pin(router, maps, west_berkshire):
    place = Postcode("RG14 9ZZ")
    made = maps.showing(router, west_berkshire, ["E04001177"], place, title="Map", words=ENGLISH)
    assert made.data["spot"] is None
    assert "map-pin" not in made.svg


def test_a_name_is_never_markup():
    area = Area(code="E04999999", name='<b>"&', kind="parish", district="E06999001")
    square = ((0.0, 0.0), (0.0, 900.0), (900.0, 900.0), (900.0, 0.0), (0.0, 0.0))
    outline = Outline(area, ((square,),), (450.0, 450.0), (0.0, 0.0, 900.0, 900.0))
    frame = (-300.0, -100.0, 1200.0, 900.0)
    svg = etree.fromstring(str(drawn(frame, [outline], {area.code}, None, title="<i>", words=ENGLISH)))
    assert svg.get("aria-label") == "<i>"
    assert '<b>"&' in [each.text for each in svg.iter("{*}text")]
    assert svg.get("viewBox") == f"0 0 {WIDTH:g} {HEIGHT:g}"
