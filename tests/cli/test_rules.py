"""`routekit rules`."""

import json
from pathlib import Path

import pytest

from routekit.errors import RulesError
from routekit.router import Router
from routekit.rules import installed_packs

GOOD = (Path(__file__).parents[1] / "rules" / "sound" / "report-grass.yaml").read_text()

ALL = "2 of 2 rows, 2 of 2 boundaries, 0 of 0 questions"


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
    assert (done.code, done.out) == (0, f"report-grass 1.0.0: 2 cases, 0 failed; {ALL}\n")
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


def test_prove_says_in_one_line_what_is_proved(run, pack):
    done = run("rules", "prove", pack)
    assert (done.code, done.out) == (
        0,
        "report-grass 1.0.0: 5 situations, 2 rows: complete, no overlap, at most 0 questions, mean 0.0\n",
    )
    (proof,) = json.loads(run("rules", "prove", pack, "--json").out)
    assert proof["line"] in done.out
    assert (proof["situations"], proof["gaps"], proof["pack"]["transaction"]) == (5, 0, "report-grass")


def test_a_pack_that_does_not_prove_is_shown_with_examples_and_fails(run, pack):
    pack.write_text(GOOD.replace("[council, grouped]}", "[council, meeting]}"))
    done = run("rules", "prove", pack)
    assert done.code == 1
    assert done.out.splitlines() == [
        "report-grass 1.0.0: 5 situations, 2 rows: 1 without a row, 1 overlap, at most 0 questions, mean 0.0",
        "  rows A and B both match 1 situation, such as parish = meeting",
        "  no row answers 1 situation, such as parish = grouped",
    ]


def test_a_row_outcome_or_question_of_no_use_fails_the_proof_though_answers_are_right(run, pack):
    pack.write_text(GOOD.replace("outcomes:\n", "outcomes:\n  spare: {role: police, say: Nobody.}\n"))
    done = run("rules", "prove", pack)
    assert done.code == 1
    assert "complete, no overlap, outcome is never given: spare" in done.out


def test_a_pack_with_other_errors_is_not_proved_but_refused(run, pack):
    pack.write_text(GOOD.replace("then: parish,", "then: parrish,"))
    done = run("rules", "prove", pack)
    assert (done.code, done.out) == (1, "")
    assert "E216" in done.err


def test_prove_lays_an_overlay_over_the_pack(run, pack, tmp_path):
    overlay = tmp_path / "overlays" / "E07000078" / "report-grass.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text(
        "format: 1\noverlay: report-grass\nversion: 1.1.0\neffective: {from: 2026-04-01}\nmaintainer: Wend\n"
        "rows:\n  - {id: B, when: {parish: council}, then: parish, why: So., source: x}\n"
    )
    done = run("rules", "prove", pack, "--overlay", "E07000078", "--on", "2026-04-01")
    assert done.code == 1
    assert done.out.startswith("report-grass 1.0.0+E07000078.1.1.0: 5 situations, 2 rows: 1 without a row")
    assert run("rules", "prove", pack, "--overlay", "E07000078", "--on", "2026-03-31").code == 0
    assert run("rules", "prove", pack, "--overlay", "wend").code == 2


def test_prove_proves_each_overlay_and_those_that_meet_together(run, pack, tmp_path):
    rows = {
        "E10000013": "{id: A, when: {parish: [grouped, meeting, unparished, unknown]}, then: highways, "
        "why: So., source: x}\n  - {id: B, when: {parish: council}, then: parish, why: So., source: x}",
        "E07000078": "{id: B, when: {parish: [council, grouped]}, then: highways, why: So., source: x}",
        "E07000026": "{id: B, when: {parish: [council, grouped]}, then: highways, why: So., source: x}",
    }
    for council, row in rows.items():
        overlay = tmp_path / "overlays" / council / "report-grass.yaml"
        overlay.parent.mkdir(parents=True)
        overlay.write_text(
            "format: 1\noverlay: report-grass\nversion: 1.1.0\neffective: {from: 2026-04-01}\n"
            f"maintainer: Wend\nrows:\n  - {row}\n"
        )
    done = run("rules", "prove", pack)
    assert done.code == 1
    proofs = [line for line in done.out.splitlines() if line.startswith("report-grass")]
    assert [line.split(":")[0] for line in proofs] == [
        "report-grass 1.0.0",
        *(f"report-grass 1.0.0+{council}.1.1.0" for council in sorted(rows)),
        "report-grass 1.0.0+E10000013.1.1.0.E07000078.1.1.0",
    ]
    assert ["1 overlap" in line for line in proofs] == [False, False, False, False, True]
    with pytest.raises(RulesError, match="E301"):
        Router.open(packs=[pack])


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
        assert done.out == f"report-grass 1.0.0: 2 cases, 0 failed; {ALL}\n" * 2


@pytest.mark.parametrize("command", ["list", "lint", "test", "prove", "matrix"])
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


@pytest.mark.parametrize(("arguments", "name"), [((), "pack"), (("--overlay",), "overlay")])
def test_the_schema_for_editors_is_the_one_beside_the_packs(run, arguments, name):
    done = run("rules", "schema", *arguments)
    assert (done.code, done.err) == (0, "")
    assert done.out == (Path(__file__).parents[2] / f"rules/routekit_rules/{name}.schema.json").read_text()
