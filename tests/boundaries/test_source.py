"""Reading source files and manifests: limits, checksums, and JSON that is not what it seems."""

import gzip
import json
import lzma

import pytest

from routekit.boundaries import Edition, build
from routekit.boundaries.packed import LARGEST_FILE, Unpacked
from routekit.errors import EditionError

CODE = "E04999001"


@pytest.fixture
def refused(tmp_path, write_source):
    """Say why a source with this content is refused."""

    def why(content, **changed):
        source = write_source(tmp_path / "source", content, **changed)
        with pytest.raises(EditionError) as caught:
            build(source, tmp_path / "never.edition")
        assert [path.name for path in tmp_path.iterdir()] == ["source"]
        return str(caught.value)

    return why


@pytest.fixture
def manifest_refused(tmp_path):
    def why(content):
        (tmp_path / "edition.toml").write_bytes(content)
        with pytest.raises(EditionError) as caught:
            build(tmp_path, tmp_path / "never.edition")
        return str(caught.value)

    return why


@pytest.fixture
def manifest(tmp_path, write_source):
    return (write_source(tmp_path / "good", b"{}") / "edition.toml").read_bytes()


ONE = b'{"type": "Feature", "properties": {"code": "", "name": "", "district": ""}, "geometry": null}\n'
SQUARE = "[[0,0],[1,0],[1,1],[0,0]]"

NOT_GEOJSON = {
    "nothing": (b"", "is not GeoJSON"),
    "not JSON": (b"PK\x03\x04", "is not GeoJSON"),
    "not UTF-8": (b'{"type": "\xff"}', "utf-8"),
    "cut": (b'{"type": "FeatureCollection", "features": [', "is not GeoJSON"),
    "a list": (b"[]", "not a GeoJSON FeatureCollection"),
    "a single feature": (ONE, "not a GeoJSON FeatureCollection"),
    "no features": (b'{"type": "FeatureCollection"}', "no list of features"),
    "features by name": (b'{"type": "FeatureCollection", "features": {"a": 1}}', "no list of features"),
    "a number as a feature": (b'{"type": "FeatureCollection", "features": [1]}', "feature 1 is not"),
    "a bare geometry": (
        b'{"type": "FeatureCollection", "features": [{"type": "Point", "coordinates": [1, 2]}]}',
        "feature 1 is not",
    ),
    "no properties": (
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null}]}',
        "feature 1 has no properties",
    ),
    "a key given twice": (
        b'{"type": "FeatureCollection", "type": "FeatureCollection"}',
        "'type' is given twice",
    ),
    "NaN": (b'{"type": "FeatureCollection", "features": [NaN]}', "NaN is not a JSON number"),
    "infinity": (b'{"type": "FeatureCollection", "features": [-Infinity]}', "-Infinity is not a JSON number"),
    "deep nesting": (b'{"a": ' + b"[" * 1_000_000, "is not GeoJSON"),
    "deep objects": (b'{"a":' * 200_000, "is not GeoJSON"),
    "a hundred thousand digits": (b'{"features": ' + b"9" * 100_000 + b"}", "is not GeoJSON"),
}


@pytest.mark.parametrize(("content", "reason"), NOT_GEOJSON.values(), ids=NOT_GEOJSON)
def test_what_is_not_geojson_is_refused(refused, content, reason):
    assert reason in refused(content)


def test_the_line_that_is_not_geojson_is_named(refused):
    assert "line 3 is not GeoJSON" in refused(ONE + b"\n{oops}", file="a.geojsonl")


def test_infinity_by_overflow_is_refused(refused):
    content = json.dumps({"code": CODE, "name": "A", "district": "E06000037"}).encode()
    shape = b'{"type": "Polygon", "coordinates": [[[0,0],[1e999,0],[1,1],[0,0]]]}'

    text = refused(
        b'{"type": "Feature", "properties": ' + content + b', "geometry": ' + shape + b"}", file="a.geojsonl"
    )

    assert f"a.geojsonl feature 1: {CODE}: a coordinate is inf" in text


@pytest.mark.parametrize("end", [0.0, 0.3, 0.99])
@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gz", "xz"])
def test_a_cut_file_is_refused(refused, pack, end):
    packed = pack(ONE * 1000)
    suffix = "gz" if pack is gzip.compress else "xz"

    refused(packed[: int(end * len(packed))], file=f"a.geojsonl.{suffix}")


