"""Counting decisions and misroutes in memory."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from routekit import Grid, Router
from routekit.service.evidence import REASONS, Evidence, Key, Misroute, Total, tally_of
from routekit.service.evidence import counts as room

DAY = date(2026, 4, 1)
STREET = Grid(easting=433700, northing=168700)
SPEEDING = "report-speeding-traffic"
PARISH = "parish-council:E04001174"


@pytest.fixture(scope="module")
def router(west_berkshire):
    return Router.open(edition=west_berkshire.path, clock=lambda: DAY)


@pytest.fixture
def evidence():
    return Evidence(today=lambda: DAY)


def told(router, answers, transaction=SPEEDING, place=STREET):
    return router.route(transaction, place, answers)


def subjects(evidence, kind):
    return {total.subject: number for total, number in evidence.totals().items() if total.kind == kind}


def misroute(**other):
    return Misroute(**{"transaction": SPEEDING, "pack_version": "1.0.0", "reason": "wrong-tier", **other})


def test_a_routed_decision_counts_its_outcome_and_its_row(router, evidence):
    decision = told(router, {"limit_up_to_40": "no"})
    evidence.count(tally_of(decision))
    evidence.count(tally_of(decision))
    assert subjects(evidence, "routed") == {decision.outcome: 2}
    assert subjects(evidence, "row") == {each.row: 2 for each in decision.because.reasons}


def test_an_answer_that_is_not_known_counts_once_when_the_decision_that_rests_on_it_is_made(router, evidence):
    answers = {}
    while (decision := told(router, answers, "report-fly-tipping")).kind == "ask":
        evidence.count(tally_of(decision))
        options = {option.id for option in decision.question.options}
        answers[decision.question.id] = "dont_know" if "dont_know" in options else "no"
    evidence.count(tally_of(decision))
    unknown = {question for question, option in answers.items() if option == "dont_know"}
    assert unknown
    assert subjects(evidence, "dont_know") == dict.fromkeys(unknown, 1)
    assert subjects(evidence, "asked") == dict.fromkeys(answers, 1)


def test_the_question_in_which_area_a_place_lies_is_counted_as_place(router, evidence):
    near_an_edge = Grid(easting=434000, northing=169200, accuracy_m=2500)
    answers = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
    decision = told(router, answers, place=near_an_edge)
    assert decision.kind == "ask"
    evidence.count(tally_of(decision))
    assert subjects(evidence, "asked") == {"place": 1}


def test_an_unrouted_decision_counts_its_reason(router, evidence):
    evidence.count(tally_of(told(router, {}, place=Grid(easting=530000, northing=180000))))
    evidence.count(tally_of(told(router, {"now": "yes"}, "report-fly-tipping")))
    assert subjects(evidence, "unrouted") == {"outside-coverage": 1, "emergency": 1}


def test_a_fallback_that_is_taken_counts(router, evidence):
    decision = told(router, {"limit_up_to_40": "no"})
    because = decision.because.model_copy(update={"fallback_taken": True})
    evidence.count(tally_of(decision.model_copy(update={"because": because})))
    evidence.count(tally_of(decision))
    assert subjects(evidence, "fallback") == {decision.outcome: 1}


def test_what_is_counted_holds_no_place_and_no_area(router, evidence):
    decision = told(router, {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"})
    evidence.count(tally_of(decision))
    area = decision.because.area
    held = str(evidence.unwritten())
    assert area.code not in held
    assert area.name not in held
    assert decision.authority.id not in held


def test_counts_stand_under_the_day_on_which_they_were_made(router):
    days = [DAY]
    evidence = Evidence(today=lambda: days[0])
    tally = tally_of(told(router, {"limit_up_to_40": "no"}))
    evidence.count(tally)
    days[0] = date(2026, 4, 2)
    evidence.count(tally)
    evidence.count(tally)
    by_day = {key.period: number for key, number in evidence.unwritten().items() if key.kind == "routed"}
    assert by_day == {"2026-04-01": 1, "2026-04-02": 2}
    assert sum(subjects(evidence, "routed").values()) == 3


def test_a_misroute_stands_under_its_month_only(evidence):
    evidence.misrouted(misroute(authority=PARISH, area="E04001174"))
    key = Key("2026-04", "misroute", SPEEDING, "1.0.0", "wrong-tier", PARISH, "", "E04001174")
    assert evidence.unwritten() == {key: 1}
    assert evidence.totals() == {Total("misroute", SPEEDING, "1.0.0", "wrong-tier"): 1}


def test_counts_of_many_threads_are_all_there(router, evidence):
    tally = tally_of(told(router, {"limit_up_to_40": "no"}))

    def count_and_take(_):
        for _ in range(500):
            evidence.count(tally)
        return sum(number for key, number in evidence.take().items() if key.kind == "routed")

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(count_and_take, range(8)))
    assert taken == 8 * 500 == sum(subjects(evidence, "routed").values())


def test_what_was_taken_and_cannot_be_written_is_put_back(router, evidence):
    evidence.count(tally_of(told(router, {"limit_up_to_40": "no"})))
    before = evidence.unwritten()
    taken = evidence.take()
    assert evidence.unwritten() == {}
    evidence.put_back(taken)
    assert evidence.unwritten() == before


def test_versions_that_are_made_up_do_not_fill_the_memory(evidence, monkeypatch):
    monkeypatch.setattr(room, "MOST_TOTALS", 50)
    for number in range(500):
        evidence.misrouted(misroute(pack_version=f"1.0.{number}"))
    assert len(evidence.totals()) == 51
    assert evidence.totals()[Total("misroute", SPEEDING, "other", "wrong-tier")] == 450
    assert sum(evidence.unwritten().values()) == 500


def test_misroutes_that_all_differ_lose_their_place_before_they_fill_the_memory(evidence, monkeypatch):
    monkeypatch.setattr(room, "MOST_MISROUTES", 10)
    for number in range(100):
        evidence.misrouted(misroute(authority=f"parish-council:E0400{number:04}"))
    assert len(evidence.unwritten()) == 11
    assert sum(evidence.unwritten().values()) == 100


def test_without_a_file_the_oldest_days_go_first(monkeypatch):
    monkeypatch.setattr(room, "MOST_KEYS", 3)
    days = [date(2026, 4, 1)]
    evidence = Evidence(today=lambda: days[0])
    for day in range(1, 6):
        days[0] = date(2026, 4, day)
        evidence.count((("routed", SPEEDING, "1.0.0", "highways"),))
    assert [key.period for key in sorted(evidence.unwritten())] == ["2026-04-03", "2026-04-04", "2026-04-05"]
    assert sum(evidence.totals().values()) == 5


def test_every_reason_has_words_and_is_in_the_reference():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "evidence.md").read_text("utf-8")
    for code, words in REASONS.items():
        assert f"| `{code}` | {words}" in page
