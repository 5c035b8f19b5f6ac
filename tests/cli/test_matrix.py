"""`routekit rules matrix`: the table, the JSON and the CSV of who handles what where."""

import csv
import io
import json
import re

import pytest

CUMBRIA = "Cumbria County Council (E10000006)"
WEST_BERKSHIRE = "West Berkshire Council (E06000037)"
SPEEDING = ("--transaction", "report-speeding-traffic")
DISTRICT = ("rules", "matrix", *SPEEDING, "--district", "E06000037", "--on", "2026-11-21")
ALLERDALE = ("rules", "matrix", *SPEEDING, "--district", "E07000026", "--on", "2023-03-31")


def test_the_table_names_district_parish_outcome_and_authority(run):
    done = run(*DISTRICT)
    assert done.code == 0
    head, columns, *lines, last = done.out.splitlines()
    assert head == "report-speeding-traffic 1.0.0 on 2026-11-21"
    assert re.split(r"  +", columns) == [
        "district", "council", "parish", "areas", "taken on", "outcome", "handled by",
    ]  # fmt: skip
    assert [re.split(r"  +", line) for line in lines[:3]] == [
        ["E06000037", "West Berkshire Council", "council", "61", "yes", "clerk", "the parish's own council"],
        ["E06000037", "West Berkshire Council", "council, grouped", "63", "yes", "highways", WEST_BERKSHIRE],
        ["E06000037", "West Berkshire Council", "grouped", "2", "yes", "clerk",
         "the council that the parish shares"],
    ]  # fmt: skip
    assert len(lines) == 3
    assert last == "not checked: motorways and trunk roads, which National Highways looks after"


def test_where_the_edition_has_no_area_the_table_says_what_would_be_and_that_it_does_not_know(run):
    done = run(*ALLERDALE)
    assert [re.split(r"  +", line)[2:] for line in done.out.splitlines()[2:4]] == [
        ["council, grouped", "?", "no", "highways", CUMBRIA],
        ["meeting, unparished", "?", "highways", CUMBRIA],
    ]
    assert done.out.splitlines()[-1] == "west-berkshire-2019-12 has no area of 1 of these districts (?)"


def test_the_areas_are_those_of_the_edition_that_is_named(run, tiny_edition):
    done = run(*DISTRICT, "--edition", tiny_edition.path)
    assert done.out.splitlines()[-1].endswith("has no area of 1 of these districts (?)")
    assert {re.split(r"  +", line)[3] for line in done.out.splitlines()[2:5]} == {"?"}


def test_a_councils_overrides_are_in_the_matrix(run, tmp_path):
    (tmp_path / "taken_on.csv").write_text(
        "area,transaction,taken_on,valid_from,valid_to,source\n"
        "E04001177,report-speeding-traffic,no,2026-01-01,,minute 4\n"
    )
    done = run(*DISTRICT, "--overrides", tmp_path)
    assert [re.split(r"  +", line)[2:6] for line in done.out.splitlines()[2:6]] == [
        ["council", "60", "yes", "clerk"],
        ["council, grouped", "62", "yes", "highways"],
        ["council", "1", "no", "highways"],
        ["grouped", "2", "yes", "clerk"],
    ]


def test_csv_and_json_have_the_same_rows(run):
    for asked, rows in ((DISTRICT, 4), (ALLERDALE, 4)):
        table = list(csv.DictReader(io.StringIO(run(*asked, "--csv").out)))
        data = json.loads(run(*asked, "--json").out)
        assert len(table) == len(data) == rows
        for line, row in zip(table, data, strict=True):
            assert line == {
                name: "; ".join(value) if name == "not_checked" else str(value or "")
                for name, value in row.items()
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


def test_no_name_of_a_table_is_a_formula_in_the_csv(run, tmp_path):
    from routekit.testing import write_tiny_bodies

    folder = write_tiny_bodies(tmp_path)
    for table in folder.glob("*.csv"):
        table.write_text(table.read_text("utf-8").replace("Tiny ", "=Tiny "), "utf-8")
    asked = ("rules", "matrix", "--bodies", folder, "--transaction", "report-speeding-traffic")
    cells = [cell for row in csv.reader(io.StringIO(run(*asked, "--csv").out)) for cell in row]
    assert any(cell.startswith("'=Tiny ") for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)
    assert "'=Tiny" not in run(*asked, "--json").out


def test_a_pack_that_is_not_in_force_is_said_and_has_no_rows(run):
    done = run("rules", "matrix", *SPEEDING, "--on", "2009-03-31", "--csv")
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
