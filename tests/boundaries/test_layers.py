"""Layers: every feature near a place by its true distance, whatever the file; or a file is refused whole."""

import gzip
import json
import math
import os
import signal
import sys
import threading
import warnings
from fractions import Fraction

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.boundaries import Layer
from routekit.boundaries.layers import reading
from routekit.boundaries.layers.boxes import Boxes
from routekit.boundaries.layers.reading import Content
from routekit.errors import EditionError, InputError, InvalidPlaceError
from routekit.model import Grid, LatLon, Postcode

EAST, NORTH = 400_000, 50_000
ORIGIN = np.array([EAST, NORTH], dtype=float)
CROOKED = [[EAST, NORTH], [EAST + 900, NORTH + 400]]
BOW_TIE = [[[EAST, NORTH], [EAST + 9, NORTH + 9], [EAST + 9, NORTH], [EAST, NORTH + 9], [EAST, NORTH]]]


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(x, y, **properties):
    return feature({"type": "Point", "coordinates": [EAST + x, NORTH + y]}, **properties)


def collection(*features, crs="EPSG:27700"):
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **named, "features": features})


def at(x, y):
    return Grid(easting=EAST + x, northing=NORTH + y)


@pytest.fixture
def opened(tmp_path):
    """Write a text as a file and open it as a layer."""

    def opening(text, file="made.geojson", **how):
        path = tmp_path / file
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Layer.open(path, **how)

    return opening


@pytest.fixture
def refusal(opened):
    """Say why a file is refused."""

    def refusing(text, file="made.geojson", **how):
        with pytest.raises(EditionError) as refused:
            opened(text, file, **how)
        return str(refused.value)

    return refusing


# --- distances -----------------------------------------------------------------------------------------

spans = st.integers(0, 60).map(float)
spots = st.tuples(spans, spans)
shapes = st.one_of(
    st.builds(shapely.Point, spots),
    st.builds(shapely.LineString, st.lists(spots, min_size=2, max_size=4)),
    st.builds(lambda a, b: shapely.box(*a, a[0] + b[0] + 1, a[1] + b[1] + 1), spots, spots),
    st.builds(shapely.MultiPoint, st.lists(spots, min_size=1, max_size=3)),
)  # fmt: skip


@given(st.lists(shapes, min_size=1, max_size=12), spots, st.sampled_from([0.0, 1.0, 5.0, 13.0, 200.0]))
@settings(deadline=None, max_examples=300)
def test_what_is_near_is_what_shapely_says_of_every_feature_one_by_one(drawn, spot, metres):
    placed = np.array([shapely.transform(each, lambda xy: xy + ORIGIN) for each in drawn])
    content = Content(("n",), tuple({"n": number} for number in range(len(drawn))), placed, "0" * 64)
    here = shapely.Point(EAST + spot[0], NORTH + spot[1])
    distances = [(each.distance(here), number) for number, each in enumerate(placed)]
    expected = sorted(each for each in distances if each[0] <= metres)
    layer = Layer("made", "made", content)
    came = layer.within(at(*spot), metres)
    assert [(each.distance_m, each.properties["n"]) for each in came] == expected
    nearest = layer.nearest(at(*spot), metres)
    assert (nearest and nearest.properties["n"]) == (expected[0][1] if expected else None)


@given(shapes, spots)
@settings(deadline=None, max_examples=100)
def test_the_depth_is_the_way_out_of_a_polygon_and_0_elsewhere(drawn, spot):
    placed = shapely.transform(drawn, lambda xy: xy + ORIGIN)
    layer = Layer("made", "made", Content((), ({},), np.array([placed]), "0" * 64))
    here = shapely.Point(EAST + spot[0], NORTH + spot[1])
    inside = placed.area and placed.contains(here)
    depth = layer.within(at(*spot), 500)[0].depth_m
    assert depth == (placed.exterior.distance(here) if inside else 0)


def test_a_place_in_the_box_of_a_feature_is_not_near_it(opened):
    crooked = feature({"type": "LineString", "coordinates": CROOKED}, name="crooked")
    layer = opened(collection(crooked, point(60, 390, name="lamp")))
    assert layer.nearest(at(50, 390), 500).properties["name"] == "lamp"
    assert layer.nearest(at(50, 360), 20) is None


def test_a_distance_is_of_the_shape_and_not_of_its_box(opened):
    layer = opened(collection(feature({"type": "LineString", "coordinates": CROOKED})))
    assert layer.nearest(at(450, 300), 500).distance_m == pytest.approx(100 * 900 / math.hypot(900, 400))


def test_of_two_features_at_one_distance_the_first_in_the_file_is_the_nearest(opened):
    layer = opened(collection(point(0, 5, n=1), point(0, -5, n=2), point(5, 0, n=3)))
    assert [each.properties["n"] for each in layer.within(at(0, 0), 5)] == [1, 2, 3]


