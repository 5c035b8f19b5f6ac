"""Compiling an edition: the same sources give the same file, and whatever is wrong with them is named."""

import gzip
import json
import lzma
import subprocess
import sys

import numpy as np
import pytest
import shapely

from routekit.boundaries import BuildReport, Edition, build
from routekit.errors import EditionError

EAST, NORTH = 400_000, 50_000
FIRST, SECOND, THIRD, UNPARISHED = "E04999001", "E04999002", "W04999003", "E43999001"


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def geometry(kind, coordinates):
    return {"type": kind, "coordinates": coordinates}


SQUARE = box(0, 0, 100, 100)


def test_two_builds_give_the_same_bytes(sample_build, tmp_path):
    path, _ = build(out=tmp_path / "again.edition")

    assert path.read_bytes() == sample_build[0].read_bytes()


def test_the_order_of_the_features_does_not_matter_to_the_answers(tmp_path, write_source, feature):
    shapes = {THIRD: box(0, 0, 9, 9), UNPARISHED: box(0, 0, 20, 20), FIRST: box(9, 0, 20, 9)}
    features = [feature(code, shape) for code, shape in shapes.items()]
    one, _ = build(write_source(tmp_path / "one", features), tmp_path / "one.edition")
    other, _ = build(write_source(tmp_path / "other", features[::-1]), tmp_path / "other.edition")

    assert [area.code for area in Edition.open(one).areas()] == [FIRST, THIRD, UNPARISHED]
    assert Edition.open(one).ref == Edition.open(other).ref
    assert Edition.open(one).provenance != Edition.open(other).provenance


def test_the_reference_changes_with_the_boundaries(tmp_path, write_source, feature):
    one = Edition.open(
        build(write_source(tmp_path / "a", [feature(FIRST, SQUARE)]), tmp_path / "a.edition")[0]
    )
    moved = feature(FIRST, box(0, 0, 100, 100.001))
    two = Edition.open(build(write_source(tmp_path / "b", [moved]), tmp_path / "b.edition")[0])

    assert one.ref.name == two.ref.name
    assert one.ref.sha256 != two.ref.sha256


def test_the_report_counts_what_there_is(sample_build):
    path, report = sample_build

    assert (report.edition, report.path) == ("west-berkshire-2019-12", path)
    assert (report.survey.areas, report.survey.parishes, report.survey.vertices) == (63, 63, 18_188)
    assert (report.survey.communities, report.survey.unparished, report.survey.repairs) == (0, 0, ())
    assert (report.survey.districts, report.survey.welsh_names, report.survey.left_out) == (1, 0, 0)
    assert report.survey.overlaps.pairs == 102
    assert report.survey.overlaps.largest_m2 == pytest.approx(515, abs=1)
    assert report.survey.slivers.area_m2 == pytest.approx(10_500, rel=0.01)
    assert report.survey.holes.number == 0
    assert report.file_bytes == path.stat().st_size
    assert report.seconds > 0


def test_the_report_reads_as_text_and_as_json(sample_build):
    _, report = sample_build

    assert BuildReport.model_validate_json(report.model_dump_json()) == report
    for line in (
        "63 areas (63 parishes",
        "102 pairs",
        "the largest 515.1 m² (E04001189, E04001206)",
        "wrote ",
    ):
        assert line in report.text()


def test_the_survey_finds_every_overlap_sliver_and_hole(tmp_path, write_source, feature):
    # Two tiles of the survey meet at 400000 m east: each defect below lies across it, or beside it.
    shapes = {
        FIRST: box(-100, 0, 100, 100),
        SECOND: box(-100, 99, 100, 200),
        THIRD: box(-100, 200, 100, 300).difference(box(-99, 201, 99, 203.5)),
        UNPARISHED: box(-100, 300, 100, 400).difference(box(-20, 320, 20, 380)),
    }
    source = write_source(tmp_path / "source", [feature(code, shape) for code, shape in shapes.items()])

    _, report = build(source, tmp_path)

    survey = report.survey
    assert (survey.overlaps.pairs, survey.overlaps.area_m2) == (1, 200)
    assert survey.overlaps.largest_codes == (FIRST, SECOND)
    assert (survey.slivers.number, survey.slivers.area_m2) == (1, 495)
    assert (survey.holes.number, survey.holes.area_m2, survey.holes.largest_m2) == (1, 2400, 2400)


def test_a_hole_is_found_in_areas_that_end_where_the_tiles_of_the_survey_end(tmp_path, write_source, feature):
    wide = box(0, -10_000, 40_000, 10_000).difference(box(19_000, -1000, 21_000, 1000))

    _, report = build(write_source(tmp_path / "source", [feature(FIRST, wide)]), tmp_path)

    assert (report.survey.holes.number, report.survey.holes.area_m2) == (1, 4_000_000)


def test_progress_ends_where_it_should(tmp_path):
    last = {}

    build(out=tmp_path, progress=lambda done, total, stage: last.update({stage: (done, total)}))

    assert set(last) == {"reading", "gaps", "overlaps", "indexing", "degrees"}
    assert all(done == total for done, total in last.values())
    assert last["reading"] == (61_600, 61_600)


def test_seconds_come_from_the_clock(tmp_path):
    ticks = iter([100.0, 107.5])

    assert build(out=tmp_path, clock=lambda: next(ticks))[1].seconds == 7.5