@pytest.mark.parametrize("suffix", ["gz", "xz"])
def test_a_file_that_is_not_packed_as_its_name_says_is_refused(refused, suffix):
    assert "cannot be unpacked" in refused(ONE, file=f"a.geojsonl.{suffix}")


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gz", "xz"])
@pytest.mark.parametrize(
    ("kind", "reason"), [("geojson", "Unterminated string"), ("geojsonl", "longer than 96 MB")]
)
def test_a_bomb_is_not_unpacked_to_its_end(refused, pack, kind, reason):
    suffix = "gz" if pack is gzip.compress else "xz"
    start, more = pack(b'{"type": "'), pack(b"x" * 1024 * 1024)

    assert reason in refused(start + more * 3000, file=f"a.{kind}.{suffix}")


@pytest.mark.parametrize("suffix", ["", ".gz", ".xz"])
def test_a_file_is_read_to_the_limit_only(tmp_path, suffix):
    pack = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress}[suffix]
    path = tmp_path / f"a.geojson{suffix}"
    path.write_bytes(pack(bytes(100_000)))

    with path.open("rb") as raw:
        assert len(Unpacked(path, raw, limit=100_000).read(200_000)) == 100_000
    with path.open("rb") as raw:
        file = Unpacked(path, raw, limit=99_999)
        assert len(file.read(99_999)) == 99_999
        with pytest.raises(EditionError, match="more than 99,999 bytes"):
            file.read(1)


def test_a_file_over_the_limit_is_not_even_unpacked(tmp_path, write_source):
    source = write_source(tmp_path, b"")
    with (source / "areas.geojson").open("r+b") as file:
        file.truncate(LARGEST_FILE + 1)

    with pytest.raises(EditionError, match="more than 2,147,483,648 bytes"):
        build(source, tmp_path / "never.edition")


def test_too_many_lines_are_refused(refused):
    assert "more than 1,000,000 lines" in refused(b"\n" * 1_000_001, file="a.geojsonl")


def collection(*features, **members):
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)}).encode()


def area(code=CODE, at=400_000):
    ring = [[at, 50_000], [at + 9, 50_000], [at, 50_009], [at, 50_000]]
    properties = {"code": code, "name": "A", "district": "E06000037"}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_members_may_stand_in_any_order_and_anything_may_stand_beside_them(tmp_path, write_source):
    members = {"features": [area()], "note": [1, {"a": None}], "name": "x", "type": "FeatureCollection"}
    for number, order in enumerate((list(members), list(members)[::-1])):
        content = json.dumps({key: members[key] for key in order}, indent=number or None).encode()
        report = build(write_source(tmp_path / "s", content), tmp_path / "made.edition")[1]
        assert report.survey.areas == 1


def test_a_crs_that_stands_after_the_features_counts_too(refused):
    crs = {"type": "name", "properties": {"name": "EPSG:3857"}}
    content = json.dumps({"type": "FeatureCollection", "features": [area()], "crs": crs}).encode()

    assert "declares the CRS EPSG:3857" in refused(content)


def test_a_file_of_many_pieces_is_read_feature_by_feature(tmp_path, write_source):
    """Each feature has some 8 kB, so that the ends of the pieces fall anywhere in them."""
    codes = [f"E0499{number:04d}" for number in range(700)]
    features = [area(code, 400_000 + number) | {"id": "x" * 8_000} for number, code in enumerate(codes)]

    source = write_source(tmp_path / "s", collection(*features), count=700)

    path, _ = build(source, tmp_path / "made.edition")
    assert [each.code for each in Edition.open(path).areas()] == codes


def test_a_text_sequence_is_read_record_by_record(tmp_path, write_source):
    content = b"".join(
        b"\x1e" + json.dumps(area(f"E0499900{n}", 400_000 + n)).encode() + b"\n" for n in (1, 2)
    )

    assert (
        build(write_source(tmp_path / "s", content, count=2, file="a.geojsonseq"), tmp_path)[1].survey.areas
        == 2
    )


@pytest.mark.parametrize(
    "members", [{"exceededTransferLimit": True}, {"properties": {"exceededTransferLimit": True}}]
)
def test_a_file_that_says_it_was_cut_short_is_refused(refused, members):
    assert "left features out" in refused(collection(area(), **members))


