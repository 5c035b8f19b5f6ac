"""Comparing packs: against going through every situation that either knows, one by one."""

from pathlib import Path

import pytest
from every_situation import every_situation, holds, knows
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.errors import ImpossibleSituationError, InputError
from routekit.rules import Named, Pack, compare, installed_packs

ROLES = {
    b"one: {role: police": b"one: {role: highway_authority, also_tell: [police]",
    b"two: {role: police": b"two: {role: highway_authority",
    b"three: {role: police": b"three: {role: parish_council, fallback: litter_authority",
}
OTHERWISE = b"""
format: 1
transaction: report-noise
version: 2.0.0
title: Report noise
effective: {from: 2020-04-01}
maintainer: Nobody
licence: MIT
status: alpha
questions:
  danger: {text: "Is anybody hurt?", options: {yes: "Yes", no: "No", dont_know: "I do not know"}}
  night: {text: "Is it at night?", options: {yes: "Yes", no: "No", dont_know: "I do not know"}}
facts:
  parish: {source: boundaries, options: [council, grouped, meeting, unparished]}
outcomes:
  police: {role: police, say: "The police."}
  council: {role: environmental_health, say: "The council."}
  clerk: {role: parish_council, fallback: environmental_health, say: "The clerk."}
rows:
  - {id: A, when: {danger: yes}, then: police, why: "Made up.", source: "made up"}
  - {id: B, when: {danger: dont_know}, then: council, why: "Made up.", source: "made up"}
  - {id: C, when: {danger: no, night: dont_know}, then: council, why: "Made up.", source: "made up"}
  - {id: D, when: {danger: no, night: [yes, no], parish: [meeting, unknown]}, then: council, why: "Made up.",
     source: "made up"}
otherwise: {id: E, then: clerk, why: "Made up.", source: "made up"}
"""


def with_roles(drawn, name):
    """Give a drawn table as a pack whose outcomes name different roles."""
    data = drawn.text()
    for old, new in ROLES.items():
        data = data.replace(old, new)
    return Pack.parse(data, name)


def named(pack, row):
    if row.outcome == "emergency":
        return Named(role=f"emergency_{pack.stops[row.id].call}", fallback=None, also_tell=())
    outcome = pack.outcomes[row.outcome]
    return Named(role=outcome.role, fallback=outcome.fallback, also_tell=outcome.also_tell)


def decided(pack, situation):
    """Give whom a pack names in a situation, or None if it cannot be, or has an option not known to it."""
    mine = knows(pack, situation)
    try:
        return None if mine is None else named(pack, pack.decide(mine))
    except ImpossibleSituationError:
        return None


def check(one, other):
    """Compare two packs and go through every situation: each is counted, and described, exactly once."""
    found = compare(one, other)
    both = alone_one = alone_other = elsewhere = told = 0
    for situation in every_situation(one, other):
        left, right = decided(one, situation), decided(other, situation)
        alone_one += left is not None and right is None
        alone_other += left is None and right is not None
        if left is None or right is None:
            assert not any(holds(cells, situation) for each in found.differences for cells in each.when)
            continue
        both += 1
        elsewhere += left.role != right.role
        told += left.role == right.role and left != right
        said = [each for each in found.differences for cells in each.when if holds(cells, situation)]
        assert [(each.one, each.other) for each in said] == ([(left, right)] if left != right else [])
    assert (found.situations, found.elsewhere, found.told) == (both, elsewhere, told)
    assert (found.unknown_to_other, found.unknown_to_one) == (alone_one, alone_other)
    assert found.same == both - elsewhere - told


@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_every_situation_is_counted_and_described_once(split_tables, data):
    check(with_roles(data.draw(split_tables), "one.yaml"), with_roles(data.draw(split_tables), "other.yaml"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("report-speeding-traffic", "report-speeding-traffic-parish-first"),
        ("report-speeding-traffic-county-first", "report-speeding-traffic-police-first"),
        ("report-litter", "report-dog-fouling"),
    ],
)
def test_installed_packs_are_compared_exactly(one, other):
    check(Pack.load(one), Pack.load(other))


@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_the_other_way_round_the_same_is_said_with_the_sides_changed(split_tables, data):
    one, other = (with_roles(data.draw(split_tables), name) for name in ("one.yaml", "other.yaml"))
    there, back = compare(one, other), compare(other, one)
    assert (there.situations, there.elsewhere, there.told) == (back.situations, back.elsewhere, back.told)
    assert (there.only_one, there.unknown_to_one) == (back.only_other, back.unknown_to_other)
    counted = {(each.one, each.other): each.situations for each in there.differences}
    assert counted == {(each.other, each.one): each.situations for each in back.differences}


