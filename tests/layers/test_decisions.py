"""What a layer says counts only if it is certain; a layer that cannot say is named and never answers."""

import json
import math
import threading
from datetime import date
from pathlib import Path

import pytest

from routekit.bodies import Bodies
from routekit.boundaries import FailedLayer, Layer, Near, Unlocated
from routekit.errors import EditionError, InputError, SourceUnavailableError
from routekit.matrix import matrix
from routekit.model import Ask, Grid, LatLon, Postcode
from routekit.router import Router
from routekit.rules import Pack
from routekit.testing import write_tiny_bodies

HERE = Path(__file__).parent
SPEEDING, LIGHT = "report-speeding-near-a-road", "report-street-light"
HIGH_STREET = Grid(easting=400_500, northing=50_500)
EDGE = Grid(easting=400_500, northing=51_000)
SAFE = {"dangerous": "no"}
DAY = date(2026, 11, 21)


class Fixed:
    """A layer of ours: it has what it is given, and counts how often it is asked."""

    def __init__(self, *near, error=None):
        self.near, self.error, self.asked = near, error, 0

    def within(self, place, metres):
        self.asked += 1
        if self.error:
            raise self.error
        return [each for each in self.near if not each.distance_m > metres]


def near(metres, depth=0.0, **properties):
    return Near(properties, metres, "row 7", depth)


def warned(decision):
    return [(warning.code, warning.detail) for warning in decision.warnings]


# --- a layer that cannot say ---------------------------------------------------------------------------


def test_a_layer_that_is_not_loaded_makes_the_fact_unknown_and_is_named(routing):
    ask = routing().route(SPEEDING, HIGH_STREET)
    assert ask.question.id == "limit_up_to_40"
    assert warned(ask) == [("not-checked", "limit: layer roads is not loaded")]
    routed = routing().route(SPEEDING, HIGH_STREET, {"limit_up_to_40": "yes"})
    [fact] = routed.because.facts
    assert (fact.value, fact.source, fact.distance_m) == ("unknown", "layer roads is not loaded", None)


def test_without_its_layer_an_outcome_goes_to_the_role_and_says_so(routing):
    routed = routing().route(LIGHT, HIGH_STREET, SAFE)
    assert routed.authority.name == "Tiny District Council"
    assert warned(routed) == [("not-checked", "layer lights is not loaded")]
    assert [fact.value for fact in routed.because.facts] == ["unknown"]


@pytest.mark.parametrize("content", [None, "", '{"type": "FeatureCollection", "features": [', "a,b"])
def test_a_damaged_layer_never_answers_and_never_hides_the_decision(tiny_edition, bodies, tmp_path, content):
    file = tmp_path / "roads.geojson"
    if content is not None:
        file.write_text(content)
    router = Router.open(
        packs=[HERE / f"{SPEEDING}.yaml"], edition=tiny_edition.path, bodies=bodies, layers={"roads": file}
    )
    ask = router.route(SPEEDING, HIGH_STREET, on=DAY)
    assert ask.question.id == "limit_up_to_40"
    assert warned(ask) == [("not-checked", "limit: layer roads failed (broken-edition)")]
    assert isinstance(router.layers["roads"], FailedLayer)
    assert str(file) in router.layers["roads"].error.message


@pytest.mark.parametrize("error", [SourceUnavailableError("down"), EditionError("cut")])
def test_a_layer_of_ours_that_raises_a_documented_error_is_named(routing, error):
    routed = routing(lights=Fixed(near(1, owner="E06999001"), error=error)).route(LIGHT, HIGH_STREET, SAFE)
    assert routed.authority.name == "Tiny District Council"
    assert warned(routed) == [("not-checked", f"layer lights failed ({error.code})")]


def test_any_other_error_of_a_layer_of_ours_is_a_mistake_in_it_and_comes_through(routing):
    with pytest.raises(ZeroDivisionError):
        routing(lights=Fixed(error=ZeroDivisionError())).route(LIGHT, HIGH_STREET, SAFE)


@pytest.mark.parametrize("metres", [math.nan, -1, math.inf])
def test_a_distance_that_is_none_is_no_answer(routing, metres):
    source = Fixed()
    source.within = lambda *_: [near(metres, limit=30), near(1, limit=30)]
    ask = routing(roads=source).route(SPEEDING, HIGH_STREET)
    assert warned(ask) == [("not-checked", "limit: layer roads gave a distance that is none")]


