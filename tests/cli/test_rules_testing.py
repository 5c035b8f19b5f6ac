"""`routekit rules test`: what cases show, how much of it is asked for, and the cases that are missing."""

import json
from pathlib import Path

import pytest

from routekit.rules import Pack, installed_packs

GOOD = (Path(__file__).parents[1] / "rules" / "sound" / "report-speed.yaml").read_text()
FEWER = "".join(line for line in GOOD.splitlines(keepends=True) if "row: old}" not in line)


@pytest.fixture
def pack(tmp_path):
    file = tmp_path / "report-speed.yaml"
    file.write_text(FEWER)
    return file


def test_what_is_missing_is_named_when_it_is_asked_for(run, pack):
    done = run("rules", "test", pack, "--least-coverage", "90.5")
    assert done.code == 1
    first, *lines = done.out.splitlines()
    assert first == "report-speed 1.0.0: 7 cases, 0 failed; 4 of 5 rows, 5 of 15 boundaries, 3 of 3 questions"
    assert lines[0] == "  no case comes to row old"
    assert "  no case shows row slow with mph = 30" in lines
    assert lines[-1] == "  coverage is 44.4 %, less than 90.5 %; --generate makes the missing cases"


def test_rows_are_asked_for_in_any_event_and_boundaries_only_if_wanted(run, pack):
    assert run("rules", "test", pack).code == 1
    pack.write_text(GOOD)
    done = run("rules", "test", pack)
    assert (done.code, len(done.out.splitlines())) == (0, 1)
    assert run("rules", "test", pack, "--least-coverage", "100").code == 1


@pytest.mark.parametrize("percent", ["101", "-1", "nan", "much"])
def test_a_share_that_is_none_is_bad_input(run, pack, percent):
    assert run("rules", "test", pack, "--least-coverage", percent).code == 2


def test_generated_cases_are_yaml_ready_to_paste(run, pack):
    done = run("rules", "test", pack, "--generate")
    assert done.code == 1
    first, *lines = done.out.splitlines()
    assert first.startswith("# report-speed 1.0.0: 7 cases, 0 failed; 4 of 5 rows")
    assert all(line.startswith(("  # to review: ", "  - {given: ")) for line in lines)
    pack.write_text(FEWER.replace("cases:\n", "cases:\n" + done.out))
    assert run("rules", "test", pack, "--least-coverage", "100").code == 0
    assert run("rules", "test", pack, "--generate").out.count("\n") == 1


def test_generated_cases_are_written_into_the_file(run, pack):
    done = run("rules", "test", pack, "--generate", "--write", "--least-coverage", "100")
    assert done.code == 0
    counted, told = done.out.splitlines()
    assert counted.endswith("5 of 5 rows, 15 of 15 boundaries, 3 of 3 questions")
    assert told.endswith(f"to review in {pack}")
    assert "# to review: row old" in pack.read_text()
    before = pack.read_text()
    assert run("rules", "test", pack, "--generate", "--write").code == 0
    assert pack.read_text() == before


@pytest.mark.parametrize(
    "arguments", [("--write",), ("--generate", "--write"), ("report-noise", "--generate", "--write")]
)
def test_cases_are_not_written_into_packs_that_are_only_installed(run, arguments):
    before = {file: file.read_bytes() for file in installed_packs().values()}
    assert run("rules", "test", *arguments).code == 2
    assert {file: file.read_bytes() for file in installed_packs().values()} == before


def test_json_has_what_is_missing_and_the_new_cases(run, pack):
    (found,) = json.loads(run("rules", "test", pack, "--generate", "--json").out)
    assert set(found) == {
        "pack", "results", "rows", "rows_not_hit", "boundaries", "boundaries_not_shown", "questions",
        "questions_not_asked", "new_cases",
    }  # fmt: skip
    assert found["rows_not_hit"] == ["old"]
    assert {
        "row": "old",
        "column": "age",
        "inside": True,
        "options": ["366..36500"],
        "value": "366",
    } in found["boundaries_not_shown"]
    assert {"given", "expect", "row", "ask", "shows"} == set(found["new_cases"][0])
    assert "new_cases" not in json.loads(run("rules", "test", pack, "--json").out)[0]


def test_every_boundary_and_question_of_the_catalogue_has_a_case_and_none_is_left_to_review(run):
    assert run("rules", "test", "--least-coverage", "100").code == 0
    assert not [
        file for file in installed_packs().values() if "to review" in file.read_text(encoding="utf-8")
    ]


# --- names of packs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["lint", "test", "prove", "list"])
def test_a_pack_is_named_by_its_transaction_its_file_or_its_folder(run, command, tmp_path):
    file = Path(Pack.load("report-pothole").file)
    (tmp_path / file.name).write_bytes(file.read_bytes())
    outs = [run("rules", command, named).out for named in ("report-pothole", file, tmp_path)]
    if command == "list":
        outs = [out.replace(str(file), "").replace(str(tmp_path / file.name), "") for out in outs]
        outs = ["\n".join(line.rstrip() for line in out.splitlines()) for out in outs]
    assert len(set(outs)) == 1
    assert run("rules", command, "report-pothole", file).out.count("report-pothole ") <= 1, "it is one pack"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("report-potole", 'did you mean "report-pothole"?'),
        ("report-pothole.yaml", "report-pothole.yaml is not there; give a file, a folder or the name of"),
        ("no/such/folder", "no/such/folder is not there"),
    ],
)
def test_what_is_neither_there_nor_installed_is_bad_input(run, named, said):
    for command in ("lint", "test", "prove", "list"):
        done = run("rules", command, named)
        assert (done.code, done.out) == (2, "")
        assert said in done.err


def test_a_folder_here_comes_before_an_installed_pack_of_the_same_name(run, tmp_path, monkeypatch, pack):
    folder = tmp_path / "here" / "report-pothole"
    folder.mkdir(parents=True)
    (folder / pack.name).write_text(GOOD)
    monkeypatch.chdir(folder.parent)
    assert run("rules", "test", "report-pothole").out.startswith("report-speed ")
