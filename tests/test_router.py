"""The router: one pure function from a transaction, a place and answers to a decision."""

import datetime as dt
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from routekit.bodies import Bodies
from routekit.errors import InputError, InvalidAnswerError, InvalidPlaceError, UnknownTransactionError
from routekit.model import Ask, Decision, Grid, LatLon, Routed, Unrouted
from routekit.router import Router, today_in_london
from routekit.rules import Pack, installed_packs

SPEEDING = "report-speeding-traffic"
DAY = date(2026, 11, 21)
YES = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
ASHSAMPLE = Grid(easting=400_500, northing=50_500)
GROUPED = Grid(easting=402_500, northing=50_500)
MEETING = Grid(easting=403_500, northing=50_500)
UNPARISHED = Grid(easting=401_000, northing=51_500)
NOT_TAKEN_ON = Grid(easting=402_100, northing=51_500)
ASHSAMPLE_LINE = Grid(easting=401_000, northing=50_500)
GRASS = (Path(__file__).parent / "rules" / "sound" / "report-grass.yaml").read_text()
SEA = Grid(easting=410_000, northing=50_500)
DECISION = TypeAdapter(Decision)

options = st.sampled_from(["yes", "no", "dont_know"])
some_answers = st.fixed_dictionaries({}, optional=dict.fromkeys(YES, options))
places = st.builds(
    Grid,
    easting=st.floats(399_990, 404_600),
    northing=st.floats(49_990, 53_010),
    accuracy_m=st.sampled_from([0, 5, 80]),
)


@pytest.fixture(scope="module")
def router(tiny_edition, tiny_bodies):
    return Router(packs=[Pack.load(SPEEDING)], edition=tiny_edition, bodies=tiny_bodies, clock=lambda: DAY)


def walked(router, place, answers):
    """Answer one question at a time, as a resident would, until nothing more is asked."""
    given_ = {}
    while isinstance(decision := router.route(SPEEDING, place, given_), Ask):
        if decision.question.id not in answers:
            return decision
        given_[decision.question.id] = answers[decision.question.id]
    return decision


def test_three_times_yes_goes_to_the_parish_council_and_the_council_keeps_the_duty(router):
    routed = router.route(SPEEDING, ASHSAMPLE, YES)
    assert isinstance(routed, Routed)
    assert routed.authority.name == "Ashsample Parish Council"
    assert routed.role == "parish_council"
    assert routed.fallback.name == "Tiny District Council"
    assert [reason.row for reason in routed.because.reasons] == ["S4"]
    assert {fact.id: fact.value for fact in routed.because.facts} == {"parish": "council", "taken_on": "yes"}
    assert routed.because.area.code == "E04999001"
    assert routed.warnings == ()


def test_a_grouped_parish_goes_to_the_council_it_shares(router):
    routed = router.route(SPEEDING, GROUPED, YES)
    assert routed.authority.id == "parish-council:E04999002"
    assert routed.authority.areas == ("E04999002", "E04999003")


@pytest.mark.parametrize("question", YES)
@pytest.mark.parametrize("answer", ["no", "dont_know"])
def test_one_no_or_one_i_do_not_know_goes_to_the_highway_authority(router, question, answer):
    routed = router.route(SPEEDING, ASHSAMPLE, {**YES, question: answer})
    assert routed.authority.name == "Tiny District Council"
    assert routed.fallback is None
    assert [each.name for each in routed.also_tell] == ["Ashsample Parish Council"]


@pytest.mark.parametrize(
    ("place", "row"), [(UNPARISHED, "P1"), (MEETING, "P2"), (NOT_TAKEN_ON, "P4")],
    ids=["unparished", "parish meeting", "not taken on"],
)  # fmt: skip
def test_where_no_parish_council_has_taken_it_on_nothing_is_asked(router, place, row):
    routed = router.route(SPEEDING, place)
    assert routed.authority.name == "Tiny District Council"
    assert [reason.row for reason in routed.because.reasons] == [row]


def test_questions_come_in_the_authors_order_and_only_while_they_matter(router):
    asked, answers = [], {}
    while isinstance(decision := router.route(SPEEDING, ASHSAMPLE, answers), Ask):
        asked.append(decision.question.id)
        answers[decision.question.id] = "yes"
    assert asked == list(YES)
    assert router.route(SPEEDING, ASHSAMPLE, {"limit_up_to_40": "no"}).kind == "routed"


def test_an_answer_that_no_longer_matters_is_named_and_not_used(router):
    routed = router.route(SPEEDING, ASHSAMPLE, {**YES, "limit_up_to_40": "no"})
    assert routed.ignored == ("by_day", "suitable_site")
    assert [given_.question for given_ in routed.because.answers] == ["limit_up_to_40"]