def test_a_layer_without_the_column_of_the_pack_is_named(routing, lights):
    ask = routing(roads=lights).route(SPEEDING, HIGH_STREET)
    assert warned(ask) == [("not-checked", "limit: layer roads has no column limit")]


def test_the_name_of_a_layer_is_one_that_a_pack_can_use(routing):
    with pytest.raises(InputError, match="lower-case words joined by hyphens"):
        routing(Roads=Fixed())


# --- what counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "option"),
    [(30, "30"), (30.0, "30"), ("30", "30"), (" 30 ", "30"), (30.5, None), ("-30", None), ("30+", None),
     (True, None), ("", None), (None, None), ([30], None)],
)  # fmt: skip
def test_a_value_is_an_option_only_if_it_says_the_same(routing, value, option):
    decision = routing(roads=Fixed(near(1, limit=value))).route(SPEEDING, HIGH_STREET)
    found = None if isinstance(decision, Ask) else decision.because.facts[0].value
    assert found == option


CLASSES = """
format: 1
transaction: report-pothole
version: 1.0.0
title: Report a pothole
effective: {from: 2020-01-01}
maintainer: Invented
licence: MIT
status: alpha
facts:
  class: {source: layer:roads, column: class, within_m: 20, options: [a_road, b_road, c_road, yes]}
outcomes:
  police: {role: police, say: Found.}
  highways: {role: highway_authority, say: Not found.}
rows:
  - {id: A, when: {class: [a_road, b_road, c_road, yes]}, then: police, why: Made up., source: made up}
  - {id: B, when: {class: unknown}, then: highways, why: Made up., source: made up}
"""


@pytest.mark.parametrize(
    ("value", "option"),
    [("B Road", "b_road"), ("b-road", "b_road"), ("A  ROAD", "a_road"), (True, "yes"), ("unknown", "unknown"),
     (False, "unknown"), ("(B road)", "unknown")],
)  # fmt: skip
def test_blanks_hyphens_and_capitals_of_a_value_do_not_matter(tiny_edition, bodies, value, option):
    router = Router(
        packs=[Pack.parse(CLASSES.encode(), "report-pothole.yaml")],
        edition=tiny_edition,
        bodies=bodies,
        layers={"roads": Fixed(near(1, **{"class": value}))},
    )
    assert router.route("report-pothole", HIGH_STREET).because.facts[0].value == option


def test_a_fact_says_from_which_feature_of_which_file_it_comes(router, roads):
    [fact] = router.route(SPEEDING, Grid(easting=400_500, northing=50_503)).because.facts
    assert fact.source == f"layer roads: limit of feature 2 of roads.geojson (sha256 {roads.sha256[:12]})"
    assert fact.distance_m == 3


def test_an_answer_that_a_layer_makes_needless_is_named_and_ignored(router):
    routed = router.route(SPEEDING, HIGH_STREET, {"limit_up_to_40": "no"})
    assert [reason.row for reason in routed.because.reasons] == ["L1"]
    assert routed.ignored == ("limit_up_to_40",)


def test_a_place_in_degrees_is_looked_up_as_the_same_place_on_the_grid(router, tiny_edition):
    lonlat = tiny_edition._projection.to_lonlat(400_500, 50_503)
    place = LatLon(latitude=lonlat.latitude, longitude=lonlat.longitude)
    [fact] = router.route(SPEEDING, place).because.facts
    assert (fact.value, fact.distance_m) == ("30", pytest.approx(3, abs=0.001))


def test_a_layer_is_asked_once_for_all_the_areas_a_place_may_be_in(routing):
    roads = Fixed(near(1, limit=60))
    decision = routing(roads=roads).route(SPEEDING, EDGE)
    assert len(decision.because.candidates) == 2
    assert roads.asked == 1


def test_a_layer_of_ours_may_give_features_in_any_order(routing):
    roads = Fixed(near(15, limit=30), near(2, limit=60))
    [fact] = routing(roads=roads).route(SPEEDING, HIGH_STREET).because.facts
    assert (fact.value, fact.distance_m) == ("60", 2)
    beside = Fixed(near(5, limit=60), near(2, limit=60))
    near_ = Grid(easting=400_500, northing=50_500, accuracy_m=4)
    [fact] = routing(roads=beside).route(SPEEDING, near_).because.facts
    assert fact.distance_m == 2