def test_a_feature_just_as_far_as_asked_is_within_and_one_farther_is_not(opened):
    layer = opened(collection(point(0, 20)))
    assert layer.nearest(at(0, 0), 20).distance_m == 20
    assert layer.nearest(at(0, 0), 19.999) is None


def test_a_feature_says_where_it_is_written_and_cannot_be_changed(opened):
    layer = opened(collection(point(9, 9), point(0, 0, limit=30)))
    near = layer.nearest(at(0, 0), 1)
    assert near.where == f"feature 2 of made.geojson (sha256 {layer.sha256[:12]})"
    with pytest.raises(TypeError):
        near.properties["limit"] = 40


@pytest.mark.parametrize("place", [None, (EAST, NORTH), Postcode("RG14 5LD")])
def test_a_place_that_is_no_point_is_refused(opened, place):
    with pytest.raises(InvalidPlaceError):
        opened(collection(point(0, 0))).nearest(place, 5)


@pytest.mark.parametrize("metres", [-1, math.nan, math.inf, "5", None, True])
def test_a_distance_that_is_none_is_refused(opened, metres):
    with pytest.raises(InputError):
        opened(collection(point(0, 0))).nearest(at(0, 0), metres)


# --- threads and forks ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many():
    xy = np.random.default_rng(4).uniform(0, 5_000, (20_000, 2)) + ORIGIN
    numbers = tuple({"n": number} for number in range(len(xy)))
    return [Layer("made", "made", Content(("n",), numbers, shapely.points(xy), "0" * 64)) for _ in range(2)]


def in_four_threads(work):
    """Give what `work` gives for 0 to 3, each in a thread of its own, which take turns very often."""
    came, interval = {}, sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    threads = [threading.Thread(target=lambda n=n: came.update({n: work(n)})) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)
    return [came[number] for number in range(4)]


def test_layers_answer_in_several_threads_as_they_do_in_one(many):
    places = [at(*xy) for xy in np.random.default_rng(5).uniform(0, 5_000, (500, 2)).tolist()]
    expected = [many[0].within(place, 50) for place in places]
    assert in_four_threads(lambda n: [many[n % 2].within(place, 50) for place in places]) == [expected] * 4


def test_boxes_can_be_asked_by_several_threads_at_once():
    """Without its lock the R-tree ends the process."""
    corners = np.random.default_rng(6).uniform(0, 100_000, (100_000, 2))
    boxes = Boxes(np.hstack([corners, corners + 20]))
    asked = [(x, y, x + 100, y + 100) for x, y in corners[:12_000].tolist()]
    counted = in_four_threads(lambda _: sum(boxes.meeting(*each).size for each in asked))
    assert len(set(counted)) == 1


