"""The whole national edition, compiled and asked: `make test-national` runs this, `make test` does not.

It takes minutes. The oracle shares no code with the look-up: shapely's `covers`, one boundary after another.
"""

import csv
import lzma

import numpy as np
import pytest
import shapely

from routekit.bodies import Bodies
from routekit.boundaries import Draft, Edition, Postcodes, build
from routekit.boundaries.postcodes import build_postcodes, check_postcodes
from routekit.model import Grid, LatLon

POINTS = 1_000_000
# The invalid boundaries of the source, as `boundaries-data` counts them: all coastal.
REPAIRED = {
    "E04000286", "E04001301", "E04004092", "E04004110", "E04005058", "E04006290", "E04006292", "E04006293",
    "E04006395", "E04006494", "E04009440", "E04009447", "E04011479", "E04012272", "E04012274", "E04012321",
    "E04012323", "W04000459",
}  # fmt: skip


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    return build("ew-2019-12", tmp_path_factory.mktemp("nation"))


@pytest.fixture(scope="session")
def edition(compiled):
    return Edition.open(compiled[0])


@pytest.fixture(scope="session")
def shapes(edition):
    return np.array([edition.area(area.code).geometry for area in edition.areas()], dtype=object)


def listed(file):
    with lzma.open(Draft.open("ew-2019-12").path(file), "rt", encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def test_the_counts_are_those_of_the_nation(compiled, edition):
    path, report = compiled
    survey = report.survey

    assert (edition.name, edition.count, edition.ref.sample) == ("ew-2019-12", 11_556, False)
    assert (survey.areas, survey.parishes, survey.communities, survey.unparished) == (
        11_556,
        10_464,
        877,
        215,
    )
    assert (survey.districts, survey.welsh_names, len(survey.mended), survey.left_out) == (339, 877, 29, 0)
    assert survey.vertices == 5_401_736
    assert {repair.code for repair in survey.repairs} == REPAIRED
    assert all(abs(each.area_after_m2 / each.area_before_m2 - 1) < 1e-6 for each in survey.repairs)
    assert survey.overlaps.pairs == pytest.approx(23_816, abs=20)
    assert survey.slivers.number == pytest.approx(160_774, abs=200)
    assert (survey.holes.number, survey.holes.largest_m2) == (30, pytest.approx(1330.6, abs=0.2))
    assert report.file_bytes == path.stat().st_size < 300_000_000
    assert edition.record.survey == survey


def test_it_agrees_with_both_lists_of_the_ons_code_for_code(edition):
    parishes = [
        (row["PAR19CD"], row["PAR19NM"], row["LAD19CD"]) for row in listed("ons_parishes_2019.csv.xz")
    ]
    unparished = [
        (row["NCP19CD"], row["NCP19NM"], row["LAD19CD"]) for row in listed("ons_unparished_2019.csv.xz")
    ]

    found = [(area.code, area.name, area.district) for area in edition.areas()]

    assert sorted(found) == sorted(parishes + unparished)
    assert [area.kind for area in edition.areas()] == ["parish"] * 10_464 + ["community"] * 877 + [
        "unparished"
    ] * 215


def test_its_districts_are_those_of_the_list_of_wards(edition):
    wards = {(row["PAR19CD"], row["LAD19CD"]) for row in listed("ons_parish_ward_lad_2019.csv.xz")}

    assert {(area.code, area.district) for area in edition.areas() if area.kind != "unparished"} == wards


def first_covering(shapes, codes, points):
    """Give the first code that covers each point: all boundaries in turn, the first in order asked last."""
    tree, found = shapely.STRtree(points), np.full(len(points), "", dtype="<U9")
    for code, shape in reversed(list(zip(codes, shapes, strict=True))):
        near = tree.query(shapely.box(*shape.bounds))
        found[near[shapely.covers(shape, points[near])]] = code
    return found


@pytest.mark.parametrize("where", ["anywhere", "beside a boundary"])
def test_a_million_points_are_answered_as_covers_answers_them(edition, shapes, where):
    rng = np.random.default_rng(20191231)
    if where == "anywhere":
        west, south, east, north = edition.bounds
        eastings, northings = rng.uniform(west, east, POINTS), rng.uniform(south, north, POINTS)
    else:
        vertices = shapely.get_coordinates(shapes)
        eastings, northings = (
            vertices[rng.integers(len(vertices), size=POINTS)] + rng.normal(0, 1, (POINTS, 2))
        ).T
    unprepared = shapely.from_wkb(shapely.to_wkb(shapes))
    shapely.prepare(unprepared)

    right = first_covering(
        unprepared, [area.code for area in edition.areas()], shapely.points(eastings, northings)
    )

    assert int((edition.codes_at(eastings, northings) != right).sum()) == 0
    assert len(np.unique(right)) > 10_000
    some = slice(None, None, 100)
    one_by_one = [
        edition.code_at(*point) or "" for point in zip(eastings[some], northings[some], strict=True)
    ]
    assert one_by_one == right[some].tolist()


def test_every_area_finds_itself(edition, shapes):
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    areas = edition.areas()

    found = edition.codes_at(*points.T)

    assert found.tolist() == [area.code for area in areas]
    for area, (easting, northing) in zip(areas[::50], points[::50].tolist(), strict=True):
        assert edition.area_at(Grid(easting=easting, northing=northing)).area == area


PLACES = {
    "Hungerford": (51.4147, -1.5154, "E04001177", None),
    "Splott": (51.4837, -3.1500, "W04001005", "Y Sblot"),
    "Ely": (51.4790, -3.2490, "W04000844", "Trelái"),
    "Castle": (51.4816, -3.1791, "W04000841", "Castell"),
    "Norwich, unparished area": (52.6309, 1.2974, "E43000115", None),
    "Westminster, unparished area": (51.5074, -0.1278, "E43000236", None),
    "Cockermouth": (54.6600, -3.3660, "E04002401", None),
}


@pytest.mark.parametrize("name", PLACES)
def test_places_across_the_country_are_where_they_are(edition, name):
    latitude, longitude, code, welsh = PLACES[name]

    area = edition.area_at(LatLon(latitude=latitude, longitude=longitude)).area

    assert (area.code, area.name, area.name_cy) == (code, name, welsh)
    assert edition.code_at_lonlat(longitude, latitude) == code


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(55.9533, -3.1883), (54.5973, -5.9301), (54.1500, -4.4800), (48.8566, 2.3522), (53.5, -4.9)],
    ids=["Edinburgh", "Belfast", "Douglas", "Paris", "the Irish Sea"],
)
def test_elsewhere_is_in_no_area(edition, latitude, longitude):
    located = edition.area_at(LatLon(latitude=latitude, longitude=longitude))

    assert located.area is None
    assert located.candidates == ()


