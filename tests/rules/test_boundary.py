"""Boundaries of rows: which there are, and which a case shows, against an oracle of every situation."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_head import HEAD

from routekit.rules import Pack, run_cases

LAW = settings(deadline=None, max_examples=60)
SPEED = (Path(__file__).parent / "sound" / "report-speed.yaml").read_text()


def pack_of(questions, rows, cases=()):
    lines = [HEAD, "questions:"]
    lines += [f"  {name}: {{text: T, {kind}}}" for name, kind in questions.items()]
    lines += ["outcomes:", *(f"  {name}: {{role: police, say: S}}" for name in ("one", "two", "three"))]
    lines += ["rows:"]
    lines += [
        f"  - {{id: R{at}, when: {{{when}}}, then: {then}, why: W, source: S}}"
        for at, (when, then) in enumerate(rows)
    ]
    lines += ["cases:", *(f"  - {case}" for case in cases)] if cases else []
    return Pack.parse("\n".join(lines).encode(), "drawn.yaml")


def words(pack):
    return [each.words for each in run_cases(pack).boundaries_not_shown]


LAMP = {"broken": "options: yes_no", "leaning": "options: yes_no"}
LAMP_ROWS = [
    ("broken: yes, leaning: yes", "one"),
    ("broken: yes, leaning: no", "two"),
    ("broken: no", "three"),
]


def test_each_cell_that_restricts_has_a_boundary():
    assert words(pack_of(LAMP, LAMP_ROWS)) == [
        "row R0 but for broken = no",
        "row R0 but for leaning = no",
        "row R1 but for broken = no",
        "row R1 but for leaning = yes",
        "row R2 but for broken = yes",
    ]


def test_a_case_shows_the_boundaries_of_the_rows_it_is_one_answer_away_from():
    case = "{given: {broken: yes, leaning: no}, expect: two}"
    assert words(pack_of(LAMP, LAMP_ROWS, [case])) == [
        "row R0 but for broken = no",
        "row R1 but for broken = no",
        "row R1 but for leaning = yes",
    ]


def test_one_case_stands_for_every_answer_that_was_not_needed():
    case = "{given: {broken: no}, expect: three}"
    assert words(pack_of(LAMP, LAMP_ROWS, [case])) == [
        "row R0 but for leaning = no",
        "row R1 but for leaning = yes",
        "row R2 but for broken = yes",
    ]


@pytest.mark.parametrize(
    "case",
    [
        "{given: {broken: yes, leaning: no}, expect: one}",  # it fails
        "{given: {broken: yes}, ask: leaning}",  # it comes to no end
    ],
)
def test_a_case_that_fails_or_only_asks_shows_no_boundary(case):
    assert len(words(pack_of(LAMP, LAMP_ROWS, [case]))) == 5


LIMIT = {"mph": "number: {from: 5, to: 70}, options: {dont_know: D}"}
LIMIT_ROWS = [("mph: ..30", "one"), ("mph: [31..50, dont_know]", "two"), ("mph: 51..", "three")]


def test_a_range_has_a_boundary_on_both_sides_of_each_end_but_not_at_the_ends_of_all():
    assert words(pack_of(LIMIT, LIMIT_ROWS)) == [
        "row R0 with mph = 30",
        "row R0 but for mph = 31",
        "row R1 but for mph = 30",
        "row R1 with mph = 31",
        "row R1 with mph = 50",
        "row R1 but for mph = 51",
        "row R2 but for mph = 50",
        "row R2 with mph = 51",
    ]


def test_only_the_value_at_the_very_end_shows_a_boundary_of_a_range():
    for value, left in (("29", 8), ("30", 6), ("31", 6), ("32", 8), ("dont_know", 8)):
        outcome = "one" if value in {"29", "30"} else "two"
        assert (
            len(words(pack_of(LIMIT, LIMIT_ROWS, [f"{{given: {{mph: {value}}}, expect: {outcome}}}"])))
            == left
        )


def test_an_option_beside_a_range_is_a_boundary_of_a_row_that_takes_the_whole_range():
    pack = pack_of(LIMIT, [("mph: 5..70", "one"), ("mph: dont_know", "two")])
    assert words(pack) == ["row R0 but for mph = dont_know", "row R1 but for mph = 5..70"]


def test_a_boundary_at_which_nobody_is_asked_is_not_one():
    rows = [("broken: yes, leaning: yes", "one"), ("broken: yes, leaning: no", "one"), ("broken: no", "two")]
    assert words(pack_of(LAMP, rows)) == [
        "row R0 but for broken = no",
        "row R1 but for broken = no",
        "row R2 but for broken = yes",
    ]


def test_what_cannot_be_is_no_boundary():
    text = SPEED.partition("cases:\n")[0]
    found = words(Pack.parse(text.encode(), "report-speed.yaml"))
    assert "row motorway with mph = 30" not in found
    assert "row slow but for road = motorway" in found  # with what is wrong with the limit left open
    assert "row D1 but for danger = no" in found


def test_a_stop_is_a_row_that_a_case_must_come_to():
    found = run_cases(
        Pack.parse(
            SPEED.replace("  - {given: {danger: yes}, expect: emergency, row: D1}\n", "").encode(), "x"
        )
    )
    assert found.rows_not_hit == ("D1",)
    assert not found.passed


def test_a_question_that_no_case_asks_is_named():
    found = run_cases(
        Pack.parse(SPEED.replace("  - {given: {road: local, danger: no}, ask: mph}\n", "").encode(), "x")
    )
    assert (found.questions, found.questions_not_asked) == (3, ("mph",))


def test_a_case_that_cannot_be_followed_fails_with_the_reason():
    bad = (
        "  - {given: {road: motorway, danger: no, mph: 20}, expect: police, row: slow}\n"
        "  - {given: {danger: no}, expect: emergency}\n"
    )
    found = run_cases(Pack.parse(SPEED.replace("cases:\n", f"cases:\n{bad}").encode(), "x"))
    assert [each.number for each in found.failed] == [1, 2]
    assert "road is None; it must be given" in found.failed[1].came


def test_coverage_is_100_only_if_nothing_is_missing_and_is_never_rounded_up():
    cases = ["{given: {broken: yes, leaning: no}, expect: two}", "{given: {broken: no}, expect: three}"]
    found = run_cases(pack_of(LAMP, LAMP_ROWS, cases))
    assert (found.boundaries, len(found.boundaries_not_shown), found.questions) == (5, 1, 2)
    assert found.coverage == 57.1  # 4 of 7
    assert found.reaches(57.1)
    assert not found.reaches(57.2)
    whole = [*cases, "{given: {broken: yes, leaning: yes}, expect: one}", "{given: {}, ask: broken}"]
    whole.append("{given: {broken: yes}, ask: leaning}")
    assert run_cases(pack_of(LAMP, LAMP_ROWS, whole)).coverage == 100.0


def test_nearly_everything_is_not_shown_as_everything():
    found = run_cases(pack_of(LAMP, LAMP_ROWS))
    some = found.model_copy(
        update={"boundaries": 9_999, "boundaries_not_shown": found.boundaries_not_shown[:1]}
    )
    nearly = some.model_copy(update={"questions": 1, "questions_not_asked": ()})
    assert nearly.coverage == 99.9
    assert not nearly.reaches(100)


def one_answer_away(table, at, name):
    """The oracle: situations in which only the answer to one column keeps a row from matching."""
    cells, _ = table.rows[at]
    for values in product(*table.columns.values()):
        situation = dict(zip(table.columns, values, strict=True))
        missed = {column for column, options in cells.items() if situation[column] not in options}
        if missed == {name}:
            yield situation


@LAW
@given(data=st.data())
def test_a_boundary_is_known_wherever_the_other_side_has_another_outcome(data, split_tables):
    table = data.draw(split_tables)
    found = {(each.row, each.column) for each in run_cases(table.pack()).boundaries_not_shown}
    for at, (cells, outcome) in enumerate(table.rows):
        for name in table.columns:
            others = list(one_answer_away(table, at, name)) if name in cells else []
            ends = {table.rows[table.matching(each)[0]][1] for each in others}
            if ends - {outcome}:
                assert (f"R{at}", name) in found
            if not others:
                assert (f"R{at}", name) not in found


@LAW
@given(data=st.data())
def test_what_a_case_shows_is_one_answer_away_whatever_is_not_given(data, split_tables):
    table = data.draw(split_tables)
    pack = table.pack()
    bare = {(each.row, each.column) for each in run_cases(pack).boundaries_not_shown}
    situation = data.draw(st.sampled_from(table.situations()))
    walk = pack.walk(situation)
    case = ", ".join(f"{name}: {text}" for name, text in situation.items())
    text = table.text() + f"\ncases:\n  - {{given: {{{case}}}, expect: {walk.rows[0].outcome}}}".encode()
    left = {
        (each.row, each.column) for each in run_cases(Pack.parse(text, "drawn.yaml")).boundaries_not_shown
    }
    used = dict(walk.used)
    expected = {
        (f"R{at}", name)
        for at, (cells, _) in enumerate(table.rows)
        for name in used
        if {column for column, text in used.items() if text not in cells.get(column, table.columns[column])}
        == {name}
    }
    assert bare - left == bare & expected
    assert expected <= bare, "what a case shows can be shown"
