"""`routekit replay`."""

import csv
import json
import sys

import pytest

from routekit.boundaries import build
from routekit.testing import Invented, write_reorganised

LITTER = ("--transaction", "report-litter", "--answer", "about=litter", "--answer", "land=public")
DAYS = ("--on", "2023-03-31", "--on", "2023-04-01")
CLERK = ("--transaction", "find-parish-clerk", "--on", "2026-11-21")


@pytest.fixture(scope="session")
def invented(tmp_path_factory, west_berkshire):
    folder = tmp_path_factory.mktemp("invented")
    return build(write_reorganised(folder, west_berkshire), folder)[0]


@pytest.fixture
def editions(invented, west_berkshire):
    return "--edition", west_berkshire.path, "--edition", invented


@pytest.fixture
def reports(tmp_path):
    """Three in West Berkshire, one in the sea, one nowhere."""
    path = tmp_path / "reports.csv"
    path.write_text(
        "ref,lat,lon\nA1,51.4014,-1.3231\nA2,51.4147,-1.5154\nA3,51.404,-1.265\nA4,50.0,-4.0\nA5,here,there\n"
    )
    return path


def test_reports_on_two_days_are_told_and_the_exit_code_is_0(run, reports):
    done = run("replay", reports, *LITTER, *DAYS, "--sample")

    assert done.code == 0
    assert done.out.splitlines()[:3] == [
        "report-litter: 2023-03-31 -> 2023-04-01",
        "5 reports: 4 the same, 0 change, 1 cannot be compared",
        "0 change hands",
    ]
    assert "1 of the same are in no area" in done.out
    assert "such as 5" in done.out, "a report is called by its number unless a column is named"


def test_two_editions_and_every_file(run, editions, tmp_path, west_berkshire_postcodes):
    page, picture = tmp_path / "page.md", tmp_path / "maps" / "where.svg"
    picture.parent.mkdir()
    done = run(
        "replay", "--postcodes", *CLERK, *editions, "--postcodes-edition", west_berkshire_postcodes.path,
        "--markdown", page, "--map", picture, "--csv", tmp_path / "c.csv", "--list", tmp_path / "l.csv",
        "--json",
    )  # fmt: skip
    found = json.loads(done.out)

    assert done.code == 0
    assert "![Where places change](<maps/where.svg>)" in page.read_text(encoding="utf-8")
    assert "Where they change" in picture.read_text(encoding="utf-8")
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as file:
        assert sum(int(row["places"]) for row in csv.DictReader(file)) == found["changed"]
    with (tmp_path / "l.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == found["changed"] + found["not_compared"]


def test_the_same_picture_comes_again(run, editions, tmp_path):
    for name in ("one.svg", "two.svg"):
        assert run("replay", "--areas", *CLERK, *editions, "--map", tmp_path / name).code == 0

    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_every_area_of_the_first_edition_is_asked_about(run, editions, west_berkshire):
    found = json.loads(run("replay", "--areas", *CLERK, *editions, "--json").out)
    moved = {(area["was"], area["now"]) for change in found["changes"] for area in change["areas"]}
    planted = Invented()

    assert (found["places"], found["what"]) == (west_berkshire.count, "areas")
    assert {(planted.recoded, planted.new_code), (planted.merged[0], planted.merger)} <= moved


def test_a_change_fails_only_when_asked(run, editions, reports):
    same = ("replay", reports, *LITTER, *DAYS, "--sample")

    assert run("replay", "--areas", *CLERK, *editions).code == 0
    assert run("replay", "--areas", *CLERK, *editions, "--fail-on", "changed-hands").code == 1
    assert run(*same, "--fail-on", "changed").code == 0
    assert run(*same, "--fail-on", "any").code == 1, "one cannot be compared"


def test_an_id_of_a_column_names_reports(run, reports):
    assert "such as A5" in run("replay", reports, *LITTER, *DAYS, "--sample", "--id", "ref").out


def test_two_packs_are_compared(run, reports, tmp_path):
    for name, role in (("old", "litter_authority"), ("new", "highway_authority")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report-grass.yaml").write_text(PACK.replace("ROLE", role))
    done = run(
        "replay", reports, "--transaction", "report-grass", "--on", "2026-11-21", "--sample",
        "--pack", tmp_path / "old", "--pack", tmp_path / "new" / "report-grass.yaml",
    )  # fmt: skip

    assert done.code == 0, done.err
    assert "version 1.0.0 [" in done.out.splitlines()[0], "packs of one version are told apart"
    assert "0 change hands" in done.out
    assert "The same authority, by another outcome: 3" in done.out


PACK = """
format: 1
transaction: report-grass
version: 1.0.0
title: Report
effective: {from: 2020-04-01}
maintainer: Nobody
licence: MIT
status: alpha
facts:
  parish: {source: boundaries, options: [council, grouped, meeting, unparished]}
outcomes:
  streets: {role: ROLE, say: "Somebody."}
rows:
  - id: A
    when: {parish: [council, grouped, meeting, unparished, unknown]}
    then: streets
    why: So.
    source: x
cases:
  - {given: {parish: council}, expect: streets, row: A}
"""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((*DAYS,), "give either REPORTS"),
        (("--postcodes", "--areas", *DAYS), "give either REPORTS"),
        (("--areas",), "nothing differs"),
        (("--areas", "--on", "2023-03-31"), "nothing differs"),
        (("--areas", *DAYS, "--on", "2024-04-01"), "--on is given 3 times"),
        (("--areas", *DAYS, "--id", "ref"), "columns are of REPORTS"),
        (("--areas", *DAYS, "--district", "E07999999"), "district"),
        (("--areas", *DAYS, "--map", "where.gif"), ".svg or .png"),
        (("--areas", *DAYS, "--answer", "place=outside"), "at its point"),
        (("--areas", "--on", "2023-03-31", "--on", "tomorrow"), "--on is 'tomorrow'"),
        (("--areas", *DAYS, "--edition", "ew-1066-10"), "ew-1066-10"),
        (("--areas", *DAYS, "--csv", "no folder/c.csv"), "cannot be written"),
    ],
)
def test_options_that_cannot_be_are_bad_input(run, options, said):
    done = run("replay", *LITTER, *options)

    assert done.code == 2
    assert said in done.err


def test_the_sample_is_refused_unless_it_is_meant(run, reports):
    done = run("replay", reports, *LITTER, *DAYS)

    assert done.code == 2
    assert "one district only" in done.err


def test_a_file_is_never_written_over_the_reports(run, reports):
    before = reports.read_bytes()
    done = run("replay", reports, *LITTER, *DAYS, "--sample", "--list", reports)

    assert done.code == 2
    assert reports.read_bytes() == before


def test_without_pyarrow_the_extra_is_named(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = run("replay", "--areas", *LITTER, *DAYS)

    assert done.code == 2
    assert "install routekit[batch]" in done.err


def test_without_matplotlib_a_picture_is_refused_before_the_work_begins(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = run("replay", "--areas", *LITTER, *DAYS, "--map", tmp_path / "where.png", "--fail-on", "any")

    assert done.code == 2
    assert "install routekit[map]" in done.err
    assert "deciding" not in done.err
