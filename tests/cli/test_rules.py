"""`routekit rules`."""

import json

import pytest

GOOD = """
format: 1
transaction: report-grass
version: 1.0.0
title: Report long grass
effective: {from: 2020-01-01}
maintainer: The routekit authors
licence: MIT
status: alpha
facts:
  parish: {source: boundaries, options: [council, grouped, meeting, unparished]}
outcomes:
  parish: {role: parish_council, say: "The parish cuts the grass."}
  highways: {role: highway_authority, say: "The highway authority cuts the grass."}
rows:
  - {id: A, when: {parish: [meeting, unparished, unknown]}, then: highways, why: Made up., source: made up}
  - {id: B, when: {parish: [council, grouped]}, then: parish, why: Made up., source: made up}
cases:
  - {given: {parish: council}, expect: parish, row: B}
  - {given: {parish: meeting}, expect: highways, row: A}
"""


@pytest.fixture
def pack(tmp_path):
    file = tmp_path / "report-grass.yaml"
    file.write_text(GOOD)
    return file


def test_a_sound_pack_and_the_installed_ones_are_clean(run, pack):
    for paths in ([pack], []):
        done = run("rules", "lint", *paths)
        assert (done.code, done.out) == (0, "1 pack, 0 errors, 0 warnings\n")


def test_every_problem_is_a_line_with_file_line_and_column(run, pack):
    pack.write_text(
        GOOD.replace("then: parish,", "then: parrish,").replace("[council, grouped]}", "[councl]}")
    )
    done = run("rules", "lint", pack)
    assert done.code == 1
    problems = done.out.splitlines()[:-1]
    assert len(problems) >= 2
    assert all(line.startswith(f"{pack}:") for line in problems)
    assert "did you mean" in done.out


def test_lint_gives_json(run, pack):
    pack.write_text(GOOD.replace("then: parish,", "then: parrish,"))
    problems = json.loads(run("rules", "lint", pack, "--json").out)
    assert {"file", "line", "column", "code", "message", "severity"} <= set(problems[0])


def test_cases_that_pass_exit_with_0(run, pack):
    done = run("rules", "test", pack)
    assert (done.code, done.out) == (0, "report-grass 1.0.0: 2 cases, 0 failed\n")
    assert json.loads(run("rules", "test", "--json").out)[0]["rows_not_hit"] == []


def test_a_case_that_fails_says_what_was_expected_and_what_came(run, pack):
    pack.write_text(GOOD.replace("expect: parish, row: B", "expect: highways, row: A"))
    done = run("rules", "test", pack)
    assert done.code == 1
    assert "expected highways by A, came to parish by B" in done.out


def test_a_row_no_case_comes_to_is_named_and_fails(run, pack):
    pack.write_text(GOOD.replace("  - {given: {parish: meeting}, expect: highways, row: A}\n", ""))
    done = run("rules", "test", pack)
    assert done.code == 1
    assert "no case comes to row A" in done.out


def test_a_broken_pack_cannot_be_tested_and_every_place_is_named(run, pack):
    pack.write_text(
        GOOD.replace("then: parish,", "then: parrish,").replace("[council, grouped]}", "[councl]}")
    )
    done = run("rules", "test", pack)
    assert done.code == 1
    assert done.err.count(f"{pack}:") >= 2


def test_a_folder_without_packs_is_bad_input(run, tmp_path):
    done = run("rules", "lint", tmp_path)
    assert done.code == 2
    assert "no packs" in done.err
