"""`routekit rules`."""

import json
from pathlib import Path

import pytest

from routekit.rules import installed_packs

GOOD = (Path(__file__).parents[1] / "rules" / "sound" / "report-grass.yaml").read_text()


@pytest.fixture
def pack(tmp_path):
    file = tmp_path / "report-grass.yaml"
    file.write_text(GOOD)
    return file


def test_a_sound_pack_and_the_installed_ones_are_clean(run, pack):
    for paths, packs in (([pack], "1 pack"), ([], f"{len(installed_packs())} packs")):
        done = run("rules", "lint", *paths)
        assert (done.code, done.out) == (0, f"{packs}, 0 errors, 0 warnings\n")


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


@pytest.mark.parametrize("command", ["lint", "test"])
def test_a_folder_gives_its_packs_with_either_ending_and_nothing_else(run, tmp_path, command):
    for name in ("report-grass.yaml", "b.yml", "c.txt", "d.json"):
        (tmp_path / name).write_text(GOOD)
    done = run("rules", command, tmp_path)
    assert done.code == 0
    assert "c.txt" not in done.out
    if command == "lint":
        assert done.out.splitlines()[-1] == "2 packs, 0 errors, 1 warning"
        assert f"{tmp_path / 'b.yml'}:1:1 warning W405" in done.out
    else:
        assert done.out == "report-grass 1.0.0: 2 cases, 0 failed\n" * 2


@pytest.mark.parametrize("command", ["list", "lint", "test", "matrix"])
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_with_no_pack_installed_it_fails_and_says_what_to_install(run, tmp_path, monkeypatch, command, form):
    # The first distribution of a name on the path hides the others, and this one offers nothing.
    hiding = tmp_path / "routekit_rules-2.dist-info"
    hiding.mkdir()
    (hiding / "METADATA").write_text("Metadata-Version: 2.1\nName: routekit-rules\nVersion: 2\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    done = run("rules", command, *form)
    assert (done.code, done.out) == (1, "")
    assert "no rule packs are installed; install routekit-rules" in done.err


def test_a_folder_without_packs_is_bad_input(run, tmp_path):
    done = run("rules", "lint", tmp_path)
    assert done.code == 2
    assert "no packs" in done.err
