"""Reading a table: its header, its rows, its size, and what is said of each mistake."""

import contextlib
import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routekit.bodies import Bodies
from routekit.contacts import Directory, Register
from routekit.errors import BodiesError, InputError, RoutekitError
from routekit.tables import LARGEST_TABLE_BYTES, Layout, read_table
from routekit.testing import write_tiny_bodies

LAYOUT = Layout(columns=("code", "name"), optional=("from",), unique="code")


@pytest.fixture
def read(tmp_path):
    """Give a function that reads some bytes as a table and gives line and cells of each row."""

    def reading(content, layout=LAYOUT, **choices):
        path = tmp_path / "table.csv"
        path.write_bytes(content)
        return read_table(path, layout, lambda record: (record.line, dict(record.cells)), **choices)

    return reading


def refusal(read, content, layout=LAYOUT, **choices):
    with pytest.raises(BodiesError) as caught:
        read(content, layout, **choices)
    return caught.value


def test_rows_come_by_column_in_any_order_with_the_line_they_begin_on(read):
    content = b'\xef\xbb\xbfname , code\r\n"Ash,\n  with\tElm",1\r\n\r\n , \r\n\xc5\xb5yr,2\r\n'
    assert read(content) == (
        (2, {"name": "Ash,\nwith Elm", "code": "1"}),
        (6, {"name": "ŵyr", "code": "2"}),
    )


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("code", "table.csv:1 has no column name; the header must name each once"),
        ("", "table.csv:1 has no column code, name"),
        ("code,name,name", "table.csv:1 has a column twice"),
        ("code,name,zebedee", "table.csv:1 has a column that is not known, number 3"),
    ],
)
def test_a_header_that_is_not_right_is_refused_and_not_quoted(read, header, said):
    error = refusal(read, f"{header}\n".encode())
    assert str(error).startswith(said)
    assert "zebedee" not in str(error)
    assert (error.file, error.line) == ("table.csv", 1)


def test_columns_that_may_be_there_may_and_others_only_if_the_layout_says_so(read):
    assert read(b"code,from,name\n1,2,3\n") == ((2, {"code": "1", "from": "2", "name": "3"}),)
    others = Layout(columns=("code",), others=True)
    assert read(b"code,x\n1,2\n", others) == ((2, {"code": "1", "x": "2"}),)


def test_a_row_of_another_length_is_refused_with_both_counts_and_a_hint(read):
    error = refusal(read, b"code,name,from\n1,zebedee\n2,a,b,zebedee\n3,c,d\n")
    assert str(error).splitlines() == [
        "table.csv:2 has 2 cells, and the header has 3 columns; an empty cell needs its comma too",
        "table.csv:3 has 4 cells, and the header has 3 columns; a text with a comma in it needs quotes",
    ]


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u200b", "\ufeff", "\ue000"]
)
def test_a_character_that_does_not_show_is_refused_by_line_and_column(read, character):
    error = refusal(read, f"code,name\n1,Ze{character}bedee\n".encode())
    assert str(error) == "table.csv:2 name: it holds a character that does not show"
    assert (error.line, error.column) == (2, "name")


def test_a_cell_of_the_unique_column_stands_in_one_row_only(read):
    error = refusal(read, b"code,name\n1,a\n2,b\n1,c\n")
    assert str(error) == "table.csv:4 code: line 2 has this code already"


def test_rows_that_are_left_out_claim_nothing(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("code,name\n1,out\n1,in\n", encoding="utf-8")
    assert read_table(path, LAYOUT, lambda row: row.line if row.cells["name"] == "in" else None) == (3,)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"code,name\n1,\xff\n", "table.csv:2 is not UTF-8 text"),
        (b'code,name\n1,a\n"2,b\n', "table.csv:3 is not CSV"),
        (b"code,name\n1," + b"x" * 200_000 + b"\n", "table.csv:2 is not CSV"),
    ],
)
def test_what_is_not_csv_in_utf_8_is_refused(read, content, said):
    assert str(refusal(read, content)).startswith(said)


def test_a_table_may_be_as_large_as_it_may_be_and_no_larger(read):
    content = b"code,name\n1,a\n"
    assert read(content, largest_bytes=len(content))
    error = refusal(read, content, largest_bytes=len(content) - 1)
    assert str(error) == f"table.csv is larger than {len(content) - 1} bytes"


def test_no_table_that_is_opened_may_be_larger_than_that(tmp_path):
    folder = write_tiny_bodies(tmp_path)
    register = tmp_path / "register.csv"
    for table in (folder / "taken_on.csv", register):
        with table.open("ab") as file:
            file.truncate(LARGEST_TABLE_BYTES + 1)
    for open_it in (
        lambda: Bodies.open(folder),
        lambda: Register.open(register),
        lambda: Directory.open(register),
    ):
        with pytest.raises(BodiesError, match="is larger than 16,777,216 bytes"):
            open_it()


@pytest.mark.parametrize("name", ["nowhere.csv", ".", "a\0b", "/dev/zero", "a" * 5000])
def test_what_is_no_file_is_the_callers_mistake(tmp_path, name):
    with pytest.raises(InputError, match="an existing CSV file is needed"):
        read_table(tmp_path / name, LAYOUT, lambda record: record)


@pytest.mark.parametrize(
    "text", ["0", "1238544000", "20260401", "2026-W14-3", "2026-4-1", "2026-02-30", "2026-04-0\u0661"]
)
def test_a_day_is_written_in_one_way(read, tmp_path, text):
    path = tmp_path / "days.csv"
    path.write_text(f"code,name\n1,{text}\n", encoding="utf-8")
    with pytest.raises(BodiesError, match=r"days\.csv:2 name: a day is needed, as 2026-04-01"):
        read_table(path, LAYOUT, lambda row: row.day("name"))


ROWS = st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=8)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_what_is_read_is_what_was_written_but_for_white_space(read, rows):
    text = io.StringIO()
    csv.writer(text).writerows([["code", "name"], *rows])
    with contextlib.suppress(RoutekitError):
        found = [
            [cells["code"], cells["name"]] for _, cells in read(text.getvalue().encode(errors="replace"))
        ]
        squeezed = [["".join(cell.split()) for cell in row] for row in rows]
        assert [["".join(cell.split()) for cell in row] for row in found] == [
            row for row in squeezed if any(row)
        ]