def test_a_layer_can_be_used_after_a_fork_in_the_middle_of_a_question(many):
    layer, stop = many[0], threading.Event()

    def asking():
        while not stop.is_set():
            layer.within(at(2_500, 2_500), 2_000)

    thread = threading.Thread(target=asking)
    thread.start()
    try:
        for _ in range(10):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads is the point
                child = os.fork()
            if child == 0:
                signal.alarm(20)
                os._exit(0 if layer.nearest(at(2_500, 2_500), 500) else 1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        stop.set()
        thread.join()


# --- files ---------------------------------------------------------------------------------------------


def test_a_layer_is_named_after_its_file_unless_a_name_is_given(opened):
    assert opened(collection(point(0, 0)), "street-lights.geojson").name == "street-lights"
    assert opened(collection(point(0, 0)), "x.geojson", name="lights").name == "lights"


def test_one_feature_a_line_packed_is_read_as_a_collection_is(opened):
    lonlat = {"type": "Point", "coordinates": [-1.5154, 51.4147]}
    lines = "\n".join(json.dumps(feature(lonlat, n=n)) for n in (1, 2)).encode()
    layer = opened(gzip.compress(lines), "made.geojsonl.gz")
    assert layer.count == 2
    near = layer.nearest(LatLon(latitude=51.4147, longitude=-1.5154), 1)
    assert near.distance_m < 0.001


@pytest.mark.parametrize("crs", ["EPSG:27700", "EPSG:4326", "EPSG:3857", "EPSG:25830"])
def test_a_layer_in_any_crs_has_the_same_distances(opened, crs, west_berkshire):
    lonlat = [[-1.5154, 51.4147], [-1.3230, 51.4010]]
    on_grid = [list(west_berkshire._projection.to_grid(*each)[:2]) for each in lonlat]
    to = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    line = on_grid if crs == "EPSG:27700" else [list(to.transform(*each)) for each in lonlat]
    layer = opened(collection(feature({"type": "LineString", "coordinates": line}), crs=crs))
    near = layer.nearest(Grid(easting=440_000, northing=168_000), 2_000)
    expected = shapely.LineString(on_grid).distance(shapely.Point(440_000, 168_000))
    assert near.distance_m == pytest.approx(expected, abs=0.001)


def test_geojson_that_names_no_crs_is_in_degrees_unless_another_is_given(opened, refusal):
    metres = collection(point(0, 0), crs=None)
    assert "not on the British National Grid" in refusal(metres)
    assert opened(metres, crs="EPSG:27700").nearest(at(0, 0), 1).distance_m == 0


KINDS = {
    "Point": [EAST, NORTH],
    "MultiPoint": [[EAST, NORTH], [EAST + 5, NORTH]],
    "LineString": CROOKED,
    "MultiLineString": [CROOKED, CROOKED],
    "Polygon": [[[EAST, NORTH], [EAST + 9, NORTH], [EAST + 9, NORTH + 9], [EAST, NORTH]]],
    "MultiPolygon": [[[[EAST, NORTH], [EAST + 9, NORTH], [EAST + 9, NORTH + 9], [EAST, NORTH]]]],
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_shape_is_read(opened, kind):
    layer = opened(collection(feature({"type": kind, "coordinates": KINDS[kind]})))
    assert layer.nearest(at(0, 0), 1).distance_m == 0


def test_heights_are_left_out(opened):
    layer = opened(collection(feature({"type": "Point", "coordinates": [EAST, NORTH, 120.5]})))
    assert layer.nearest(at(0, 0), 1).distance_m == 0


def test_a_geopackage_is_read_with_its_crs_and_its_types(tmp_path):
    path = tmp_path / "roads.gpkg"
    columns = [np.array([30, 60]), np.array([30.0, np.nan]), np.array(["A Road", None], dtype=object)]
    shapes_ = shapely.linestrings(
        [[[EAST, NORTH], [EAST + 99, NORTH]], [[EAST, NORTH + 50], [EAST + 99, NORTH + 50]]]
    )
    for name in ("roads", "paths"):
        pyogrio.raw.write(
            path, shapely.to_wkb(shapes_), columns, ["limit", "survey", "class"], layer=name, driver="GPKG",
            geometry_type="LineString", crs="EPSG:27700", append=path.exists(),
        )  # fmt: skip
    with pytest.raises(EditionError, match="has the layers roads, paths"):
        Layer.open(path)
    layer = Layer.open(path, layer="roads", columns=["limit", "survey", "class"])
    first, second = layer.within(at(50, 10), 60)
    assert dict(first.properties) == {"limit": 30, "survey": 30.0, "class": "A Road"}
    assert dict(second.properties) == {"limit": 60, "survey": None, "class": None}
    assert [type(value) for value in first.properties.values()] == [int, float, str]
    assert (first.distance_m, second.distance_m) == (10, 40)


@pytest.mark.parametrize(
    ("shape", "kind"), [(None, "none"), (shapely.GeometryCollection([shapely.Point(EAST, NORTH)]), "Geom")]
)
def test_a_feature_of_a_geopackage_without_a_sound_shape_is_named(tmp_path, shape, kind):
    path = tmp_path / "lights.gpkg"
    shapes_ = shapely.to_wkb(np.array([shapely.Point(EAST, NORTH), shape], dtype=object))
    pyogrio.raw.write(
        path, shapes_, [np.array([1, 2])], ["n"], driver="GPKG", geometry_type="Unknown", crs="EPSG:27700"
    )
    with pytest.raises(EditionError, match=f"lights.gpkg feature 2: its geometry is {kind}"):
        Layer.open(path)


def test_only_the_columns_asked_for_are_kept_and_a_feature_without_one_has_none(opened):
    layer = opened(collection(point(0, 0, limit=30, name="x"), point(5, 0, name="y", more=[1, {"a": 2}])))
    assert layer.columns == ("limit", "name", "more")
    near = layer.within(at(0, 0), 9)
    assert [dict(each.properties) for each in near] == [
        {"limit": 30, "name": "x", "more": None},
        {"limit": None, "name": "y", "more": '[1, {"a": 2}]'},
    ]
    path = collection(point(0, 0, limit=30, name="x"))
    assert opened(path, columns=["limit"]).nearest(at(0, 0), 1).properties == {"limit": 30}


def test_a_column_that_no_feature_has_is_refused(refusal):
    said = refusal(collection(point(0, 0, limit=30)), columns=["limit", "speed"])
    assert said.endswith("has no column speed; its columns are limit")


@pytest.mark.parametrize(
    ("geometry", "what"),
    [
        (None, "its geometry is none"),
        ({"type": "GeometryCollection", "geometries": []}, "its geometry is 'GeometryCollection'"),
        ({"type": "Point"}, "its geometry is 'Point'"),
        ({"type": "Point", "coordinates": []}, "a position is []"),
        ({"type": "Point", "coordinates": [EAST, "x"]}, "a coordinate is 'x'"),
        ({"type": "MultiPoint", "coordinates": []}, "the MultiPoint is []"),
        ({"type": "LineString", "coordinates": [[EAST, NORTH]]}, "a line has 1 position"),
        ({"type": "MultiLineString", "coordinates": [[]]}, "a line is []"),
        ({"type": "Polygon", "coordinates": BOW_TIE}, "it is invalid (Self-intersection"),
        ({"type": "Point", "coordinates": [EAST, 2_000_000]}, "a coordinate is [400000.0, 2000000.0]"),
        (
            {"type": "Point", "coordinates": [1e308, NORTH]},
            "a coordinate is [1e+308, 50000.0]; in EPSG:27700 that is not on",
        ),
    ],
)
def test_a_feature_without_a_sound_shape_is_named_and_the_file_refused(refusal, geometry, what):
    said = refusal(collection(point(0, 0), point(1, 1), feature(geometry)))
    assert f"made.geojson feature 3: {what}" in said


def test_what_can_be_done_about_a_polygon_that_is_wrong_is_what_a_layer_has(refusal):
    said = refusal(collection(feature({"type": "Polygon", "coordinates": BOW_TIE})))
    assert said.endswith("at most 0.1% is accepted: mend it in the file")


def test_degrees_that_are_called_metres_are_refused(refusal):
    said = refusal(collection(feature({"type": "Point", "coordinates": [0.5, 51.5]})))
    assert "looks like degrees" in said


@pytest.mark.parametrize("metres", [5, 5.0, np.int64(5), np.float32(5), Fraction(5)], ids=repr)
def test_any_real_number_of_metres_is_taken(opened, metres):
    assert opened(collection(point(3, 4))).nearest(at(0, 0), metres).distance_m == 5


@pytest.mark.parametrize(
    "metres", [-1, math.nan, math.inf, 10**400, 1_500_001, True, None, "5", 5j], ids=repr
)
def test_what_is_no_number_of_metres_in_reach_is_bad_input(opened, metres):
    with pytest.raises(InputError, match="metres is"):
        opened(collection(point(3, 4))).nearest(at(0, 0), metres)


def test_a_feature_at_the_very_reach_is_found_however_its_box_is_rounded(opened):
    easting, reach, line = 344_360.1552, 276_967, 621_327.1552
    assert easting + reach < line, "in numbers as they are rounded, the box around the point ends before it"
    drawn = {"type": "LineString", "coordinates": [[line, 700_401], [line, 701_148]]}
    layer = opened(collection(feature(drawn)))
    place = Grid(easting=easting, northing=700_794)

    assert layer.nearest(place, reach).distance_m == reach


def test_a_polygon_that_is_a_little_wrong_is_mended(opened):
    spike = [
        [EAST, NORTH],
        [EAST + 100, NORTH],
        [EAST + 150, NORTH],
        [EAST + 100, NORTH],
        [EAST + 100, NORTH + 100],
    ]
    layer = opened(collection(feature({"type": "Polygon", "coordinates": [[*spike, spike[0]]]})))
    assert layer.nearest(at(90, 10), 1).distance_m == 0
    assert layer.nearest(at(140, 0), 100).distance_m == 40


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is not GeoJSON"),
        ("[]", "but a list"),
        (collection(point(0, 0))[:-9], "is not GeoJSON"),
        (collection(), "has no features"),
        (collection(point(0, 0), crs="EPSG:99999"), "is not known"),
        (collection(point(0, 0), crs="urn:made:up"), "its CRS is"),
        (collection({"type": "Feature", "geometry": None}), "has no properties"),
        (b"\xff\xfe", "is not GeoJSON"),
    ],
)
def test_a_file_that_is_no_layer_is_refused(refusal, text, what):
    assert what in refusal(text)


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(tmp_path, refusal):
    with pytest.raises(EditionError, match="cannot be read"):
        Layer.open(tmp_path / "none.geojson")
    assert "of no known format" in refusal("a,b", "roads.csv")
    with pytest.raises(EditionError, match="cannot be read"):
        Layer.open(tmp_path / "a\0b.geojson")


def test_more_features_or_vertices_than_a_layer_may_have_are_refused(refusal, monkeypatch):
    text = collection(point(0, 0), point(1, 1), point(2, 2))
    monkeypatch.setattr(reading, "MOST_VERTICES", 2)
    assert "more than 2 vertices" in refusal(text)
    monkeypatch.setattr(reading, "MOST_FEATURES", 2)
    assert "more than 2 features" in refusal(text)
