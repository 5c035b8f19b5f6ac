"""What a pack's language means for `route`: emergencies, overlays, versions, Welsh, derived facts."""

from datetime import date
from pathlib import Path

import pytest

from routekit.bodies import Bodies
from routekit.errors import InputError, InvalidAnswerError, RulesError
from routekit.model import Ask, Grid, Routed, Unrouted
from routekit.router import Router
from routekit.rules import Pack
from routekit.testing import write_tiny_bodies

DAY = date(2026, 11, 21)
SOUND = Path(__file__).parent / "rules" / "sound"
SPEED = (SOUND / "report-speed.yaml").read_text()
GRASS = (SOUND / "report-grass.yaml").read_text()
ASHSAMPLE = Grid(easting=400_500, northing=50_500)
ASHSAMPLE_LINE = Grid(easting=401_000, northing=50_500)
SEA = Grid(easting=410_000, northing=50_500)
OVERLAY = """format: 1
overlay: report-grass
version: 1.1.0
effective: {from: 2026-04-01, to: 2027-04-01}
maintainer: Tiny District Council
rows:
  - {id: B, when: {parish: [council, grouped]}, then: highways, why: We cut it all., source: minute 3}
"""


@pytest.fixture
def routing(tmp_path, tiny_edition, tiny_bodies):
    """Write files below a folder and open a router over the packs among them."""

    def routing(bodies=tiny_bodies, *, unproved=False, **files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        packs = sorted((tmp_path / "packs").glob("*.yaml"))
        router = Router.open(packs=packs, unproved=unproved, edition=tiny_edition.path, bodies=bodies)
        return lambda *given, on=DAY, **more: router.route(*given, on=on, **more)

    return routing


def grass(**more):
    return {"packs/report-grass.yaml": GRASS, **more}


def speed(text=SPEED):
    return {"packs/report-speed.yaml": text}


# --- emergencies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [ASHSAMPLE, ASHSAMPLE_LINE, SEA], ids=["inside", "on a line", "sea"])
def test_danger_is_asked_first_and_ends_in_a_number_to_call_wherever_it_is(routing, place):
    route = routing(**speed())
    ask = route("report-speed", place)
    assert isinstance(ask, Ask)
    assert ask.question.id == "danger"
    stopped = route("report-speed", place, {"danger": "yes", "mph": "30"})
    assert isinstance(stopped, Unrouted)
    assert (stopped.reason, stopped.call, stopped.detail) == ("emergency", "999", "Ring 999 now.")
    assert [reason.row for reason in stopped.because.reasons] == ["D1"]
    assert [(each.question, each.option) for each in stopped.because.answers] == [("danger", "yes")]
    assert stopped.ignored == ("mph",)


def test_whoever_is_in_danger_is_told_whom_to_call_even_on_a_day_before_the_pack(routing):
    route, early = routing(**speed()), date(2000, 1, 1)
    assert route("report-speed", SEA, {"danger": "yes"}, on=early).call == "999"
    for answers in ({}, {"danger": "no"}):
        assert route("report-speed", SEA, answers, on=early).reason == "not-in-force"


def test_an_answer_about_another_danger_is_ignored_once_there_is_one(routing):
    fire = 'questions:\n  fire: {text: "Is there a fire?", options: yes_no}'
    stop = 'stops: \n  - {id: F, when: {fire: yes}, call: "999", say: Ring 999., why: Fire., source: Here}'
    text = SPEED.replace("questions:", fire, 1).replace("stops:", stop, 1)
    route = routing(**speed(text.replace("when: {danger: yes}", "when: {fire: no, danger: yes}")))
    stopped = route("report-speed", SEA, {"fire": "yes", "danger": "no"})
    assert [(each.question, each.option) for each in stopped.because.answers] == [("fire", "yes")]
    assert stopped.ignored == ("danger",)


def test_without_danger_the_rest_goes_on_as_ever(routing):
    route = routing(**speed())
    assert route("report-speed", SEA, {"danger": "no"}).reason == "outside-coverage"
    assert route("report-speed", ASHSAMPLE, {"danger": "no"}).question.id == "mph"


# --- numbers and derived facts -------------------------------------------------------------------------


def test_a_number_is_asked_with_its_range_and_answered_as_a_text_or_an_int(routing):
    route = routing(**speed())
    ask = route("report-speed", ASHSAMPLE, {"danger": "no"})
    assert (ask.question.range.first, ask.question.range.last) == ("5", "70")
    for mph in ("40", 40):
        routed = route("report-speed", ASHSAMPLE, {"danger": "no", "mph": mph})
        assert routed.authority.name == "Tiny District Council"
        assert ("mph", "40") in [(each.question, each.option) for each in routed.because.answers]
    with pytest.raises(InvalidAnswerError, match="a whole number from 5 to 70"):
        route("report-speed", ASHSAMPLE, {"danger": "no", "mph": "4"})


def test_a_derived_fact_follows_from_an_answer_and_the_day_and_holds_for_that_day(routing):
    route = routing(**speed())
    given = {"danger": "no", "mph": "30"}
    assert route("report-speed", ASHSAMPLE, given).question.id == "since"
    routed = route("report-speed", ASHSAMPLE, {**given, "since": "2026-11-01"})
    assert isinstance(routed, Routed)
    assert routed.outcome == "parish"
    assert {fact.id: (fact.value, fact.source) for fact in routed.because.facts}["age"] == (
        "20",
        "derived:days_since",
    )
    assert routed.valid_until == date(2026, 11, 22)
    assert route("report-speed", ASHSAMPLE, {**given, "since": "2025-11-01"}).outcome == "highways"


# --- overlays ------------------------------------------------------------------------------------------


def test_the_overlay_of_the_council_of_the_place_is_used_on_its_days(routing, tiny_edition):
    district = next(iter(tiny_edition.areas())).district
    route = routing(**grass(**{f"overlays/{district}/report-grass.yaml": OVERLAY}))
    before = route("report-grass", ASHSAMPLE, on=date(2026, 3, 31))
    during = route("report-grass", ASHSAMPLE, on=date(2026, 4, 1))
    after = route("report-grass", ASHSAMPLE, on=date(2027, 4, 1))
    assert [each.outcome for each in (before, during, after)] == ["parish", "highways", "parish"]
    assert before.valid_until == date(2026, 4, 1)
    assert during.valid_until == date(2027, 4, 1)
    assert during.pack.version == f"1.0.0+{district}.1.1.0"
    assert during.pack.sha256 != before.pack.sha256 == after.pack.sha256


def test_an_area_that_has_gone_to_another_council_has_the_overlay_of_that_one(
    routing, tiny_edition, tmp_path
):
    (ashsample,) = [
        each for each in tiny_edition.areas() if each.code == tiny_edition.code_at(400_500, 50_500)
    ]
    folder = write_tiny_bodies(tmp_path / "bodies")
    with (folder / "authorities.csv").open("a", encoding="utf-8") as file:
        file.write("E06999009,Next District Council,principal-council,,,2000-04-01,,invented\n")
    (folder / "successors.csv").write_text(
        "area,district,successor,valid_from,source\n"
        f"{ashsample.code},{ashsample.district},E06999009,2026-06-01,invented\n"
    )
    overlaid = grass(**{"overlays/E06999009/report-grass.yaml": OVERLAY})
    route = routing(bodies=Bodies.open(folder), **overlaid)
    before = route("report-grass", ASHSAMPLE, on=date(2026, 5, 31))
    assert (before.outcome, before.valid_until) == ("parish", date(2026, 6, 1))
    assert route("report-grass", ASHSAMPLE).pack.version == "1.0.0+E06999009.1.1.0"


def test_the_overlay_of_another_council_is_not_used(routing):
    route = routing(**grass(**{"overlays/E06000037/report-grass.yaml": OVERLAY}))
    assert route("report-grass", ASHSAMPLE).outcome == "parish"


def test_an_overlay_that_does_not_prove_is_refused_when_the_router_opens(routing):
    broken = OVERLAY.replace("[council, grouped]", "[council]")
    with pytest.raises(RulesError, match="E302"):
        routing(**grass(**{"overlays/E06000037/report-grass.yaml": broken}))


def test_a_county_s_overlay_and_its_district_s_are_laid_over_one_another(tiny_edition, tmp_path):
    from routekit.rules import Rulebook

    county = OVERLAY.replace("We cut it all.", "The county cuts it.")
    district = OVERLAY.replace("rows:\n", "texts: {en: {title: Grass}}\n").split("  - {id: B")[0]
    for name, text in {
        "packs/report-grass.yaml": GRASS,
        "overlays/E10000012/report-grass.yaml": county,
        "overlays/E07000078/report-grass.yaml": district,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    book = Rulebook([Pack.load(tmp_path / "packs" / "report-grass.yaml")])
    bodies = Bodies.open()
    councils = (bodies.upper_tier("E07000078", DAY), bodies.lower_tier("E07000078", DAY)[0])
    assert councils == ("E10000013", "E07000078")
    ruling = book.at("report-grass", DAY, ("E10000012", "E07000078"))
    assert ruling.pack.decide({"parish": "council"}).why == "The county cuts it."
    assert ruling.pack.transaction.title == "Grass"
    assert ruling.until == date(2027, 4, 1)
    assert book.at("report-grass", DAY, ("E10000012", "E07000078")).pack is ruling.pack
    assert book.at("report-grass", DAY, ("E06000037",)).pack.ref.version == "1.0.0"


# --- versions ------------------------------------------------------------------------------------------


def test_versions_stand_side_by_side_and_the_day_chooses(routing):
    first = GRASS.replace("{from: 2020-01-01}", "{from: 2020-01-01, to: 2027-01-01}")
    second = GRASS.replace("2020-01-01", "2027-01-01").replace("version: 1.0.0", "version: 2.0.0")
    route = routing(**{"packs/report-grass.yaml": first, "packs/report-grass@2.0.0.yaml": second})
    versions = [route("report-grass", ASHSAMPLE, on=day).pack.version for day in (DAY, date(2027, 1, 1))]
    assert versions == ["1.0.0", "2.0.0"]
    assert route("report-grass", ASHSAMPLE).valid_until == date(2027, 1, 1)
    assert route("report-grass", ASHSAMPLE, on=date(2019, 1, 1)).reason == "not-in-force"


def test_two_versions_on_one_day_are_refused_and_both_are_named(routing):
    with pytest.raises(InputError, match=r"one pack for each transaction and day is needed; .*report-grass"):
        routing(**{"packs/report-grass.yaml": GRASS, "packs/report-grass@2.0.0.yaml": GRASS})


# --- words ---------------------------------------------------------------------------------------------


def test_words_come_in_welsh_where_there_is_any(routing):
    route = routing(**speed(), **grass())
    assert route("report-speed", SEA, language="cy").question.text == "A oes rhywun mewn perygl nawr?"
    assert route("report-speed", SEA, {"danger": "yes"}, language="cy").detail == "Ffoniwch 999 nawr."
    routed = route("report-speed", ASHSAMPLE, {"danger": "no", "mph": "40"}, language="cy")
    assert routed.say.startswith("Mae'r cyngor")
    assert routed.because.reasons[0].why.startswith("Mae'n rhy gyflym")
    assert route("report-grass", ASHSAMPLE, language="cy").say == "The parish cuts the grass."
    assert routed.pack == route("report-speed", ASHSAMPLE, {"danger": "no", "mph": "40"}).pack
    with pytest.raises(InputError, match="en or cy"):
        route("report-grass", ASHSAMPLE, language="fr")


def test_the_place_is_asked_in_welsh_too(routing):
    ask = routing(**grass())("report-grass", ASHSAMPLE_LINE, language="cy")
    assert (ask.question.id, ask.question.text) == ("place", "Ym mha un o'r rhain y mae?")


# --- without a proof -----------------------------------------------------------------------------------


def test_a_pack_that_does_not_prove_is_used_only_by_name_and_says_so_in_every_decision(routing):
    broken = speed(SPEED.replace("slow: [..30]", "slow: [..28]"))
    with pytest.raises(RulesError, match="E302"):
        routing(**broken)
    route = routing(unproved=True, **broken)
    decisions = [
        route("report-speed", SEA),
        route("report-speed", SEA, {"danger": "yes"}),
        route("report-speed", SEA, {"danger": "no"}),
        route("report-speed", ASHSAMPLE, {"danger": "no"}),
        route("report-speed", ASHSAMPLE, {"danger": "no", "mph": "40"}),
        route("report-speed", ASHSAMPLE, on=date(2019, 1, 1)),
    ]
    assert {each.kind for each in decisions} == {"ask", "routed", "unrouted"}
    assert all("not-proved" in [warning.code for warning in each.warnings] for each in decisions)


def test_the_installed_packs_are_never_used_unproved(tiny_edition, tiny_bodies):
    with pytest.raises(InputError, match="must be named"):
        Router.open(unproved=True, edition=tiny_edition.path, bodies=tiny_bodies)
