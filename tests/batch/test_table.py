"""A table is decided as each of its rows would be alone: the router is the oracle."""

import json
from datetime import date
from functools import partial

import pyarrow as pa
import pytest
from alone import alone, cells_of
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.batch import PlaceColumns, route_table
from routekit.boundaries.postcodes.table import compact_of
from routekit.errors import InputError, InvalidAnswerError, UnknownTransactionError
from routekit.model import Grid, LatLon, Postcode

SPEEDING = "report-speeding-traffic"
DAY = date(2026, 11, 21)
DAYS = (None, DAY, date(2023, 3, 31), date(2023, 4, 1), date(2019, 4, 1), date(2008, 1, 1))
CODES = ("E04999001", "E04999002", "outside", "no code", None)

eastings = st.one_of(
    st.floats(399_800, 404_200),
    st.sampled_from([400_000.0, 401_000.0, 402_000.0, 401_001.0, 400_999.9995, 0.0, float("nan"), 1e9]),
)
northings = st.one_of(st.floats(49_800, 54_200), st.sampled_from([50_000.0, 51_000.0, 52_500.0, 0.0, 51.4]))
accuracies = st.sampled_from([None, 0.0, 0.0005, 2.0, 60.0, 400.0, -1.0, 6_000.0])
texts = st.one_of(
    st.sampled_from([
        "ZE1 1AA", "ze11ab", " ZE1  1AD", "ZE1\t1AE", "ZE1 1AF", "ZE1 1AG", "ZE1 1AJ", "ZE1 1ZZ", "BT7 1AA",
        "GY1 1AA", "ZE1", "ZE1 1A0", "", None, "ZEI 1AA", "BFPO 57", "ZE1\u00a01AA",
    ]),
    st.text(max_size=9),
)  # fmt: skip


def answers_for(pack):
    """Give a strategy of the answers that a row may have, slips among them."""
    cells = {
        name: st.sampled_from([*(option.id for option in question.options), None, "", "no option"])
        for name, question in pack.questions.items()
    }
    return st.fixed_dictionaries({}, optional={**cells, "place": st.sampled_from(CODES)})