def test_a_layer_that_the_pack_does_not_name_is_never_asked(routing):
    other = Fixed(near(1, limit=60))
    routing(roads=other).route(LIGHT, HIGH_STREET, SAFE)
    assert other.asked == 0


def test_the_circle_of_a_postcode_counts_with_its_radius(west_berkshire, west_berkshire_postcodes, bodies):
    postcode = Postcode("RG14 5LD")
    point = west_berkshire_postcodes.at(postcode)
    assert not isinstance(point, Unlocated)
    pack = Pack.load(HERE / f"{SPEEDING}.yaml")

    def asked(*near_):
        router = Router(
            packs=[pack], edition=west_berkshire, bodies=Bodies.open(), layers={"roads": Fixed(*near_)},
            postcodes=lambda: west_berkshire_postcodes,
        )  # fmt: skip
        return router.route(SPEEDING, postcode, on=DAY)

    assert asked(near(0, limit=60)).question.id == "limit_up_to_40"
    assert asked(near(0, depth=point.accuracy_m - 19, limit=60)).because.facts[0].value == "60"


def test_situations_come_to_the_same_in_several_threads(router):
    places = [Grid(easting=400_100 + 10 * n, northing=50_495) for n in range(80)]
    expected = [router.route(LIGHT, place, SAFE) for place in places]
    came = {}

    def asking(number):
        came[number] = [router.route(LIGHT, place, SAFE) for place in places]

    threads = [threading.Thread(target=asking, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [came[number] for number in range(4)] == [expected] * 4


# --- whoever is named by a layer -----------------------------------------------------------------------


def test_a_light_of_the_next_county_is_that_county_s_and_nobody_else_has_the_duty(router):
    routed = router.route(LIGHT, HIGH_STREET, SAFE)
    assert (routed.authority.id, routed.role, routed.fallback) == ("E10999002", "highway_authority", None)
    assert routed.because.area.name == "Ashsample"
    assert [(fact.id, fact.value) for fact in routed.because.facts] == [("layer:lights", "E10999002")]
    assert routed.warnings == ()


def test_it_lasts_as_long_as_the_county_does_and_then_the_role_counts(router):
    assert router.route(LIGHT, HIGH_STREET, SAFE).valid_until == date(2030, 4, 1)
    later = router.route(LIGHT, HIGH_STREET, SAFE, on=date(2030, 4, 1))
    assert later.authority.name == "Tiny District Council"
    [(code, detail)] = warned(later)
    assert (code, detail.partition(" of ")[0]) == ("not-checked", "layer lights: owner")
    assert detail.endswith("is no authority on 2030-04-01")


def test_what_a_column_holds_that_is_no_authority_or_option_is_not_repeated(routing):
    someone = Fixed(near(1, owner="A. Resident", limit="A. Resident"))
    light = routing(lights=someone).route(LIGHT, HIGH_STREET, SAFE)
    ask = routing(roads=someone).route(SPEEDING, HIGH_STREET)
    assert "Resident" not in light.model_dump_json() + ask.model_dump_json()
    assert warned(light) == [("not-checked", "layer lights: owner of row 7 is no authority on 2026-11-21")]
    assert warned(ask) == [("not-checked", "limit: layer roads: limit of row 7 is not one of the options")]


def test_on_a_line_between_parishes_the_place_is_not_asked_if_the_layer_names_one(routing):
    routed = routing(lights=Fixed(near(2, owner="E10999002"))).route(LIGHT, EDGE, SAFE)
    assert routed.authority.id == "E10999002"
    assert len(routed.because.candidates) == 2


@pytest.fixture
def agreed(tiny_edition, tmp_path, lights):
    """Route a report of a light where the police act for the next county, by agreement."""
    write_tiny_bodies(tmp_path)
    with (tmp_path / "authorities.csv").open("a") as file:
        file.write("E10999002,Nextshire County Council,principal-council,,,,,invented\n")
    (tmp_path / "agreements.csv").write_text(
        "area,role,transaction,acting,on_behalf_of,valid_from,valid_to,source\n"
        f"E04999001,,{LIGHT},police:E23999001,E10999002,,,minute 4\n"
    )
    pack = Pack.load(HERE / f"{LIGHT}.yaml")
    router = Router(
        packs=[pack], edition=tiny_edition, bodies=Bodies.open(tmp_path), layers={"lights": lights}
    )
    return router.route(LIGHT, HIGH_STREET, SAFE, on=DAY)


def test_an_agreement_of_the_one_that_is_named_counts(agreed):
    assert agreed.authority.name == "Tiny District Police"
    assert agreed.fallback.name == "Nextshire County Council"
    assert agreed.because.agreement == "Tiny District Police acts for Nextshire County Council: minute 4"


def test_an_agreement_drawn_on_a_map_is_a_layer_of_polygons(routing, tmp_path):
    square = [[400_400, 50_400], [400_600, 50_400], [400_600, 50_600], [400_400, 50_600], [400_400, 50_400]]
    file = tmp_path / "agreements.geojson"
    shape = {"type": "Polygon", "coordinates": [square]}
    drawn = {"type": "Feature", "properties": {"owner": "E10999002"}, "geometry": shape}
    crs = {"type": "name", "properties": {"name": "EPSG:27700"}}
    file.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [drawn]}))
    router = routing(lights=Layer.open(file))

    def owner(accuracy_m, **place):
        return router.route(LIGHT, Grid(accuracy_m=accuracy_m, **place), SAFE).because.facts[0].value

    assert owner(110, easting=400_500, northing=50_500) == "E10999002"
    assert owner(120, easting=400_500, northing=50_500) == "unknown"
    assert owner(0, easting=400_500, northing=50_616) == "unknown"


