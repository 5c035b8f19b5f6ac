"""`routekit demo` shows every kind of end, and says what is sample data."""

import json

import pytest


@pytest.fixture
def scenes(run):
    done = run("demo", "--json")
    assert done.code == 0
    return json.loads(done.out)["scenes"]


def test_the_demo_shows_every_promised_end(scenes):
    ends = [(each["decision"]["kind"], (each["referral"] or {}).get("contact_status")) for each in scenes]
    assert ends == [
        ("ask", None),
        ("routed", "fresh"),
        ("routed", "fresh"),
        ("routed", "fresh"),
        ("routed", "unavailable"),
        ("ask", None),
        ("routed", "fresh"),
        ("unrouted", None),
    ]


def test_with_the_service_down_the_decision_is_the_same_and_the_duty_is_offered(scenes):
    assert scenes[4]["decision"] == scenes[1]["decision"]
    assert scenes[4]["referral"]["contact"] is None
    assert scenes[4]["referral"]["fallback_contact"]["page"] == "https://www.westberks.gov.uk"


def test_the_clerk_is_invented_and_neither_named_nor_addressed(scenes):
    contact = scenes[1]["referral"]["contact"]
    assert contact["email"].endswith(".example.gov.uk")
    assert contact["telephone"].startswith("01632 960")
    assert contact["name"] is None
    assert contact["postal_address"] is None


def test_the_words_say_sample_data_and_carry_the_attribution(run):
    done = run("demo")
    assert "SAMPLE DATA" in done.out
    assert "contact: fresh (sample data)" in done.out
    assert "Contains OS data © Crown copyright and database right 2021" in done.out
    assert done.err == ""
