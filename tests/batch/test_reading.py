"""Files are read piece by piece, and each row keeps its number, whatever cannot be read."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from routekit.batch.reading import CsvForm, open_source
from routekit.errors import InputError


def all_of(path, form=CsvForm()):  # noqa: B008 - a frozen value
    pieces = list(open_source(path, form=form).pieces())
    rows = [
        row for piece in pieces for row in zip(piece.numbers.to_pylist(), piece.rows.to_pylist(), strict=True)
    ]
    return rows, [wrong for piece in pieces for wrong in piece.wrong]


def test_cells_of_a_csv_stay_the_text_that_they_are(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('id,postcode,note\n007,RG14 5LD,"a, ""b""\nc"\n1e2,,NA\n', encoding="utf-8")
    rows, wrong = all_of(path)
    assert rows == [
        (1, {"id": "007", "postcode": "RG14 5LD", "note": 'a, "b"\nc'}),
        (2, {"id": "1e2", "postcode": "", "note": "NA"}),
    ]
    assert wrong == []


def test_rows_that_cannot_be_read_are_told_by_number_in_any_piece(tmp_path):
    path = tmp_path / "a.csv"
    bad = {3: b"short\n", 9_000: b"1,2,3\n", 40_000: b"40000,\xff\n", 50_000: b"x\n"}
    lines = [bad.get(n, b"%d,%s\n" % (n, b"x" * 800)) for n in range(1, 50_001)]  # 40 MB, so several pieces
    path.write_bytes(b"id,note\n" + b"".join(lines))
    assert len([piece for piece in open_source(path).pieces() if piece.rows.num_rows]) > 1
    rows, wrong = all_of(path)
    assert [each.row for each in wrong] == sorted(bad)
    assert {each.problem.code for each in wrong} == {"malformed-row"}
    assert [number for number, _ in rows] == [n for n in range(1, 50_001) if n not in bad]
    assert all(int(row["id"]) == number for number, row in rows)


def test_a_parquet_file_keeps_its_types(tmp_path):
    table = pa.table({"id": pa.array([1, 2], pa.int16()), "postcode": ["RG14 5LD", None]})
    pq.write_table(table, tmp_path / "a.parquet")
    assert open_source(tmp_path / "a.parquet").schema == table.schema
    assert [row for _, row in all_of(tmp_path / "a.parquet")[0]] == table.to_pylist()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"x"),
        ("a.parquet", b"PAR1 no"),
        ("a.csv", b""),
        ("a.csv", b"id,id\n1,2\n"),
        ("a.csv", b"id,\xff\n1,2\n"),
    ],
)
def test_what_is_no_such_file_is_bad_input(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError):
        all_of(tmp_path / name)


@pytest.mark.parametrize(
    ("form", "content"),
    [
        (CsvForm(), "\ufeffid,note\r\n1,café\r\n".encode()),
        (CsvForm(";", "windows-1252"), "id;note\r\n1;café\r\n".encode("cp1252")),
        (CsvForm("\t", "utf-16"), "id\tnote\n1\tcafé\n".encode("utf-16")),
    ],
)
def test_a_csv_is_read_in_the_form_that_it_has(tmp_path, form, content):
    (tmp_path / "a.csv").write_bytes(content)
    assert all_of(tmp_path / "a.csv", form) == ([(1, {"id": "1", "note": "café"})], [])


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"id;postcode\n1;RG14 5LD\n", "delimiter"), ("id,café\n1,x\n".encode("cp1252"), "encoding")],
)
def test_another_form_than_the_one_given_is_bad_input_that_says_so(tmp_path, content, words):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InputError, match=words):
        all_of(tmp_path / "a.csv")


@pytest.mark.parametrize("form", [CsvForm(";;"), CsvForm('"'), CsvForm(""), CsvForm(encoding="rot13")])
def test_a_form_that_cannot_be_is_bad_input(tmp_path, form):
    (tmp_path / "a.csv").write_bytes(b"id\n1\n")
    with pytest.raises(InputError):
        all_of(tmp_path / "a.csv", form)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_quote_that_is_never_closed_takes_its_row_and_is_told(tmp_path, end):
    (tmp_path / "a.csv").write_text('id,note\n1,"a\nb"\n2,"oops\n3,x\n4,y' + end, newline="")
    rows, wrong = all_of(tmp_path / "a.csv")
    assert rows == [(1, {"id": "1", "note": "a\nb"})]
    assert [(each.row, "never closed" in each.problem.reason) for each in wrong] == [(2, True)]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_last_cell_of_several_lines_is_no_such_quote(tmp_path, end):
    (tmp_path / "a.csv").write_text('id,note\n1,"a\nb ""c""\n"' + end, newline="")
    assert all_of(tmp_path / "a.csv") == ([(1, {"id": "1", "note": 'a\nb "c"\n'})], [])


def test_a_heading_alone_and_a_parquet_file_without_row_groups_have_no_rows(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"id,note\n")
    pq.ParquetWriter(tmp_path / "a.parquet", pa.schema({"id": pa.int8()})).close()
    assert all_of(tmp_path / "a.csv") == all_of(tmp_path / "a.parquet") == ([], [])


def test_views_of_text_are_read_as_text(tmp_path):
    pq.write_table(pa.table({"id": pa.array(["a", None], pa.string_view())}), tmp_path / "a.parquet")
    assert open_source(tmp_path / "a.parquet").schema.types == [pa.string()]
    assert all_of(tmp_path / "a.parquet")[0] == [(1, {"id": "a"}), (2, {"id": None})]
