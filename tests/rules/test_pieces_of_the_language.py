"""The pieces of the language one by one, as an author would write them."""

from datetime import date
from pathlib import Path

import pytest

from routekit.errors import ImpossibleSituationError, InputError, InvalidAnswerError, RulesError
from routekit.model import AnswerRange, Question
from routekit.rules import Pack, Proof, Stop, run_cases

SPEED = (Path(__file__).parent / "sound" / "report-speed.yaml").read_text()
KNOWN = {"road": "local", "danger": "no"}


@pytest.fixture(scope="module")
def speed():
    return Pack.parse(SPEED.encode(), "report-speed.yaml")


def changed(old, new):
    assert old in SPEED
    return Pack.parse(SPEED.replace(old, new).encode(), "report-speed.yaml")


def codes(old, new):
    assert old in SPEED
    try:
        return [each.code for each in lint_text(SPEED.replace(old, new))]
    except RulesError as error:
        return [each.code for each in error.problems]


def lint_text(text, folder=None):
    from routekit.rules.layers import Source
    from routekit.rules.lint import examine

    return examine([Source(text.encode(), "report-speed.yaml")]).problems


def test_the_pack_with_everything_is_sound_and_its_cases_pass(speed):
    assert lint_text(SPEED) == ()
    report = run_cases(speed)
    assert report.passed, [str(each) for each in report.failed]


# --- numbers and days ----------------------------------------------------------------------------------


def test_a_question_says_which_numbers_and_days_answer_it(speed):
    assert speed.questions["mph"].range == AnswerRange(kind="number", first="5", last="70", unit="mph")
    assert [option.id for option in speed.questions["mph"].options] == ["dont_know"]
    assert speed.questions["since"].range == AnswerRange(kind="date", first="2000-01-01", last="2099-12-31")


@pytest.mark.parametrize(
    ("mph", "row"), [("5", "slow"), ("30", "slow"), ("31", "fast"), ("70", "fast"), ("dont_know", "fast")]
)
def test_ranges_meet_without_a_gap(speed, mph, row):
    given = {"road": "local", "danger": "no", "mph": mph, "since": "2026-01-01", "age": "20"}
    assert speed.decide(given).id == row


def test_a_number_may_be_an_int_and_a_day_a_date(speed):
    given = {"road": "local", "danger": "no", "mph": 30, "since": date(2026, 1, 1), "age": 20}
    assert speed.decide(given).id == "slow"


@pytest.mark.parametrize(
    "mph",
    ["4", "71", "030", "+30", "30.0", " 30", "3e1", "٣٠", "", True, 30.0, None, 10**5000, "9" * 5000],
    ids=lambda mph: repr(mph)[:8] if not isinstance(mph, int) else "an int",
)
def test_what_is_no_number_of_the_range_is_refused_with_the_range(speed, mph):
    given = {"road": "local", "danger": "no", "mph": mph, "since": "2026-01-01", "age": "20"}
    with pytest.raises(
        InvalidAnswerError, match="give a whole number from 5 to 70, or choose one of dont_know"
    ):
        speed.decide(given)


@pytest.mark.parametrize("since", ["1999-12-31", "2026-02-30", "2026-1-1", "20260101", "yesterday"])
def test_what_is_no_day_of_the_range_is_refused(speed, since):
    with pytest.raises(
        InvalidAnswerError, match="give a day such as 2026-04-01 from 2000-01-01 to 2099-12-31"
    ):
        speed.check_answers({"since": since})


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("..4", "reaches outside 5 to 70"),
        ("30..20", "holds nothing"),
        ("0..30", "reaches outside"),
        ("twenty", "is no number or range; write 30, 20..30"),
        ("..", "has no ends"),
        ("30.5", "is no number"),
        ("'> 70'", "reaches outside"),
    ],
)
def test_a_range_that_is_wrong_is_named_with_what_would_be_right(cell, what):
    (problem,) = [
        each for each in lint_text(SPEED.replace("mph: slow}", f"mph: {cell}}}")) if each.code == "E226"
    ]
    assert what in problem.message


def test_a_gap_between_ranges_is_found_and_named():
    problems = lint_text(SPEED.replace("slow: [..30]", "slow: [..28]"))
    (gap,) = [each for each in problems if each.code == "E302"]
    assert "mph = 29..30" in gap.message


def test_every_number_and_every_day_counts_as_a_situation(speed):
    proof = speed.prove()
    assert isinstance(proof, Proof)
    days = (date(2099, 12, 31) - date(2000, 1, 1)).days + 1
    assert proof.situations == 4 * 2 * (66 + 1) * days * (36_501 + 1)


# --- groups --------------------------------------------------------------------------------------------


def test_a_group_stands_for_its_members_in_cells_and_nowhere_else(speed):
    slow = next(row for row in speed.rows if row.id == "slow")
    assert slow.when == {
        "road": ("local", "private", "unknown"),
        "mph": ("5..30",),
        "age": ("0..365", "unknown"),
    }
    with pytest.raises(InvalidAnswerError):
        speed.decide({"road": "public", "danger": "no", "mph": "30", "since": "2026-01-01", "age": "20"})
    assert "E215" in codes("given: {road: local, danger: no}, ask", "given: {road: public, danger: no}, ask")


# --- stops ---------------------------------------------------------------------------------------------


def test_a_stop_comes_before_everything_even_before_facts(speed):
    assert speed.opening({}) == speed.questions["danger"]
    stop = speed.opening({"danger": "yes"})
    assert isinstance(stop, Stop)
    assert (stop.id, stop.call) == ("D1", "999")
    assert speed.opening({"danger": "no"}) is None
    assert isinstance(speed.step({}), Question)
    row = speed.step({"danger": "yes"})
    assert (row.id, row.outcome) == ("D1", "emergency")