def test_an_answer_given_early_is_not_called_ignored_while_it_may_still_matter(router):
    ask = router.route(SPEEDING, ASHSAMPLE, {"suitable_site": "yes"})
    assert ask.question.id == "limit_up_to_40"
    assert ask.ignored == ()


def test_on_the_line_between_two_parishes_the_place_is_asked_only_if_they_differ(router):
    same = router.route(SPEEDING, ASHSAMPLE_LINE, {**YES, "by_day": "no"})
    assert same.authority.name == "Tiny District Council"
    assert [each.name for each in same.also_tell] == [
        "Ashsample Parish Council",
        "Overmade and Undermade Parish Council",
    ]
    differ = router.route(SPEEDING, ASHSAMPLE_LINE, YES)
    assert isinstance(differ, Ask)
    assert differ.question.id == "place"
    assert [option.id for option in differ.question.options] == ["E04999001", "E04999002"]
    assert [warning.code for warning in differ.warnings] == ["on-boundary"]


def test_answering_the_place_settles_the_area(router):
    routed = router.route(SPEEDING, ASHSAMPLE_LINE, {**YES, "place": "E04999002"})
    assert routed.authority.name == "Overmade and Undermade Parish Council"
    assert routed.because.area.code == "E04999002"
    assert ("place", "E04999002") in [(each.question, each.option) for each in routed.because.answers]
    assert len(routed.because.candidates) == 2


@pytest.mark.parametrize("stale", ["E04999001", "E04999002", "outside"])
def test_a_place_answer_that_is_not_needed_is_named_and_ignored(router, stale):
    routed = router.route(SPEEDING, ASHSAMPLE, {**YES, "place": stale})
    assert routed.because.area.code == "E04999001"
    assert routed.ignored == ("place",)


def test_a_place_answer_that_is_none_of_the_options_is_refused(router):
    with pytest.raises(InvalidAnswerError, match="choose one of E04999001, E04999002"):
        router.route(SPEEDING, ASHSAMPLE_LINE, {**YES, "place": "E04999009"})


def test_a_pin_that_may_be_off_is_asked_about_only_near_a_line(router):
    near = Grid(easting=400_990, northing=50_500, accuracy_m=20)
    assert router.route(SPEEDING, near, YES).question.id == "place"
    assert router.route(SPEEDING, near.model_copy(update={"accuracy_m": 5.0}), YES).kind == "routed"


def test_a_pin_just_outside_may_be_inside_and_is_asked(router):
    shore = Grid(easting=399_990, northing=50_500, accuracy_m=20)
    ask = router.route(SPEEDING, shore, YES)
    assert [option.id for option in ask.question.options] == ["E04999001", "outside"]
    assert router.route(SPEEDING, shore, {**YES, "place": "outside"}).reason == "outside-coverage"
    assert router.route(SPEEDING, shore, {**YES, "place": "E04999001"}).authority.kind == "parish-council"


def test_a_crack_between_neighbours_is_filled_and_said(router):
    crack = Grid(easting=401_000.2, northing=52_500)
    routed = router.route(SPEEDING, crack)
    assert routed.because.area.name == "Gapley East"
    assert "gap-filled" in [warning.code for warning in routed.warnings]


@pytest.mark.parametrize(
    "place",
    [SEA, LatLon(latitude=48.8566, longitude=2.3522), LatLon(latitude=54.597, longitude=-5.93)],
    ids=["sea", "Paris", "Belfast"],
)
def test_a_real_place_that_is_not_covered_is_a_value_that_names_the_edition(router, place):
    unrouted = router.route(SPEEDING, place, YES)
    assert isinstance(unrouted, Unrouted)
    assert unrouted.reason == "outside-coverage"
    assert "tiny-2026-01" in unrouted.detail


def test_before_its_first_day_a_pack_is_not_in_force(router):
    unrouted = router.route(SPEEDING, ASHSAMPLE, YES, on=date(2009, 3, 31))
    assert unrouted.reason == "not-in-force"
    assert "2009-04-01" in unrouted.detail
    assert router.route(SPEEDING, ASHSAMPLE, YES, on=date(2009, 4, 1)).kind == "routed"


def test_boundaries_later_than_the_day_are_used_with_a_warning(router):
    codes = [each.code for each in router.route(SPEEDING, ASHSAMPLE, YES, on=date(2020, 1, 1)).warnings]
    assert codes == ["edition-later-than-date"]


