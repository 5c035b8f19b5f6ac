"""Checking a source: each planted fault is found, named, placed and measured; a clean one has none."""

import json

import pytest
import shapely

from routekit.boundaries import Draft, Edition, build
from routekit.boundaries.checking import check
from routekit.errors import EditionError

FIRST, SECOND, THIRD, UNPARISHED = "E04999001", "E04999002", "E04999003", "E43999004"
OWN, OTHER = "E06000037", "E06000038"


def box(west, south, east, north):
    return shapely.box(400_000 + west, 50_000 + south, 400_000 + east, 50_000 + north)


LEFT, RIGHT = box(0, 0, 1_000, 1_000), box(1_000, 0, 2_000, 1_000)
CLEAN = {FIRST: LEFT, SECOND: RIGHT}


@pytest.fixture
def report(tmp_path, write_source, feature):
    """Check features, given whole or as shapes by code, with what `check` takes."""

    def checking(given, *, count=None, countries="[]", **options):
        features = [feature(code, each) for code, each in given.items()] if isinstance(given, dict) else given
        source = write_source(
            tmp_path / "source", features, count=count or len(features), countries=countries
        )
        return check(Draft.open(source), **options)

    return checking


def only(found):
    (finding,) = found.findings
    return finding


def test_a_clean_source_has_no_finding(report):
    assert report(CLEAN).findings == ()


def test_an_overlap_is_measured_in_square_metres_and_placed(report):
    finding = only(report({FIRST: LEFT, SECOND: box(990, 0, 2_000, 1_000)}))

    assert (finding.severity, finding.kind, finding.codes) == ("error", "overlap", (FIRST, SECOND))
    assert (finding.area_m2, finding.width_m) == (10_000, 9.9)
    assert box(990, 0, 1_000, 1_000).contains(shapely.Point(finding.easting, finding.northing))


def test_an_overlap_no_wider_than_a_gap_is_a_warning(report):
    finding = only(report({FIRST: LEFT, SECOND: box(998, 0, 2_000, 1_000)}))

    assert (finding.severity, finding.kind, finding.area_m2) == ("warning", "overlap", 2_000)


def test_an_unparished_area_that_overlaps_a_parish_is_said_to(report):
    finding = only(report({FIRST: LEFT, UNPARISHED: box(900, 0, 2_000, 1_000)}))

    assert (finding.severity, finding.kind, finding.codes) == (
        "error",
        "unparished-overlap",
        (FIRST, UNPARISHED),
    )


@pytest.mark.parametrize(("width", "severity", "kind"), [(2, "warning", "sliver"), (50, "error", "hole")])
def test_a_hole_between_areas_is_found_with_those_around_it(report, width, severity, kind):
    hole = box(1_000 - width, 400, 1_000, 600)

    finding = only(report({FIRST: LEFT - hole, SECOND: RIGHT}))

    assert (finding.severity, finding.kind, finding.codes) == (severity, kind, (FIRST, SECOND))
    assert finding.area_m2 == 200 * width
    assert hole.contains(shapely.Point(finding.easting, finding.northing))


def test_a_ring_that_crosses_itself_is_named_with_the_reason_and_the_place(report):
    bow_tie = shapely.Polygon([(405_000, 50_000), (406_000, 50_000), (405_000, 51_000), (406_000, 51_000)])

    finding = only(report(CLEAN | {THIRD: bow_tie}))

    assert (finding.severity, finding.kind, finding.codes) == ("error", "invalid-boundary", (THIRD,))
    assert "Self-intersection" in finding.what
    assert (finding.easting, finding.northing) == (405_500, 50_500)
    assert finding.area_m2 == 500_000


def test_a_ring_that_is_repaired_is_a_warning_in_the_source_and_in_the_edition(report, tmp_path, compiled):
    spike = shapely.Polygon(
        [
            (400_000, 50_000),
            (401_000, 50_000),
            (401_000, 51_000),
            (400_500, 51_000),
            (400_500, 51_020),
            (400_500, 51_000),
            (400_000, 51_000),
        ]
    )
    found = [only(report({FIRST: spike})), only(check(compiled({FIRST: spike})))]

    for finding in found:
        assert (finding.severity, finding.kind, finding.codes) == ("warning", "invalid-boundary", (FIRST,))
        assert (finding.easting, finding.area_m2) == (400_500, 0)


def test_a_code_that_is_given_twice_is_named_and_its_land_is_no_hole(report, feature):
    ring = box(0, 0, 3_000, 3_000) - box(1_000, 1_000, 2_000, 2_000)
    features = [
        feature(FIRST, ring),
        feature(FIRST, box(1_000, 1_000, 2_000, 2_000), name="Twin", district=OTHER),
    ]

    finding = only(report(features))

    assert (finding.severity, finding.kind, finding.codes) == ("error", "duplicate-code", (FIRST,))
    assert (
        f"the name 'Area {FIRST}', and now 'Twin' and the district '{OWN}', and now '{OTHER}'" in finding.what
    )
    assert finding.where == "areas.geojson feature 2"
    assert finding.area_m2 == 1_000_000


