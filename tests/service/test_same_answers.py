"""Whatever is asked, the service answers what the router does, kept or not, in every shape."""

import json
import random
from datetime import date

from asgi_client import AsgiClient
from asked_of_service import SPEEDING, TODAY
from hypothesis import given, settings
from hypothesis import strategies as some

from routekit import Router
from routekit.bodies import Bodies
from routekit.errors import InputError
from routekit.model import Grid, LatLon, Postcode
from routekit.rules import Pack
from routekit.service.app import create_app
from routekit.service.flat import flat_routing
from routekit.service.keeping import Asking, Decisions
from routekit.service.serving import Held, Serving
from routekit.service.settings import Settings
from routekit.service.told import Routing

STATUSES = {"routed": "routed", "ask": "needs_answers", "unrouted": "unrouted"}
OPTIONS = some.sampled_from(["yes", "no", "dont_know", "perhaps"])
ANSWERS = some.dictionaries(
    some.sampled_from(["limit_up_to_40", "by_day", "suitable_site", "place"]),
    OPTIONS | some.sampled_from(["E04001177", "E04001198", "outside"]),
    max_size=4,
)
# West Berkshire and a little beyond, with few enough places that some come again.
PLACES = some.one_of(
    some.builds(
        lambda east, north, metres: {"easting": 430000 + east, "northing": 160000 + north, **metres},
        some.integers(0, 60).map(lambda each: each * 1000),
        some.integers(0, 30).map(lambda each: each * 1000),
        some.sampled_from([{}, {}, {}, {"accuracy_m": 0}, {"accuracy_m": 300}]),
    ),
    some.builds(
        lambda latitude, longitude: {"latitude": latitude, "longitude": longitude},
        some.floats(51.3, 51.6),
        some.floats(-1.6, -0.9),
    ),
    some.sampled_from(["RG14 5LD", "RG17 0AA", "RG14 9ZZ", "ZE1 0AA"]).map(lambda each: {"postcode": each}),
)


def place_of(said):
    if "postcode" in said:
        return Postcode(said["postcode"])
    return (LatLon if "latitude" in said else Grid)(**said)


MANNERS = some.tuples(
    some.sampled_from(["", "2019-01-01", "2026-04-01", "2030-01-01"]),
    some.sampled_from(["en", "cy"]),
    some.sampled_from(["", 'a"b\\', "ŵ"]),
)


@settings(max_examples=200, deadline=None)
@given(PLACES, ANSWERS, MANNERS)
def test_the_service_answers_what_the_router_decides(router, ask, place, answers, manner):
    on, language, reference = manner
    body = {**place, "answers": answers, "on": on, "reference": reference}
    nested, flat = (
        ask.post(f"{SPEEDING}?shape={shape}&language={language}", body) for shape in ("nested", "flat")
    )
    day = date.fromisoformat(on) if on else None
    try:
        decision = router.route(
            "report-speeding-traffic", place_of(place), answers, on=day, language=language
        )
    except InputError as error:
        decision = error.message
    if isinstance(decision, str):
        assert (nested.status_code, flat.status_code) == (422, 422)
        assert nested.json()["error_desc"] == flat.json()["error_desc"] == decision
        return
    told = Routing(status=STATUSES[decision.kind], reference=reference, decision=decision)
    assert nested.json() == json.loads(told.model_dump_json())
    assert flat.json() == flat_routing(told)


def test_a_kept_decision_is_the_one_that_would_be_made_anew(router):
    """Many places in few areas, so that most are kept; circles that may be in several are among them."""
    serving = Serving(router)
    object.__setattr__(serving, "decisions", Decisions(router, most=10))
    ask = AsgiClient(create_app(Held(serving), Settings()))
    draw = random.Random(4)
    rows = [
        {
            "transaction": draw.choice(["report-litter", "report-speeding-traffic", "find-parish-clerk"]),
            "easting": draw.randrange(430_000, 460_000),
            "northing": draw.randrange(164_000, 182_000),
            "accuracy_m": draw.choice([0, 0, 0, 900]),
            "reference": str(number),
        }
        for number in range(600)
    ]
    told = ask.post("/v1/batch", {"rows": rows}).json()["rows"]
    ask.close()
    for row, answer in zip(rows, told, strict=True):
        place = Grid(**{name: row[name] for name in ("easting", "northing", "accuracy_m")})
        decision = router.route(row["transaction"], place)
        assert answer["reference"] == row["reference"]
        assert answer["decision"] == json.loads(decision.model_dump_json())


PLACE = Grid(easting=433700, northing=168700)
AGAIN = Grid(easting=433701, northing=168701)


def asking(place, *, language="en", day=TODAY):
    return Asking("report-speeding-traffic", place, {}, day, language, "nested")


class Writing:
    """Notes the decisions that are written, since they were not kept."""

    def __init__(self):
        self.decisions = []

    def __call__(self, decision, _shape):
        self.decisions.append(decision)
        return b"{}"


def test_what_is_kept_is_of_one_language_and_one_day(router):
    decisions, writing = Decisions(router), Writing()
    decisions.of(asking(PLACE), writing)
    decisions.of(asking(AGAIN), writing)
    assert len(writing.decisions) == 1
    for other in (asking(AGAIN, language="cy"), asking(AGAIN, day=date(2027, 1, 1))):
        decisions.of(other, writing)
        assert writing.decisions.pop() == router.route(
            other.transaction, other.place, {}, on=other.day, language=other.language
        )
    assert len(writing.decisions) == 1


def test_a_place_that_may_be_outside_is_not_answered_as_one_that_is_inside(router):
    east = range(425_000, 440_000, 100)
    places = [Grid(easting=each, northing=168_000, accuracy_m=400) for each in east]
    located = [(place, router.locate(place)) for place in places]
    [place, found] = next(each for each in located if each[1].outside and len(each[1].candidates) == 1)
    points = [Grid(easting=each, northing=168_000) for each in east]
    inside = next(each for each in points if router.locate(each).area == found.candidates[0].area)
    decisions, writing = Decisions(router), Writing()
    decisions.of(asking(inside), writing)
    decisions.of(asking(place), writing)
    assert writing.decisions[1:] == [router.route("report-speeding-traffic", place, {}, on=TODAY)]


class Silent:
    def within(self, _place, _metres):
        return []


def test_where_a_layer_is_loaded_each_place_is_decided_for_itself(west_berkshire):
    pack = Pack.load("report-speeding-traffic")
    router = Router(packs=[pack], edition=west_berkshire, bodies=Bodies.open(), layers={"roads": Silent()})
    decisions, writing = Decisions(router), Writing()
    for place in (AGAIN, PLACE):
        decisions.of(asking(place), writing)
    assert len(writing.decisions) == 2