@pytest.mark.parametrize("name", installed_packs())
def test_a_pack_does_not_differ_from_itself(name):
    pack = Pack.load(name)
    found = compare(pack, pack)
    assert (found.elsewhere, found.told, found.unknown_to_one, found.unknown_to_other) == (0, 0, 0, 0)
    assert found.same == found.situations > 0
    assert found.differences == found.only_one == found.only_other == ()


def test_what_otherwise_takes_is_compared_too():
    pack, noise = Pack.parse(OTHERWISE, "report-noise.yaml"), Pack.load("report-noise")
    check(pack, noise)
    check(noise, pack)
    assert compare(pack, pack).same == 45
    assert {row for each in compare(pack, noise).differences for row in each.rows_one} == set("ABCDE")


MEASURED = b"""
format: 1
transaction: report-speed
version: 1.0.0
title: Report speed
effective: {from: 2020-04-01}
maintainer: Nobody
licence: MIT
status: alpha
questions:
  danger: {text: "Is anybody hurt?", options: yes_no}
  mph: {text: "How fast?", number: {from: 1, to: 9}, options: {dont_know: "I do not know"}}
facts:
  road: {source: layer:roads, column: class, within_m: 20, options: [motorway, local]}
outcomes:
  police: {role: police, say: "The police."}
  council: {role: highway_authority, say: "The council."}
stops:
  - {id: D, when: {danger: yes}, call: "999", say: "Call 999.", why: "Made up.", source: "made up"}
impossible:
  - {when: {road: motorway, mph: 1..2}, why: "Nobody is that slow there."}
rows:
  - {id: A, when: {mph: 1..4}, then: council, why: "Made up.", source: "made up"}
  - {id: B, when: {mph: [5.., dont_know]}, then: police, why: "Made up.", source: "made up"}
cases: []
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"1..4", b"1..4"),
        (b"1..4}, then: council", b"1..4, road: [motorway, local, unknown]}, then: police"),
        (b"{from: 1, to: 9}", b"{from: 1, to: 12}"),
        (b"mph: 1..2}", b"mph: 2..3}"),
        (b'call: "999"', b'call: "112"'),
        (b"when: {danger: yes}, call", b"when: {danger: no}, call"),
    ],
)
def test_numbers_stops_and_what_cannot_be_are_compared_exactly(old, new):
    one = Pack.parse(MEASURED, "report-speed.yaml")
    other = Pack.parse(MEASURED.replace(old, new), "other.yaml")
    assert MEASURED.replace(old, new) != MEASURED or old == new
    check(one, other)
    check(other, one)


def test_a_day_and_a_number_of_one_name_cannot_be_compared():
    dated = MEASURED.replace(b"{from: 1, to: 9}", b"{from: 2026-01-01, to: 2026-12-31}").replace(
        b"number:", b"date:"
    )
    dated = dated.replace(b"mph: 1..2", b"mph: 2026-01-01").replace(b"mph: 1..4", b"mph: ..2026-06-30")
    other = Pack.parse(dated.replace(b"5..", b"2026-07-01.."), "other.yaml")
    with pytest.raises(InputError, match="mph"):
        compare(Pack.parse(MEASURED, "report-speed.yaml"), other)


def test_an_option_that_only_one_pack_has_is_named_and_its_situations_are_not_compared(founding):
    data = Path(founding.file).read_bytes()
    less = data.replace(b', dont_know: "I do not know"}', b"}", 1).replace(
        b"limit_up_to_40: [no, dont_know]", b"limit_up_to_40: [no]"
    )
    lines = [line for line in less.splitlines() if b"limit_up_to_40: dont_know" not in line]
    other = Pack.parse(b"\n".join(lines), "other.yaml")
    found = compare(founding, other)
    assert [(cell.column, cell.options) for cell in found.only_one] == [("limit_up_to_40", ("dont_know",))]
    assert (found.situations, found.unknown_to_other, found.unknown_to_one) == (270, 135, 0)
    assert found.only_other == found.differences == ()


def test_the_most_frequent_of_those_that_go_elsewhere_comes_first():
    found = compare(
        Pack.load("report-speeding-traffic"), Pack.load("report-speeding-traffic-county-first")
    ).differences
    assert [each.elsewhere for each in found] == sorted((each.elsewhere for each in found), reverse=True)
    gone = [each.situations for each in found if each.elsewhere]
    assert gone == sorted(gone, reverse=True)
    assert len(gone) > 1


def test_the_rows_that_match_are_named():
    found = compare(
        Pack.load("report-speeding-traffic-parish-first"), Pack.load("report-speeding-traffic-police-first")
    )
    assert [(each.situations, each.rows_one, each.rows_other) for each in found.differences] == [
        (12, ("S6", "S7"), ("S5",)),
        (8, ("S5",), ("S5",)),
    ]