@pytest.mark.parametrize("name", ["areas.shp", "areas.csv", "areas", "areas.geojson.bz2"])
def test_a_file_of_no_known_format_is_refused(refused, name):
    assert "is of no known format" in refused(b"", file=name)


def test_a_column_that_the_manifest_names_wrongly_is_named_once(refused):
    wrong = [area(f"E0499900{n}", 400_000 + n) for n in (1, 2, 3)]
    for feature in wrong:
        feature["properties"]["NAME"] = feature["properties"].pop("name")

    text = refused(collection(*wrong))

    assert "areas.geojson has no column name; its columns are code, district, NAME" in text
    assert "feature 2" not in text


def test_progress_counts_the_bytes_of_all_sources(tmp_path, write_source):
    told = []
    content = collection(area())

    build(write_source(tmp_path / "s", content), tmp_path, lambda *now: told.append(now))

    assert {total for _, total, stage in told if stage == "reading"} == {len(content)}
    assert [done for done, _, stage in told if stage == "reading"] == sorted(
        done for done, _, stage in told if stage == "reading"
    )


def test_too_many_features_are_refused(refused):
    assert "more than 100,000 features" in refused(ONE * 100_001, file="a.geojsonl")


def test_too_many_vertices_are_refused(refused):
    ring = "[[0,0]," + "[1,1]," * 2_000_000 + "[0,0]]"
    properties = json.dumps({"code": CODE, "name": "A", "district": "E06000037"})
    feature = f'{{"type": "Feature", "properties": {properties}, "geometry": '
    shape = f'{{"type": "Polygon", "coordinates": [{ring}]}}}}'

    assert f"{CODE}: it has 2,000,002 vertices" in refused((feature + shape).encode(), file="a.geojsonl")


def test_another_file_than_the_manifest_names_is_refused(refused):
    wrong = "0" * 64

    assert wrong in refused(ONE, sha256=wrong)


def test_a_source_that_is_missing_is_named(tmp_path, write_source):
    source = write_source(tmp_path / "source", ONE)
    (source / "areas.geojson").unlink()

    with pytest.raises(EditionError, match=r"areas\.geojson cannot be read \(No such file"):
        build(source, tmp_path / "never.edition")


def test_a_folder_without_a_manifest_is_named(tmp_path):
    with pytest.raises(EditionError, match=r"edition\.toml cannot be read \(No such file"):
        build(tmp_path, tmp_path / "never.edition")


@pytest.mark.parametrize("content", [b"format = ", b"\xff\xfe", b"a = 1\na = 2", b"x = " + b"[" * 100_000])
def test_a_manifest_that_is_not_toml_is_refused(manifest_refused, content):
    assert "is not TOML" in manifest_refused(content)


CHANGED = {
    "a newer format": ("format = 1", "format = 2", "format"),
    "a name with a path in it": ('name = "invented"', 'name = "../invented"', "name"),
    "a name in capitals": ('name = "invented"', 'name = "Invented"', "name"),
    "a date that is none": ("date = 2026-01-01", 'date = "yesterday"', "date"),
    "text for a truth value": ("sample = true", 'sample = "true"', "sample"),
    "text for a number": ("count = 1", 'count = "1"', "count"),
    "no areas": ("count = 1", "count = 0", "count"),
    "no attribution": ('attribution = "Invented for a test"', 'attribution = ""', "attribution"),
    "a file elsewhere": ('file = "areas.geojson"', 'file = "../areas.geojson"', "sources.0.file"),
    "a short checksum": ('sha256 = "', 'sha256 = "0', "sources.0.sha256"),
    "a CRS by name": ('crs = "EPSG:27700"', 'crs = "British National Grid"', "sources.0.crs"),
    "a key nobody knows": ('crs = "EPSG:27700"', 'crs = "EPSG:27700"\ncolour = 1', "sources.0.colour"),
    "no sources": ("[[sources]]", "[other]", "sources"),
}


@pytest.mark.parametrize(("old", "new", "key"), CHANGED.values(), ids=CHANGED)
def test_a_manifest_is_refused_by_the_key_that_is_wrong(manifest_refused, manifest, old, new, key):
    assert old.encode() in manifest

    assert f"\n  {key}: " in manifest_refused(manifest.replace(old.encode(), new.encode()))
