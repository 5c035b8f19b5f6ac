"""Files are read piece by piece, and each row keeps its number, whatever cannot be read."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from routekit.batch.reading import open_source
from routekit.errors import InputError


def all_of(path):
    pieces = list(open_source(path).pieces())
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
    lines = [
        bad.get(n, b"%d,%s\n" % (n, b"x" * 800)) for n in range(1, 50_001)
    ]  # over 16 MB, so several pieces
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
