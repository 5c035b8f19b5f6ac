"""Errors in the words of the command line: all problems, the file to blame, the option that helps."""

from pathlib import Path

import pytest

from routekit.boundaries.cache import cache_folder
from routekit.testing import write_tiny_bodies, write_tiny_district

ROUTE = "route", "report-speeding-traffic", "--at", "51.4147,-1.5154", "--on", "2026-11-21"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Give each test a cache of its own, as each spoils it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_message_of_several_lines_is_printed_as_one(run, tmp_path):
    table = write_tiny_bodies(tmp_path) / "taken_on.csv"
    table.write_text(table.read_text() + "Ash,report-grass,,,x\nElm,report-grass,,,x\n")
    done = run(*ROUTE, "--bodies", tmp_path)
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "'Ash'" in done.err
    assert "'Elm'" in done.err


def test_every_problem_of_a_boundary_source_has_a_line(run, tmp_path):
    areas = tmp_path / "PARNCP_JAN_2026_EW_BFC.geojson"
    areas.write_text((write_tiny_district(tmp_path) / "areas.geojson").read_text())
    done = run("boundaries", "build", areas, "--licence", "CC0-1.0")
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") > 2
    assert done.err.startswith("routekit: PARNCP_JAN_2026_EW_BFC.geojson cannot be made an edition:\n")


def test_junk_in_the_cache_is_named_and_may_be_deleted(run, cache):
    run("boundaries", "info")
    junk = cache_folder() / "junk.edition"
    junk.write_bytes(b"junk")

    done = run(*ROUTE)
    junk.unlink()
    again = run(*ROUTE)

    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert f"delete {junk}" in done.err
    assert "--edition" in done.err
    assert again.code == 3


def test_junk_elsewhere_is_not_to_be_deleted(run, tmp_path):
    junk = tmp_path / "mine.edition"
    junk.write_bytes(b"junk")
    done = run(*ROUTE, "--edition", junk)
    assert done.code == 1
    assert "delete" not in done.err


def test_a_cache_that_cannot_be_written_names_the_options_that_help(run, cache):
    cache.write_text("a file where a folder should be")
    done = run(*ROUTE)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    for said in (str(cache), "XDG_CACHE_HOME", "--out FILE", "--edition FILE"):
        assert said in done.err


def test_a_contact_register_is_checked_before_anything_is_routed(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # so that no name is too long to be shown
    register = Path("register.csv")
    register.write_text("authority,organisation\n")
    outside = "--at", "51.4551,-0.9787"  # nobody to contact, so nothing would be looked up
    done = run("route", "report-speeding-traffic", *outside, "--register", register)
    assert (done.code, done.out) == (1, "")
    assert "register.csv" in done.err
    missing = run("ask", "report-speeding-traffic", *outside, "--register", "none.csv")
    assert (missing.code, missing.out) == (2, "")
    assert "none.csv" in missing.err