def test_answers_given_beside_an_emergency_are_named_as_ignored(speed):
    assert speed.walk({"danger": "yes", "mph": "30", "since": "2026-01-01"}).ignored == ("mph", "since")


# --- what cannot be ------------------------------------------------------------------------------------


def test_what_cannot_be_is_refused_with_the_reason(speed):
    given = {"road": "motorway", "danger": "no", "mph": "20", "since": "2026-01-01", "age": "20"}
    with pytest.raises(ImpossibleSituationError) as error:
        speed.decide(given)
    assert error.value.field == "road, mph"
    assert error.value.value == "motorway, 20"
    assert "that cannot be: No motorway has such a limit." in str(error.value)
    assert speed.prove().impossible > 0


# --- derived facts -------------------------------------------------------------------------------------


def test_a_derived_fact_is_asked_for_by_the_question_it_needs(speed):
    known = {"road": "local", "danger": "no", "mph": "30"}
    assert speed.step(known).id == "since"
    known["since"] = "2026-11-01"
    derived = speed.derive(known, date(2026, 11, 21))
    assert derived == {"age": "20"}
    assert speed.step(known | derived).id == "slow"
    with pytest.raises(InvalidAnswerError, match="age is None; it must be given"):
        speed.step(known)


def test_a_derived_fact_that_leaves_its_range_is_an_error_not_an_answer(speed):
    with pytest.raises(RulesError, match="derived:days_since gives what the pack does not list"):
        speed.derive({"since": "2026-11-22"}, date(2026, 11, 21))


def test_a_function_that_fails_is_an_error_of_the_pack():
    pack = changed("needs: [since]", "needs: [since, mph]")
    with pytest.raises(RulesError, match="derived:days_since fails for fact age: too many values"):
        pack.derive({"since": "2026-11-01", "mph": "30"}, date(2026, 11, 21))


def test_a_function_that_is_not_registered_is_named():
    problems = lint_text(SPEED.replace("derived:days_since", "derived:days_sinse"))
    assert any(each.code == "E225" and 'did you mean "days_since"?' in each.message for each in problems)


# --- words ---------------------------------------------------------------------------------------------


def test_words_come_in_welsh_and_fall_back_to_english(speed):
    welsh = speed.in_language("cy")
    assert welsh.questions["danger"].text == "A oes rhywun mewn perygl nawr?"
    assert [option.text for option in welsh.questions["danger"].options] == ["Oes", "Nac oes"]
    assert welsh.questions["mph"].options[0].text == "Nid wyf yn gwybod"
    part = Pack.parse(SPEED.replace('      since: {text: "Pryd y dechreuodd?"}\n', "").encode(), "x.yaml")
    assert part.in_language("cy").questions["since"].text == "When did it begin?"
    assert welsh.decide(
        {"danger": "no", "road": "local", "mph": "30", "since": "2026-01-01", "age": "20"}
    ).why.startswith("Gall")
    assert speed.in_language("en") is speed
    with pytest.raises(InputError, match="en or cy is needed"):
        speed.in_language("fr")


def test_welsh_that_is_missing_is_warned_of_once_a_pack_has_any():
    assert "W412" not in [each.code for each in lint_text(SPEED)]
    text = SPEED.replace(", options: {yes: Oes, no: Nac oes}", ", options: {yes: Oes}")
    text = text.replace("      fast: {why: Mae'n rhy gyflym i wirfoddolwyr.}\n", "")
    missing = [each.message for each in lint_text(text) if each.code == "W412"]
    assert sorted(missing) == [
        'Welsh is missing for option no of question "danger"; English is shown instead',
        'Welsh is missing for why of row "fast"; English is shown instead',
    ]


def test_words_for_what_is_not_there_are_refused():
    text = SPEED.replace("      since: {text", "      sinse: {text").replace("{yes: Oes", "{ies: Oes")
    found = {each.code for each in lint_text(text.replace("D1: {say: Ff", "D2: {say: Ff"))}
    assert {"E214", "E215", "E217"} <= found


def test_words_may_stand_apart_from_the_rules():
    text = SPEED.replace("why: Volunteers can measure there.", "why: To be replaced.")
    apart = (
        text + "  en: {title: Speeding, rows: {slow: {why: Apart.}}, questions: {mph: {text: How fast}}}\n"
    )
    pack = Pack.parse(apart.encode(), "report-speed.yaml")
    assert pack.transaction.title == "Speeding"
    assert next(row.why for row in pack.rows if row.id == "slow") == "Apart."
    assert pack.questions["mph"].text == "How fast"


# --- a pack that is not proved -------------------------------------------------------------------------


def test_a_pack_that_is_not_proved_loads_only_when_that_is_asked_for():
    text = SPEED.replace("slow: [..30]", "slow: [..28]").encode()
    with pytest.raises(RulesError, match="E302"):
        Pack.parse(text, "report-speed.yaml")
    pack = Pack.parse(text, "report-speed.yaml", unproved=True)
    assert not pack.proved
    given = {"road": "local", "danger": "no", "mph": "29", "since": "2026-01-01", "age": "20"}
    with pytest.raises(RulesError, match="is not proved, and no row of it answers this"):
        pack.decide(given)
    with pytest.raises(RulesError, match="is not proved, and no row of it answers this"):
        pack.step(given)
    assert pack.decide({**given, "mph": "28"}).id == "slow"


def test_other_errors_are_never_let_through():
    with pytest.raises(RulesError, match="E216"):
        Pack.parse(SPEED.replace("then: parish", "then: parrish").encode(), "x.yaml", unproved=True)
