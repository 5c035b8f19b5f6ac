"""`routekit rules show`: text, pictures and tables on the command line."""

import json
from pathlib import Path

import pytest
from defusedxml import ElementTree

from routekit.rules import Pack
from routekit.rules.showing import DecisionTable, Picture, as_csv, markdown, mermaid, picture_of, table_of

FOUNDING = "report-speeding-traffic"


def test_text_is_the_rows_under_their_outcomes(run):
    done = run("rules", "show", FOUNDING)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        "Report speeding traffic (report-speeding-traffic 1.0.0)\n\nhighways: highway authority"
    )
    assert "\n  S4  Is there a parish or town council? one of its own or one that is shared;" in done.out


@pytest.mark.parametrize(
    ("option", "made"),
    [
        ("--mermaid", lambda pack: mermaid(picture_of(pack))),
        ("--markdown", lambda pack: markdown(table_of(pack))),
        ("--csv", lambda pack: as_csv(table_of(pack)).replace("\r\n", "\n")),
    ],
)
def test_each_form_is_printed_as_python_gives_it(run, option, made):
    done = run("rules", "show", FOUNDING, option)
    assert (done.code, done.out.replace("\r\n", "\n")) == (0, made(Pack.load(FOUNDING)))


def test_json_has_the_picture_and_the_table(run):
    found = json.loads(run("rules", "show", FOUNDING, "--json", "--language", "cy", "--ids").out)
    pack = Pack.load(FOUNDING)
    assert Picture.model_validate_json(json.dumps(found["picture"])) == picture_of(
        pack, language="cy", ids=True
    )
    assert DecisionTable.model_validate_json(json.dumps(found["table"])) == table_of(
        pack, language="cy", ids=True
    )


def test_files_are_written_and_nothing_is_printed(run, tmp_path):
    flow, page = tmp_path / "flow.svg", tmp_path / "rules.html"
    done = run("rules", "show", FOUNDING, "--svg", flow, "--html", page)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert ElementTree.fromstring(flow.read_text(encoding="utf-8")).get("role") == "img"
    assert flow.read_text(encoding="utf-8") in page.read_text(encoding="utf-8")


def test_an_overlay_is_laid_over_the_pack_that_is_shown(run, tmp_path):
    text = Path(Pack.load(FOUNDING).file).read_text(encoding="utf-8")
    (tmp_path / f"{FOUNDING}.yaml").write_text(text)
    over = tmp_path / "overlays" / "E06000037"
    over.mkdir(parents=True)
    (over / f"{FOUNDING}.yaml").write_text(
        f"format: 1\noverlay: {FOUNDING}\nversion: 1.0.0\neffective: {{from: 2024-01-01}}\nmaintainer: M\n"
        "texts: {en: {rows: {P1: {why: Nobody here.}}}}\n"
    )
    path = tmp_path / f"{FOUNDING}.yaml"
    assert "Nobody here." in run("rules", "show", path, "--overlay", "E06000037").out
    assert (
        "Nobody here." not in run("rules", "show", path, "--overlay", "E06000037", "--on", "2023-01-01").out
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("report-speeding-trafic",), 2, "did you mean"),
        (("none.yaml",), 1, "there is no such file"),
        ((FOUNDING, "--language", "fr"), 2, "--language"),
        ((FOUNDING, "--on", "tomorrow"), 2, "a date such as 2026-04-01 is needed"),
        ((FOUNDING, "--svg", "no/such/folder/flow.svg"), 1, "No such file or directory"),
    ],
)
def test_what_cannot_be_shown_is_said(run, arguments, code, said):
    done = run("rules", "show", *arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_a_file_that_cannot_be_written_leaves_nothing_behind(run, tmp_path):
    (tmp_path / "flow.svg").mkdir()
    done = run("rules", "show", FOUNDING, "--html", tmp_path / "none" / "rules.html")
    assert done.code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["flow.svg"]


def test_a_file_here_is_a_pack_however_it_is_called(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("draft").write_bytes(Path(Pack.load(FOUNDING).file).read_bytes())
    assert run("rules", "show", "draft").code == 0
    assert run("rules", "export", "draft", "--csv", "rows.csv").code == 0
    assert run("rules", "import", "rows.csv", "--onto", "draft").code == 0
    assert run("rules", "diff", "draft", FOUNDING, "--on", "2026-04-01").code == 0


@pytest.mark.parametrize(
    "arguments", [("show", FOUNDING, "--svg"), ("show", FOUNDING, "--html"), ("export", FOUNDING, "--csv")]
)
def test_a_file_that_cannot_be_written_is_named(run, tmp_path, arguments):
    done = run("rules", *arguments, tmp_path / "none" / "file")
    assert (done.code, done.out) == (1, "")
    assert done.err == f"routekit: {tmp_path}/none/file cannot be written (No such file or directory)\n"
    (tmp_path / "none").touch()
    assert "cannot be written (Not a directory)" in run("rules", *arguments, tmp_path / "none" / "file").err