def test_the_same_sources_give_the_same_bytes(compiled, tmp_path):
    again, _ = build("ew-2019-12", tmp_path)

    assert again.read_bytes() == compiled[0].read_bytes()


def test_the_sample_gives_the_answers_of_the_nation(edition, tmp_path):
    sample = Edition.open(build("west-berkshire-2019-12", tmp_path)[0])
    rng = np.random.default_rng(5)
    west, south, east, north = sample.bounds
    eastings, northings = rng.uniform(west, east, 100_000), rng.uniform(south, north, 100_000)
    inside = sample.codes_at(eastings, northings) != ""

    assert sample.areas() == edition.areas("E06000037")
    found = edition.codes_at(eastings[inside], northings[inside])
    differing = found != sample.codes_at(eastings[inside], northings[inside])
    # On the district's edge a neighbour may overlap, and come first by the tie rule.
    assert differing.mean() < 0.001


def test_every_postcode_gets_an_area_or_a_reason_and_nine_are_in_another_district(edition, tmp_path):
    postcodes, bodies = Postcodes.open(build_postcodes(out=tmp_path)[0]), Bodies.open()
    day = postcodes.record.edition.date
    found = check_postcodes(postcodes, edition, district_on=lambda code: bodies.lower_tier(code, day)[0])

    filled = [stray.postcode for stray in found.strays if stray.filled]
    assert (found.listed, found.without_location, found.elsewhere) == (1_743_449, 811, {"S": 161_325})
    assert found.in_area + len(found.strays) == 1_581_313
    assert (len(found.strays), filled) == (32, ["GU24 9LT", "OX29 8ND"])
    assert all(stray.nearest for stray in found.strays)
    assert found.compared + found.without_district == found.in_area
    assert [each.postcode for each in found.differences] == [
        "CB8 8QG", "DY14 9PA", "EC4Y 9BE", "HP23 4NF", "PR3 5AB", "RH11 0UB", "SM4 6SG", "TR21 0PW",
        "TW8 9LX",
    ]  # fmt: skip
