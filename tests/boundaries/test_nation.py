"""The national edition, without compiling it as a whole: all its names, and four districts of it in full.

`nation.py` compiles the whole nation; `make test-national` runs it.
"""

import csv
import hashlib
import json
import lzma
import re

import numpy as np
import pytest
import shapely

from routekit.boundaries import Draft, Edition, Projection, build
from routekit.boundaries.agreement import disagreements
from routekit.boundaries.naming import joined, named
from routekit.boundaries.source import features
from routekit.boundaries.table import entries
from routekit.model import Grid, LatLon

CARDIFF, OXFORD, KINGS_LYNN, SCILLY = "W06000015", "E07000178", "E07000146", "E06000053"
GEOMETRY = b',"geometry"'


@pytest.fixture(scope="module")
def draft():
    return Draft.open("ew-2019-12")


@pytest.fixture(scope="module")
def published(draft):
    """What the sources hold, read without the code under test: properties and line of each feature."""
    found = {}
    for file in ("parishes_ew_2019.geojsonl.xz", "unparished_ew_2019.geojsonl.xz"):
        with lzma.open(draft.path(file)) as lines:
            found[file] = [
                (json.loads(line[: line.index(GEOMETRY)] + b"}")["properties"], line) for line in lines
            ]
    return found


def listed(draft, file):
    with lzma.open(draft.path(file), "rt", encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


LISTS = {
    "parishes": ("parishes_ew_2019.geojsonl.xz", "ons_parishes_2019.csv.xz", "par", "PAR19", 11_341),
    "unparished": ("unparished_ew_2019.geojsonl.xz", "ons_unparished_2019.csv.xz", "ncp", "NCP19", 215),
}


@pytest.mark.parametrize("of", LISTS)
def test_every_code_of_the_ons_is_there_once_with_its_name_and_district(draft, published, of):
    source, table, ours, theirs, count = LISTS[of]
    drawn = [(row[f"{ours}_cd"], row[f"{ours}_nm"], row["lad_cd"]) for row, _ in published[source]]
    right = [(row[f"{theirs}CD"], row[f"{theirs}NM"], row["LAD19CD"]) for row in listed(draft, table)]

    assert sorted(drawn) == sorted(right)
    assert len(drawn) == len({code for code, _, _ in drawn}) == count


@pytest.fixture(scope="module")
def names(draft):
    """All areas as the compiler names them."""
    manifest = draft.manifest
    tables, _ = joined(entry for join in manifest.joins for entry in entries(draft.path(join.file), join))
    found = [
        named(feature.properties, source, tables)
        for source in manifest.sources
        for feature in features(draft.path(source.file), source)
    ]
    return [name.in_district(name.district) for name in found]


def test_the_compiler_finds_that_the_sources_agree_with_all_lists(draft, names):
    manifest = draft.manifest

    assert len(names) == manifest.count == 11_556
    assert [check.file for check in manifest.checks] == [
        "ons_parishes_2019.csv.xz", "ons_unparished_2019.csv.xz", "ons_parish_ward_lad_2019.csv.xz",
    ]  # fmt: skip
    for check in manifest.checks:
        table = entries(draft.path(check.file), check)
        assert list(disagreements(names, check, table)) == []
        assert len(list(disagreements(names[1:-1], check, table))) >= 1


def test_every_community_has_a_welsh_name_and_no_name_was_misread(names):
    welsh = {area.code: area.name_cy for area in names if area.name_cy}

    assert {area.code for area in names if area.kind == "community"} == set(welsh)
    assert len(welsh) == 877
    assert not [name for name in welsh.values() if re.search("[ÃÅ]", name)]
    assert (welsh["W04000844"], welsh["W04000466"]) == ("Trelái", "Tŷddewi a Chlos y Gadeirlan")


@pytest.fixture(scope="module")
def cut(tmp_path_factory, draft, published):
    """Write the source of an edition of four districts: the nation's manifest, with less in its files."""
    folder = tmp_path_factory.mktemp("cut")
    districts = {CARDIFF, OXFORD, KINGS_LYNN, SCILLY}
    manifest, count = (draft.folder / "edition.toml").read_text(encoding="utf-8"), 0
    for file, rows in published.items():
        kept = [line for row, line in rows if row["lad_cd"] in districts]
        manifest, count = packed(folder, draft, manifest, file, b"".join(kept)), count + len(kept)
    for file in ("ons_parishes_2019.csv.xz", "ons_unparished_2019.csv.xz", "ons_parish_ward_lad_2019.csv.xz"):
        with lzma.open(draft.path(file), "rb") as table:
            head, *rows = table
        kept = [row for row in rows if any(code.encode() in row for code in districts)]
        manifest = packed(folder, draft, manifest, file, b"".join([head, *kept]))
    manifest = manifest.replace("count = 11556", f"count = {count}")
    (folder / "edition.toml").write_text(manifest, encoding="utf-8")
    return folder


def packed(folder, draft, manifest, file, content):
    """Write a file, and put its checksum into the manifest."""
    path = folder / file
    path.write_bytes(lzma.compress(content, preset=0))
    before = hashlib.sha256(draft.path(file).read_bytes()).hexdigest()
    assert before in manifest
    return manifest.replace(before, hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.fixture(scope="module")
def compiled(tmp_path_factory, cut):
    return build(cut, tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="module")
def edition(compiled):
    return Edition.open(compiled[0])


@pytest.fixture(scope="module")
def oracle(published):
    """The published boundaries of the cut on the National Grid, in the order of the tie rule.

    They are made without the code under test, but for the projection and the repair of the invalid ones.
    """
    projection = Projection.open()
    rows = [
        (row.get("par_cd") or row["ncp_cd"], line)
        for rows in published.values()
        for row, line in rows
        if row["lad_cd"] in {CARDIFF, OXFORD, KINGS_LYNN, SCILLY}
    ]
    rows.sort(key=lambda row: (row[0].startswith("E43"), row[0]))

    def on_grid(lonlat):
        return np.round(np.column_stack(projection.to_grid_many(*lonlat.T)[:2]), 4)

    shapes = shapely.from_geojson([json.dumps(json.loads(line)["geometry"]) for _, line in rows])
    return [code for code, _ in rows], shapely.transform(shapes, on_grid)


def test_the_cut_has_four_districts_and_its_repairs_are_reported(compiled, edition):
    _, report = compiled
    survey = report.survey

    assert edition.name == "ew-2019-12"
    assert survey == edition.record.survey
    assert (survey.parishes, survey.communities, survey.unparished, survey.districts) == (110, 36, 2, 4)
    assert (survey.welsh_names, [name.became for name in survey.mended]) == (36, ["Trelái"])
    assert [repair.code for repair in survey.repairs] == [
        "E04006290", "E04006292", "E04006293", "E04012272", "E04012274",
    ]  # fmt: skip
    assert len(edition.areas(CARDIFF)) == 36


def test_it_answers_as_the_published_boundaries_do(edition, oracle, covering):
    codes, shapes = oracle
    rng = np.random.default_rng(20191231)
    eastings, northings = [], []
    for district in (CARDIFF, OXFORD, KINGS_LYNN, SCILLY):
        west, south, east, north = shapely.total_bounds(
            [edition.area(area.code).geometry for area in edition.areas(district)]
        )
        eastings.append(rng.uniform(west - 500, east + 500, 10_000))
        northings.append(rng.uniform(south - 500, north + 500, 10_000))
    valid = shapely.make_valid(shapes, method="structure", keep_collapsed=False)

    found = edition.codes_at(np.concatenate(eastings), np.concatenate(northings))

    assert (
        found.tolist() == covering(codes, valid, np.concatenate(eastings), np.concatenate(northings)).tolist()
    )
    assert set(found) == {*codes, ""}


def test_every_area_finds_itself(edition):
    for area in edition.areas():
        point = edition.area(area.code).geometry.representative_point()
        assert edition.code_at(point.x, point.y) == area.code
        located = edition.area_at(Grid(easting=point.x, northing=point.y))
        assert located.area == area


@pytest.mark.parametrize(
    ("latitude", "longitude", "name", "welsh"),
    [
        (51.4837, -3.1500, "Splott", "Y Sblot"),
        (51.4930, -3.2180, "Llandaff", "Llandaf"),
        (51.4816, -3.1791, "Castle", "Castell"),
        (51.4790, -3.2490, "Ely", "Trelái"),
    ],
)
def test_cardiff_answers_in_both_languages(edition, latitude, longitude, name, welsh):
    area = edition.area_at(LatLon(latitude=latitude, longitude=longitude)).area

    assert (area.name, area.name_cy, area.kind, area.district) == (name, welsh, "community", CARDIFF)


def test_the_middle_of_oxford_is_unparished(edition):
    area = edition.area_at(LatLon(latitude=51.7520, longitude=-1.2577)).area

    assert (area.name, area.kind, area.name_cy) == ("Oxford, unparished area", "unparished", None)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(55.9533, -3.1883), (54.5973, -5.9301), (48.8566, 2.3522)],
    ids=["Edinburgh", "Belfast", "Paris"],
)  # fmt: skip
def test_elsewhere_is_in_no_area(edition, latitude, longitude):
    assert edition.area_at(LatLon(latitude=latitude, longitude=longitude)).area is None


def test_its_files_and_attribution_are_its_provenance(draft, edition):
    provenance = edition.provenance

    assert [file.file for file in provenance.files] == [file.file for file in draft.manifest.files]
    assert provenance.attribution == (
        "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
        "Contains OS data © Crown copyright and database right 2021"
    )
    assert provenance.attribution in (draft.folder / "NOTICE.txt").read_text(encoding="utf-8")
    assert {path.name for path in draft.folder.iterdir()} == {
        "edition.toml", "NOTICE.txt", *(file.file for file in draft.manifest.files),
    }  # fmt: skip
