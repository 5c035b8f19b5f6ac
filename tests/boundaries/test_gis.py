"""GeoPackages and zipped Shapefiles: read as GeoJSON is, and refused whatever they pretend to be."""

import datetime as dt
import sqlite3
import struct
import subprocess
import sys
import warnings
import zipfile
from contextlib import closing

import numpy as np
import pyogrio
import pytest
import shapely

from routekit.boundaries import About, Edition, Reading, build, describe, gis
from routekit.boundaries.packed import digest
from routekit.errors import EditionError

EAST, NORTH = 400_000, 50_000
CODES = ["E04999001", "E04999002"]
ABOUT = About(name="made", date=dt.date(2026, 1, 1), licence="CC0-1.0", attribution="Invented")
READING = Reading(code_column="CODE", name_column="NAME")


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


SQUARES = [box(0, 0, 100, 100), shapely.MultiPolygon([box(100, 0, 200, 100), box(300, 0, 400, 100)])]


@pytest.fixture
def package(tmp_path):
    """Write layers into a GeoPackage; give its path."""

    def write(layers=None, crs="EPSG:27700", kind="MultiPolygon", names=("Ash", "Bech Llŷn")):
        path = tmp_path / "areas.gpkg"
        for layer, shapes in (layers or {"areas": SQUARES}).items():
            columns = [
                np.array(CODES[: len(shapes)], dtype=object),
                np.array(names[: len(shapes)], dtype=object),
            ]
            pyogrio.raw.write(
                path, shapely.to_wkb(np.array(shapes)), columns, ["CODE", "NAME"], layer=layer, driver="GPKG",
                geometry_type=kind, crs=crs, append=path.exists(),
            )  # fmt: skip
        return path

    return write