def test_a_council_that_no_table_mentions_is_assumed_with_a_warning(tiny_edition, tiny_bodies, tmp_path):
    router = Router(packs=[Pack.load(SPEEDING)], edition=tiny_edition, bodies=without_parishes(tmp_path))
    routed = router.route(SPEEDING, ASHSAMPLE, YES, on=DAY)
    assert routed.authority.name == "Ashsample Parish Council"
    assert [each.code for each in routed.warnings] == ["assumed-council"]


def without_parishes(folder):
    from routekit.testing import write_tiny_bodies

    write_tiny_bodies(folder)
    table = folder / "parish_bodies.csv"
    table.write_text(table.read_text().splitlines()[0] + "\n")
    return Bodies.open(folder)


@pytest.fixture
def grass(tiny_edition, tiny_bodies):
    """Give a function that makes a router over the pack of grass with some of its text replaced."""

    def routing(*replaced):
        text = GRASS.split("cases:")[0]
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        pack = Pack.parse(text.encode(), "report-grass.yaml")
        return Router(packs=[pack], edition=tiny_edition, bodies=tiny_bodies, clock=lambda: DAY)

    return routing


def test_a_role_nobody_holds_falls_back_to_the_duty_and_then_to_nobody(grass):
    router = grass(
        ("role: parish_council", "role: lead_flood_authority"),
        ("role: highway_authority", "role: parish_council, fallback: highway_authority"),
    )
    taken = router.route("report-grass", UNPARISHED)
    assert taken.authority.name == "Tiny District Council"
    assert taken.because.fallback_taken
    assert taken.fallback is None
    nobody = router.route("report-grass", ASHSAMPLE)
    assert nobody.reason == "no-responsible-authority"
    assert "lead_flood_authority" in nobody.detail


def test_a_fact_without_a_layer_is_unknown_and_named_as_not_checked(grass):
    router = grass(("facts:\n", "facts:\n  trunk_road: {source: roads, options: [yes, no]}\n"))
    warnings = router.route("report-grass", UNPARISHED).warnings
    assert [(each.code, each.detail) for each in warnings] == [("not-checked", "trunk_road")]


def with_rows(folder, **tables):
    """Write the tiny district's tables with more rows, under the columns named by `columns`."""
    from routekit.testing import write_tiny_bodies

    write_tiny_bodies(folder)
    for name, (columns, rows) in tables.items():
        (folder / f"{name}.csv").write_text("\n".join([columns, *rows]) + "\n")
    return Bodies.open(folder)


AGREEMENT = "area,role,transaction,acting,on_behalf_of,valid_from,valid_to,source"
NOT_CHECKED = "role,where,what,valid_from,valid_to,source"


def test_by_agreement_another_is_named_and_the_one_with_the_duty_becomes_the_fallback(tiny_edition, tmp_path):
    row = "E06999001,highway_authority,,police:E23999001,E06999001,2026-01-01,2027-01-01,minute 9"
    bodies = with_rows(tmp_path, agreements=(AGREEMENT, [row]))
    router = Router(packs=[Pack.load(SPEEDING)], edition=tiny_edition, bodies=bodies)
    routed = router.route(SPEEDING, UNPARISHED, on=DAY)
    assert (routed.authority.name, routed.role) == ("Tiny District Police", "highway_authority")
    assert routed.fallback.name == "Tiny District Council"
    assert routed.because.agreement == "Tiny District Police acts for Tiny District Council: minute 9"
    assert routed.valid_until == date(2027, 1, 1)
    before = router.route(SPEEDING, UNPARISHED, on=date(2025, 12, 31))
    assert (before.authority.name, before.fallback, before.because.agreement) == (
        "Tiny District Council", None, None,
    )  # fmt: skip


def test_an_agreement_of_the_parish_council_leaves_the_duty_where_the_pack_puts_it(tiny_edition, tmp_path):
    row = "E04999001,,report-speeding-traffic,police:E23999001,parish-council:E04999001,,,minute 9"
    bodies = with_rows(tmp_path, agreements=(AGREEMENT, [row]))
    router = Router(packs=[Pack.load(SPEEDING)], edition=tiny_edition, bodies=bodies)
    routed = router.route(SPEEDING, ASHSAMPLE, YES, on=DAY)
    assert routed.authority.name == "Tiny District Police"
    assert routed.fallback.name == "Tiny District Council"


