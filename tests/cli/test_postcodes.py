"""`--postcode`, and `routekit boundaries postcodes`."""

import json

import pytest

SPEEDING = "report-speeding-traffic"
YES = ["--answer", "limit_up_to_40=yes", "--answer", "by_day=yes", "--answer", "suitable_site=yes"]
ON = "--on", "2026-11-21"


@pytest.fixture
def using(west_berkshire_postcodes):
    return "--postcodes", west_berkshire_postcodes.path


def test_a_postcode_routes_and_says_that_it_is_an_estimate(run, using):
    done = run("route", SPEEDING, "--postcode", "rg170aa", *YES, *ON, *using)
    assert done.code == 0
    assert done.out.startswith("→ Hungerford Town Council")
    assert "careful (postcode-estimate): the postcode is taken to lie within" in done.out
    assert done.err == ""


def test_asking_takes_a_postcode_too(run, using):
    done = run("ask", SPEEDING, "--postcode", "RG17 0AA", *ON, *using, typed="1\n1\n1\n")
    assert done.out == run("route", SPEEDING, "--postcode", "RG17 0AA", *YES, *ON, *using).out


@pytest.mark.parametrize(
    ("postcode", "said"),
    [("RG14 9ZZ", "no location"), ("RG14 0ZZ", "mistyped"), ("BT1 1AA", "Northern Ireland")],
)
def test_a_postcode_without_a_place_exits_with_4_and_says_why(run, using, postcode, said):
    routed = run("route", SPEEDING, "--postcode", postcode, *ON, *using)
    assert routed.code == 4
    assert "✗ outside-coverage" in routed.out
    assert said in routed.out
    found = run("boundaries", "find", "--postcode", postcode, *using)
    assert (found.code, found.err) == (4, "")
    assert said in found.out
    reason = json.loads(run("boundaries", "find", "--postcode", postcode, *using, "--json").out)["reason"]
    assert reason in {"no-location", "not-listed", "northern-ireland"}


def test_find_puts_the_circle_of_a_postcode_into_the_edition(run, using):
    done = run("boundaries", "find", "--postcode", "RG17 0AA", *using)
    assert done.code == 0
    assert done.out.startswith("Hungerford (E04001177)")
    assert "careful (postcode-estimate)" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--postcode", "RGI7 0AA"], "did you mean RG17 0AA?"),
        (["--postcode", "BFPO 61"], "British Forces"),
        (["--postcode", ""], "a postcode such as RG14 5LD is needed"),
        (["--postcode", "RG17 0AA", "--at", "51.4,-1.5"], "--at LAT,LON or --grid E,N or --postcode"),
        (["--postcode", "RG17 0AA", "--grid", "1,2", "--at", "3,4"], "--at LAT,LON or --grid E,N"),
        (["--postcode", "RG17 0AA", "--accuracy", "0"], "a postcode has a radius of its own"),
    ],
)
@pytest.mark.parametrize("command", [("route", SPEEDING), ("boundaries", "find")])
def test_bad_input_is_one_line_and_exits_with_2(run, command, arguments, said):
    done = run(*command, *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err


def test_a_list_that_is_not_one_is_one_line_and_exits_with_1(run, tmp_path):
    path = tmp_path / "cut.postcodes"
    path.write_bytes(b"\x89RKED\r\n\x1a")
    done = run("route", SPEEDING, "--postcode", "RG17 0AA", "--postcodes", path)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "routekit boundaries postcodes build" in done.err


@pytest.fixture
def zipped(tmp_path, code_point, west_berkshire_rows):
    return code_point(tmp_path / "codepo.zip", west_berkshire_rows)


def test_a_zip_is_extracted_compiled_looked_at_and_checked(run, zipped, tmp_path):
    extracted = run("boundaries", "postcodes", "extract", zipped, tmp_path / "sources")
    assert (extracted.code, extracted.out) == (0, f"wrote {tmp_path}/sources/codepo-2025-05\n")
    out = tmp_path / "a.postcodes"
    built = run("boundaries", "postcodes", "build", tmp_path / "sources" / "codepo-2025-05", "--out", out)
    assert built.code == 0
    assert "codepo-2025-05: 5,399 postcodes, 1 of them without a location" in built.out
    again = run("boundaries", "postcodes", "build", zipped, "--out", tmp_path / "b.postcodes", "--json")
    assert json.loads(again.out)["located"] == 5398
    info = run("boundaries", "postcodes", "info", "--postcodes", out)
    assert "attribution: Contains OS data © Crown copyright and database right 2025." in info.out
    assert (
        json.loads(run("boundaries", "postcodes", "info", "--postcodes", out, "--json").out)["count"] == 5399
    )
    checked = run("boundaries", "postcodes", "check", "--postcodes", out)
    assert checked.code == 0
    assert "in an area: 5,398" in checked.out
    assert "districts compared: 5,398, differing: 0" in checked.out
    as_json = run("boundaries", "postcodes", "check", "--postcodes", out, "--json")
    assert json.loads(as_json.out)["differences"] == []


def test_what_is_not_the_zip_is_one_line_and_exits_with_1(run, tmp_path):
    path = tmp_path / "other.zip"
    path.write_bytes(b"PK")
    done = run("boundaries", "postcodes", "build", path, "--out", tmp_path / "a.postcodes")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "the zip of Code-Point Open is needed" in done.err
    assert not (tmp_path / "a.postcodes").exists()


@pytest.mark.parametrize("command", ["build", "extract", "info", "check"])
def test_every_help_text_has_an_example(run, command):
    done = run("boundaries", "postcodes", command, "--help")
    assert done.code == 0
    assert "Example:\n" in done.out
    assert f"  routekit boundaries postcodes {command}" in done.out
