"""Gathering areas from a source: repairs, and everything wrong named by feature, code and value."""

import contextlib
import json

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routekit.boundaries import Edition, build
from routekit.errors import EditionError

EAST, NORTH = 400_000, 50_000
FIRST, SECOND, THIRD = "E04999001", "E04999002", "W04999003"


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def geometry(kind, coordinates):
    return {"type": kind, "coordinates": coordinates}


SQUARE = box(0, 0, 100, 100)
BOW_TIE = shapely.Polygon([(EAST + x, NORTH + y) for x, y in [(0, 0), (90, 90), (90, 0), (0, 50), (0, 0)]])
SPIKE = shapely.Polygon(
    [
        (EAST + x, NORTH + y)
        for x, y in [(0, 0), (100, 0), (100, 100), (50, 100), (50, 120), (50, 100), (0, 100), (0, 0)]
    ]
)


def refusal(source):
    with pytest.raises(EditionError) as caught:
        build(source, source.parent / "never.edition")
    assert not list(source.parent.glob("*.edition"))
    return caught.value


@pytest.fixture
def refused(tmp_path, write_source, feature):
    """Say why a source of one area is refused; `shape` is shapely or a GeoJSON geometry."""

    def why(shape=SQUARE, code=FIRST, properties=(), **changed):
        source = write_source(tmp_path / "source", [feature(code, shape, **dict(properties))], **changed)
        return str(refusal(source))

    return why


def test_a_welsh_name_is_kept_beside_the_english_one(tmp_path, write_source, feature):
    welsh = feature(THIRD, SQUARE, name="Ynys Mo\u0302n", name_cy=" Ynys Môn ", district="W06000001")
    none = feature(FIRST, SQUARE, name_cy="")

    areas = Edition.open(build(write_source(tmp_path / "s", [welsh, none]), tmp_path)[0]).areas()

    assert [(area.name, area.name_cy) for area in areas] == [
        (f"Area {FIRST}", None),
        ("Ynys Môn", "Ynys Môn"),
    ]


def test_a_small_fault_is_repaired_and_reported(tmp_path, write_source, feature):
    path, report = build(write_source(tmp_path / "s", [feature(FIRST, SPIKE)]), tmp_path)

    (repair,) = report.survey.repairs
    assert (repair.code, repair.area_before_m2, repair.area_after_m2) == (FIRST, 10_000, 10_000)
    assert "Self-intersection" in repair.reason
    assert Edition.open(path).record.survey == report.survey
    assert shapely.is_valid(Edition.open(path).area(FIRST).geometry)
    assert repair.text() in report.text()


def test_parts_that_overlap_are_merged_not_cancelled(compiled):
    parts = [
        shapely.get_coordinates(part).tolist() for part in (box(0, 0, 100, 100), box(99.99, 0, 200, 100))
    ]
    edition = compiled({FIRST: geometry("MultiPolygon", [[ring] for ring in parts])})

    assert edition.code_at(EAST + 99.995, NORTH + 50) == FIRST
    assert edition.area(FIRST).geometry.area == pytest.approx(20_000)


def test_a_part_inside_another_does_not_become_a_hole(compiled):
    parts = [shapely.get_coordinates(part).tolist() for part in (box(0, 0, 100, 100), box(50, 50, 51, 51))]
    edition = compiled({FIRST: geometry("MultiPolygon", [[ring] for ring in parts])})

    assert edition.code_at(EAST + 50.5, NORTH + 50.5) == FIRST


def test_a_repair_that_changes_the_area_needs_to_be_accepted(tmp_path, write_source, feature, refused):
    text = refused(BOW_TIE)
    assert FIRST in text
    assert "list the code in accept_repairs of its folder's edition.toml" in text

    source = write_source(tmp_path / "s", [feature(FIRST, BOW_TIE)], accept_repairs=[FIRST])
    path, report = build(source, tmp_path)

    assert report.survey.repairs[0].code == FIRST
    made = Edition.open(path).area(FIRST).geometry
    assert shapely.is_valid(made)
    vertices = shapely.get_coordinates(made)
    assert [EAST + 32.1429, NORTH + 32.1429] in vertices.tolist()
    assert (vertices == np.round(vertices, 4)).all()


RING = [[EAST, NORTH], [EAST + 9, NORTH], [EAST, NORTH + 9], [EAST, NORTH]]


def with_position(position):
    return geometry("Polygon", [[RING[0], position, *RING[2:]]])


UNUSABLE = {
    "none": (None, "no geometry"),
    "a point": (geometry("Point", [1, 2]), "'Point'"),
    "a collection": ({"type": "GeometryCollection", "geometries": []}, "no geometry"),
    "a type that is a list": (geometry(["Polygon"], [RING]), "a Polygon or MultiPolygon is needed"),
    "nothing in it": (geometry("MultiPolygon", []), "not empty"),
    "an empty polygon": (geometry("Polygon", []), "not empty"),
    "an empty part": (geometry("MultiPolygon", [[RING], []]), "not empty"),
    "an object for a ring": (geometry("Polygon", {"a": 1}), "not empty"),
    "nested too little": (geometry("MultiPolygon", [RING]), "2 positions"),
    "nested too much": (geometry("Polygon", [[RING]]), "1 positions"),
    "three positions": (geometry("Polygon", [RING[1:]]), "3 positions"),
    "an open ring": (geometry("Polygon", [[*RING[:3], [EAST, NORTH + 1]]]), "must be closed"),
    "one number": (with_position([EAST]), "two numbers"),
    "four numbers": (with_position([1, 2, 3, 4]), "two numbers"),
    "text": (with_position([EAST, "50009"]), "'50009'"),
    "a truth value": (with_position([EAST, True]), "True"),
    "null": (with_position([EAST, None]), "None"),
    "a huge whole number": (with_position([EAST, 10**400]), "finite"),
    "off the grid": (with_position([EAST, -0.1]), "not on the British National Grid"),
    "degrees for metres": (with_position([-200.0, 51.5]), "not on the British National Grid"),
    "degrees east of Greenwich for metres": (
        geometry("Polygon", [[[1.2, 52.6], [1.3, 52.6], [1.2, 52.7], [1.2, 52.6]]]),
        "a coordinate is [1.2, 52.6]; in EPSG:27700 that is in the sea, so it looks like degrees",
    ),
    "no width": (geometry("Polygon", [[RING[0], RING[1], RING[0], RING[0]]]), "cannot be repaired"),
}