def test_what_was_not_checked_about_a_role_is_said_once_whenever_the_role_is_named(tiny_edition, tmp_path):
    rows = ["highway_authority,E06,trunk roads,,,x", "planning_authority,,National Parks,,,x"]
    bodies = with_rows(tmp_path, not_checked=(NOT_CHECKED, rows))
    router = Router(packs=[Pack.load(SPEEDING)], edition=tiny_edition, bodies=bodies, clock=lambda: DAY)
    for place, answers in ((UNPARISHED, {}), (ASHSAMPLE, YES), (ASHSAMPLE_LINE, {**YES, "by_day": "no"})):
        warnings = [(each.code, each.detail) for each in router.route(SPEEDING, place, answers).warnings]
        assert warnings.count(("not-checked", "trunk roads")) == 1
        assert ("not-checked", "National Parks") not in warnings


def test_on_the_m4_trunk_roads_are_said_not_to_have_been_checked(west_berkshire):
    router = Router.open(edition=west_berkshire.path, clock=lambda: DAY)
    chieveley_services = LatLon(latitude=51.4496, longitude=-1.3099)
    routed = router.route(SPEEDING, chieveley_services, {"limit_up_to_40": "no"})
    assert routed.authority.name == "West Berkshire Council"
    said = [each.detail for each in routed.warnings if each.code == "not-checked"]
    assert said == ["motorways and trunk roads, which National Highways looks after"]


def test_open_takes_tables_that_are_open_already(west_berkshire, tiny_bodies):
    router = Router.open(edition=west_berkshire.path, bodies=tiny_bodies, clock=lambda: DAY)
    assert router.route(SPEEDING, LatLon(latitude=51.4147, longitude=-1.5154)).kind == "unrouted"


def test_a_decision_lasts_until_the_first_dated_row_it_rests_on_ends(tiny_edition, tmp_path):
    from routekit.testing import write_tiny_bodies

    write_tiny_bodies(tmp_path)
    table = tmp_path / "taken_on.csv"
    table.write_text(table.read_text().replace("2000-04-01,,", "2000-04-01,2027-04-01,"))
    router = Router(packs=[Pack.load(SPEEDING)], edition=tiny_edition, bodies=Bodies.open(tmp_path))
    assert router.route(SPEEDING, ASHSAMPLE, YES, on=DAY).valid_until == date(2027, 4, 1)
    assert router.route(SPEEDING, ASHSAMPLE, YES, on=date(2027, 4, 1)).valid_until is None


def test_today_is_read_once_from_the_clock_that_was_given(tiny_edition, tiny_bodies):
    read = []
    router = Router(
        packs=[Pack.load(SPEEDING)], edition=tiny_edition, bodies=tiny_bodies,
        clock=lambda: read.append(1) or DAY,
    )  # fmt: skip
    assert router.route(SPEEDING, ASHSAMPLE, YES).on == DAY
    assert len(read) == 1
    router.route(SPEEDING, ASHSAMPLE, YES, on=date(2026, 1, 2))
    assert len(read) == 1
    assert isinstance(today_in_london(), date)


