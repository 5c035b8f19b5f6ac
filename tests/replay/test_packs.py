"""Two packs: the counts are those of asking the router for each report, before and after."""

from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from in_memory import reports_of

from routekit.errors import InputError, InvalidAnswerError
from routekit.model import Grid, Routed
from routekit.replay import Side, replay
from routekit.router import Router
from routekit.rules import Pack

DAY = date(2026, 11, 21)
OLD = """
format: 1
transaction: report-grass
version: 1.0.0
title: Report
effective: {from: 2020-04-01}
maintainer: Nobody
licence: MIT
status: alpha
questions:
  verge: {text: "Is it a verge?", options: yes_no}
facts:
  parish: {source: boundaries, options: [council, grouped, meeting, unparished]}
  taken_on: {source: bodies, options: [yes, no]}
outcomes:
  clerk: {role: parish_council, fallback: highway_authority, say: "The clerk."}
  roads: {role: highway_authority, say: "The roads."}
rows:
  - {id: A, when: {parish: [meeting, unparished, unknown]}, then: roads, why: So., source: x}
  - {id: B, when: {parish: [council, grouped], verge: yes}, then: roads, why: The roads mow it., source: x}
  - {id: C, when: {parish: [council, grouped], verge: no}, then: clerk, why: The parish mows it., source: x}
cases: []
"""
TO_CLERK = (("verge: yes}, then: roads, why: The roads mow it.", "verge: yes}, then: clerk, why: Devolved."),)


@pytest.fixture
def side(tmp_path, bodies, west_berkshire):
    def make(*changes, name="old", on=DAY, tables=bodies):
        text = OLD
        for was, now in changes:
            assert was in text
            text = text.replace(was, now)
        path = tmp_path / name / "packs" / "report-grass.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text)
        return Side(router=Router(packs=[Pack.load(path)], edition=west_berkshire, bodies=tables), on=on)

    return make


@pytest.fixture(scope="module")
def table(west_berkshire):
    """Give reports at random in and around West Berkshire, with an answer, one that cannot be, or none."""
    rng = np.random.default_rng(8)
    west, south, east, north = west_berkshire.bounds
    count = 1_500
    return pa.table(
        {
            "ref": [f"R{at:05}" for at in range(count)],
            "easting": rng.uniform(west - 2_000, east + 2_000, count),
            "northing": rng.uniform(south - 2_000, north + 2_000, count),
            "verge": rng.choice(np.array(["yes", "no", "perhaps", None], dtype=object), count),
        }
    )


def inside(table, side):
    """Leave out what the edition does not cover: it is unrouted for that reason before any other."""
    codes = side.router.edition.codes_at(table["easting"].to_numpy(), table["northing"].to_numpy())
    return table.filter(pa.array(codes != ""))


def one_by_one(table, side):
    """Ask the router about each report; None where its answer cannot be."""
    for row in table.to_pylist():
        place = Grid(easting=row["easting"], northing=row["northing"])
        answers = {"verge": row["verge"]} if row["verge"] else {}
        try:
            yield side.router.route("report-grass", place, answers, on=side.on)
        except InvalidAnswerError:
            yield None


def test_the_counts_are_those_of_asking_for_each_report(side, table):
    was, now = side(), side(*TO_CLERK, name="new")
    found = replay(reports_of(table, size=64, id="ref"), was, now, "report-grass")
    asked = list(zip(one_by_one(table, was), one_by_one(table, now), strict=True))
    compared = [pair for pair in asked if None not in pair]
    hands = [
        pair for pair in compared if named(pair[0]) and named(pair[1]) and named(pair[0]) != named(pair[1])
    ]
    answered = [pair for pair in compared if [each.kind for each in pair] == ["ask", "routed"]]

    assert found.hands == len(hands) > 100
    assert found.changed - found.hands == len(answered) > 100
    for kinds, pairs in (({"role"}, hands), ({"answered"}, answered)):
        changes = [each for each in found.changes if each.kind in kinds]
        assert counted_areas(changes) == Counter(pair[1].because.area.code for pair in pairs)
    assert found.outside == sum(each[0].kind == "unrouted" for each in compared) > 100
    by_code = {each.code: each.places for each in found.left_out}
    unanswered = sum([each.kind for each in pair] == ["ask", "ask"] for pair in compared)
    assert Counter(by_code) == Counter(
        {"invalid-answer": len(asked) - len(compared), "unanswered": unanswered}
    )
    assert found.places == found.same + found.changed + found.not_compared == len(asked)


