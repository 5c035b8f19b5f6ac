"""The table of facts: what is looked up, what lint says of the rest, and the page that lists it."""

import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from routekit.bodies.tables import ParishRow
from routekit.errors import RulesError
from routekit.model import Grid
from routekit.router import Router
from routekit.rules import FACTS, Pack, lint

DAY = date(2026, 11, 21)
GRASS = Path(__file__).parent / "sound" / "report-grass.yaml"
README = Path(__file__).parents[2] / "rules" / "README.md"
ALL_OF_PARISH = "[council, grouped, meeting, unparished]"
# One place in the tiny district for each kind of parish, and one where nothing is taken on.
PLACES = [(400_500, 50_500), (402_500, 50_500), (403_500, 50_500), (401_000, 51_500), (402_100, 51_500)]


@pytest.fixture(scope="module")
def looked_up(tiny_edition, tiny_bodies, founding):
    """Every fact that was looked up in the tiny district."""
    router = Router(packs=[founding], edition=tiny_edition, bodies=tiny_bodies, clock=lambda: DAY)
    answers = dict.fromkeys(founding.questions, "yes")
    decisions = (
        router.route(founding.ref.transaction, Grid(easting=east, northing=north), answers)
        for east, north in PLACES
    )
    return [fact for decision in decisions for fact in decision.because.facts]


def test_every_value_of_a_fact_can_come_and_no_other(looked_up):
    came = {name: {fact.value for fact in looked_up if fact.id == name} for name in FACTS}
    assert came == {name: set(known.options) - {"unknown"} for name, known in FACTS.items()}


def test_every_kind_of_parish_body_that_a_table_may_hold_is_an_option():
    kinds = {"unparished" if kind == "none" else kind for kind in get_args(ParishRow.__annotations__["kind"])}
    assert kinds | {"unknown"} == set(FACTS["parish"].options)


def test_the_format_s_page_lists_the_facts_with_their_sources_and_options():
    page = re.search(r"^## Facts\n(.*?)^## ", README.read_text(), re.MULTILINE | re.DOTALL)[1]
    table = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.+?) \|", page, re.MULTILINE)
    listed = {name: (source, re.findall(r"`(\w+)`", options)) for name, source, options in table}
    assert listed == {
        name: (known.source, [option for option in known.options if option != "unknown"])
        for name, known in FACTS.items()
    }


def changed(tmp_path, *replaced):
    text = GRASS.read_text()
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "report-grass.yaml"
    path.write_text(text)
    return path


def said(path):
    return [f"{problem.line}:{problem.column} {problem.code} {problem.message}" for problem in lint(path)]


def test_a_value_that_may_come_and_is_not_listed_is_an_error(tmp_path):
    path = changed(
        tmp_path,
        (ALL_OF_PARISH, "[council, unparished]"),
        ("[council, grouped]", "council"),
        ("[meeting, unparished, unknown]", "[unparished, unknown]"),
        ("{parish: meeting}", "{parish: unparished}"),
    )
    assert said(path) == ['10:41 E220 fact "parish" can also be grouped or meeting; list that too']
    with pytest.raises(RulesError, match="E220"):
        Pack.load(path)


def test_a_value_that_never_comes_is_an_error_where_it_stands(tmp_path):
    path = changed(
        tmp_path, ("council, grouped, meeting, unpar", "council, grouped, meeting, town, Meeting, unpar")
    )
    found = [each for each in said(path) if "E220" in each]
    assert found == [
        '10:69 E220 fact "parish" is never "town"; choose one of council, grouped, meeting, unparished',
        '10:75 E220 fact "parish" is never "Meeting"; did you mean "meeting"?',
    ]


@pytest.mark.parametrize("options", ["{}", "[]", "council", "[[council], {a: b}]"])
def test_options_of_the_wrong_shape_are_not_compared(tmp_path, options):
    found = said(changed(tmp_path, (ALL_OF_PARISH, options)))
    assert found
    assert not any("is never" in each for each in found)


def test_the_order_of_the_options_is_the_author_s(tmp_path):
    assert said(changed(tmp_path, (ALL_OF_PARISH, "[unparished, meeting, grouped, council]"))) == []


def test_a_fact_that_nothing_looks_up_is_warned_of_with_what_was_meant(tmp_path):
    path = changed(tmp_path, ("parish: {source", "parrish: {source"), ("{parish: ", "{parrish: "))
    assert said(path) == [
        '10:3 W408 nothing looks "parrish" up, so it is always unknown; did you mean "parish"?'
    ]
    assert Pack.load(path).facts["parrish"].source == "boundaries"


def test_another_source_is_warned_of_with_the_right_one(tmp_path):
    path = changed(tmp_path, ("source: boundaries", "source: boundries"))
    assert said(path) == [
        '10:20 W409 fact "parish" is looked up in "boundaries", not "boundries"; correct it'
    ]
