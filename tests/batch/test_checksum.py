"""The checksum of rows: the same in any order and any batches, and another for any other rows."""

import hashlib
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routekit.batch import rows_checksum
from routekit.errors import InputError

cells = st.none() | st.text("ab-:=0123é", max_size=4)
rows_of_texts = st.lists(st.tuples(cells, cells), max_size=6)


def table(rows, names=("a", "b")):
    columns = list(zip(*rows, strict=True)) or [(), ()]
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    )


def by_hand(rows, names=("a", "b")):
    total = 0
    for row in rows:
        text = b""
        for name, cell in sorted(zip(names, row, strict=True)):
            told = "-" if cell is None else f"{len(cell.encode())}:{cell}"
            text += f"{len(name.encode())}:{name}={told}".encode()
        total += int(hashlib.sha256(text).hexdigest(), 16)
    return f"{total % 2**256:064x}"


@settings(deadline=None)  # the first one imports what joins texts
@given(rows_of_texts)
def test_the_sum_is_what_it_says_it_is(rows):
    assert rows_checksum(table(rows).to_batches()) == by_hand(rows)


@given(rows_of_texts, st.randoms(), st.integers(1, 6))
def test_neither_order_nor_batches_change_the_sum(rows, random, size):
    moved = list(rows)
    random.shuffle(moved)
    assert rows_checksum(table(rows).to_batches()) == rows_checksum(
        table(moved).to_batches(max_chunksize=size)
    )


@given(rows_of_texts, rows_of_texts)
def test_other_rows_have_another_sum(rows, others):
    assume(sorted(map(repr, rows)) != sorted(map(repr, others)))
    assert rows_checksum(table(rows).to_batches()) != rows_checksum(table(others).to_batches())


def test_a_row_that_is_there_twice_more_counts():
    once, thrice = table([("x", "y")]), table([("x", "y")] * 3)
    assert rows_checksum(once.to_batches()) != rows_checksum(thrice.to_batches())


def test_a_text_counts_the_same_in_a_dictionary_and_a_column_wherever_it_stands():
    plain = table([("x", None), ("x", "y")])
    packed = pa.table({"b": plain["b"].dictionary_encode(), "a": plain["a"].cast(pa.large_string())})
    assert rows_checksum(plain.to_batches()) == rows_checksum(packed.to_batches())
    assert rows_checksum(plain.to_batches()) != rows_checksum(plain.rename_columns(["a", "c"]).to_batches())


def test_numbers_and_days_count_as_their_texts():
    typed = pa.table({"a": [1.5, None], "b": [date(2026, 4, 1), None]})
    assert rows_checksum(typed.to_batches()) == by_hand([("1.5", "2026-04-01"), (None, None)])


def test_a_column_of_lists_is_refused():
    with pytest.raises(InputError, match="list<"):
        rows_checksum(pa.table({"a": [[1]]}).to_batches())