def check(router, transaction, rows, places, on, **named):
    """Compare a table with its rows alone. `rows` has cells of all columns, `places` makes each place."""
    columns = dict.fromkeys(name for row in rows for name in row)
    table = pa.table({name: [row.get(name) for row in rows] for name in columns})
    result = route_table(table, router=router, transaction=transaction, on=on, **named)
    questions = {*router.pack(transaction, on=on).questions, "place"}
    for row, make_place, got in zip(rows, places, result.to_pylist(), strict=True):
        answers = {name: row[name] for name in questions if row.get(name)}
        expected = alone(router, transaction, make_place, {**named.get("answers", {}), **answers}, on)
        assert cells_of(got, expected) == expected, (row, on)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_points_are_decided_as_alone(tiny_router, data):
    transaction = data.draw(st.sampled_from([each.id for each in tiny_router.transactions()]))
    own = answers_for(tiny_router.pack(transaction))
    rows, places = [], []
    for _ in range(data.draw(st.integers(1, 6))):
        x, y, metres = data.draw(eastings), data.draw(northings), data.draw(accuracies)
        rows.append({"Easting": x, "northings": y, "accuracy": metres, **data.draw(own)})
        places.append(partial(Grid, easting=x, northing=y, accuracy_m=metres or 0.0))
    check(tiny_router, transaction, rows, places, data.draw(st.sampled_from(DAYS)))


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_postcodes_are_decided_as_alone_however_they_are_written(tiny_router, data):
    own = answers_for(tiny_router.pack(SPEEDING))
    written = data.draw(st.lists(texts, min_size=1, max_size=6))
    rows = [{"Post Code": text, **data.draw(own)} for text in written]
    check(
        tiny_router,
        SPEEDING,
        rows,
        [partial(Postcode, text) for text in written],
        data.draw(st.sampled_from(DAYS)),
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_degrees_and_postcodes_of_west_berkshire_are_decided_as_alone(west_router, data):
    transaction = data.draw(st.sampled_from([each.id for each in west_router.transactions()]))
    on = data.draw(st.sampled_from(DAYS))
    own = answers_for(west_router.pack(transaction, on=on))
    degrees = st.tuples(st.floats(51.3, 51.6), st.floats(-1.6, -0.95)) | st.sampled_from(
        [(-1.3, 51.4), (48.8, 2.3)]
    )
    points = data.draw(st.lists(degrees, min_size=1, max_size=4))
    rows = [{"lat": lat, "lon": lon, **data.draw(own)} for lat, lon in points]
    places = [partial(LatLon, latitude=lat, longitude=lon) for lat, lon in points]
    check(west_router, transaction, rows, places, on)
    keys = west_router.postcodes.columns.key
    drawn = [compact_of(int(keys[data.draw(st.integers(0, len(keys) - 1))])) for _ in range(4)]
    check(
        west_router,
        transaction,
        [{"postcode": text, **data.draw(own)} for text in drawn],
        [partial(Postcode, text) for text in drawn],
        on,
    )


def test_every_postcode_of_west_berkshire_is_decided_as_alone(west_router):
    columns = west_router.postcodes.columns
    drawn = [compact_of(key) for key in columns.key.tolist()][::7]
    rows = [{"postcode": text} for text in drawn]
    given_all = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
    check(west_router, SPEEDING, rows, [partial(Postcode, text) for text in drawn], DAY, answers=given_all)


def test_a_rows_own_answer_comes_before_the_one_for_all(tiny_router):
    rows = [{"postcode": "ZE1 1AA", "limit_up_to_40": cell} for cell in ("yes", "no", None, "")]
    check(
        tiny_router, SPEEDING, rows, [partial(Postcode, "ZE1 1AA")] * 4, DAY, answers={"limit_up_to_40": "no"}
    )


def test_coordinates_may_be_text_but_only_decimal_numbers(tiny_router):
    table = pa.table(
        {"easting": ["400500", " 400500.0 ", "4005e2", "", "nan", None, "0x1"], "northing": ["50500"] * 7}
    )
    result = route_table(table, router=tiny_router, transaction=SPEEDING).to_pylist()
    assert [row["status"] == "rejected" for row in result] == [False, False, True, True, True, True, True]
    assert {row["rejected_column"] for row in result[2:]} == {"easting"}


def test_a_rejected_row_says_what_is_wrong_without_its_place(tiny_router):
    written = ["SO1l 5LD", "SO14", None]
    table = pa.table({"pcd": written})
    for text, row in zip(
        written, route_table(table, router=tiny_router, transaction=SPEEDING).to_pylist(), strict=True
    ):
        assert (row["status"], row["rejected_for"], row["rejected_column"]) == (
            "rejected",
            "invalid-place",
            "pcd",
        )
        assert row["rejected_reason"]
        assert text is None or text not in row["rejected_reason"]
    swapped = pa.table({"latitude": [-1.2345], "longitude": [51.4567]})
    (row,) = route_table(swapped, router=tiny_router, transaction=SPEEDING).to_pylist()
    assert row["rejected_reason"] == "latitude and longitude look swapped"


def test_the_result_has_the_columns_and_the_metadata_of_the_table_and_says_what_it_rests_on(tiny_router):
    schema = pa.schema({"id": pa.int64(), "postcode": pa.large_string()}, metadata={"mine": "kept"})
    table = pa.table({"id": [7], "postcode": ["ZE1 1AA"]}, schema=schema)
    result = route_table(table, router=tiny_router, transaction=SPEEDING, on=DAY)
    assert result.schema.names[:2] == ["id", "postcode"]
    assert result.schema.metadata[b"mine"] == b"kept"
    about = json.loads(result.schema.metadata[b"routekit"])
    assert about["pack"] == tiny_router.pack(SPEEDING, on=DAY).ref.model_dump()
    assert about["edition"]["sha256"] == tiny_router.edition_on(DAY).ref.sha256
    assert result["on"].to_pylist() == [DAY]


def test_a_record_batch_and_no_rows_at_all_come_back_as_they_went_in(tiny_router):
    batch = pa.record_batch({"postcode": ["ZE1 1AA", "ZE1 1AD"]})
    table = pa.Table.from_batches([batch, batch])
    one = route_table(batch, router=tiny_router, transaction=SPEEDING)
    two = route_table(table, router=tiny_router, transaction=SPEEDING)
    assert isinstance(one, pa.RecordBatch)
    assert two.to_pylist() == one.to_pylist() * 2
    assert route_table(table.slice(4), router=tiny_router, transaction=SPEEDING).num_rows == 0
    assert route_table(batch.slice(2), router=tiny_router, transaction=SPEEDING).num_rows == 0
    assert (
        route_table(batch.slice(1), router=tiny_router, transaction=SPEEDING).to_pylist()
        == one.to_pylist()[1:]
    )


def test_the_same_rows_give_the_same_columns_whatever_was_decided_before(tiny_router):
    first, second = (
        pa.record_batch({"postcode": ["ZE1 1AF", "ZE1 1AG"]}),
        pa.record_batch({"postcode": ["ZE1 1AA"]}),
    )
    after = route_table(pa.Table.from_batches([first, second]), router=tiny_router, transaction=SPEEDING)
    alone_ = route_table(second, router=tiny_router, transaction=SPEEDING)
    assert after.to_batches()[1].equals(alone_)
    assert [c.dictionary for c in after.to_batches()[1].columns[1:-1]] == [
        c.dictionary for c in alone_.columns[1:-1]
    ]


def test_a_column_of_the_result_that_is_there_already_needs_a_prefix(tiny_router):
    table = pa.table({"postcode": ["ZE1 1AA"], "status": ["open"]})
    with pytest.raises(InputError, match="prefix"):
        route_table(table, router=tiny_router, transaction=SPEEDING)
    (row,) = route_table(table, router=tiny_router, transaction=SPEEDING, prefix="rk_").to_pylist()
    assert (row["status"], row["rk_status"]) == ("open", "needs_answers")


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        (["id"], None),
        (["lat", "lon", "postcode"], None),
        (["lat", "latitude", "lon"], None),
        (["lat"], None),
        (["postcode"], PlaceColumns(postcode="pc")),
    ],
)
def test_columns_that_hold_no_place_or_several_are_refused(tiny_router, columns, place):
    table = pa.table({name: ["x"] for name in columns})
    with pytest.raises(InputError):
        route_table(table, router=tiny_router, transaction=SPEEDING, place=place)