@pytest.fixture
def archive(tmp_path):
    """Write Shapefiles into a zip archive; give its path."""

    def write(stems=("areas",), without=(), crs="EPSG:27700"):
        with zipfile.ZipFile(tmp_path / "areas.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for stem in stems:
                columns = [np.array(CODES, dtype=object), np.array(["Ash", "Bech Llŷn"], dtype=object)]
                pyogrio.raw.write(
                    tmp_path / f"{stem}.shp", shapely.to_wkb(np.array(SQUARES)), columns, ["CODE", "NAME"],
                    driver="ESRI Shapefile", geometry_type="Polygon", crs=crs,
                )  # fmt: skip
                for each in sorted(tmp_path.glob(f"{stem}.*")):
                    if each.suffix not in {".zip", *without}:
                        packed.write(each, f"some folder/{each.name}")
        return tmp_path / "areas.zip"

    return write


def areas_of(path, tmp_path, reading=READING):
    edition = Edition.open(
        build(describe([path], ABOUT, reading, district="E06000037"), tmp_path / "x.edition")[0]
    )
    return [(area.code, area.name, edition.area(area.code).geometry) for area in edition.areas()]


def refusal(path, reading=READING):
    with pytest.raises(EditionError) as caught:
        build(describe([path], ABOUT, reading, district="E06000037"), path.parent / "never.edition")
    assert not (path.parent / "never.edition").exists()
    return str(caught.value)


def test_a_geopackage_and_a_zipped_shapefile_hold_the_same_areas(tmp_path, package, archive):
    expected = [(CODES[0], "Ash", SQUARES[0]), (CODES[1], "Bech Llŷn", SQUARES[1])]
    for path in (package(), archive()):
        for (code, name, shape), (right_code, right_name, right) in zip(
            areas_of(path, tmp_path), expected, strict=True
        ):
            assert (code, name) == (right_code, right_name)
            assert shape.equals(right)


def test_a_single_polygon_and_heights_are_read(tmp_path, package):
    lifted = shapely.force_3d(np.array(SQUARES[:1]), 17.0)

    (area,) = areas_of(package({"areas": list(lifted)}, kind="Polygon Z"), tmp_path)

    assert area[2].equals(SQUARES[0])
    assert not area[2].has_z


def test_more_features_than_are_read_at_once_come_in_order(tmp_path):
    shapes = np.array([box(at, 0, at + 1, 1) for at in range(1203)])
    codes = np.array([f"E0499{at:04d}" for at in range(1203)], dtype=object)
    path = tmp_path / "many.gpkg"
    pyogrio.raw.write(
        path, shapely.to_wkb(shapes), [codes, codes], ["CODE", "NAME"], driver="GPKG",
        geometry_type="Polygon", crs="EPSG:27700",
    )  # fmt: skip

    found = areas_of(path, tmp_path)

    assert [code for code, _, _ in found] == codes.tolist()
    assert all(shape.equals(square) for (_, _, shape), square in zip(found, shapes, strict=True))


def test_of_several_layers_one_must_be_named(tmp_path, package):
    path = package({"areas": SQUARES, "others": SQUARES[:1]})

    assert "has the layers areas, others; name one with --layer" in refusal(path)
    assert "has no layer 'roads'; it has areas, others" in refusal(
        path, READING.model_copy(update={"layer": "roads"})
    )
    assert len(areas_of(path, tmp_path, READING.model_copy(update={"layer": "others"}))) == 1


def test_of_several_shapefiles_one_must_be_named(tmp_path, archive):
    path = archive(stems=("areas", "others"))

    assert "has the layers areas, others" in refusal(path)
    assert len(areas_of(path, tmp_path, READING.model_copy(update={"layer": "others"}))) == 2


def test_a_layer_may_have_a_dot_in_its_name(tmp_path, package):
    layers = {"areas": SQUARES[:1], "areas.2026": SQUARES}

    assert len(areas_of(package(layers), tmp_path, READING.model_copy(update={"layer": "areas.2026"}))) == 2


def test_shapefiles_of_one_name_in_two_folders_are_told_apart(tmp_path, archive):
    path = archive()
    with zipfile.ZipFile(path, "a") as packed:
        for each in tmp_path.glob("areas.*"):
            if each.suffix != ".zip":
                packed.write(each, f"other/{each.name}")

    assert "some folder/areas.shp, other/areas.shp" in refusal(path)
    reading = READING.model_copy(update={"layer": "other/areas.shp"})
    assert len(areas_of(path, tmp_path, reading)) == 2


def test_a_file_that_names_no_crs_needs_one(tmp_path, archive):
    path = archive(without={".prj"})

    assert "it names no CRS that is known; give it with --crs" in refusal(path)
    assert len(areas_of(path, tmp_path, READING.model_copy(update={"crs": "EPSG:27700"}))) == 2


def test_a_crs_that_contradicts_the_file_is_refused(package):
    text = refusal(package(), READING.model_copy(update={"crs": "EPSG:4326"}))

    assert "it names the CRS EPSG:27700, and EPSG:4326 is given" in text


def test_a_crs_other_than_the_manifest_says_is_refused(package, tmp_path):
    draft = describe([package()], ABOUT, READING, district="E06000037")
    source = draft.manifest.sources[0].model_copy(update={"crs": "EPSG:4326"})
    altered = type(draft)(
        draft.manifest.model_copy(update={"sources": (source,)}), draft.folder, draft.elsewhere
    )

    with pytest.raises(EditionError, match=r"declares the CRS EPSG:27700; EPSG:4326 is expected"):
        build(altered, tmp_path / "never.edition")


def test_a_file_that_is_altered_after_it_is_described_is_refused(package, tmp_path):
    path = package()
    draft = describe([path], ABOUT, READING, district="E06000037")
    path.write_bytes(path.read_bytes() + b"\0")

    with pytest.raises(EditionError, match="has SHA-256"):
        build(draft, tmp_path / "never.edition")


UNUSABLE = {
    "no shape": (None, "its geometry is none"),
    "a point": (shapely.Point(EAST, NORTH), "its geometry is Point"),
    "nothing in it": (shapely.MultiPolygon(), "its geometry is none"),
    "a collection": (shapely.GeometryCollection([SQUARES[0]]), "its geometry is GeometryCollection"),
    "degrees for metres": (shapely.box(-1, 51, -0.9, 51.1), "not on the British National Grid"),
}


@pytest.mark.parametrize(("shape", "reason"), UNUSABLE.values(), ids=UNUSABLE)
def test_an_unusable_geometry_is_refused_by_feature_and_code(package, shape, reason):
    text = refusal(package({"areas": [shape]}, kind="Unknown"))

    assert f"areas.gpkg feature 1: {CODES[0]}: " in text
    assert reason in text


def test_a_file_that_is_replaced_while_it_is_read_is_refused(package):
    path = package({"areas": [box(at, 0, at + 1, 1) for at in range(2)]})
    other = path.read_bytes()
    path.unlink()
    read = gis.rows(package(), sha256=digest(path), crs="EPSG:27700", layer=None, most=9)

    next(read)
    path.write_bytes(other)

    with pytest.raises(EditionError, match="another file"):
        list(read)


def test_a_layer_without_features_is_refused(package):
    assert "there are 0 areas" in refusal(package({"areas": []}))


def shapefile(ring):
    """Make the .shp and the .shx of one polygon, whose ring need not be closed."""
    xs, ys = zip(*ring, strict=True)
    bounds = struct.pack("<4d", min(xs), min(ys), max(xs), max(ys))
    points = b"".join(struct.pack("<2d", *point) for point in ring)
    record = struct.pack("<i", 5) + bounds + struct.pack("<3i", 1, len(ring), 0) + points

    def head(size):
        return (
            struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size // 2)
            + struct.pack("<2i", 1000, 5)
            + bounds
            + bytes(32)
        )

    entry = struct.pack(">2i", 1, len(record) // 2)
    return head(108 + len(record)) + entry + record, head(108) + struct.pack(">2i", 50, len(record) // 2)


def test_a_ring_that_is_not_closed_is_refused(tmp_path):
    shp, shx = shapefile([(EAST, NORTH), (EAST, NORTH + 9), (EAST + 9, NORTH + 9), (EAST + 9, NORTH)])
    pyogrio.raw.write(
        tmp_path / "t.shp", shapely.to_wkb(np.array(SQUARES[:1])), [np.array(CODES[:1], dtype=object)] * 2,
        ["CODE", "NAME"], driver="ESRI Shapefile", geometry_type="Polygon", crs="EPSG:27700",
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "open.zip", "w") as packed:
        packed.writestr("open.shp", shp)
        packed.writestr("open.shx", shx)
        packed.write(tmp_path / "t.dbf", "open.dbf")
        packed.write(tmp_path / "t.prj", "open.prj")

    assert "closed" in refusal(tmp_path / "open.zip")


VRT = b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"


def zipped(**files):
    import io

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, data in files.items():
            packed.writestr(name.replace("_", "."), data)
    return content.getvalue()


PRETENDERS = {
    "nothing, as a GeoPackage": ("a.gpkg", b"", "is not a GeoPackage"),
    "a reference to another file": ("a.gpkg", VRT, "is not a GeoPackage"),
    "a database that is no GeoPackage": ("a.gpkg", b"SQLite format 3\0" + bytes(200), "cannot be read"),
    "nothing, as a zip": ("a.zip", b"", "cannot be unpacked"),
    "a text, as a zip": ("a.zip", b"hello", "cannot be unpacked"),
    "a zip without a Shapefile": ("a.zip", zipped(a_txt=b"x"), "holds no Shapefile"),
    "a reference in a zip": ("a.zip", zipped(a_shp=VRT), "holds no Shapefile"),
    "a Shapefile without its parts": (
        "a.zip",
        zipped(a_shp=b"\x00\x00\x27\x0a" + bytes(96)),
        "cannot be read",
    ),
    "a Shapefile by itself": ("a.shp", b"\x00\x00\x27\x0a", "is of no known format"),
    "a packed GeoPackage": ("a.gpkg.gz", b"", "is of no known format"),
}


@pytest.mark.parametrize(("name", "content", "reason"), PRETENDERS.values(), ids=PRETENDERS)
def test_what_is_no_geopackage_or_zipped_shapefile_is_refused(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)

    assert reason in refusal(path)


def test_a_database_of_another_kind_is_refused(tmp_path):
    pyogrio.raw.write(
        tmp_path / "a.sqlite", shapely.to_wkb(np.array(SQUARES[:1])), [np.array(CODES[:1], dtype=object)] * 2,
        ["CODE", "NAME"], driver="SQLite", geometry_type="Polygon", crs="EPSG:27700",
    )  # fmt: skip
    path = (tmp_path / "a.sqlite").rename(tmp_path / "a.gpkg")

    assert "a.gpkg cannot be read: At least one of the required GeoPackage tables" in refusal(path)


def test_a_zip_that_says_it_holds_too_much_is_not_opened(tmp_path, archive):
    path = archive()
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as packed:
        sizes = [(each.header_offset, each.file_size) for each in packed.infolist()]
    start = content.index(b"PK\x01\x02")
    content[start + 24 : start + 28] = struct.pack("<I", 0xF0000000)
    assert sizes
    path.write_bytes(content)

    assert "holds more than 2 GB" in refusal(path)


@pytest.mark.parametrize("end", [0.2, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("kind", ["package", "archive"])
def test_a_cut_file_is_refused(request, kind, end):
    path = request.getfixturevalue(kind)()
    content = path.read_bytes()
    path.write_bytes(content[: int(end * len(content))])

    assert "areas." in refusal(path)


def test_without_pyogrio_the_error_names_the_extra(package):
    program = (
        "import sys; sys.modules['pyogrio'] = None\n"
        "from routekit.boundaries import About, describe\n"
        "from routekit.errors import EditionError\n"
        "try:\n    describe([sys.argv[1]], About())\nexcept EditionError as error:\n    print(error)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, package()], capture_output=True, text=True, check=True
    )

    assert "install routekit[gis], or use GeoJSON" in done.stdout


def test_a_file_that_claims_more_features_than_are_read_is_refused_before_any_is_read(tmp_path, archive):
    whole = archive()
    with zipfile.ZipFile(whole) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    words = (50 + 8_000_000 * 4).to_bytes(4, "big")
    index = (
        members["some folder/areas.shx"][:24]
        + words
        + members["some folder/areas.shx"][28:]
        + bytes(8 * 8_000_000)
    )
    with zipfile.ZipFile(tmp_path / "many.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (members | {"some folder/areas.shx": index}).items():
            packed.writestr(name, content)

    assert "more than 100,000 features" in refusal(tmp_path / "many.zip")


def test_a_view_in_a_geopackage_is_no_layer_as_its_query_may_never_end(package):
    path = package()
    with closing(sqlite3.connect(path)) as database:
        endless = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT a.* FROM n, areas_ a"
        )
        database.execute("PRAGMA legacy_alter_table = ON")
        database.execute("ALTER TABLE areas RENAME TO areas_")
        database.execute(f"CREATE VIEW areas AS {endless}")
        database.commit()

    assert "has no layer with shapes" in refusal(path)


def test_the_welsh_names_of_a_shapefile_are_kept_though_their_column_lost_its_name(tmp_path):
    columns = [
        np.array(each, dtype=object) for each in (["W04000841"], ["Castle"], ["Castell"], ["W06000015"])
    ]
    names = ["PARNCP19CD", "PARNCP19NM", "PARNCP19NMW", "LAD19CD"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the name of a column was cut, which is what is tested
        pyogrio.raw.write(
            tmp_path / "areas.shp", shapely.to_wkb(np.array(SQUARES[:1])), columns, names,
            driver="ESRI Shapefile", geometry_type="Polygon", crs="EPSG:27700",
        )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "areas.zip", "w") as packed:
        for suffix in ("shp", "shx", "dbf", "prj"):
            packed.write(tmp_path / f"areas.{suffix}", f"areas.{suffix}")

    about = About(name="made", date=dt.date(2019, 12, 31), licence="CC0-1.0", attribution="Invented")
    path, _ = build(describe([tmp_path / "areas.zip"], about), tmp_path / "made.edition")
    assert [(area.name, area.name_cy) for area in Edition.open(path).areas()] == [("Castle", "Castell")]
