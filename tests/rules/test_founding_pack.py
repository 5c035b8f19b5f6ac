"""The founding pack, situation by situation: every one of the 405, and the ones named in situations/."""

import csv
from itertools import product
from pathlib import Path

import pytest

SITUATIONS = Path(__file__).parent / "situations" / "report-speeding-traffic.csv"


def named():
    with SITUATIONS.open(newline="") as file:
        return list(csv.DictReader(file))


def given_in(line):
    return {
        name: value for name, value in line.items() if name not in {"situation", "expect", "row"} and value
    }


@pytest.mark.parametrize("line", named(), ids=lambda line: line["situation"])
def test_a_named_situation_comes_to_what_it_says(founding, line):
    walk = founding.walk(given_in(line))
    if line["expect"].startswith("ask "):
        assert walk.question is not None
        assert walk.question.id == line["expect"].removeprefix("ask ")
    else:
        assert walk.question is None
        assert (walk.rows[0].outcome, walk.rows[0].id) == (line["expect"], line["row"])


def every_situation(founding):
    columns = {name: fact.options for name, fact in founding.facts.items()}
    columns |= {
        name: tuple(option.id for option in each.options) for name, each in founding.questions.items()
    }
    return [dict(zip(columns, each, strict=True)) for each in product(*columns.values())]


def by_hand(situation):
    """The three questions and two facts as a person would say them, without the table."""
    has_council = situation["parish"] in {"council", "grouped"}
    three = all(situation[name] == "yes" for name in ("limit_up_to_40", "by_day", "suitable_site"))
    return "clerk" if has_council and situation["taken_on"] == "yes" and three else "highways"


def test_all_405_situations_come_to_the_outcome_told_by_hand(founding):
    situations = every_situation(founding)
    assert len(situations) == 405
    for situation in situations:
        assert founding.decide(situation).outcome == by_hand(situation)


def test_every_situation_ends_one_answer_at_a_time_where_it_ends_all_at_once(founding):
    for situation in every_situation(founding):
        given = {name: situation[name] for name in founding.facts}
        asked = []
        while (walk := founding.walk(given)).question is not None:
            asked.append(walk.question.id)
            given[asked[-1]] = situation[asked[-1]]
        assert asked == list(founding.questions)[: len(asked)]
        assert walk.rows == founding.walk(situation).rows == (founding.decide(situation),)


def test_a_place_that_settles_it_needs_no_question(founding):
    for parish in ("meeting", "unparished", "unknown"):
        for taken_on in founding.facts["taken_on"].options:
            assert founding.walk({"parish": parish, "taken_on": taken_on}).question is None


def test_one_no_or_dont_know_is_enough_for_highways(founding):
    facts = {"parish": "council", "taken_on": "yes"}
    yes = {}
    for name in founding.questions:
        for answer in ("no", "dont_know"):
            walk = founding.walk(facts | yes | {name: answer})
            assert walk.question is None
            assert walk.rows[0].outcome == "highways"
        yes[name] = "yes"


def test_every_row_cites_a_page_and_says_why_without_statutes(founding):
    for row in founding.rows:
        assert row.source.startswith(("https://", "http://"))
        assert row.why.endswith(".")
        assert not any(word in row.why for word in ("Act ", "section", "s. ", "statut"))
