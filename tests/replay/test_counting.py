"""Counts add up whatever comes, in whatever pieces; what is told is never a place."""

import csv
import json
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import reports_of

from routekit.errors import InputError
from routekit.replay import Replaying, Side, markdown, replay, text
from routekit.replay.tables import list_writer, write_counts

ANSWERS = {"land": "public"}

coordinates = st.one_of(
    st.none(),
    st.just(""),
    st.just("about here"),
    st.integers(399_000, 405_000).map(str),
    st.integers(199_000, 204_000).map(str),
)
rows = st.lists(
    st.fixed_dictionaries(
        {"easting": coordinates, "northing": coordinates, "about": st.sampled_from(["litter", "x", None])}
    ),
    max_size=40,
)
SCHEMA = pa.schema([(name, pa.string()) for name in ("easting", "northing", "about")])


@settings(max_examples=60, deadline=None)
@given(rows=rows, size=st.integers(1, 9))
def test_counts_add_up_and_do_not_depend_on_the_pieces(nation, rows, size):
    sides = (Side(router=nation, on=date(2023, 3, 31)), Side(router=nation, on=date(2023, 4, 1)))
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    whole, pieces = (
        replay(reports_of(table, size=each), *sides, "report-litter", answers=ANSWERS)
        for each in (len(rows) + 1, size)
    )

    assert whole.places == whole.same + whole.changed + whole.not_compared == len(rows)
    assert whole.changed == sum(each.places for each in whole.changes)
    assert whole.changed == sum(each.changed for each in whole.parishes)
    assert whole.changed == sum(each.changed for each in whole.districts)
    assert whole.not_compared == sum(each.places for each in whole.left_out)
    for change in whole.changes:
        assert change.places == sum(area.places for area in change.areas) >= len(change.samples) > 0
    assert pieces == whole


@pytest.fixture
def allerdale(some_areas):
    """Give three reports: one that changes, one outside, one that is none."""
    _, name, _, e, n = next(area for area in some_areas if area[2] == "E07000026")
    table = pa.table(
        {
            "ref": ["A-1", "A-2", "A-3"],
            "easting": [f"{e}.125", "10000", "?"],
            "northing": [f"{n}.125", "10000", "1"],
        }
    )
    return table, name, f"{e}.125"


@pytest.fixture
def replaying(allerdale, eve):
    answers = {**ANSWERS, "about": "litter"}
    return Replaying(reports_of(allerdale[0], id="ref"), *eve(2023), "report-litter", answers=answers)


def test_what_is_told_names_ids_and_parishes_and_never_where_a_report_was(replaying, allerdale, tmp_path):
    table, name, easting = allerdale
    with list_writer(tmp_path / "list.csv") as write:
        for piece in reports_of(table).source.pieces():
            write(replaying.add(piece))
    found = replaying.found()
    write_counts(tmp_path / "counts.csv", found)
    files = [(tmp_path / each).read_text(encoding="utf-8") for each in ("list.csv", "counts.csv")]

    for told in (text(found, 9), markdown(found), found.model_dump_json(), *files):
        assert easting not in told
        assert "?" not in told
    assert f"such as A-1 in {name}" in text(found, 9)


def test_the_list_has_each_place_that_changes_or_cannot_be_compared(replaying, allerdale, tmp_path):
    with list_writer(tmp_path / "list.csv") as write:
        for piece in reports_of(allerdale[0]).source.pieces():
            write(replaying.add(piece))

    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [(row["id"], row["kind"], row["was"], row["now"]) for row in listed] == [
        ("A-1", "abolished", "E07000026", "E06000063"),
        ("A-3", "invalid-place", "", ""),
    ]


def test_an_id_is_no_formula_in_a_spreadsheet(allerdale, eve, tmp_path):
    table = allerdale[0].set_column(0, "ref", pa.array(["=1+1", "A-2", "@A3"]))
    reports = reports_of(table, id="ref")
    odd = Replaying(reports, *eve(2023), "report-litter", answers={**ANSWERS, "about": "litter"})
    with list_writer(tmp_path / "list.csv") as write:
        for piece in reports.source.pieces():
            write(odd.add(piece))

    told = (tmp_path / "list.csv").read_text(encoding="utf-8")
    assert "\n'=1+1," in told
    assert "\n'@A3," in told


def test_the_counts_as_a_table_come_to_the_sum(nation, some_areas, eve, tmp_path):
    table = pa.table(
        {"easting": [a[3] + 50 for a in some_areas], "northing": [a[4] + 50 for a in some_areas]}
    )
    found = replay(reports_of(table), *eve(2023), "report-litter", answers={**ANSWERS, "about": "litter"})
    write_counts(tmp_path / "counts.csv", found)

    with (tmp_path / "counts.csv").open(encoding="utf-8", newline="") as file:
        counted = list(csv.DictReader(file))
    assert sum(int(row["places"]) for row in counted) == found.changed
    assert {row["council_was"] for row in counted} == {each.name for each in found.districts}


def test_json_reads_back_as_the_same_value(replaying, allerdale):
    for piece in reports_of(allerdale[0]).source.pieces():
        replaying.add(piece)
    found = replaying.found()

    assert type(found).model_validate(json.loads(found.model_dump_json())) == found


def test_a_district_that_is_not_there_is_refused_and_one_by_an_old_code_is_found(allerdale, eve):
    answers = {**ANSWERS, "about": "litter"}
    found = replay(
        reports_of(allerdale[0]), *eve(2023), "report-litter", answers=answers, districts=["E07000026"]
    )

    assert (found.changed, found.places) == (1, 2), "what cannot be located may be in it"
    with pytest.raises(InputError, match="district"):
        replay(reports_of(allerdale[0]), *eve(2023), "report-litter", districts=["E07999999"])


def test_a_table_that_cannot_be_written_is_bad_input(replaying, tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        write_counts(tmp_path / "no folder" / "counts.csv", replaying.found())


@pytest.mark.parametrize("column", ["no such column"])
def test_a_column_that_is_not_there_is_refused(allerdale, column):
    with pytest.raises(InputError, match=column):
        reports_of(allerdale[0], id=column)
