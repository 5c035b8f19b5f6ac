"""A line as a place on the command line: point by point, and from a file."""

import json

import pytest

ENDS = ("51.4147,-1.5154", "51.4147,-1.4854")
LINE = {"type": "LineString", "coordinates": [[-1.5154, 51.4147], [-1.4854, 51.4147, 90.5]]}
ON_GRID = {"type": "LineString", "coordinates": [[433_795, 168_605], [435_800, 168_600]]}
YES = ("--answer", "limit_up_to_40=yes", "--answer", "by_day=yes", "--answer", "suitable_site=yes")
FIND = ("boundaries", "find")


def along(*points):
    return [part for point in points for part in ("--along", point)]


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "line.geojson"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def test_the_length_in_each_area_is_listed_and_the_area_with_the_most_comes_first(run, west_berkshire):
    done = run(*FIND, *along(*ENDS), "--edition", west_berkshire.path)

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Kintbury (E04001179), parish in E06000037 — west-berkshire-2019-12",
        "  Hungerford (E04001177): 1,036 m of the line, 50%",
        "  Kintbury (E04001179): 1,051 m of the line, 50%",
    ]


@pytest.mark.parametrize(
    "content",
    [
        LINE,
        {"type": "Feature", "properties": None, "geometry": LINE},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": LINE}]},
    ],
    ids=lambda each: each["type"],
)
def test_a_file_has_the_answer_of_its_points(run, file, west_berkshire, content):
    of_file = run(*FIND, "--line", file(content), "--edition", west_berkshire.path, "--json")
    of_points = run(*FIND, *along(*ENDS), "--edition", west_berkshire.path, "--json")

    assert (of_file.code, of_file.out) == (0, of_points.out)


def test_a_file_on_the_national_grid_says_so(run, file, west_berkshire):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    done = run(*FIND, "--line", file(ON_GRID | {"crs": crs}), "--edition", west_berkshire.path, "--json")

    found = json.loads(done.out)
    assert sum(each["length_m"] for each in found["candidates"]) == pytest.approx(2005, abs=0.1)
    assert run(*FIND, "--line", file(ON_GRID)).code == 2, "degrees are usual, and these are none"


def test_route_asks_which_area_and_an_answer_settles_it(run, west_berkshire):
    route = ("route", "report-speeding-traffic", *along(*ENDS), *YES, "--edition", west_berkshire.path)

    asked = run(*route, "--json")
    settled = run(*route, "--answer", "place=E04001177")

    assert (asked.code, json.loads(asked.out)["question"]["id"]) == (3, "place")
    assert (settled.code, "Hungerford" in settled.out.splitlines()[0]) == (0, True)


def test_ask_takes_a_line_too(run, file, west_berkshire):
    done = run(
        "ask", "report-speeding-traffic", "--line", file(LINE), *YES, "--edition", west_berkshire.path,
        typed="2\n",
    )  # fmt: skip

    assert (done.code, "Hungerford" in done.out.splitlines()[0]) == (0, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (along(ENDS[0]), "--along is given once, '51.4147,-1.5154'"),
        (along(*ENDS, "51.4"), "--along is '51.4'; LAT,LON"),
        (along(ENDS[0], ENDS[0]), "points are all the same"),
        (along(ENDS[0], "151,1"), "latitude is 151.0"),
        ([*along(*ENDS), "--at", ENDS[0]], "give the place with one of --at LAT,LON or"),
        ([*along(*ENDS), "--accuracy", "5"], "--accuracy is of a point; a line is taken as drawn"),
        (["--line", "none.geojson"], "none.geojson cannot be read (No such file or directory)"),
    ],
)
def test_what_is_no_line_is_bad_input(run, options, said):
    done = run(*FIND, *options)

    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not GeoJSON"),
        ("[1]", "it is 'list'; a GeoJSON LineString is needed"),
        ({"type": "Point", "coordinates": [1, 51]}, "it is 'Point'; a GeoJSON LineString is needed"),
        ({"type": "LineString", "coordinates": [[1, 51]]}, "a line has 1 position"),
        ({"type": "LineString", "coordinates": [[1, "51"], [1, 52]]}, "a coordinate is '51'"),
        ('{"type": "LineString", "coordinates": [[1, 51], [1, NaN]]}', "NaN is not a JSON number"),
        ({"type": "FeatureCollection", "features": []}, "it has 0 features"),
        ({"type": "FeatureCollection", "features": [{}, {}]}, "it has 2 features"),
        (LINE | {"crs": {"properties": {"name": "EPSG:3857"}}}, "is in EPSG:3857; EPSG:4326"),
        ({"type": "LineString", "coordinates": [[51, -1], [51, -2]]}, "latitude and longitude look swapped"),
        (" " * (8 * 1024**2 + 1), "is larger than 8 MB"),
    ],
)
def test_what_is_no_file_of_a_line_is_bad_input(run, file, content, said):
    done = run(*FIND, "--line", file(content))

    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_layer_is_asked_about_a_point(run, file):
    done = run("boundaries", "layer", file(LINE), *along(*ENDS))

    assert (done.code, "No such option" in done.err) == (2, True)
