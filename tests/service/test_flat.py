"""The flat shape: the same keys whatever the answer, texts alone, and nothing that the nested shape lacks."""

import re

import pytest
from asked_of_service import ANSWERS, HUNGERFORD, SPEEDING

from routekit.model import Contact, Provenance
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


AREA = ("code", "name", "name_cy", "kind", "district")
CONTACT = ("organisation", "role", "email", "telephone", "page", "name", "postal_address", "looks_personal")
# Where the nested answer has what a key of the row says; N stands for a number.
WHERE_FROM = {
    **dict.fromkeys(("status", "reference", "contact_status"), "{key}"),
    **dict.fromkeys(("transaction", "on", "role", "outcome", "say", "valid_until", "call"), "decision.{key}"),
    **{f"question_{part}": f"decision.question.{part}" for part in ("id", "text", "hint")},
    **{f"option_N_{part}": f"decision.question.options.N.{part}" for part in ("id", "text")},
    **{f"authority_{part}": f"decision.authority.{part}" for part in ("id", "name", "kind", "website")},
    "authority_telephone": "decision.authority.telephone",
    **{f"fallback_{part}": f"decision.fallback.{part}" for part in ("id", "name", "kind")},
    **{f"also_tell_N_{part}": f"decision.also_tell.N.{part}" for part in ("id", "name")},
    **{f"unrouted_{part}": f"decision.{part}" for part in ("reason", "detail")},
    **dict.fromkeys(("agreement", "fallback_taken"), "decision.because.{key}"),
    **{f"reason_N_{part}": f"decision.because.reasons.N.{part}" for part in ("row", "why", "source")},
    **{f"area_{part}": f"decision.because.area.{part}" for part in AREA},
    **{f"{name}_{part}": f"{name}.{part}" for name in ("contact", "fallback_contact") for part in CONTACT},
    **{
        f"{name}_{part}": f"{name}.provenance.{part}"
        for name in ("contact", "fallback_contact")
        for part in ("source", "stale")
    },
    **{f"warning_N_{part}": f"decision.warnings.N.{part}" for part in ("code", "detail")},
    **{f"pack_{part}": f"decision.pack.{part}" for part in ("version", "sha256")},
    **{f"edition_{part}": f"decision.edition.{part}" for part in ("name", "date", "sample")},
    "ignored": "decision.ignored",
}


def at(nested, path):
    for part in path.split("."):
        if nested is None:
            return None
        if part.isdecimal():
            nested = nested[int(part) - 1] if int(part) <= len(nested) else None
        else:
            nested = nested.get(part)
    return nested


def as_text(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(value) if isinstance(value, list) else value or ""


class Clerk:
    async def contact_for(self, authority):
        return Contact(
            authority=authority.id,
            organisation=authority.name,
            role="Clerk",
            email="clerk@example.gov.uk",
            provenance=Provenance(source="a test"),
        )


@pytest.mark.parametrize(
    "body",
    [
        {**HUNGERFORD, "answers": ANSWERS, "reference": "FS-1"},
        {**HUNGERFORD, "answers": {"limit_up_to_40": "no", "by_day": "yes", "suitable_site": "yes"}},
        HUNGERFORD,
        {"latitude": 54.6, "longitude": -5.93, "answers": ANSWERS},
        {"postcode": "RG17 0AA", "answers": ANSWERS, "on": "2019-06-01"},
        {**HUNGERFORD, "on": "1999-01-01"},
    ],
)
def test_each_key_of_a_row_says_what_is_at_its_place_in_the_nested_answer(make, body):
    ask = make(contacts=Clerk())
    row = ask.post(f"{SPEEDING}?shape=flat&contact=1", body).json()
    nested = ask.post(f"{SPEEDING}?contact=1", body).json()
    checked = set()
    for key in row:
        number = re.search(r"_(\d+)_", key)
        path = WHERE_FROM.get(re.sub(r"_\d+_", "_N_", key), "").format(key=key)
        if path:
            checked.add(key)
            assert row[key] == as_text(at(nested, path.replace("N", number[1] if number else "N"))), key
    assert len(checked) > len(row) * 0.8


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