def test_a_feature_without_a_valid_code_is_named_with_its_place_and_its_land_is_no_hole(report, feature):
    ring = box(0, 0, 3_000, 3_000) - box(1_000, 1_000, 2_000, 2_000)
    finding = only(report([feature(FIRST, ring), feature("X", box(1_000, 1_000, 2_000, 2_000))]))

    assert (finding.kind, finding.where) == ("unreadable", "areas.geojson feature 2")
    assert (finding.easting, finding.northing) == (401_500, 51_500)


def test_a_ring_that_is_open_is_named(report, feature):
    ring = [[400_000, 50_000], [401_000, 50_000], [401_000, 51_000], [400_000, 51_000]]
    finding = only(
        report([feature(FIRST, LEFT), feature(SECOND, {"type": "Polygon", "coordinates": [ring]})])
    )

    assert (finding.kind, finding.codes, finding.names) == ("unreadable", (SECOND,), (f"Area {SECOND}",))
    assert "it must be closed" in finding.what


def test_an_area_in_a_district_of_the_other_nation_is_an_error(report, feature):
    finding = only(report([feature(FIRST, LEFT, district="W06000001")]))

    assert (finding.kind, finding.codes) == ("other-nation", (FIRST,))


def test_an_area_among_those_of_another_district_is_a_warning(report, feature):
    areas = [box(1_000 * x, 0, 1_000 * (x + 1), 1_000) for x in range(5)]
    districts = [OWN, OWN, OWN, OTHER, OTHER]
    stray = [OTHER, *districts[1:]]
    features = [feature(f"E0499900{at}", shape, district=stray[at]) for at, shape in enumerate(areas)]

    finding = only(report(features))

    assert (finding.severity, finding.kind, finding.codes) == (
        "warning",
        "apart-from-district",
        ("E04999000",),
    )
    assert f"district {OTHER}, and others of {OWN}" in finding.what


