"""`routekit boundaries`."""

import json

from routekit.testing import write_tiny_district


def test_building_reports_what_was_found_and_the_file_can_be_asked(run, tmp_path):
    source = write_tiny_district(tmp_path)
    built = run("boundaries", "build", source, "--out", tmp_path / "tiny.edition")
    assert built.code == 0
    assert "12 areas (11 parishes" in built.out
    assert "overlaps: 1 pairs" in built.out
    found = run("boundaries", "find", "--grid", "400500,50500", "--edition", tmp_path / "tiny.edition")
    assert (found.code, found.out.split(" — ")[0]) == (0, "Ashsample (E04999001), parish in E06999001")


def test_the_report_is_json_too(run, tmp_path):
    source = write_tiny_district(tmp_path)
    built = run("boundaries", "build", source, "--out", tmp_path / "tiny.edition", "--json")
    assert json.loads(built.out)["edition"] == "tiny-2026-01"


def test_a_source_that_was_altered_is_refused_in_one_line(run, tmp_path):
    source = write_tiny_district(tmp_path)
    areas = source / "areas.geojson"
    areas.write_text(areas.read_text().replace("Ashsample", "Bshsample"))
    done = run("boundaries", "build", source, "--out", tmp_path / "tiny.edition")
    assert done.code == 1
    assert "areas.geojson" in done.err
    assert not (tmp_path / "tiny.edition").exists()


def test_info_carries_licence_and_attribution(run):
    done = run("boundaries", "info")
    assert "63 areas" in done.out
    assert "Contains OS data © Crown copyright and database right 2021" in done.out
    assert json.loads(run("boundaries", "info", "--json").out)["count"] == 63


def test_find_names_the_area_or_exits_with_4(run):
    assert run("boundaries", "find", "--at", "51.4147,-1.5154").out.startswith("Hungerford (E04001177)")
    outside = run("boundaries", "find", "--at", "51.4551,-0.9787", "--json")
    assert outside.code == 4
    assert json.loads(outside.out)["area"] is None


def test_find_near_a_line_lists_every_area_with_its_share(run):
    done = run("boundaries", "find", "--grid", "435065.2139,169177.2447", "--accuracy", "50")
    assert "Kintbury (E04001179)" in done.out
    assert "of the circle" in done.out
    assert "on-boundary" in done.out