@pytest.mark.parametrize(("shape", "reason"), UNUSABLE.values(), ids=UNUSABLE)
def test_an_unusable_geometry_is_refused_by_feature_and_code(refused, shape, reason):
    text = refused(shape)

    assert "areas.geojson feature 1" in text
    assert FIRST in text
    assert reason in text


@pytest.mark.parametrize("lonlat", [[181, 51], [-1, 91], [51.4, -1.3], [2.35, 48.85], [-2, 61.3], [-179, 10]])
def test_degrees_off_the_national_grid_are_refused(refused, lonlat):
    ring = [lonlat, [-1.3, 51.4], [-1.3, 51.5], lonlat]

    assert f"a coordinate is {[float(each) for each in lonlat]}" in refused(
        geometry("Polygon", [ring]), crs="EPSG:4326"
    )


UNNAMED = {
    "an unknown prefix": ({"code": "S13002999"}, "'S13002999'"),
    "a short code": ({"code": "E0499900"}, "'E0499900'"),
    "digits of another script": ({"code": "E0499900\u0661"}, "nine characters"),
    "no code": ({"code": None}, "its code is None"),
    "a number for a code": ({"code": 4}, "its code is 4"),
    "no name": ({"name": " "}, "its name is ' '"),
    "a hidden direction mark": ({"name": "Ash\u202esample"}, "its name is"),
    "a line break": ({"name": "Ash\nsample"}, "its name is"),
    "a Welsh name that is not text": ({"name_cy": 7}, "its name_cy is 7"),
    "no district": ({"district": ""}, "it has no district"),
    "a county for a district": ({"district": "E10000025"}, "'E10000025'"),
}


@pytest.mark.parametrize(("properties", "reason"), UNNAMED.values(), ids=UNNAMED)
def test_an_area_without_proper_names_is_refused(refused, properties, reason):
    assert reason in refused(properties=properties)


def test_everything_wrong_is_named_at_once(tmp_path, write_source, feature):
    features = [feature("X01", SQUARE), feature(FIRST, SQUARE), feature(FIRST, SQUARE), feature(SECOND, None)]

    error = refusal(write_source(tmp_path / "s", features))

    assert len(error.problems) == 3
    for number, reason in ((1, "X01"), (3, f"{FIRST} was given before"), (4, "no geometry")):
        assert any(f"feature {number}" in problem and reason in problem for problem in error.problems)


def test_a_long_list_of_flaws_is_shortened_in_the_message_only(tmp_path, write_source, feature):
    error = refusal(write_source(tmp_path / "s", [feature("X01", SQUARE)] * 30))

    assert len(error.problems) == 30
    assert "and 10 more" in str(error)


def test_another_number_of_areas_than_expected_is_refused(refused):
    assert "there are 1 areas; edition.toml expects 2" in refused(count=2)


@pytest.fixture
def declaring(tmp_path, write_source, feature):
    def write(declared, crs):
        shape = SQUARE if crs == "EPSG:27700" else shapely.box(-1.31, 51.40, -1.3, 51.41)
        collection = {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": declared}},
            "features": [feature(FIRST, shape)],
        }
        return write_source(tmp_path / "s", json.dumps(collection).encode(), crs=crs)

    return write


@pytest.mark.parametrize(
    ("declared", "crs", "good"),
    [
        ("urn:ogc:def:crs:EPSG::27700", "EPSG:27700", True),
        ("EPSG:27700", "EPSG:27700", True),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", True),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:27700", False),
        ("urn:ogc:def:crs:EPSG::3857", "EPSG:27700", False),
        ("nonsense", "EPSG:27700", False),
    ],
)
def test_a_crs_that_the_file_declares_must_be_the_manifests(declaring, declared, crs, good):
    source = declaring(declared, crs)

    if good:
        assert build(source, source.parent)[1].survey.areas == 1
    else:
        assert "declares the CRS" in str(refusal(source))


def test_a_crs_that_nobody_knows_is_refused(refused):
    assert "EPSG:999999 is not known" in refused(crs="EPSG:999999")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)
POSITIONS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)).map(list), min_size=3, max_size=8)
RINGS = POSITIONS.map(lambda ring: [[EAST + x, NORTH + y] for x, y in [*ring, ring[0]]])
POLYGONS = st.lists(RINGS | JSON, min_size=1, max_size=3)
GEOMETRIES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon"]),
        "coordinates": POLYGONS | st.lists(POLYGONS) | JSON,
    }
)


@given(GEOMETRIES | JSON)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_source_holds_it_compiles_to_valid_areas_or_is_refused(
    tmp_path, write_source, feature, shape
):
    good = feature(SECOND, box(0, 0, 100, 100))
    source = write_source(tmp_path / "source", [feature(FIRST, None) | {"geometry": shape}, good])
    path = tmp_path / "made.edition"
    path.unlink(missing_ok=True)
    with contextlib.suppress(EditionError):
        build(source, path)

    assert not path.exists() or shapely.is_valid(Edition.open(path).area(FIRST).geometry)
