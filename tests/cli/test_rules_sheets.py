"""`routekit rules export` and `routekit rules import`: rows in a spreadsheet and back."""

import json
from pathlib import Path

import pytest

from routekit.rules import Pack

FOUNDING = "report-speeding-traffic"


@pytest.fixture
def sheet(run, tmp_path):
    path = tmp_path / "rows.csv"
    assert run("rules", "export", FOUNDING, "--csv", path).code == 0
    return path


def test_a_sheet_begins_as_excel_wants_it_and_comes_back_as_it_was(run, sheet, tmp_path):
    assert sheet.read_bytes().startswith("\ufeffRow,parish,taken_on,".encode())
    old = Path(Pack.load(FOUNDING).file).read_bytes()
    out = tmp_path / "new.yaml"
    done = run("rules", "import", sheet, "--onto", FOUNDING, "--out", out)
    assert (done.code, done.out, done.err) == (0, "no row differs\n", "")
    assert out.read_bytes() == old
    assert run("rules", "import", sheet, "--onto", FOUNDING).out.encode() == old


def test_what_changed_is_said(run, sheet, tmp_path):
    text = sheet.read_text(encoding="utf-8").replace("only in daylight", "by day")
    sheet.write_text(text.replace("S4,council", "S9,council"), encoding="utf-8")
    path = tmp_path / f"{FOUNDING}.yaml"
    path.write_text(Path(Pack.load(FOUNDING).file).read_text(encoding="utf-8").replace("    row: S4\n", ""))
    done = run("rules", "import", sheet, "--onto", path, "--out", path)
    assert done.out.splitlines() == ["rows changed: S2", "rows added: S9", "rows removed: S4"]
    told = json.loads(run("rules", "import", sheet, "--onto", path, "--json").out)
    assert (told["changed"], told["added"], told["removed"]) == ([], [], [])
    assert told["text"] == path.read_text(encoding="utf-8")


def test_cases_that_no_longer_hold_are_named(run, sheet, tmp_path):
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("P1,unparished,-,-,-,-,highways", "P1,unparished,-,-,-,-,clerk"))
    done = run("rules", "import", sheet, "--onto", FOUNDING, "--out", tmp_path / "new.yaml")
    assert "cases that no longer come to what they say: 1, 6\n" in done.out


def test_nothing_is_written_where_there_is_a_problem(run, sheet, tmp_path):
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("S1,council", "S1,councl"), encoding="utf-8")
    out = tmp_path / "new.yaml"
    out.write_text("as it was")
    done = run("rules", "import", sheet, "--onto", FOUNDING, "--out", out)
    assert (done.code, done.out) == (1, "")
    assert (
        f'{sheet}:8:2 error S106 B8: "councl" is not an answer to "parish"; did you mean "council"?'
        in done.err
    )
    assert out.read_text() == "as it was"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("export", FOUNDING), 2, "--csv"),
        (("export", "report-speeding-trafic", "--csv", "x.csv"), 2, "did you mean"),
        (("import", "none.csv", "--onto", FOUNDING), 2, "does not exist"),
    ],
)
def test_what_cannot_be_done_is_said(run, arguments, code, said):
    done = run("rules", *arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