def named(decision):
    return decision.authority.id if isinstance(decision, Routed) else None


def counted_areas(changes):
    counts = Counter()
    for change in changes:
        for area in change.areas:
            assert area.was == area.now
            counts[area.was] += area.places
    return counts


def test_the_councils_of_parishes_are_one_handler_and_the_row_says_why(side, table):
    found = replay(reports_of(table, id="ref"), side(), side(*TO_CLERK, name="new"), "report-grass")
    (change,) = (each for each in found.changes if each.hands)

    assert (change.kind, change.hands) == ("role", True)
    assert (change.was.handled_by, change.now.handled_by) == (
        "West Berkshire Council",
        "each parish's own council or meeting",
    )
    assert (change.rows_was, change.rows_now) == (("B",), ("B", "C")), "whatever the answer would be"
    assert "role highway_authority -> parish_council" in change.why
    assert "row B -> B C: Devolved." in change.why
    assert all(each.id.startswith("R0") for each in change.samples)


NO_VERGE = "when: {parish: [council, grouped], verge: no}"
SIGN = (
    (NO_VERGE, "when: {parish: [council, grouped], verge: no, sign: yes}"),
    ("facts:", '  sign: {text: "Is there a sign?", options: yes_no}\nfacts:'),
)


def without_sign(outcome):
    when = "{parish: [council, grouped], verge: no, sign: no}"
    row = f"  - {{id: D, when: {when}, then: {outcome}, why: So., source: x}}"
    return (*SIGN, ("cases: []", f"{row}\ncases: []"))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ((("clerk", "town_clerk"),), "outcome"),
        ((("fallback: highway_authority", "fallback: litter_authority"),), None),
        ((("parish_council, fallback: highway_authority", "parish_council"),), "fallback"),
        (without_sign("clerk"), None),
        (without_sign("roads"), "needs-answer"),
        ((("effective: {from: 2020-04-01}", "effective: {from: 2027-04-01}"),), "unrouted"),
        ((("verge", "grass_verge"),), "asks-otherwise"),
    ],
)
def test_each_kind_of_change_is_told_both_ways(side, table, changes, kind):
    """The other way round it is the opposite kind."""
    opposite = {"needs-answer": "answered", "unrouted": "routed"}
    was, now = side(), side(*changes, name="new")
    answers = {} if kind == "asks-otherwise" else {"verge": "no"}
    reports = inside(table, was).drop(["verge"])
    forth = replay(reports_of(reports), was, now, "report-grass", answers=answers)
    back = replay(reports_of(reports), now, was, "report-grass", answers=answers)

    assert {each.kind for each in forth.changes} == ({kind} if kind else set())
    assert {each.kind for each in back.changes} == ({opposite.get(kind, kind)} if kind else set())
    assert forth.changed == back.changed
    assert forth.hands == 0


OVERLAY = """
format: 1
overlay: report-grass
version: 1.0.0
effective: {from: 2026-04-01}
maintainer: West Berkshire Council
rows:
  - {id: B, when: {parish: [council, grouped], verge: yes}, then: clerk, why: Devolved., source: x}
"""


def test_an_overlay_beside_the_pack_changes_what_it_says_from_its_day_on(side, table, tmp_path):
    was = side()
    path = tmp_path / "new" / "overlays" / "E06000037" / "report-grass.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(OVERLAY)
    overlaid = side(name="new")
    packed = replay(reports_of(table), was, side(*TO_CLERK, name="other"), "report-grass")
    found = replay(reports_of(table), was, overlaid, "report-grass")
    before = Side(router=overlaid.router, on=date(2026, 3, 31))

    assert found.hands == packed.hands > 0
    assert found.parishes == packed.parishes
    assert replay(reports_of(table), before, overlaid, "report-grass").hands == found.hands


def test_an_answer_to_a_question_of_one_pack_alone_is_for_that_side(side, table):
    new = (("verge", "grass_verge"),)
    reports = reports_of(table.drop(["verge"]))
    was, now = side(), side(*new, name="new")
    found = replay(reports, was, now, "report-grass", answers={"verge": "no", "grass_verge": "no"})

    assert found.changed == found.not_compared == 0
    with pytest.raises(InvalidAnswerError):
        replay(reports, was, now, "report-grass", answers={"hedge": "no"})


def test_an_area_that_is_picked_is_refused(side, table):
    both = side()

    with pytest.raises(InputError, match="at its point"):
        replay(reports_of(table), both, both, "report-grass", answers={"place": "E04001207"})
