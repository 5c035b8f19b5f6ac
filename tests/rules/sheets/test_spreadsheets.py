"""Sheets as spreadsheets and people save them: taken as meant, or refused with the cell and what is right."""

import csv
import io
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.errors import RulesError
from routekit.rules import Pack
from routekit.rules.sheets import export_rows, import_rows

SPEED = Path(__file__).parents[1] / "sound" / "report-speed.yaml"
SHEET = export_rows(Pack.load(SPEED))
TEXT = SPEED.read_text(encoding="utf-8")
HEADINGS = "Row,road,age,danger,mph,since,Then,Why,Source"


def saved_as(delimiter=",", quoting=csv.QUOTE_MINIMAL, end="\r\n", change=lambda row: row):
    file = io.StringIO()
    rows = csv.reader(io.StringIO(SHEET, newline=""))
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(map(change, rows))
    return file.getvalue()


def problems(sheet):
    with pytest.raises(RulesError) as error:
        import_rows(sheet if isinstance(sheet, bytes) else sheet.encode(), "rows.csv", SPEED)
    return [str(problem) for problem in error.value.problems]


def replaced(old, new, count=1):
    assert old in SHEET
    return SHEET.replace(old, new, count)


def test_the_sheet_is_what_the_other_tests_take_it_for():
    lines = SHEET.splitlines()
    assert lines[0] == HEADINGS
    assert lines[3].startswith("motorway,motorway,-,-,-,-,police,")
    assert lines[4].startswith("slow,local or private or unknown,0..365 or unknown,-,5..30,-,parish,")


