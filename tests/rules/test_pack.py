"""A pack in use: what it holds, what it refuses, and that nothing changes it."""

import copy
import json
import pickle
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from enum import StrEnum
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest
from pack_head import HEAD

from routekit.errors import InvalidAnswerError, RoutekitError
from routekit.model import Question
from routekit.rules import Pack, Row, Walk

ALL_YES = {
    "parish": "council",
    "taken_on": "yes",
    "limit_up_to_40": "yes",
    "by_day": "yes",
    "suitable_site": "yes",
}
FACTS = {"parish": "council", "taken_on": "yes"}


def test_a_pack_says_which_rules_exactly_it_is(founding):
    assert founding.ref.transaction == founding.transaction.id == "report-speeding-traffic"
    assert founding.ref.version == founding.transaction.version == "1.0.0"
    assert founding.ref.sha256 == sha256(Path(founding.file).read_bytes()).hexdigest()
    assert founding.transaction.lgsl == (571,)
    assert (founding.effective_from, founding.effective_to) == (date(2009, 4, 1), None)


def test_every_fact_has_the_option_unknown_last(founding):
    assert founding.facts["parish"].options == ("council", "grouped", "meeting", "unparished", "unknown")
    assert founding.facts["parish"].source == "boundaries"
    assert founding.facts["taken_on"].options == ("yes", "no", "unknown")


def test_outcomes_name_roles_never_authorities(founding):
    clerk, highways = founding.outcomes["clerk"], founding.outcomes["highways"]
    assert (clerk.role, clerk.fallback, clerk.also_tell) == ("parish_council", "highway_authority", ())
    assert (highways.role, highways.fallback) == ("highway_authority", None)
    assert highways.also_tell == ("parish_council",)


def test_a_row_gives_its_cells_as_a_mapping_too(founding):
    row = next(row for row in founding.rows if row.id == "P4")
    assert row.when == {"parish": ("council", "grouped"), "taken_on": ("no", "unknown")}
    assert row.outcome == "highways"


# --- decide --------------------------------------------------------------------------------------------


def test_decide_gives_the_row_of_a_whole_situation(founding):
    assert founding.decide(ALL_YES).id == "S4"
    assert founding.decide(ALL_YES | {"by_day": "dont_know"}).outcome == "highways"


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        (
            {"limit_up_to_40": "Yes"},
            "limit_up_to_40",
            'did you mean "yes"? (choose one of yes, no, dont_know)',
        ),
        ({"limit_up_to_40": "maybe"}, "limit_up_to_40", "choose one of yes, no, dont_know"),
        ({"limit_up_to_40": True}, "limit_up_to_40", "is True; choose one of yes, no, dont_know"),
        ({"limit_up_to_40": ["yes"]}, "limit_up_to_40", "choose one of yes, no, dont_know"),
        ({"limit_up_to_40": None}, "limit_up_to_40", "is None; choose one of yes, no, dont_know"),
        ({"limit_up_to_40": float("nan")}, "limit_up_to_40", "choose one of"),
        ({"parish": "town"}, "parish", "choose one of council, grouped, meeting, unparished, unknown"),
        ({"limit_upto_40": "yes"}, "limit_upto_40", 'did you mean "limit_up_to_40"?'),
        ({"place": "E04001174"}, "place", "there is no such question or fact"),
        ({"x" * 10**6: "yes"}, "x" * 60 + "…", "there is no such question or fact; choose one of parish,"),
    ],
)
@pytest.mark.parametrize("call", ["decide", "walk", "step"])
def test_an_answer_that_is_none_is_refused_with_the_options(founding, call, change, field, says):
    with pytest.raises(InvalidAnswerError) as error:
        getattr(founding, call)(ALL_YES | change)
    assert error.value.field == field
    assert error.value.value in change.values()
    assert says in str(error.value)


@pytest.mark.parametrize("name", [7, None, 10**5_000, ("by_day",)], ids=["7", "None", "huge", "a tuple"])
@pytest.mark.parametrize("call", ["decide", "walk", "step", "check_answers"])
def test_a_name_that_is_no_text_is_refused(founding, call, name):
    answers = {name: "yes"} if call == "check_answers" else ALL_YES | {name: "yes"}
    with pytest.raises(InvalidAnswerError, match="the id of a question or fact is a text") as error:
        getattr(founding, call)(answers)
    assert (error.value.field, error.value.value) == ("answers", name)


@pytest.mark.parametrize("missing", ALL_YES)
def test_decide_wants_every_question_and_fact(founding, missing):
    given = {name: value for name, value in ALL_YES.items() if name != missing}
    with pytest.raises(InvalidAnswerError, match=f"{missing} is None; it must be given; choose one of "):
        founding.decide(given)
    with pytest.raises(InvalidAnswerError, match="no such question"):
        founding.decide(given | {"extra": "yes"})