def test_columns_may_be_named(tiny_router):
    table = pa.table({"lat": ["x"], "lon": ["y"], "where": ["ZE1 1AA"]})
    named = PlaceColumns(postcode="where")
    (row,) = route_table(table, router=tiny_router, transaction=SPEEDING, place=named).to_pylist()
    assert row["status"] == "needs_answers"


@pytest.mark.parametrize(
    "given_", [{}, {"latitude": "a"}, {"postcode": "a", "accuracy": "b"}, {"easting": "a", "longitude": "b"}]
)
def test_place_columns_are_of_one_kind(given_):
    with pytest.raises(InputError):
        PlaceColumns(**given_)


def test_slips_in_what_is_for_all_rows_are_errors(tiny_router):
    table = pa.table({"postcode": ["ZE1 1AA"]})
    with pytest.raises(UnknownTransactionError):
        route_table(table, router=tiny_router, transaction="report-nothing")
    with pytest.raises(InvalidAnswerError):
        route_table(table, router=tiny_router, transaction=SPEEDING, answers={"by_day": "perhaps"})
    with pytest.raises(InputError, match="numbers"):
        route_table(pa.table({"lat": [True], "lon": [True]}), router=tiny_router, transaction=SPEEDING)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"postcode": pa.array([b"ZE1 1AA"])}, "postcode"),
        ({"postcode": pa.array([["ZE1 1AA"]])}, "postcode"),
        ({"lat": pa.array([DAY]), "lon": pa.array([DAY])}, "lat"),
        ({"easting": pa.array([[1.0]]), "northing": pa.array([1])}, "easting"),
        ({"postcode": pa.array(["ZE1 1AA"]), "by_day": pa.array([["yes"]])}, "by_day"),
    ],
)
def test_a_column_that_can_hold_none_is_refused_by_name_before_any_row(tiny_router, columns, field):
    with pytest.raises(InputError) as caught:
        route_table(pa.table(columns).slice(1), router=tiny_router, transaction=SPEEDING)
    assert caught.value.value == field


def test_a_question_in_two_columns_is_refused(tiny_router):
    arrays = [pa.array(["ZE1 1AA"]), pa.array(["yes"]), pa.array(["no"])]
    table = pa.Table.from_arrays(arrays, ["postcode", "by_day", "by_day"])
    with pytest.raises(InputError, match="one column"):
        route_table(table, router=tiny_router, transaction=SPEEDING)


@pytest.mark.parametrize("kind", [pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_text_of_any_type_is_text(tiny_router, kind):
    texts = {"postcode": ["ZE1 1AA", None, "ZE1 1AD"], "limit_up_to_40": ["no", "yes", None]}
    plain = route_table(pa.table(texts), router=tiny_router, transaction=SPEEDING).to_pylist()
    table = pa.table({name: pa.array(column).cast(kind) for name, column in texts.items()})
    assert route_table(table, router=tiny_router, transaction=SPEEDING).to_pylist() == plain


def test_what_is_no_number_or_no_option_is_told_in_words_for_it(tiny_router):
    eastings_, by_day = ["400,500", "400500,5", "400500"], ["yes", "yes", "Yes"]
    table = pa.table({"Easting ": eastings_, "NORTHING": ["50500"] * 3, "by_day": by_day})
    result = route_table(table, router=tiny_router, transaction=SPEEDING)
    assert result["rejected_column"].to_pylist() == ["Easting ", "Easting ", "by_day"]
    first, second, third = result["rejected_reason"].to_pylist()
    assert first == second
    assert "without commas" in first
    assert 'did you mean "yes"' in third