@pytest.mark.parametrize(
    "sheet",
    [
        "\ufeff" + SHEET,
        saved_as(";"),
        saved_as("\t"),
        "sep=;\r\n" + saved_as(";"),
        "\ufeffsep=,\n" + SHEET,
        saved_as(quoting=csv.QUOTE_ALL),
        saved_as(";", quoting=csv.QUOTE_ALL),
        saved_as(end="\n"),
        SHEET + ",,,,,,,,,,\r\n" * 20,
        saved_as(change=lambda row: [*row, "", "", ""]),
        saved_as(change=lambda row: [f" {cell} " for cell in row]),
        "\r\n\r\n" + SHEET,
        saved_as(change=lambda row: [row[0], *reversed(row[1:-3]), *row[-3:]]),
        saved_as(change=lambda row: [*row, "# notes" if row[0] == "Row" else "a note"]),
        replaced("slow,local or private or unknown", "slow,Local or Private or UNKNOWN"),
        replaced("slow,local or private or unknown", 'slow,"local, private, unknown"'),
        replaced("slow,local or private or unknown", "slow,local; private;unknown"),
        replaced("slow,local or private or unknown", 'slow,"local\nprivate\nunknown"'),
        replaced("slow,local or private or unknown", "slow,off_motorway"),
        replaced("slow,local or private", "slow,\u201clocal\u201d or \u2018private\u2019"),
        replaced(",5..30,", ",..30,"),
        replaced(",5..30,", ",<= 30,"),
        replaced(",5..30,", ",5..20 or 21..30,"),
        replaced("motorway,motorway,-,-,-,-", "motorway,motorway,\u2013,\u2014,-,-"),
        replaced("Row,road", "ROW,Road"),
        replaced("Then,Why", "then,why"),
        replaced("police,The", "Police,The"),
    ],
    ids=range(27),
)  # fmt: skip
def test_what_spreadsheets_do_to_a_file_changes_nothing(sheet):
    imported = import_rows(sheet.encode(), "rows.csv", SPEED)
    assert imported.changed == ()
    assert imported.text == TEXT


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (
            replaced("slow,local", "slow,locl"),
            'rows.csv:5:2 error S106 B5: "locl" is not an answer to "road"; did you mean "local"?',
        ),
        (replaced(",5..30,", ",,"), "rows.csv:5:5 error S103 E5: mph is empty; write - for any answer"),
        (replaced(",5..30,", ",5..99,"), 'rows.csv:5:5 error S107 E5: "mph": 5..99 reaches outside 5 to 70'),
        (replaced(",5..30,", ",30..5,"), 'rows.csv:5:5 error S107 E5: "mph": 30..5 holds nothing'),
        (replaced(",5..30,", ",5 to 30,"), "rows.csv:5:5 error S107 E5:"),
        (replaced(",5..30,", ",10-Dec,"), 'S104 E5: "10-Dec" looks like a day or a number that a'),
        (replaced(",5..30,", ",30.0,"), "S104 E5:"),
        (replaced(",5..30,", ",030,"), "S104 E5:"),
        (replaced(",5..30,-,", ",5..30,01/04/2026,"), "S104 F5:"),
        (replaced("\r\nslow,", "\r\n1-Sep,"), 'S104 A5: "1-Sep" is no id of a row'),
        (replaced("\r\nslow,", "\r\nslow row,"), 'S105 A5: "slow row" is no id of a row'),
        (replaced("\r\nslow,", "\r\nmotorway,"), 'S105 A5: row "motorway" is also in row 4; rename one'),
        (replaced(",parish,", ",parrish,"), 'no outcome is called "parrish"; did you mean "parish"?'),
        (replaced(",parish,", ",,"), "S103 G5: Then is empty; write something"),
        (replaced("motorway,motorway,-", "motorway,-,-"), "S106 A4: every cell of the row is -"),
        (replaced("motorway,motorway,-", "motorway,(otherwise),-"), "S106 B4: (otherwise) must be in every"),
        (replaced("Row,road", "Row,raod"), 'S102 B1: no question or fact is called "raod"; did you mean'),
        (replaced("Row,road", "Row,raod"), 'S102 J1: there is no column "road"; add it'),
        (replaced("Row,road", "Row,age"), 'S102 C1: there are two columns "age"; keep one'),
        (replaced("made up\r\n", "made up,left over\r\n"), 'S103 J4: "left over" has no heading above it'),
        ("", "S102 A1: the sheet is empty; begin with Row"),
        (HEADINGS, "S103 A1: there are no rows below; a pack needs one"),
        (replaced("The police look", "x" * 1001), "E205"),
        (replaced("The police look", "The \u202epolice look"), "rows.csv:4:1 error E104 A4:"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_cell_and_what_is_right(sheet, said):
    assert any(said in problem for problem in problems(sheet)), problems(sheet)


def test_every_problem_is_named_at_once():
    sheet = (
        replaced("slow,local", "slow,locl")
        .replace(",5..30,", ",5..99,", 1)
        .replace(",police,", ",polise,", 1)
    )
    assert [problem.split()[2] for problem in problems(sheet)] == ["S108", "S106", "S107"]


def test_an_option_that_lost_its_zeros_is_recognised(tmp_path):
    text = TEXT.replace("options: [motorway, local, private]", "options: [motorway, local, private, 007]")
    text = text.replace(
        "off_motorway: [local, private, unknown]", "off_motorway: [local, private, 007, unknown]"
    )
    path = tmp_path / "report-speed.yaml"
    path.write_text(text)
    sheet = export_rows(Pack.load(path)).replace(" or 007", " or 7")
    with pytest.raises(
        RulesError, match='S104 B5: "7" is no answer to "road"; a spreadsheet took the zeros off 007'
    ):
        import_rows(sheet.encode(), "rows.csv", path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (SHEET.encode("utf-16"), "S101 the file is UTF-16; save the sheet as CSV UTF-8"),
        (SHEET.replace("The pol", "\u2019").encode("cp1252"), "S101 byte 0x92 is not UTF-8; save the"),
        (b"PK\x03\x04" + b"\0" * 100, "S101 this is a spreadsheet's own file and no CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "S101 this is a spreadsheet's own file and no CSV"),
        (SHEET.encode() + b'"no end', "S101 this is not CSV"),
        (SHEET.encode() + b"," * 1_000_000, "S101 the file is larger than 1,000,000 bytes"),
        (SHEET.encode() + b"x\n" * 4_000, "S101 there are more than 3,000 rows"),
        (SHEET.encode() + b'"' + b"x" * 200_000 + b'"', "S101 this is not CSV: field larger"),
    ],
)  # fmt: skip
def test_what_is_no_csv_in_utf_8_is_refused(data, said):
    assert said in problems(data)[0]


@settings(deadline=None, max_examples=150)
@given(
    data=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    | st.tuples(st.integers(0, len(SHEET)), st.text(max_size=12)).map(
        lambda at: (SHEET[: at[0]] + at[1] + SHEET[at[0] :]).encode("utf-8", "replace")
    )
)  # fmt: skip
def test_whatever_is_in_a_sheet_it_is_imported_or_refused(data):
    try:
        imported = import_rows(data, "rows.csv", SPEED)
    except RulesError as error:
        assert error.problems  # noqa: PT017 - the point is that nothing else is raised
    else:
        assert Pack.parse(imported.text.encode(), "report-speed.yaml").prove().unambiguous


def test_a_sheet_of_the_largest_size_is_refused_in_a_moment():
    row = b"R,x,x,x,x,x,x,x,x\n"
    data = HEADINGS.encode() + b"\n" + row * 2_990
    begin = time.process_time()
    assert len(problems(data)) == 1_001
    assert time.process_time() - begin < 5