def test_a_mapping_that_makes_values_up_is_not_believed(founding):
    made_up = defaultdict(lambda: "yes", FACTS)
    with pytest.raises(InvalidAnswerError):
        founding.decide(made_up)
    assert founding.walk(made_up).question.id == "limit_up_to_40"
    assert set(made_up) == set(FACTS)


@pytest.mark.parametrize("given", [None, [], "yes", 7, [("parish", "council")], object()])
@pytest.mark.parametrize("call", ["decide", "walk", "step", "check_answers"])
def test_what_is_no_mapping_is_refused(founding, call, given):
    with pytest.raises(InvalidAnswerError, match="a mapping of question id to option id is needed"):
        getattr(founding, call)(given)


def test_a_value_that_claims_to_equal_every_option_is_refused(founding):
    class Anything:
        def __eq__(self, other):
            return True

        __hash__ = None

    for call in (founding.decide, founding.walk):
        with pytest.raises(InvalidAnswerError):
            call(ALL_YES | {"by_day": Anything()})


def test_a_text_of_another_type_that_equals_an_option_is_that_option(founding):
    class Answer(StrEnum):
        YES = "yes"

    assert founding.decide(ALL_YES | {"by_day": Answer.YES}).id == "S4"
    assert founding.walk(ALL_YES | {"by_day": Answer.YES}) == founding.walk(ALL_YES)


# --- walk ----------------------------------------------------------------------------------------------


def test_walk_asks_in_the_author_s_order_and_stops_once_decided(founding):
    walk = founding.walk(FACTS)
    assert walk.question == founding.questions["limit_up_to_40"]
    assert walk.used == (("parish", "council"), ("taken_on", "yes"))
    walk = founding.walk(FACTS | {"limit_up_to_40": "no"})
    assert walk.question is None
    assert [row.id for row in walk.rows] == ["S1"]
    assert walk.used[-1] == ("limit_up_to_40", "no")


def test_a_fact_that_no_row_left_looks_at_is_not_used(founding):
    assert founding.walk({"parish": "meeting", "taken_on": "no"}).used == (("parish", "meeting"),)


def test_answers_that_can_no_longer_matter_are_named_as_ignored(founding):
    walk = founding.walk(ALL_YES | {"limit_up_to_40": "no"})
    assert walk.ignored == ("by_day", "suitable_site")
    assert founding.walk(ALL_YES | {"parish": "unparished"}).ignored == (
        "limit_up_to_40",
        "by_day",
        "suitable_site",
    )


def test_an_answer_given_too_early_is_kept_for_later_and_not_called_ignored(founding):
    walk = founding.walk(FACTS | {"suitable_site": "yes"})
    assert (walk.question.id, walk.ignored) == ("limit_up_to_40", ())
    assert ("suitable_site", "yes") not in walk.used


@pytest.mark.parametrize("fact", FACTS)
def test_walk_wants_every_fact_since_facts_are_never_asked(founding, fact):
    given = {name: value for name, value in ALL_YES.items() if name != fact}
    with pytest.raises(InvalidAnswerError, match=f"{fact} is None"):
        founding.walk(given)


def test_step_is_the_question_or_the_first_row(founding):
    assert isinstance(founding.step(FACTS), Question)
    assert isinstance(founding.step(ALL_YES), Row)


def test_rows_that_say_the_same_are_all_given(tmp_path):
    text = (Path(__file__).parent / "packs" / "W404-no-cases.yaml").read_text()
    pack = Pack.parse(text.replace("then: clerk", "then: roads").encode(), "pack.yaml")
    walk = pack.walk({"parish": "council"})
    assert walk.question is None
    assert [row.id for row in walk.rows] == ["R1", "R2"]


# --- answers -------------------------------------------------------------------------------------------


def test_check_answers_takes_any_part_of_the_questions(founding):
    founding.check_answers({})
    founding.check_answers({"by_day": "no"})


def test_a_fact_is_no_answer(founding):
    with pytest.raises(InvalidAnswerError, match="parish is 'council'; it is looked up, never asked"):
        founding.check_answers({"by_day": "no", "parish": "council"})


def test_check_answers_refuses_unknown_questions_and_options(founding):
    with pytest.raises(InvalidAnswerError, match="there is no such question"):
        founding.check_answers({"by_night": "no"})
    with pytest.raises(InvalidAnswerError, match="choose one of yes, no, dont_know"):
        founding.check_answers({"by_day": "noon"})


# --- otherwise -----------------------------------------------------------------------------------------

OTHERWISE = """format: 1
transaction: mend-a-bench
version: 1.0.0
title: Report a broken bench
effective: {from: 2020-04-01, to: 2028-04-01}
maintainer: Wend District Council
licence: OGL-UK-3.0
status: beta
used_by: [E07999001]
questions:
  bench:
    text: Which bench is it?
    options: {wood: Wood, iron: Iron, stone: Stone, dont_know: I do not know}
  green: {text: "Is it on the green?", options: {yes: "Yes", no: "No"}}
outcomes:
  clerk: {role: parish_council, say: The parish council mends it.}
  roads: {role: highway_authority, say: The council mends it.}
rows:
  - {id: R1, when: {bench: dont_know}, then: roads, why: Nobody knows., source: minute 12}
  - {id: R2, when: {bench: wood, green: yes}, then: clerk, why: It is on the green., source: minute 12}
otherwise: {id: X, then: roads, why: All others are the council's., source: minute 12}
cases:
  - {given: {bench: wood}, ask: green}
  - {given: {bench: wood, green: yes}, expect: clerk, row: R2}
  - {given: {bench: iron}, expect: roads, row: X}
  - {given: {bench: dont_know}, expect: roads, row: R1}
"""


