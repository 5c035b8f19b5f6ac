"""Postcodes as places: routed by their circle, asked about where it matters, and never guessed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from routekit.boundaries import Postcodes
from routekit.boundaries.postcodes import build_postcodes
from routekit.errors import EditionError, InvalidPlaceError
from routekit.model import Ask, Decision, Grid, Postcode, Routed, Unrouted
from routekit.router import Router
from routekit.rules import Pack

SPEEDING = "report-speeding-traffic"
DAY = date(2026, 11, 21)
YES = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
DECISION = TypeAdapter(Decision)

options = st.sampled_from(["yes", "no", "dont_know"])
some_answers = st.fixed_dictionaries({}, optional=dict.fromkeys(YES, options))


def row(postcode, easting, northing, quality="10"):
    return (postcode, quality, str(easting), str(northing), "E92000001", "", "", "", "", "")


ROWS = [
    row("ZE1 1AA", 400_500, 50_500),  # in the middle of Ashsample
    row("ZE1 1AB", 400_500, 50_560),
    row("ZE1 1AD", 400_990, 50_500),  # in Ashsample, and its circle in Overmade too
    row("ZE1 1AE", 399_970, 50_300),  # on the shore of Ashsample
    row("ZE1 1AF", 399_910, 50_300),  # off it
    row("ZE1 1AG", 0, 0, "90"),
    row("ZE1 1AJ", 401_000, 52_500),  # in the crack between Gapley West and Gapley East
]


@pytest.fixture(scope="module")
def postcodes(tmp_path_factory, code_point):
    folder = tmp_path_factory.mktemp("router")
    return Postcodes.open(build_postcodes(code_point(folder / "a.zip", ROWS), folder / "a.postcodes")[0])


@pytest.fixture(scope="module")
def router(tiny_edition, tiny_bodies, postcodes):
    return Router(
        packs=[Pack.load(SPEEDING)], edition=tiny_edition, bodies=tiny_bodies,
        postcodes=lambda: postcodes, clock=lambda: DAY,
    )  # fmt: skip


@pytest.fixture(scope="module")
def of_west_berkshire(west_berkshire, west_berkshire_postcodes):
    return Router.open(edition=west_berkshire.path, postcodes=west_berkshire_postcodes, clock=lambda: DAY)


def test_a_postcode_routes_with_the_estimate_as_a_warning(router):
    routed = router.route(SPEEDING, Postcode("ZE1 1AA"), YES)
    assert isinstance(routed, Routed)
    assert routed.authority.name == "Ashsample Parish Council"
    assert [(each.code, each.detail) for each in routed.warnings] == [
        ("postcode-estimate", "the postcode is taken to lie within 60 m of its point in codepo-2025-05")
    ]


def test_a_postcode_that_is_split_asks_which_area_only_if_they_differ(router):
    split = Postcode("ZE1 1AD")
    ask = router.route(SPEEDING, split, YES)
    assert isinstance(ask, Ask)
    assert ask.question.id == "place"
    assert [option.id for option in ask.question.options] == ["E04999001", "E04999002"]
    assert [each.code for each in ask.warnings] == ["postcode-estimate"]
    routed = router.route(SPEEDING, split, {**YES, "place": "E04999002"})
    assert routed.authority.name == "Overmade and Undermade Parish Council"
    same = router.route(SPEEDING, split, {**YES, "by_day": "no"})
    assert same.authority.name == "Tiny District Council"


def test_a_postcode_whose_point_is_outside_but_whose_circle_is_not_may_be_outside(router):
    ask = router.route(SPEEDING, Postcode("ZE1 1AE"), YES)
    assert [option.id for option in ask.question.options] == ["E04999001", "outside"]


def test_what_is_true_of_the_point_of_a_postcode_is_said_too(router):
    decision = router.route(SPEEDING, Postcode("ZE1 1AJ"))
    assert [each.code for each in decision.warnings][:2] == ["postcode-estimate", "gap-filled"]


def test_a_postcode_that_reaches_no_area_is_outside_coverage(router):
    unrouted = router.route(SPEEDING, Postcode("ZE1 1AF"), YES)
    assert unrouted.reason == "outside-coverage"
    assert "tiny-2026-01 does not cover this place" in unrouted.detail
    assert [each.code for each in unrouted.warnings] == ["postcode-estimate"]


@pytest.mark.parametrize(
    ("postcode", "said"),
    [
        ("ZE1 1AG", "codepo-2025-05 has no location for this postcode"),
        ("ZE1 1AH", "not in codepo-2025-05, so it is mistyped, out of use, or newer than 2025-04-22"),
        ("BT1 1AA", "Northern Ireland"),
        ("JE2 3AB", "Guernsey, Jersey or the Isle of Man"),
    ],
)
def test_a_postcode_without_a_place_is_outside_coverage_and_says_why(router, postcode, said):
    unrouted = router.route(SPEEDING, Postcode(postcode), {**YES, "place": "E04999001"})
    assert isinstance(unrouted, Unrouted)
    assert unrouted.reason == "outside-coverage"
    assert said in unrouted.detail
    assert postcode not in unrouted.model_dump_json()
    assert unrouted.ignored == ("by_day", "limit_up_to_40", "place", "suitable_site")
    assert unrouted.edition.name == "tiny-2026-01"


def test_before_its_first_day_a_pack_is_not_in_force_for_a_postcode_either(router):
    assert router.route(SPEEDING, Postcode("BT1 1AA"), on=date(2009, 3, 31)).reason == "not-in-force"


def test_text_is_not_a_place(router):
    with pytest.raises(InvalidPlaceError, match="a LatLon, a Grid, a Postcode or a Stretch is needed"):
        router.route(SPEEDING, "ZE1 1AA")


def test_the_list_is_opened_at_the_first_postcode_and_only_once(tiny_edition, tiny_bodies, postcodes):
    opened = []
    router = Router(
        packs=[Pack.load(SPEEDING)], edition=tiny_edition, bodies=tiny_bodies,
        postcodes=lambda: opened.append(1) or postcodes, clock=lambda: DAY,
    )  # fmt: skip
    router.route(SPEEDING, Grid(easting=400_500, northing=50_500), YES)
    assert opened == []
    router.route(SPEEDING, Postcode("ZE1 1AA"), YES)
    router.route(SPEEDING, Postcode("ZE1 1AB"), YES)
    assert opened == [1]
    assert router.postcodes is postcodes


def test_a_list_that_cannot_be_used_is_an_error_at_the_first_postcode(tiny_edition, tmp_path):
    router = Router.open(edition=tiny_edition.path, postcodes=tmp_path / "none.postcodes")
    place = Grid(easting=399_000, northing=50_500)
    assert router.route(SPEEDING, place, YES, on=DAY).reason == "outside-coverage"
    with pytest.raises(EditionError, match=r"none\.postcodes does not exist"):
        router.route(SPEEDING, Postcode("ZE1 1AA"), YES, on=DAY)


def test_a_router_opens_a_list_by_its_path(west_berkshire, west_berkshire_postcodes):
    router = Router.open(edition=west_berkshire.path, postcodes=west_berkshire_postcodes.path)
    assert router.postcodes.name == "codepo-2025-05"
    assert router.route(SPEEDING, Postcode("rg170aa"), YES, on=DAY).because.area.name == "Hungerford"


@given(data=st.data(), answers=some_answers)
@settings(deadline=None, max_examples=200)
def test_a_postcode_whose_circle_lies_in_one_area_routes_as_its_point_does(of_west_berkshire, data, answers):
    columns = of_west_berkshire.postcodes.columns
    at = data.draw(st.integers(0, len(columns.key) - 1))
    postcode = Postcode(_text(int(columns.key[at])))
    circle = of_west_berkshire.postcodes.at(postcode)
    if not isinstance(circle, Grid):
        assert of_west_berkshire.route(SPEEDING, postcode, answers).reason == "outside-coverage"
        return
    candidates = of_west_berkshire.edition.area_at(circle).candidates
    by_postcode = of_west_berkshire.route(SPEEDING, postcode, answers)
    if len(candidates) == 1 and candidates[0].share == 1:
        point = Grid(easting=circle.easting, northing=circle.northing)
        by_point = of_west_berkshire.route(SPEEDING, point, answers)
        assert by_postcode.warnings[1:] == by_point.warnings
        assert by_postcode.model_copy(update={"warnings": ()}) == by_point.model_copy(update={"warnings": ()})
    by_circle = of_west_berkshire.route(SPEEDING, circle, answers)
    assert by_postcode.model_copy(update={"warnings": ()}) == by_circle.model_copy(update={"warnings": ()})
    assert DECISION.validate_json(by_postcode.model_dump_json()) == by_postcode


def _text(key):
    digits = ""
    while key:
        key, digit = divmod(key, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return digits.rstrip("0")
