"""`routekit boundaries`."""

import json
from pathlib import Path

import pytest

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


def published(tmp_path, **renamed):
    """Write the tiny district as the ONS publishes areas; give the path of the file."""
    source = json.loads((write_tiny_district(tmp_path) / "areas.geojson").read_text())
    names = {"code": "PARNCP26CD", "name": "PARNCP26NM", "district": "LAD26CD"} | renamed
    for feature in source["features"]:
        feature["properties"] = {names[key]: value for key, value in feature["properties"].items()}
    path = tmp_path / "PARNCP_JAN_2026_EW_BFC.geojson"
    path.write_text(json.dumps(source))
    return path


SAID = ("--date", "2026-01-01", "--licence", "CC0-1.0", "--attribution", "Invented for a test")


def test_a_published_file_is_compiled_as_it_is(run, tmp_path):
    edition = tmp_path / "own.edition"
    built = run("boundaries", "build", published(tmp_path), *SAID, "--title", "Ours", "--out", edition)

    assert built.code == 0
    assert built.out.startswith("parncp-jan-2026-ew-bfc: 12 areas (11 parishes, 0 communities, 1 unparished)")
    found = run("boundaries", "find", "--grid", "400500,50500", "--edition", edition)
    assert found.out.startswith("Ashsample (E04999001), parish in E06999001")
    said = json.loads(run("boundaries", "info", "--edition", edition, "--json").out)
    assert (said["title"], said["date"], said["provenance"]["licence"]) == ("Ours", "2026-01-01", "CC0-1.0")
    assert said["provenance"]["files"][0]["file"] == "PARNCP_JAN_2026_EW_BFC.geojson"


def test_a_councils_columns_and_district_are_named(run, tmp_path):
    path = published(tmp_path, code="REF", name="PARISH", district="WHERE")
    columns = ("--code-column", "REF", "--name-column", "PARISH", "--name", "ours")
    out = ("--out", tmp_path / "own.edition")

    named = run("boundaries", "build", path, *SAID, *columns, "--district-column", "WHERE", *out, "--json")
    given = run("boundaries", "build", path, *SAID, *columns, "--district", "E06999001", *out, "--json")

    assert json.loads(named.out)["edition"] == json.loads(given.out)["edition"] == "ours"
    assert json.loads(named.out)["survey"] == json.loads(given.out)["survey"]


def test_districts_come_from_a_file(run, tmp_path):
    table = tmp_path / "lookup.csv"
    codes = [f"E04{999_000 + number}" for number in range(1, 12)]
    rows = [f"{code},E07999002\n" for code in [*codes, "E43999001"]]
    table.write_text("PARNCP26CD,LAD26CD\n" + "".join(rows))

    path, edition = published(tmp_path), tmp_path / "own.edition"
    built = run("boundaries", "build", path, *SAID, "--districts", table, "--out", edition)

    assert built.code == 0
    found = run("boundaries", "find", "--grid", "400500,50500", "--edition", edition)
    assert "parish in E07999002" in found.out


def test_everything_that_is_lacking_is_said_on_lines_of_its_own(run, tmp_path):
    done = run("boundaries", "build", published(tmp_path, code="REF"))

    assert (done.code, done.out) == (1, "")
    first, *problems = done.err.splitlines()
    assert first == "routekit: PARNCP_JAN_2026_EW_BFC.geojson cannot be made an edition:"
    assert [problem.split()[0] for problem in problems] == [
        "date", "licence", "attribution", "PARNCP_JAN_2026_EW_BFC.geojson:",
    ]  # fmt: skip
    assert "REF, PARNCP26NM, LAD26CD" in problems[-1]


USAGE = {
    "options without files": (["--licence", "x"], "--licence describes published files"),
    "options with an edition": (["ew-2019-12", "--date", "2019-12-31"], "ew-2019-12 is no file"),
    "two editions": (["ew-2019-12", "west-berkshire-2019-12"], "give one edition, or files"),
    "a date that is none": (["--date", "yesterday"], "--date is 'yesterday'"),
    "a date in another form": (["--date", "2019-1-1"], "--date is '2019-1-1'; a date such as 2026-04-01"),
}


@pytest.mark.parametrize(("arguments", "reason"), USAGE.values(), ids=USAGE)
def test_what_cannot_be_meant_is_bad_usage(run, arguments, reason):
    done = run("boundaries", "build", *arguments)

    assert done.code == 2
    assert reason in done.err


def test_districts_given_twice_are_bad_usage(run, tmp_path):
    both = ("--district", "E06999001", "--districts", "x.csv")

    assert run("boundaries", "build", published(tmp_path), *SAID, *both).code == 2


def test_an_edition_that_is_not_installed_is_refused_with_those_that_are(run):
    done = run("boundaries", "build", "nowhere-2019")

    assert done.code == 1
    assert "ew-2019-12, west-berkshire-2019-12" in done.err


def test_list_names_what_is_installed_and_what_is_compiled(run, tmp_path, monkeypatch):
    run("boundaries", "build", "--out", tmp_path / "elsewhere.edition")
    path = Path(json.loads(run("boundaries", "build", write_tiny_district(tmp_path), "--json").out)["path"])

    listed = {each["name"]: each for each in json.loads(run("boundaries", "list", "--json").out)}
    text = run("boundaries", "list").out
    path.unlink()

    assert listed["ew-2019-12"] == {
        "name": "ew-2019-12", "date": "2019-12-31", "count": 11_556, "sample": False, "compiled": None,
        "title": "Parishes, communities and unparished areas of England and Wales, December 2019",
    }  # fmt: skip
    assert (listed["tiny-2026-01"]["count"], listed["tiny-2026-01"]["compiled"]) == (12, str(path))
    assert listed["west-berkshire-2019-12"]["sample"]
    assert "(11,556 areas, whole); not compiled" in text
    assert f"(12 areas, sample); compiled: {path}" in text


def test_info_gives_the_counts(run):
    survey = json.loads(run("boundaries", "info", "--json").out)["survey"]

    assert (survey["areas"], survey["parishes"], survey["districts"]) == (63, 63, 1)
    assert survey["overlaps"]["pairs"] == 102
    assert "overlaps: 102 pairs" in run("boundaries", "info").out


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


def test_beyond_the_edge_the_areas_nearby_are_listed_and_it_exits_with_4(run):
    beyond = "--grid", "430971,167846", "--accuracy", "100"
    done = run("boundaries", "find", *beyond)
    found = json.loads(run("boundaries", "find", *beyond, "--json").out)
    assert (done.code, done.out.splitlines()[0]) == (4, "in no area — west-berkshire-2019-12")
    assert found["area"] is None
    assert [each["area"]["code"] for each in found["candidates"]] == ["E04001177"]


def test_find_near_a_line_lists_every_area_with_its_share(run):
    done = run("boundaries", "find", "--grid", "435065.2139,169177.2447", "--accuracy", "50")
    assert "Kintbury (E04001179)" in done.out
    assert "of the circle" in done.out
    assert "on-boundary" in done.out
