"""`routekit rules matrix`: the table, the JSON and the CSV of who handles what where."""

import csv
import io
import json
import re

import pytest

CUMBRIA = "Cumbria County Council (E10000006)"
ALLERDALE = ("rules", "matrix", "--district", "E07000026", "--on", "2023-03-31")


def test_the_table_names_district_parish_outcome_and_authority(run):
    done = run(*ALLERDALE)
    assert done.code == 0
    head, columns, *lines, last = done.out.splitlines()
    assert head == "report-speeding-traffic 1.0.0 on 2023-03-31"
    assert re.split(r"  +", columns) == ["district", "council", "parish", "taken on", "outcome", "handled by"]
    assert [re.split(r"  +", line)[2:] for line in lines] == [
        ["council", "yes", "clerk", "the parish's own council"],
        ["council, grouped", "yes", "highways", CUMBRIA],
        ["council, grouped", "no", "highways", CUMBRIA],
        ["grouped", "yes", "clerk", "the council that the parish shares"],
        ["meeting, unparished", "highways", CUMBRIA],
    ]
    assert {tuple(re.split(r"  +", line)[:2]) for line in lines} == {
        ("E07000026", "Allerdale Borough Council")
    }
    assert last == "not checked: motorways and trunk roads, which National Highways looks after"


def test_csv_and_json_have_the_same_rows(run):
    table = list(csv.DictReader(io.StringIO(run(*ALLERDALE, "--csv").out)))
    data = json.loads(run(*ALLERDALE, "--json").out)
    assert len(table) == len(data) == 8
    for line, row in zip(table, data, strict=True):
        assert line == {
            name: "; ".join(value) if name == "not_checked" else value or "" for name, value in row.items()
        }


def test_all_districts_of_the_day_are_shown_by_default(run):
    table = list(csv.DictReader(io.StringIO(run("rules", "matrix", "--on", "2025-12-01", "--csv").out)))
    assert len({line["district"] for line in table}) == 318


def test_an_agreement_is_said(run, tmp_path):
    from routekit.testing import write_tiny_bodies

    folder = write_tiny_bodies(tmp_path)
    (folder / "agreements.csv").write_text(
        "area,role,transaction,acting,on_behalf_of,valid_from,valid_to,source\n"
        "E06999001,highway_authority,,police:E23999001,E06999001,,,minute 9\n"
    )
    done = run("rules", "matrix", "--bodies", folder, "--transaction", "report-speeding-traffic")
    assert "Tiny District Police (police:E23999001), by agreement" in done.out


def test_a_pack_that_is_not_in_force_is_said_and_has_no_rows(run):
    done = run("rules", "matrix", "--on", "2009-03-31", "--csv")
    assert (done.code, len(done.out.splitlines())) == (0, 1)
    assert done.err == "report-speeding-traffic 1.0.0 is not in force on 2009-03-31\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--district", "Allerdale"), "district is 'Allerdale'"),
        (("--transaction", "report-speding-traffic"), "report-speeding-traffic"),
        (("--on", "spring"), "--on is 'spring'"),
        (("--csv", "--json"), "either --csv or --json"),
    ],
)
def test_what_cannot_be_is_bad_input(run, options, said):
    done = run("rules", "matrix", *options)
    assert done.code == 2
    assert said in done.err