def test_otherwise_takes_every_situation_that_no_row_takes():
    pack = Pack.parse(OTHERWISE.encode(), "mend-a-bench.yaml")
    assert [row.id for row in pack.rows] == ["R1", "R2", "X"]
    assert pack.rows[-1].when == {}
    assert pack.decide({"bench": "iron", "green": "yes"}).id == "X"
    assert pack.decide({"bench": "wood", "green": "no"}).id == "X"
    assert pack.decide({"bench": "dont_know", "green": "no"}).id == "R1"
    walk = pack.walk({"bench": "stone"})
    assert [row.id for row in walk.rows] == ["X"]
    assert pack.used_by == ("E07999001",)


def test_a_pack_is_in_force_from_its_first_day_until_the_day_before_its_last(founding):
    pack = Pack.parse(OTHERWISE.encode(), "mend-a-bench.yaml")
    assert (pack.effective_from, pack.effective_to) == (date(2020, 4, 1), date(2028, 4, 1))
    days = [date(2020, 3, 31), date(2020, 4, 1), date(2028, 3, 31), date(2028, 4, 1)]
    assert [pack.in_force(day) for day in days] == [False, True, True, False]
    assert founding.in_force(date.max)


# --- nothing changes it --------------------------------------------------------------------------------


def test_nothing_of_a_pack_can_be_changed(founding):
    for change in (
        lambda: setattr(founding, "rows", ()),
        lambda: founding.questions.update({}),
        lambda: founding.facts.pop("parish"),
        lambda: founding.outcomes.__setitem__("x", 1),
        lambda: setattr(founding.rows[0], "outcome", "clerk"),
        lambda: setattr(founding.questions["by_day"], "text", "?"),
    ):
        with pytest.raises((AttributeError, TypeError, ValueError)):
            change()
    founding.rows[0].when["parish"] = ("council",)
    assert founding.rows[0].when == {"parish": ("unparished",)}


def test_packs_of_the_same_bytes_are_equal_and_survive_pickling(founding):
    other = pickle.loads(pickle.dumps(founding))
    assert other == founding == copy.deepcopy(founding)
    assert hash(other) == hash(founding)
    assert other.decide(ALL_YES) == founding.decide(ALL_YES)
    assert other != Pack.parse(OTHERWISE.encode(), "mend-a-bench.yaml")
    assert founding != founding.ref


def test_values_go_through_json_and_back_and_hash_alike(founding):
    for value in (founding.walk(ALL_YES), founding.walk(FACTS), founding.rows[3], founding.outcomes["clerk"]):
        again = type(value).model_validate_json(value.model_dump_json())
        assert again == value
        assert hash(again) == hash(value)
    walk = founding.walk({"parish": "unparished", "taken_on": "no"})
    assert json.loads(walk.model_dump_json())["used"] == [["parish", "unparished"]]
    assert isinstance(walk, Walk)


def test_the_same_input_gives_the_same_bytes_from_many_threads(founding):
    options = [founding.facts[name].options for name in founding.facts]
    options += [tuple(option.id for option in question.options) for question in founding.questions.values()]
    names = (*founding.facts, *founding.questions)
    situations = [dict(zip(names, each, strict=True)) for each in product(*options)]

    def run(_):
        return "".join(
            founding.walk(each).model_dump_json() + founding.decide(each).id for each in situations
        )

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(run, range(8)))) == 1


def test_only_errors_of_routekit_come_out(founding):
    for given in (None, {"parish": object()}, {(): ()}, {"parish": {}}, {None: None}):
        with pytest.raises(RoutekitError):
            founding.decide(given)


def test_a_pack_with_a_gap_between_two_rows_still_asks_until_one_is_left():
    """No question matters by itself there: to change one answer leads from either row into the gap."""
    text = (
        HEAD
        + """
questions:
  a: {text: Which, options: {x: X, y: Y}}
  b: {text: Which, options: {x: X, y: Y}}
outcomes: {one: {role: police, say: S}, two: {role: police, say: S}}
rows:
  - {id: R1, when: {a: x, b: x}, then: one, why: W, source: S}
  - {id: R2, when: {a: y, b: y}, then: two, why: W, source: S}
"""
    )
    pack = Pack.parse(text.encode(), "drawn.yaml", unproved=True)
    assert pack.step({}).id == "a"
    assert pack.step({"a": "y"}).id == "R2"
    assert pack.prove().gaps == 2
