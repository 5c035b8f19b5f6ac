"""`--layer` of `routekit route`, and `routekit boundaries layer`."""

import json

import pytest

ROADS = """{"type": "FeatureCollection", "crs": {"type": "name",
"properties": {"name": "EPSG:27700"}}, "features": [
{"type": "Feature", "properties": {"limit": 30}, "geometry":
 {"type": "LineString", "coordinates": [[433700, 168900], [433900, 168900]]}}]}"""
PACK = """
format: 1
transaction: report-verge
version: 1.0.0
title: Report a long verge
effective: {from: 2020-04-01}
maintainer: Invented
licence: CC0-1.0
status: alpha
facts:
  limit: {source: layer:roads, column: limit, within_m: 20, options: [30]}
outcomes:
  clerk: {role: parish_council, say: Slow.}
  roads: {role: highway_authority, say: Not known.}
rows:
  - {id: A, when: {limit: 30}, then: clerk, why: Slow., source: made up}
  - {id: B, when: {limit: unknown}, then: roads, why: Not known., source: made up}
"""
ON = "--on", "2026-11-21"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "roads.geojson").write_text(ROADS)
    (tmp_path / "report-verge.yaml").write_text(PACK)
    return tmp_path


def routed(run, files, *more, grid="433800,168912"):
    return run("route", "report-verge", "--pack", files / "report-verge.yaml", "--grid", grid, *ON, *more)


def test_a_fact_from_a_layer_is_shown_with_its_distance(run, files):
    done = routed(run, files, "--layer", f"roads={files / 'roads.geojson'}")
    assert done.code == 0
    assert done.out.startswith("→ Hungerford Town Council")
    assert "looked up: limit = 30 (12 m away)" in done.out


def test_without_the_layer_the_decision_warns_of_it(run, files):
    done = routed(run, files)
    assert done.out.startswith("→ West Berkshire")
    assert "careful (not-checked): limit: layer roads is not loaded" in done.out


@pytest.mark.parametrize(
    ("layers", "code", "said"),
    [
        (["roads"], 2, "--layer is 'roads'; NAME=FILE"),
        (["=x.geojson"], 2, "NAME=FILE"),
        (["roads="], 2, "NAME=FILE"),
        (["Roads={roads}"], 2, "lower-case words joined by hyphens"),
        (["roads={roads}", "roads={roads}"], 2, "--layer roads is given twice"),
        (["roads=none.geojson"], 1, "none.geojson cannot be read"),
    ],
)
def test_a_layer_that_cannot_be_used_is_one_line(run, files, layers, code, said):
    given = [each.format(roads=files / "roads.geojson") for each in layers]
    done = routed(run, files, *(word for each in given for word in ("--layer", each)))
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert done.err.count("\n") == 1


def test_the_features_near_a_place_are_listed_or_there_are_none(run, files):
    near = run("boundaries", "layer", files / "roads.geojson", "--grid", "433800,168912")
    assert near.code == 0
    assert near.out.startswith("roads: 1 of 1 features within 50 m\n  12.0 m: limit = 30\n")
    far = run("boundaries", "layer", files / "roads.geojson", "--grid", "433800,168912", "--within", "11.9")
    assert (far.code, far.out) == (4, "roads: 0 of 1 features within 11.9 m\n")


def test_the_features_near_a_place_can_be_had_as_json(run, files):
    done = run("boundaries", "layer", files / "roads.geojson", "--grid", "433800,168950", "--json")
    [near] = json.loads(done.out)
    assert near["properties"] == {"limit": 30}
    assert near["distance_m"] == 50