def test_the_matrix_says_that_a_layer_decides_at_the_place(bodies):
    rows = matrix([Pack.load(HERE / f"{LIGHT}.yaml")], bodies, on=DAY, districts=["E06999001"])
    [row] = [row for row in rows if row.outcome == "owner"]
    assert (row.authority, row.not_checked) == ("E06999001", ("layer lights is not loaded",))


@pytest.fixture
def measured(tiny_edition, bodies):
    """Route with a pack that rests on tables, a layer, a derived fact and an answer."""

    def measured(limit, answers, on=DAY):
        roads = Fixed(Near({"limit": limit}, 3.0, "a road", 0.0))
        router = Router(
            packs=[Pack.load(HERE / "report-measured-speed.yaml")],
            edition=tiny_edition,
            bodies=bodies,
            layers={"roads": roads},
        )
        return router.route("report-measured-speed", HIGH_STREET, answers, on=on), roads

    return measured


@pytest.mark.parametrize(
    ("limit", "since", "row"),
    [(30, "2026-11-01", "M1"), ("30", "2020-11-01", "M2"), (41.0, None, "M4"), ("fast", "2026-11-01", "M1")],
)
def test_facts_of_tables_of_layers_and_derived_ones_go_together(measured, limit, since, row):
    routed, _ = measured(limit, {"danger": "no"} | ({"since": since} if since else {}))
    assert [reason.row for reason in routed.because.reasons] == [row]
    facts = {fact.id: fact.value for fact in routed.because.facts}
    assert facts["limit"] == ("unknown" if limit == "fast" else str(int(limit)))
    assert facts["parish"] == "council"
    assert ("age" in facts) == (since is not None)
    codes = [warning.code for warning in routed.warnings if warning.detail.startswith("limit")]
    assert codes == (["not-checked"] if limit == "fast" else [])


def test_a_number_of_a_layer_outside_the_range_is_unknown_and_warned_of(measured):
    routed, _ = measured(80, {"danger": "no", "since": "2026-11-01"})
    assert {fact.id: fact.value for fact in routed.because.facts}["limit"] == "unknown"
    assert any(warning.detail.startswith("limit: ") for warning in routed.warnings)


def test_no_layer_is_asked_before_a_stop_is_ruled_out(measured):
    ask, roads = measured(30, {})
    assert (ask.question.id, roads.asked) == ("danger", 0)
    stopped, roads = measured(30, {"danger": "yes"})
    assert (stopped.reason, stopped.call, roads.asked) == ("emergency", "999", 0)
