"""`routekit demo --sample` shows every kind of end, as each is played, and says what is sample data."""

import io
import json
import threading

import pytest


@pytest.fixture
def scenes(run):
    done = run("demo", "--sample", "--json")
    assert done.code == 0
    assert "nation" not in json.loads(done.out)
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
    done = run("demo", "--sample")
    assert "SAMPLE DATA" in done.out
    assert "contact: fresh (sample data)" in done.out
    assert "Contains OS data © Crown copyright and database right 2021" in done.out
    assert done.err == ""


def test_the_sample_leaves_nothing_in_the_cache(run, cache):
    def kept():
        return sorted(path for path in cache.rglob("*") if path.is_file())

    before = kept()
    run("demo", "--sample")

    assert kept() == before


class Noting(io.StringIO):
    """Notes for each thing written whether the local contact service still runs."""

    def __init__(self):
        super().__init__()
        self.notes = []
        self.threads = threading.active_count()

    def write(self, text):
        super().write(text)  # refuses the bytes with which click feels its way
        self.notes.append((text, threading.active_count() > self.threads))


def test_each_scene_is_shown_when_it_is_played(run, monkeypatch):
    noting = Noting()
    monkeypatch.setattr("sys.stdout", noting)

    assert run("demo", "--sample").code == 0

    scenes = [playing for text, playing in noting.notes if text.lstrip("\n")[:2] in {"1.", "5.", "8."}]
    assert scenes == [True, True, True], "a list shown at the end is written when the service has stopped"
    ends = [playing for text, playing in noting.notes if "West Berkshire took" in text]
    assert ends == [False]


def test_a_service_that_is_down_is_asked_once(west_berkshire):
    from routekit.cli.demo.west_berkshire import DISTRICT, TOWNS, play, scenes
    from routekit.router import Router
    from routekit.testing import ModernGovServer, sample_councils

    outage = next(scene for scene in scenes() if scene.service_down)
    with ModernGovServer(sample_councils(west_berkshire.areas(DISTRICT), towns=TOWNS)) as server:
        told = play(5, outage, Router.open(edition=west_berkshire.path), server)
        seen = server.requests

    assert told.value["referral"]["contact_status"] == "unavailable"
    assert len(seen) == 1
