"""A decision carries what it rests on: until when, who else is told, and every warning about them."""

from datetime import date

import pytest

from routekit.bodies import Bodies
from routekit.model import Area, Grid
from routekit.router import Router
from routekit.rules import Pack
from routekit.testing import write_tiny_bodies

DAY = date(2026, 11, 21)
YES = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
NIGHT = {**YES, "by_day": "no"}
ASHSAMPLE = Grid(easting=400_500, northing=50_500)
PACK = """
format: 1
transaction: report-grass
version: 1.0.0
title: Report long grass
effective: {from: 2020-01-01, to: 2027-01-01}
maintainer: The routekit authors
licence: MIT
status: alpha
facts:
  parish: {source: boundaries, options: [council, grouped, meeting, unparished]}
outcomes:
  parish: {role: parish_council, also_tell: [parish_council, police], say: "The parish cuts the grass."}
  highways: {role: highway_authority, say: "The highway authority cuts the grass."}
rows:
  - {id: A, when: {parish: [meeting, unparished, unknown]}, then: highways, why: Made up., source: made up}
  - {id: B, when: {parish: [council, grouped]}, then: parish, why: Made up., source: made up}
cases: []
"""


@pytest.fixture
def grass(tiny_edition, tiny_bodies, tmp_path):
    file = tmp_path / "report-grass.yaml"
    file.write_text(PACK)
    return Router(packs=[Pack.load(file)], edition=tiny_edition, bodies=tiny_bodies, clock=lambda: DAY)


@pytest.fixture
def speeding(tiny_edition, tmp_path):
    """Give a function that makes a router over tables changed by a function from table name and text."""

    def making(table, change):
        write_tiny_bodies(tmp_path)
        path = tmp_path / table
        path.write_text(change(path.read_text()))
        pack = Pack.load("report-speeding-traffic")
        return Router(packs=[pack], edition=tiny_edition, bodies=Bodies.open(tmp_path), clock=lambda: DAY)

    return making


def ending(word, day):
    """Give a change that ends every row that holds a word."""
    return lambda text: "\n".join(
        line.replace("2000-04-01,,", f"2000-04-01,{day},") if word in line else line
        for line in text.split("\n")
    )


def test_a_decision_lasts_no_longer_than_its_pack(grass):
    assert grass.route("report-grass", ASHSAMPLE).valid_until == date(2027, 1, 1)
    assert grass.route("report-grass", ASHSAMPLE, on=date(2027, 1, 1)).reason == "not-in-force"


def test_an_authority_is_not_told_of_what_it_handles(grass):
    told = grass.route("report-grass", ASHSAMPLE).also_tell
    assert [each.name for each in told] == ["Tiny District Police"]


@pytest.mark.parametrize(
    ("table", "word", "answers", "what"),
    [
        ("roles.csv", "highway_authority", NIGHT, "the authority"),
        ("authorities.csv", "Tiny District Council", NIGHT, "the authority's own row"),
        ("roles.csv", "highway_authority", YES, "the body with the duty"),
        ("parish_bodies.csv", "Ashsample", NIGHT, "a body that is told"),
    ],
)
def test_a_decision_lasts_until_the_first_row_ends_of(speeding, table, word, answers, what):
    router = speeding(table, ending(word, "2027-04-01"))
    assert router.route("report-speeding-traffic", ASHSAMPLE, answers).valid_until == date(2027, 4, 1), what


def test_a_body_that_is_told_by_assumption_is_warned_of_too(speeding):
    router = speeding("parish_bodies.csv", lambda text: text.split("\n", 1)[0] + "\n")
    routed = router.route("report-speeding-traffic", ASHSAMPLE, NIGHT)
    assert [each.name for each in routed.also_tell] == ["Ashsample Parish Council"]
    assert [each.code for each in routed.warnings] == ["assumed-council"]


def test_on_the_edition_s_own_day_no_warning_is_given(grass):
    assert grass.route("report-grass", ASHSAMPLE, on=date(2026, 1, 1)).warnings == ()
    before = grass.route("report-grass", ASHSAMPLE, on=date(2025, 12, 31)).warnings
    assert [each.code for each in before] == ["edition-later-than-date"]


def test_other_areas_are_listed_only_where_there_are_any(grass):
    assert grass.route("report-grass", ASHSAMPLE).because.candidates == ()


BETWEEN_TAKEN_ON_AND_UNPARISHED = Grid(easting=400_500, northing=51_000)