def test_an_unknown_transaction_is_refused_with_a_suggestion(router):
    with pytest.raises(UnknownTransactionError, match='did you mean "report-speeding-traffic"'):
        router.route("report-speeding-trafic", ASHSAMPLE)
    with pytest.raises(UnknownTransactionError, match="choose one of report-speeding-traffic"):
        router.route("xyz", ASHSAMPLE)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"by_dy": "yes"}, "by_dy"),
        ({"by_day": "maybe"}, "by_day"),
        ({"by_day": True}, "by_day"),
        ({"parish": "council"}, "parish"),
        ({"place": 3}, "place"),
        ({"place": "Ashsample"}, "place"),
        (["by_day"], "answers"),
        ("yes", "answers"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_named(router, answers, field):
    with pytest.raises(InvalidAnswerError) as caught:
        router.route(SPEEDING, ASHSAMPLE, answers)
    assert caught.value.field == field


@pytest.mark.parametrize("place", [None, (51.4, -1.5), "RG17 0NB", {"latitude": 51.4}])
def test_a_place_that_is_not_a_place_is_refused(router, place):
    with pytest.raises(InvalidPlaceError):
        router.route(SPEEDING, place)


@pytest.mark.parametrize("on", ["2026-01-01", 20260101, dt.datetime(2026, 1, 1)])  # noqa: DTZ001 - that is the point
def test_a_day_that_is_not_a_date_is_refused(router, on):
    with pytest.raises(InputError, match="on is"):
        router.route(SPEEDING, ASHSAMPLE, on=on)


@given(places, some_answers)
@settings(deadline=None, max_examples=150)
def test_the_same_input_gives_the_same_bytes_and_every_decision_survives_json(router, place, answers):
    decision = router.route(SPEEDING, place, answers)
    text = decision.model_dump_json()
    assert router.route(SPEEDING, place, dict(reversed(answers.items()))).model_dump_json() == text
    assert DECISION.validate_json(text) == decision
    assert hash(DECISION.validate_json(text)) == hash(decision)


@given(places, st.fixed_dictionaries(dict.fromkeys(YES, options)))
@settings(deadline=None, max_examples=150)
def test_asking_one_at_a_time_ends_where_answering_all_at_once_ends(router, place, answers):
    at_once, slowly = router.route(SPEEDING, place, answers), walked(router, place, answers)
    assert at_once.kind == slowly.kind
    if isinstance(at_once, Routed):
        assert at_once.authority == slowly.authority
        assert at_once.because.reasons == slowly.because.reasons


@given(places, st.fixed_dictionaries(dict.fromkeys(YES, options)))
@settings(deadline=None, max_examples=100)
def test_every_option_of_the_place_question_leads_to_an_end(router, place, answers):
    decision = router.route(SPEEDING, place, answers)
    if isinstance(decision, Ask):
        assert decision.question.id == "place"
        for option in decision.question.options:
            assert router.route(SPEEDING, place, {**answers, "place": option.id}).kind != "ask"


def test_in_every_situation_somebody_is_named_and_the_duty_is_never_lost(router):
    for place, given_ in product(
        [ASHSAMPLE, GROUPED, MEETING, UNPARISHED, NOT_TAKEN_ON], product(["yes", "no", "dont_know"], repeat=3)
    ):
        routed = router.route(SPEEDING, place, dict(zip(YES, given_, strict=True)))
        names = {routed.authority.id} | ({routed.fallback.id} if routed.fallback else set())
        assert "E06999001" in names


def test_open_reads_the_installed_pack_and_tables_and_the_named_edition(west_berkshire):
    router = Router.open(edition=west_berkshire.path, clock=lambda: DAY)
    assert [each.id for each in router.transactions()] == list(installed_packs())
    place = LatLon(latitude=51.4147, longitude=-1.5154, accuracy_m=8)
    routed = router.route(SPEEDING, place, YES)
    assert routed.authority.name == "Hungerford Town Council"
    assert routed.edition.sample
    assert "sample" in router.route(SPEEDING, SEA).detail


@pytest.mark.parametrize(
    "name", [10**5000, "x" * 1_000_000, None, [SPEEDING]], ids=["number", "long", "none", "list"]
)
def test_a_transaction_that_no_pack_could_have_is_unknown(router, name):
    with pytest.raises(UnknownTransactionError, match="choose one of report-speeding-traffic"):
        router.route(name, ASHSAMPLE)


@pytest.mark.parametrize("picked", [None, 7, "ashsample", "E0499900", "outside "])
def test_an_answer_to_which_area_that_names_none_is_refused(router, picked):
    with pytest.raises(InvalidAnswerError, match="GSS code of an area, or outside"):
        router.route(SPEEDING, ASHSAMPLE, {"place": picked})


def test_two_packs_of_one_transaction_are_refused_and_both_are_named(
    tiny_edition, tiny_bodies, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)  # so that no name is too long to be shown
    copy = Path("mine.yaml")
    copy.write_bytes(Path(Pack.load(SPEEDING).file).read_bytes())
    packs = [Pack.load(SPEEDING), Pack.load(copy)]
    with pytest.raises(InputError, match=r"packs is .*mine\.yaml.*report-speeding-traffic\.yaml holds for"):
        Router(packs=packs, edition=tiny_edition, bodies=tiny_bodies)


@pytest.mark.parametrize("packs", [SPEEDING, Path("mine.yaml")])
def test_one_name_where_several_packs_belong_is_refused(packs):
    with pytest.raises(InputError, match="such as a list of one"):
        Router.open(packs=packs)


def test_the_opening_is_what_route_says_before_any_place(router):
    early = date(2009, 3, 31)
    for day in (DAY, early):
        opening = router.opening(SPEEDING, on=day)
        assert opening == (router.route(SPEEDING, ASHSAMPLE, on=day) if day == early else None)
    assert router.opening(SPEEDING, YES, on=DAY) is None
    with pytest.raises(InvalidAnswerError):
        router.opening(SPEEDING, {"nothing": "yes"})


def test_the_opening_of_an_emergency_is_the_same_as_anywhere():
    router = Router.open(packs=["report-fly-tipping"], clock=lambda: DAY)
    for answers in ({}, {"now": "yes"}):
        assert router.opening("report-fly-tipping", answers) == router.route(
            "report-fly-tipping", SEA, answers
        )
    assert router.opening("report-fly-tipping", {"now": "no"}) is None
    assert router.today == DAY
