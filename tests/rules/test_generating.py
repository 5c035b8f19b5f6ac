"""Cases that are made: they parse, pass and show everything, they are few, and always the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich_packs import rich

from routekit.rules import Pack, cases_in_yaml, generate_cases, installed_packs, run_cases

LAW = settings(deadline=None, max_examples=60)
SPEED = (Path(__file__).parent / "sound" / "report-speed.yaml").read_text()


def with_new(text: bytes, pack) -> Pack:
    """Give a pack without cases with those that are made for it; where no row can match there are none."""
    new = cases_in_yaml(generate_cases(pack))
    return Pack.parse(text.rstrip() + f"\ncases:\n{new}".encode() if new else text, "drawn.yaml")


def is_whole(report):
    return report.passed and report.coverage == 100.0


@LAW
@given(data=st.data())
def test_made_for_any_table_they_pass_and_show_everything(data, split_tables):
    table = data.draw(split_tables)
    pack = table.pack()
    whole = with_new(table.text(), pack)
    assert is_whole(run_cases(whole))
    assert generate_cases(whole) == ()
    assert generate_cases(table.pack()) == generate_cases(pack)


@LAW
@given(data=st.data())
def test_none_of_them_can_be_left_out(data, split_tables):
    table = data.draw(split_tables)
    cases = generate_cases(table.pack())
    for at in range(len(cases)):
        fewer = cases_in_yaml((*cases[:at], *cases[at + 1 :]))
        if not fewer:
            continue
        report = run_cases(Pack.parse(table.text() + f"\ncases:\n{fewer}".encode(), "drawn.yaml"))
        assert not is_whole(report), cases[at]


@LAW
@given(table=rich())
def test_made_for_packs_with_numbers_stops_and_what_cannot_be_they_show_everything(table):
    pack = table.pack()
    report = run_cases(with_new(table.text(), pack))
    assert report.failed == ()
    assert report.coverage == 100.0
    assert set(report.rows_not_hit) == set(pack.prove().dead_rows)


@pytest.mark.parametrize("name", installed_packs())
def test_made_for_a_pack_of_the_catalogue_without_cases_they_show_everything(name):
    text = Path(Pack.load(name).file).read_text()
    bare = text.partition("\ncases:\n")[0].encode()
    assert is_whole(run_cases(with_new(bare, Pack.parse(bare, f"{name}.yaml"))))


def test_made_for_a_pack_with_every_piece_of_the_language_they_show_everything():
    before, _, after = SPEED.partition("cases:\n")
    bare = (before + after[after.index("texts:") :]).encode()
    new = generate_cases(Pack.parse(bare, "report-speed.yaml"))
    assert is_whole(run_cases(with_new(bare, Pack.parse(bare, "report-speed.yaml"))))
    assert len(new) == 8, "as few as there are"
    by_row = {case.row: case for case in new if case.row}
    assert by_row["D1"].given == (("danger", "yes"),), "a stop needs no facts"
    assert "age" not in dict(by_row["fast"].given), "a derived fact is given only where it is taken"
    assert "age" in dict(by_row["slow"].given)


def test_a_case_gives_every_fact_and_nothing_that_nobody_is_asked(founding):
    text = Path(founding.file).read_text().partition("\ncases:\n")[0].encode()
    for case in generate_cases(Pack.parse(text, "report-speeding-traffic.yaml")):
        walk = founding.walk(dict(case.given))
        assert set(founding.facts) <= set(dict(case.given))
        assert walk.ignored == ()


def test_only_what_is_missing_is_made(founding):
    text = Path(founding.file).read_text()
    row = "  - {given: {parish: unparished, taken_on: no}, expect: highways, row: P1}\n"
    more = row.replace("taken_on: no", "taken_on: no, limit_up_to_40: yes, by_day: yes")
    for line in (row, more):
        assert line in text
        text = text.replace(line, "")
    (case,) = generate_cases(Pack.parse(text.encode(), "report-speeding-traffic.yaml"))
    assert (case.expect, case.row, dict(case.given)["parish"]) == ("highways", "P1", "unparished")
    assert case.shows[0] == "row P1"


def test_above_each_case_stands_that_it_is_to_be_reviewed_and_why():
    bare = SPEED.partition("cases:\n")[0].encode()
    lines = cases_in_yaml(generate_cases(Pack.parse(bare, "x"))).splitlines()
    marks = [line for line in lines if line.startswith("  # to review: ")]
    assert len(marks) == sum(line.startswith("  - ") for line in lines)
    assert marks[0] == "  # to review: question danger"
    assert any(mark.endswith(" more") for mark in marks)


def test_a_long_case_is_written_on_several_lines():
    text = Path(Pack.load("report-street-light").file).read_text().partition("\ncases:\n")[0].encode()
    lines = cases_in_yaml(generate_cases(Pack.parse(text, "report-street-light.yaml"))).splitlines()
    assert any(line.startswith("  - given: {") for line in lines)
    assert any(line.startswith("    row: ") for line in lines)


def test_what_shows_most_of_what_is_left_is_chosen_and_not_what_once_showed_most():
    from routekit.rules.generating import _Choice, _fewest

    shows = [{0, 1, 2, 3, 4, 5}, {1, 2, 3, 6}, {4, 5, 7}, {6, 7}]
    choices = [_Choice(sum(1 << each for each in some), None) for some in shows]
    assert _fewest(choices, 0b11111111) == [choices[0], choices[3]]