@pytest.fixture
def outlines(tmp_path):
    def write(shapes):
        features = [
            {
                "type": "Feature",
                "properties": {"LAD26CD": code},
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
            for code, shape in shapes.items()
        ]
        crs = {"type": "name", "properties": {"name": "EPSG:27700"}}
        path = tmp_path / "districts.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
        return path

    return write


def test_an_area_outside_its_districts_boundary_is_an_error(report, feature, outlines):
    districts = outlines({OWN: LEFT, OTHER: RIGHT})
    features = [feature(FIRST, LEFT), feature(SECOND, RIGHT), feature(THIRD, RIGHT, district=OTHER)]

    found = [each for each in report(features, districts=districts).findings if each.kind != "overlap"]

    assert [(each.severity, each.kind, each.codes) for each in found] == [
        ("error", "outside-district", (SECOND,))
    ]
    assert f"0% of Area {SECOND} ({SECOND}) lies in its district {OWN}, and 100% in {OTHER}" in found[0].what


def test_land_of_a_district_in_neither_a_parish_nor_an_unparished_area_is_an_error(report, outlines):
    finding = only(report({FIRST: LEFT}, districts=outlines({OWN: box(0, 0, 1_000, 1_200)})))

    assert (finding.severity, finding.kind, finding.codes) == ("error", "land-in-neither", (OWN,))
    assert (finding.area_m2, finding.northing) == (200_000, 51_100)


def test_a_hole_in_a_district_is_named_once(report, outlines):
    ring = box(0, 0, 3_000, 3_000) - box(1_000, 1_000, 2_000, 2_000)

    finding = only(report({FIRST: ring}, districts=outlines({OWN: box(0, 0, 3_000, 3_000)})))

    assert finding.kind == "hole"


def test_areas_that_fill_their_districts_have_no_finding(report, outlines):
    assert report(CLEAN, districts=outlines({OWN: box(0, 0, 2_000, 1_000)})).findings == ()


def test_a_list_that_disagrees_is_named_row_by_row(report, tmp_path):
    table = tmp_path / "list.csv"
    table.write_text(
        f"PAR26CD,PAR26NM,LAD26CD\n{FIRST},Area {FIRST},{OTHER}\n{THIRD},Elsewhere,{OWN}\n", encoding="utf-8"
    )

    found = report(CLEAN, lists=[table]).findings

    assert {each.kind for each in found} == {"list-disagrees"}
    assert {each.codes for each in found} == {(FIRST,), (SECOND,), (THIRD,)}
    moved = next(each for each in found if each.codes == (FIRST,))
    assert f"'{OWN}', and '{OTHER}' as LAD26CD in list.csv line 2" in moved.what
    assert (moved.easting, moved.area_m2) == (400_500, 1_000_000)


def test_another_edition_that_disagrees_is_named_area_by_area(report, compiled):
    other = compiled({FIRST: LEFT, THIRD: RIGHT}, name="other")

    found = report(CLEAN, lists=[other]).findings

    assert {each.what for each in found} == {
        f"E04999002 (Area {SECOND}) is not in other",
        f"E04999003 (Area {THIRD}) is in other, and not here",
    }


def test_a_national_list_is_held_against_the_districts_that_a_source_has(report, tmp_path):
    table = tmp_path / "nation.csv"
    rows = [(FIRST, OWN), (SECOND, OWN), (THIRD, OWN), ("E04999005", OTHER), ("W04999006", "W06000001")]
    rows += [("E04999005", OTHER)]  # in another ward
    listed = [f"{code},Area {code},{district}" for code, district in rows]
    table.write_text("\n".join(["PAR26CD,PAR26NM,LAD26CD", *listed]), encoding="utf-8")

    found = report(CLEAN, lists=[table])

    assert only(found).codes == (THIRD,), "in the source's district, and not in the source"
    (note,) = found.notes
    assert note == "not compared: 2 areas in nation.csv, in districts of which the source has none"
    assert note in found.text(0)


def test_a_source_that_has_a_whole_country_misses_all_areas_of_it(report, tmp_path):
    table = tmp_path / "nation.csv"
    listed = [f"{code},Area {code},{at}" for code, at in [(FIRST, OWN), (SECOND, OWN), ("E04999005", OTHER)]]
    table.write_text("\n".join(["PAR26CD,PAR26NM,LAD26CD", *listed]), encoding="utf-8")

    found = report(CLEAN, lists=[table], countries='["E92000001"]')

    assert (only(found).codes, found.notes) == (("E04999005",), ())


def test_an_area_in_another_district_than_a_list_has_it_in_is_compared(report, tmp_path):
    table = tmp_path / "nation.csv"
    table.write_text(f"PAR26CD,PAR26NM,LAD26CD\n{FIRST},A,{OTHER}\n{SECOND},Area {SECOND},{OWN}\n")

    whats = [each.what for each in report(CLEAN, lists=[table]).findings]

    assert [what.split(" has ")[1].split(",")[0] for what in whats] == [f"'{OWN}'", f"'Area {FIRST}'"]


def test_editions_are_compared_where_both_have_areas(report, compiled, feature):
    other = compiled({FIRST: LEFT}, name="other")
    features = [feature(FIRST, LEFT), feature(THIRD, RIGHT, district=OTHER)]

    found = report(features, lists=[other])

    assert found.findings == report(features).findings
    assert found.notes == ("not compared: 1 areas here, in districts of which the other has none",)


def test_a_list_without_known_columns_is_refused(report, tmp_path):
    (tmp_path / "list.csv").write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(EditionError, match=r"list\.csv has the columns a, b"):
        report(CLEAN, lists=[tmp_path / "list.csv"])


def test_all_faults_are_reported_at_once_errors_first_and_the_largest_of_a_kind_first(report, feature):
    features = [
        feature(FIRST, LEFT),
        feature(FIRST, box(5_000, 0, 6_000, 1_000)),
        feature(SECOND, box(990, 0, 2_000, 1_000)),
        feature(THIRD, box(1_980, 0, 3_000, 1_000)),
        feature(UNPARISHED, box(2_998, 0, 4_000, 1_000)),
        feature("E04", LEFT),
    ]

    found = report(features).findings

    assert [(each.severity, each.kind) for each in found] == [
        ("error", "unreadable"),
        ("error", "duplicate-code"),
        ("error", "overlap"),
        ("error", "overlap"),
        ("warning", "unparished-overlap"),
    ]
    assert [each.area_m2 for each in found[2:4]] == [20_000, 10_000]
    assert all(each.right for each in found)


def test_the_sample_and_its_edition_have_the_same_findings_as_its_survey_counts(sample, sample_source):
    survey = sample.record.survey
    of_source, of_edition = check(Draft.open(sample_source)), check(sample)

    assert of_source.findings == of_edition.findings
    kinds = [each.kind for each in of_source.findings]
    assert (kinds.count("overlap"), kinds.count("sliver")) == (survey.overlaps.pairs, survey.slivers.number)
    assert not of_source.has("error")
    area = sum(each.area_m2 for each in of_source.findings if each.kind == "overlap")
    assert area == pytest.approx(survey.overlaps.area_m2, abs=1)


def test_the_count_that_is_expected_is_checked_beside_everything_else(report):
    finding = only(report(CLEAN, count=3))

    assert (finding.severity, finding.kind) == ("error", "count")


def test_small_pieces_of_land_can_be_left_out_but_no_error(report):
    found = report({FIRST: LEFT, SECOND: box(998, 0, 2_000, 1_000), THIRD: box(1_990, 0, 3_000, 1_000)})

    assert {each.severity for each in found.findings} == {"error", "warning"}
    assert {each.severity for each in found.without(1e9).findings} == {"error"}
    assert found.without(2_000) == found


def test_a_source_that_build_takes_without_a_word_has_no_error(tmp_path, write_source, feature):
    source = write_source(tmp_path / "s", [feature(code, shape) for code, shape in CLEAN.items()])
    edition = Edition.open(build(source, tmp_path)[0])

    assert check(edition).findings == check(Draft.open(source)).findings == ()
