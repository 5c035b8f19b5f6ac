"""The flat shape: the same keys whatever the answer, texts alone, and nothing that the nested shape lacks."""

import pytest
from asked_of_service import ANSWERS, HUNGERFORD, SPEEDING

from routekit.service.flat import MOST_OPTIONS, ROUTING_KEYS, WHERE_KEYS


@pytest.mark.parametrize(
    "body",
    [
        {**HUNGERFORD, "answers": ANSWERS},
        HUNGERFORD,
        {**HUNGERFORD, "accuracy_m": 3000, "answers": {"limit_up_to_40": "no"}},
        {"latitude": 54.6, "longitude": -5.93},
        {**HUNGERFORD, "on": "1999-01-01"},
    ],
)
def test_every_key_is_always_there_and_every_value_is_a_text(ask, body):
    row = ask.post(f"{SPEEDING}?shape=flat&contact=1", body).json()
    assert list(row) == list(ROUTING_KEYS)
    assert {type(value) for value in row.values()} == {str}
    placed = {key: value for key, value in body.items() if key != "answers"}
    row = ask.post("/v1/where?shape=flat", placed).json()
    assert list(row) == list(WHERE_KEYS)
    assert {type(value) for value in row.values()} == {str}


def test_a_row_says_what_the_nested_answer_says(ask):
    body = {**HUNGERFORD, "answers": ANSWERS, "reference": "FS-1"}
    row = ask.post(f"{SPEEDING}?shape=flat", body).json()
    nested = ask.post(SPEEDING, body).json()["decision"]
    assert (row["authority_id"], row["authority_name"]) == (
        nested["authority"]["id"],
        nested["authority"]["name"],
    )
    assert (row["fallback_id"], row["say"], row["role"]) == (
        nested["fallback"]["id"],
        nested["say"],
        nested["role"],
    )
    assert row["reason_1_row"] == nested["because"]["reasons"][0]["row"]
    assert row["warning_count"] == str(len(nested["warnings"]))
    assert row["area_code"] == nested["because"]["area"]["code"]
    assert row["pack_sha256"] == nested["pack"]["sha256"]


def test_a_question_has_its_options_numbered(ask):
    row = ask.post(f"{SPEEDING}?shape=flat", HUNGERFORD).json()
    question = ask.post(SPEEDING, HUNGERFORD).json()["decision"]["question"]
    assert row["status"] == "needs_answers"
    assert row["question_id"] == question["id"]
    assert row["option_count"] == str(len(question["options"]))
    assert [row[f"option_{number}_id"] for number in (1, 2, 3)] == [
        each["id"] for each in question["options"]
    ]


def test_a_list_that_is_longer_than_its_keys_says_how_long_it_is(ask):
    wide = {**HUNGERFORD, "accuracy_m": 5000, "answers": ANSWERS}
    nested = ask.post(SPEEDING, wide).json()["decision"]["question"]
    row = ask.post(f"{SPEEDING}?shape=flat", wide).json()
    assert nested["id"] == "place"
    assert row["option_count"] == str(len(nested["options"]))
    shown = min(MOST_OPTIONS, len(nested["options"]))
    assert row[f"option_{shown}_id"] == nested["options"][shown - 1]["id"]