def test_a_packed_file_and_one_feature_a_line_read_alike(tmp_path, write_source, feature):
    features = [feature(FIRST, SQUARE), feature(SECOND, box(100, 0, 200, 100))]
    whole = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    lines = b"\xef\xbb\xbf" + "\n\n".join(map(json.dumps, features)).encode()
    forms = {
        "a.geojson": whole, "a.geojson.gz": gzip.compress(whole), "a.geojson.xz": lzma.compress(whole),
        "a.geojsonl": lines, "a.geojsonl.gz": gzip.compress(lines), "a.geojsonl.xz": lzma.compress(lines),
    }  # fmt: skip

    refs = set()
    for file, content in forms.items():
        source = write_source(tmp_path / file, content, count=2, file=file)
        refs.add(Edition.open(build(source, tmp_path / f"{file}.edition")[0]).ref.sha256)

    assert len(refs) == 1


def test_a_source_may_come_in_another_crs(tmp_path, write_source, feature, sample):
    hungerford = sample.area("E04001177").geometry

    def etrs89(points):
        from pyproj import Transformer

        longitudes, latitudes, _ = projection.to_lonlat_many(*points.T)
        return np.column_stack(
            Transformer.from_crs(4326, 25830, always_xy=True).transform(longitudes, latitudes)
        )

    from routekit.boundaries import Projection

    projection = Projection.open()
    source = write_source(
        tmp_path / "source", [feature(FIRST, shapely.transform(hungerford, etrs89))], crs="EPSG:25830"
    )

    made = Edition.open(build(source, tmp_path)[0]).area(FIRST).geometry

    assert made.hausdorff_distance(hungerford) < 0.001


def test_the_national_grid_with_heights_is_the_national_grid(tmp_path, write_source, feature):
    source = write_source(tmp_path / "source", [feature(FIRST, SQUARE)], crs="EPSG:7405")

    assert Edition.open(build(source, tmp_path)[0]).area(FIRST).geometry.equals(SQUARE)


def test_vertices_are_rounded_to_a_tenth_of_a_millimetre(compiled):
    edition = compiled({FIRST: box(0.00004, 0, 99.99996, 100.12344)})

    assert edition.bounds == (EAST, NORTH, EAST + 100, NORTH + 100.1234)


def test_a_height_is_left_out(compiled):
    ring = [[EAST, NORTH, 5.0], [EAST + 9, NORTH, 5], [EAST, NORTH + 9, 5], [EAST, NORTH, 5.0]]

    assert compiled({FIRST: geometry("Polygon", [ring])}).area(FIRST).geometry.area == 40.5


def test_two_processes_can_build_at_once(tmp_path, sample_build):
    program = "import sys; from routekit.boundaries import build; build(out=sys.argv[1])"
    path = tmp_path / "both.edition"

    both = [subprocess.Popen([sys.executable, "-c", program, path]) for _ in range(2)]

    assert [process.wait(60) for process in both] == [0, 0]
    assert path.read_bytes() == sample_build[0].read_bytes()
    assert list(tmp_path.iterdir()) == [path]


def test_a_build_does_not_disturb_who_has_the_old_file_open(tmp_path, write_source, feature):
    path, _ = build(write_source(tmp_path / "s", [feature(FIRST, SQUARE)]), tmp_path / "areas.edition")
    before = Edition.open(path)
    build(write_source(tmp_path / "s", [feature(SECOND, SQUARE)]), path)

    assert before.code_at(EAST + 5, NORTH + 5) == FIRST
    assert Edition.open(path).code_at(EAST + 5, NORTH + 5) == SECOND
    path.unlink()
    assert before.area(FIRST).geometry.area == 10_000


def test_a_file_that_cannot_be_written_is_named_with_what_to_do(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(EditionError, match="in no folder that exists"):
        build(out=tmp_path / "file" / "sample.edition")
    with pytest.raises(EditionError, match="in no folder that exists"):
        build(out=tmp_path / "missing" / "sample.edition")
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize(
    "name", ["x" * 300, "x" * 230, "nul\0"], ids=["long", "long with what is added", "NUL"]
)
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_read(tmp_path, name):
    heard = []

    with pytest.raises(EditionError, match="cannot be written"):
        build(out=tmp_path / name, progress=lambda *told: heard.append(told))

    assert heard == []
    assert list(tmp_path.iterdir()) == []


def test_a_source_is_never_overwritten_by_what_is_compiled_from_it(tmp_path, write_source, feature):
    folder = write_source(tmp_path / "s", [feature(FIRST, SQUARE)])
    source = folder / "areas.geojson"
    before = source.read_bytes()

    with pytest.raises(
        EditionError, match=r"areas\.geojson is there already, and not a compiled file.*--out"
    ):
        build(folder, source)
    assert source.read_bytes() == before


def test_a_file_that_was_there_outlives_a_refused_build(tmp_path, write_source, feature):
    path, _ = build(write_source(tmp_path / "s", [feature(FIRST, SQUARE)]), tmp_path / "areas.edition")
    content = path.read_bytes()

    with pytest.raises(EditionError):
        build(write_source(tmp_path / "s", [feature(FIRST, None)]), path)

    assert path.read_bytes() == content