def test_an_answer_that_one_of_two_areas_still_needs_is_used_and_not_ignored(tiny_edition, tiny_bodies):
    router = Router(
        packs=[Pack.load("report-speeding-traffic")],
        edition=tiny_edition,
        bodies=tiny_bodies,
        clock=lambda: DAY,
    )
    ask = router.route("report-speeding-traffic", BETWEEN_TAKEN_ON_AND_UNPARISHED, {"limit_up_to_40": "yes"})
    assert ask.question.id == "by_day"
    assert [(each.question, each.option) for each in ask.answers] == [("limit_up_to_40", "yes")]
    assert ask.ignored == ()
    place = router.route("report-speeding-traffic", BETWEEN_TAKEN_ON_AND_UNPARISHED, YES)
    assert [option.id for option in place.question.options] == ["E04999001", "E43999001"]


def test_what_a_whole_district_takes_on_ends_no_later_than_the_parish_row_begins(tmp_path):
    write_tiny_bodies(tmp_path)
    (tmp_path / "taken_on.csv").write_text(
        "area,transaction,valid_from,valid_to,source\n"
        "E06999001,report-grass,,2028-04-01,made up\n"
        "E04999001,report-grass,2027-04-01,,made up\n"
    )
    area = Area(code="E04999001", name="Ashsample", kind="parish", district="E06999001")
    assert Bodies.open(tmp_path).taken_on(area, "report-grass", DAY).until == date(2027, 4, 1)


@pytest.mark.parametrize("accuracy_m", [10, 600])
def test_a_circle_that_spills_out_of_the_edition_is_asked_about(grass, accuracy_m):
    by_the_sea = Grid(easting=400_005, northing=50_500, accuracy_m=accuracy_m)
    ask = grass.route("report-grass", by_the_sea)
    assert ask.question.id == "place"
    assert [option.id for option in ask.question.options][-1] == "outside"
    assert grass.route("report-grass", by_the_sea, {"place": "E04999001"}).authority.name.startswith("Ash")
    assert grass.route("report-grass", by_the_sea, {"place": "outside"}).reason == "outside-coverage"


ONE_DUTY = """
format: 1
transaction: report-grass
version: 1.0.0
title: Report long grass
effective: {from: 2020-01-01}
maintainer: The routekit authors
licence: MIT
status: alpha
questions:
  tall:
    text: Is it tall?
    options: {yes: "Yes", no: "No"}
facts:
  parish: {source: boundaries, options: [council, grouped, meeting, unparished]}
outcomes:
  mow: {role: highway_authority, say: "The council mows."}
  rake: {role: %(role)s, %(fallback)s say: "The council rakes."}
rows:
  - {id: A, when: {parish: [council, grouped, meeting, unknown]}, then: mow, why: Made up., source: made up}
  - {id: B, when: {parish: unparished, tall: yes}, then: rake, why: Made up., source: made up}
  - {id: C, when: {parish: unparished, tall: no}, then: mow, why: Made up., source: made up}
cases: []
"""


@pytest.fixture
def one_duty(tiny_edition, tiny_bodies, tmp_path):
    """Give a function that makes a router in which one council has every role, under two outcomes."""

    def making(**named):
        file = tmp_path / "report-grass.yaml"
        file.write_text(ONE_DUTY % ({"role": "litter_authority", "fallback": ""} | named))
        return Router(packs=[Pack.load(file)], edition=tiny_edition, bodies=tiny_bodies, clock=lambda: DAY)

    return making


@pytest.mark.parametrize(
    "named",
    [{}, {"role": "highway_authority"}, {"role": "highway_authority", "fallback": "fallback: police,"}],
    ids=["another role", "other words", "another fallback"],
)
def test_two_areas_that_lead_to_one_authority_in_different_ways_are_asked_about(one_duty, named):
    router = one_duty(**named)
    ask = router.route("report-grass", BETWEEN_TAKEN_ON_AND_UNPARISHED, {"tall": "yes"})
    assert ask.question.id == "place"
    same = router.route("report-grass", BETWEEN_TAKEN_ON_AND_UNPARISHED, {"tall": "no"})
    assert (same.kind, same.outcome) == ("routed", "mow")
    assert len(same.because.candidates) == 2


def test_an_answer_that_only_the_second_of_two_areas_needs_is_used_and_not_ignored(one_duty):
    same = one_duty().route("report-grass", BETWEEN_TAKEN_ON_AND_UNPARISHED, {"tall": "no"})
    assert [(each.question, each.option) for each in same.because.answers] == [("tall", "no")]
    assert same.ignored == ()
