"""The tiny district is what its drawing says, and its files are what the readers take."""

import csv
import hashlib
import json
import tomllib
from itertools import combinations

import pytest
from shapely import Point, box, unary_union
from shapely.geometry import shape

from routekit.testing import (
    tiny_areas,
    tiny_councils,
    tiny_geojson,
    write_tiny_bodies,
    write_tiny_district,
)


@pytest.fixture
def shapes():
    return {
        feature["properties"]["code"]: shape(feature["geometry"]) for feature in tiny_geojson()["features"]
    }


def code(number):
    return f"E04{999_000 + number}"


def test_there_are_eleven_parishes_and_one_unparished_area_in_codes_nobody_uses():
    areas = tiny_areas()
    assert [area.kind for area in areas] == ["parish"] * 11 + ["unparished"]
    assert {area.code[:6] for area in areas} == {"E04999", "E43999"}
    assert {area.district for area in areas} == {"E06999001"}
    assert len({area.code for area in areas}) == len({area.name for area in areas}) == 12


def test_every_shape_is_valid_and_wound_as_geojson_asks(shapes):
    for multi in shapes.values():
        assert multi.is_valid
        for polygon in multi.geoms:
            assert polygon.exterior.is_ccw
            assert not any(hole.is_ccw for hole in polygon.interiors)


def test_the_areas_fill_the_drawing_but_for_the_gap_and_the_pond(shapes):
    drawing = box(400_000, 50_000, 404_000, 53_000)
    missing = drawing.difference(unary_union(list(shapes.values())))
    gap, pond = sorted(missing.geoms, key=lambda part: part.area)
    assert gap.bounds == (400_999.5, 52_000, 401_000.5, 53_000)
    assert pond.bounds == (403_400, 51_400, 403_600, 51_600)


def test_only_the_two_overlaps_overlap(shapes):
    overlapping = {
        (a, b): shapes[a].intersection(shapes[b]).area
        for a, b in combinations(sorted(shapes), 2)
        if shapes[a].intersection(shapes[b]).area
    }
    assert overlapping == {(code(10), code(11)): pytest.approx(2_000)}


def test_the_enclave_fills_the_hole_of_its_neighbour_exactly(shapes):
    (ringworth,) = shapes[code(5)].geoms
    (hole,) = ringworth.interiors
    assert shapes[code(6)].equals(shape({"type": "Polygon", "coordinates": [list(hole.coords)]}))
    assert not shapes[code(5)].covers(Point(402_500, 51_500))


def test_one_parish_is_in_two_parts(shapes):
    assert {key: len(multi.geoms) for key, multi in shapes.items() if len(multi.geoms) > 1} == {code(1): 2}


def test_the_service_lists_a_grouped_council_once_and_the_meeting_too():
    titles = [council.title for council in tiny_councils()]
    assert len(titles) == 10
    assert titles.count("Overmade and Undermade Parish Council") == 1
    assert "Littlehope Parish Meeting" in titles
    assert "Ringworth Town Council" in titles
    assert not any("Sampleton" in title for title in titles)


def test_the_edition_folder_names_its_file_and_what_is_in_it(tmp_path):
    folder = write_tiny_district(tmp_path / "new" / "place")
    manifest = tomllib.loads((folder / "edition.toml").read_text(encoding="utf-8"))
    (source,) = manifest["sources"]
    written = (folder / source["file"]).read_bytes()
    assert folder.name == manifest["name"]
    assert json.loads(written) == tiny_geojson()
    assert hashlib.sha256(written).hexdigest() == source["sha256"]
    assert len(tiny_geojson()["features"]) == manifest["count"]
    assert source["crs"] == "EPSG:27700"
    properties = tiny_geojson()["features"][0]["properties"]
    assert set(source["fields"].values()) == set(properties)


def test_the_compiled_edition_answers_as_it_is_drawn(tiny_edition):
    spots = {
        (0.5, 0.5): code(1),
        (4.4, 0.5): code(1),
        (4.1, 0.5): None,
        (1.5, 0.5): code(2),
        (3.5, 0.5): code(4),
        (1.5, 1.5): "E43999001",
        (2.1, 1.5): code(5),
        (2.5, 1.5): code(6),
        (3.1, 1.5): code(7),
        (3.5, 1.5): None,
        (0.9999, 2.5): None,
        (1.0006, 2.5): code(9),
        (3.001, 2.5): code(10),
        (3.003, 2.5): code(11),
    }
    found = {
        (east, north): tiny_edition.code_at(400_000 + east * 1000, 50_000 + north * 1000)
        for east, north in spots
    }
    assert found == spots


def test_writing_twice_gives_the_same_bytes(tmp_path):
    first, second = write_tiny_district(tmp_path / "a"), write_tiny_district(tmp_path / "b")
    write_tiny_district(tmp_path / "a")
    for name in ("edition.toml", "areas.geojson"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_the_tables_name_a_body_for_every_parish_and_no_other(tmp_path):
    folder = write_tiny_bodies(tmp_path / "bodies")
    rows = {}
    for name in ("authorities", "roles", "parish_bodies", "taken_on"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows[name] = list(csv.DictReader(file))
    known = {row["id"] for row in rows["authorities"]}
    assert {row["authority"] for row in rows["roles"]} == known
    parishes = {area.code for area in tiny_areas() if area.kind == "parish"}
    assert {row["area"] for row in rows["parish_bodies"]} == parishes
    kinds = {row["area"]: (row["kind"], row["authority"]) for row in rows["parish_bodies"]}
    assert kinds[code(2)] == kinds[code(3)] == ("grouped", f"parish-council:{code(2)}")
    assert kinds[code(4)] == ("meeting", f"parish-council:{code(4)}")
    assert {row["area"] for row in rows["taken_on"]} <= parishes
