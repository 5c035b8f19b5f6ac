"""What changes between two versions of a pack: against going through every situation, one by one."""

import re
from collections import Counter
from pathlib import Path

import pytest
from every_situation import every_situation, holds, knows
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.errors import ImpossibleSituationError, InputError
from routekit.rules import Cell, Named, Pack, installed_packs
from routekit.rules.diffing import Part, diff, shifts

ROLES = {
    b"one: {role: police": b"one: {role: highway_authority, also_tell: [police]",
    b"two: {role: police": b"two: {role: highway_authority",
    b"three: {role: police": b"three: {role: parish_council, fallback: litter_authority",
}


@st.composite
def _versions(draw, tables):
    """Two tables as packs, with different roles and, in some rows, different reasons."""
    made = []
    for name in ("old.yaml", "new.yaml"):
        text = draw(tables).text()
        for was, now in ROLES.items():
            text = text.replace(was, now)
        words = draw(st.lists(st.sampled_from([b"why: So", b"why: Thus"]), min_size=3, max_size=3))
        for at, word in enumerate(words):
            text = re.sub(rb"(id: R\d*%d,.*)why: So" % at, rb"\1" + word, text)
        made.append(Pack.parse(text, name))
    return tuple(made)


@pytest.fixture(scope="session")
def versions(split_tables):
    return _versions(split_tables)


def named(pack, row):
    if row.outcome == "emergency":
        return Named(role=f"emergency_{pack.stops[row.id].call}", fallback=None, also_tell=())
    outcome = pack.outcomes[row.outcome]
    return Named(role=outcome.role, fallback=outcome.fallback, also_tell=outcome.also_tell)


def told(pack, situation):
    """Give all that the public and the auditor are told, in both languages."""
    for each in (pack, pack.in_language("cy")):
        row = row_of(each, situation)
        stop = row.outcome == "emergency"
        yield (
            row.outcome,
            (each.stops[row.id] if stop else each.outcomes[row.outcome]).say,
            row.why,
            row.source,
        )


def row_of(pack, situation):
    mine = knows(pack, situation)
    try:
        return None if mine is None else pack.decide(mine)
    except ImpossibleSituationError:
        return None


def changed(old, new, situation):
    """Say of one situation what changes: its kind and whom it goes from and to; None for nothing."""
    before, after = row_of(old, situation), row_of(new, situation)
    was, now = named(old, before), named(new, after)
    if was == now:
        return ("words", was, now) if [*told(old, situation)] != [*told(new, situation)] else None
    if "emergency" in (before.outcome, after.outcome):
        return ("emergency", was, now)
    return ("destination" if was.role != now.role else "fallback", was, now)


def check(old, new, known=None):
    """Go through every situation: what is said to change is exactly what does, and is said once."""
    found = shifts(old, new, known) if known else diff(old, new).shifts
    counted, both, alone = Counter(), 0, [0, 0]
    for situation in every_situation(old, new):
        if known and any(situation.get(name, answer) != answer for name, answer in known.items()):
            continue
        before, after = row_of(old, situation), row_of(new, situation)
        said = [each for each in found for cells in each.when if holds(cells, situation)]
        if before is None or after is None:
            alone[0] += before is not None
            alone[1] += after is not None
            assert said == []
            continue
        both += 1
        change = changed(old, new, situation)
        assert [(each.kind, each.was, each.now) for each in said] == ([change] if change else [])
        counted[change] += 1
        for each in said:
            assert before.id in [row.id for row in each.rows_was]
            assert after.id in [row.id for row in each.rows_now]
    summed = Counter()
    for each in found:
        summed[each.kind, each.was, each.now] += each.situations
    same = counted.pop(None, 0)
    assert summed == counted
    return both, alone, same


def check_whole(old, new):
    both, alone, same = check(old, new)
    found = diff(old, new)
    assert (found.situations, found.same) == (both, same)
    assert [found.unknown_to_new, found.unknown_to_old] == alone
    kinds = Counter()
    for each in found.shifts:
        kinds[each.kind] += each.situations
    counts = (found.emergencies, found.destinations, found.fallbacks, found.words)
    assert counts == tuple(kinds[kind] for kind in ("emergency", "destination", "fallback", "words"))


@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_every_situation_that_changes_is_counted_and_named_once_and_no_other(versions, data):
    check_whole(*data.draw(versions))


@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_where_an_answer_is_known_only_situations_that_have_it_are_named(versions, data):
    old, new = data.draw(versions)
    columns = {cell.column: cell.options for pack in (old, new) for row in pack.rows for cell in row.cells}
    name = data.draw(st.sampled_from(sorted(columns)))
    known = {name: data.draw(st.sampled_from(columns[name]))}
    check(old, new, known)
    cells = [cell for each in shifts(old, new, known) for cells in each.when for cell in cells]
    assert name not in {cell.column for cell in cells}


@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_backwards_the_same_changes_the_other_way_round(versions, data):
    old, new = data.draw(versions)
    there, back = diff(old, new), diff(new, old)
    assert there.situations == back.situations
    assert (there.unknown_to_new, there.only_old) == (back.unknown_to_old, back.only_new)
    assert (there.asked_old, there.asked_new) == (back.asked_new, back.asked_old)
    assert Counter((each.kind, each.was, each.now, each.situations) for each in there.shifts) == Counter(
        (each.kind, each.now, each.was, each.situations) for each in back.shifts
    )
    assert {(part.what, part.was, part.now) for part in there.parts} == {
        (part.what, part.now, part.was) for part in back.parts
    }
    assert {(*edit.model_dump().values(),) for edit in there.edits} == {
        (*edit.model_copy(update={"was": edit.now, "now": edit.was}).model_dump().values(),)
        for edit in back.edits
    }


@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_rows_in_another_order_and_by_other_ids_change_nothing_for_anybody(split_tables, data):
    table = data.draw(split_tables)
    shuffled = table._replace(rows=data.draw(st.permutations(table.rows)))
    found = diff(table.pack(), Pack.parse(shuffled.text().replace(b"id: R", b"id: X"), "new.yaml"))
    assert (found.shifts, found.only_old, found.only_new) == ((), (), ())
    assert found.gravity == "structure"
    assert {part.what for part in found.parts} == {"row"}
    assert all(part.was and part.now for part in found.parts)
    assert diff(table.pack(), shuffled._replace(rows=table.rows).pack()).gravity == "nothing"


@pytest.mark.parametrize("name", installed_packs())
def test_a_pack_and_its_copy_do_not_differ(name):
    pack = Pack.load(name)
    found = diff(pack, Pack.parse(Path(pack.file).read_bytes() + b"\n# a comment\n", pack.file))
    assert (found.gravity, found.same) == ("nothing", found.situations)
    assert (found.shifts, found.parts, found.edits) == ((), (), ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("report-speeding-traffic", "report-speeding-traffic-parish-first"),
        ("report-speeding-traffic-county-first", "report-speeding-traffic-police-first"),
        ("report-litter", "report-dog-fouling"),
        ("report-pothole", "report-noise"),
    ],
)
def test_installed_packs_are_compared_exactly(old, new):
    check_whole(Pack.load(old), Pack.load(new))


def test_of_all_pairs_of_installed_packs_the_counts_add_up():
    packs = [Pack.load(name) for name in installed_packs()]
    for old in packs:
        for new in packs:
            found = diff(old, new)
            assert sum(each.situations for each in found.shifts) == found.situations - found.same
            sizes = [pack.prove() for pack in (old, new)]
            assert found.situations <= sizes[0].situations * sizes[1].situations
            assert (found.gravity == "nothing") == (old is new)


# --- one version after another -------------------------------------------------------------------------

SPEED = b"""
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
  mph: {text: "How fast?", number: {from: 1, to: 9, unit: mph}, options: {dont_know: "I do not know"}}
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
texts:
  cy: {outcomes: {police: {say: "Yr heddlu."}}}
cases: []
"""
HEAD, QUESTIONS = SPEED.partition(b"questions:\n")[0], b"questions:\n"


def speed(*changes):
    """Give report-speed, and the same with some of its text replaced."""
    text = SPEED
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    return Pack.parse(SPEED, "old.yaml"), Pack.parse(text, "new.yaml")


WIDER = (
    b"road: {source: layer:roads, column: class, within_m: 20",
    b"road: {source: layer:roads, column: class, within_m: 50",
)


@pytest.mark.parametrize(
    ("changes", "gravity"),
    [
        ([(b"version: 1.0.0", b"version: 1.1.0")], "nothing"),
        ([(b'call: "999"', b'call: "112"')], "emergency"),
        ([(b"when: {danger: yes}, call", b"when: {danger: no}, call")], "emergency"),
        ([(b"mph: 1..4", b"mph: 1..5"), (b"[5.., ", b"[6.., ")], "destination"),
        ([(b"to: 9,", b"to: 7,")], "destination"),
        ([(b"mph: 1..2}", b"mph: 1..3}")], "destination"),
        ([(b"highway_authority", b"highway_authority, fallback: police")], "fallback"),
        ([(b"role: police", b"role: police, also_tell: [highway_authority]")], "fallback"),
        ([(b'say: "The police."', b'say: "The constable."')], "words"),
        ([(b"Yr heddlu", b"Heddlu")], "words"),
        ([(b'source: "made up"}\n  - {id: B', b'source: "minute 4"}\n  - {id: B')], "words"),
        ([(b"outcomes:\n", b'outcomes:\n  roads: {role: highway_authority, say: "The council."}\n'),
          (b"then: council", b"then: roads")], "words"),
        ([(b"Call 999.", b"Call 999 now.")], "words"),
        ([(b"How fast?", b"How fast was it?")], "words"),
        ([(b'police, why: "Made up."', b'police, why: "Invented."')], "words"),
        ([(b"Report speed\n", b"Report speeds\n")], "words"),
        ([(b"to: 9,", b"to: 12,")], "structure"),
        ([(b"mph: 1..2}", b"mph: 1}")], "structure"),
        ([(b"id: A,", b"id: Z,")], "structure"),
        ([WIDER], "structure"),
        ([(b"from: 2020-04-01", b"from: 2026-04-01")], "structure"),
        ([(b"status: alpha", b"status: live")], "structure"),
        ([(b"status: alpha", b"status: alpha\nlgsl: [557]")], "structure"),
        ([(b"status: alpha", b"status: alpha\nlgil: 17")], "structure"),
        ([(b"Nobody\n", b"Somebody\n")], "structure"),
    ],
)  # fmt: skip
def test_the_gravest_change_is_named_and_every_situation_of_it(changes, gravity):
    old, new = speed(*changes)
    assert diff(old, new).gravity == gravity
    check_whole(old, new)


def test_an_authority_that_is_looked_up_elsewhere_is_another_destination():
    old, new = speed(
        (b"highway_authority", b"highway_authority, authority: {source: layer:roads, column: a, within_m: 9}")
    )
    (shift,) = diff(old, new).shifts
    assert diff(old, new).gravity == "destination"
    assert (shift.kind, shift.was.role, shift.now.role) == ("destination", *["highway_authority"] * 2)
    assert (shift.was.looked_up, shift.now.looked_up.layer) == (None, "roads")


def test_emergencies_come_first_even_if_they_are_few():
    old, new = speed(
        (b"when: {danger: yes}, call", b"when: {danger: yes, mph: [1..9]}, call"),
        (b"mph: 1..4", b"mph: [1..4, dont_know]"),
        (b"[5.., dont_know]", b"5.."),
    )
    first, *others = diff(old, new).shifts
    assert (first.kind, first.was.role, first.situations) == ("emergency", "emergency_999", 3)
    assert [each.kind for each in others] == ["destination"]
    check_whole(old, new)


def test_a_stop_that_is_gone_is_an_emergency_and_a_part():
    stop = SPEED[SPEED.index(b"stops:") : SPEED.index(b"impossible:")]
    old, new = speed((stop, b""))
    found = diff(old, new)
    assert found.gravity == "emergency"
    assert found.emergencies == sum(each.situations for each in found.shifts) == 28
    assert Part(what="stop", was="D", now=None) in found.parts
    assert Part(what="stop", was=None, now="D") in diff(new, old).parts


def test_situations_that_the_new_version_does_not_know_count_as_a_destination():
    old, new = speed((b"to: 9,", b"to: 7,"))
    found = diff(old, new)
    assert (found.gravity, found.destinations) == ("destination", 0)
    assert found.unknown_to_new == 12
    assert found.only_old == (Cell(column="mph", options=("8..9",)),)
    assert diff(new, old).gravity == "structure"


# --- names ---------------------------------------------------------------------------------------------


def renamed(pack, *pairs):
    text = Path(pack.file).read_text()
    for was, now in pairs:
        text, times = re.subn(was, now, text)
        assert times
    return Pack.parse(text.encode(), "new.yaml")


def test_a_question_of_the_same_text_is_the_same_by_another_name(founding):
    found = diff(founding, renamed(founding, (r"\bby_day\b", "daylight")))
    assert (found.gravity, found.shifts, found.edits) == ("structure", (), ())
    assert found.parts == (Part(what="question", was="by_day", now="daylight"),)
    assert (found.only_old, found.only_new, found.situations) == ((), (), 405)


def test_options_outcomes_facts_and_rows_have_other_names_too(founding):
    pairs = (
        (r"dont_know\b", "not_sure"),
        (r"\bclerk\b", "parish_clerk"),
        (r"\bS4\b", "Z9"),
    )
    found = diff(founding, renamed(founding, *pairs))
    assert (found.shifts, found.edits, found.unknown_to_new) == ((), (), 0)
    assert {(part.what, part.was, part.now) for part in found.parts} == {
        *(
            ("option", f"{name}.dont_know", f"{name}.not_sure")
            for name in ("limit_up_to_40", "by_day", "suitable_site")
        ),
        ("outcome", "clerk", "parish_clerk"),
        ("row", "S4", "Z9"),
    }
    old = speed()[0]
    assert diff(old, speed((b"road:", b"way:"))[1]).parts == (Part(what="fact", was="road", now="way"),)


def test_a_question_that_asks_otherwise_under_another_name_is_another_unless_it_is_said_to_be_the_same(
    founding,
):
    new = renamed(founding, (r"\bby_day\b", "daylight"), ("Does the speeding mostly", "Does it mostly"))
    found = diff(founding, new)
    assert found.destinations > 0
    assert {(part.was, part.now) for part in found.parts} == {
        ("by_day", None),
        (None, "daylight"),
    }
    said = diff(founding, new, renamed={"by_day": "daylight"})
    assert (said.gravity, said.shifts) == ("words", ())
    assert [(edit.id, edit.field) for edit in said.edits] == [("daylight", "text")]


def test_an_option_of_other_words_can_be_said_to_be_the_same(founding):
    new = renamed(
        founding,
        (r'no: "No", dont_know', 'nay: "Never", dont_know'),
        (r"\[no, dont_know\]", "[nay, dont_know]"),
        (r"(limit_up_to_40|by_day|suitable_site): no\b", r"\1: nay"),
    )
    assert diff(founding, new).unknown_to_new > 0
    names = {f"{name}.no": f"{name}.nay" for name in ("limit_up_to_40", "by_day", "suitable_site")}
    found = diff(founding, new, renamed=names)
    assert (found.unknown_to_new, found.unknown_to_old, found.shifts, found.gravity) == (0, 0, (), "words")
    assert {edit.field for edit in found.edits} == {"option nay"}


@pytest.mark.parametrize(
    "names",
    [
        {"by_nite": "daylight"},
        {"limit_up_to_40": "daylight"},
        {"by_day": "suitable_site"},
        {"by_day": "evening"},
        {"by_day": "daylight.yes"},
        {"by_day.yes": "daylight"},
        {"by_day.yes": "limit_up_to_40.yes"},
        {"by_day": "daylight", "by_day.yes": "daylight.maybe"},
    ],
)
def test_a_name_that_is_not_of_one_version_alone_is_refused(founding, names):
    new = renamed(founding, (r"\bby_day\b", "daylight"))
    with pytest.raises(InputError, match="renamed is"):
        diff(founding, new, renamed=names)


def test_two_that_say_the_same_are_not_taken_for_one():
    asked = b'{text: "Is it night?", options: yes_no}'
    twice = b"  mph:", b"  night: " + asked + b"\n  eve: " + asked + b"\n  mph:"
    base = SPEED.replace(*twice)
    old = Pack.parse(base, "old.yaml")
    new = Pack.parse(base.replace(b"night:", b"dark:").replace(b"eve:", b"dusk:"), "new.yaml")
    assert {(part.was, part.now) for part in diff(old, new).parts} == {
        ("night", None), ("eve", None), (None, "dark"), (None, "dusk"),
    }  # fmt: skip


# --- parts and words -----------------------------------------------------------------------------------


def edits(*changes):
    return [
        (edit.what, edit.id, edit.field, edit.language, edit.was, edit.now)
        for edit in diff(*speed(*changes)).edits
    ]


@pytest.mark.parametrize(
    ("was", "now", "edit"),
    [
        (b"Yr heddlu.", b"Heddlu.", ("outcome", "police", "say", "cy", "Yr heddlu.", "Heddlu.")),
        (b"I do not know", b"Not sure",
         ("question", "mph", "option dont_know", "en", "I do not know", "Not sure")),
        (b'hurt?"', b'hurt?", hint: "Ask."', ("question", "danger", "hint", "en", None, "Ask.")),
        (b'call: "999"', b'call: "112"', ("stop", "D", "call", None, "999", "112")),
        (b"within_m: 20", b"within_m: 50",
         ("fact", "road", "look-up", None, "class of roads within 20 m", "class of roads within 50 m")),
        (b"{from: 2020-04-01}", b"{from: 2020-04-01, to: 2030-04-01}",
         ("pack", "", "effective to", None, None, "2030-04-01")),
        (b"status: alpha", b"status: beta", ("pack", "", "status", None, "alpha", "beta")),
        (b"Nobody\n", b"Mrs Nobody\n", ("pack", "", "maintainer", None, "Nobody", "Mrs Nobody")),
        (b"alpha", b"alpha\nlgsl: [557]", ("pack", "", "lgsl", None, None, "557")),
        (b"alpha", b"alpha\nlgil: 0", ("pack", "", "lgil", None, None, "0")),
        (b"unit: mph", b"unit: km", ("question", "mph", "unit", None, "mph", "km")),
        (b"[motorway, local]", b"[local, motorway]", None),
    ],
)  # fmt: skip
def test_what_is_said_otherwise_is_named_with_its_part_and_field(was, now, edit):
    assert edits((was, now)) == ([edit] if edit else [])


def test_questions_and_options_in_another_order_are_named():
    text = SPEED.replace(b"danger: {text", b"zzz: {text").replace(b"danger: yes", b"zzz: yes")
    lines = text.splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b"zzz: {text" in line)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    found = diff(Pack.parse(text, "old.yaml"), Pack.parse(b"".join(lines), "new.yaml"))
    assert [(edit.field, edit.was, edit.now) for edit in found.edits] == [("order", "zzz, mph", "mph, zzz")]


def test_how_many_are_asked_is_what_the_proof_says(founding):
    cases = r"(?m)^.*(suitable_site: yes\}|ask: suitable_site).*$"
    third = (
        r"  - given: \{parish: \w+, taken_on: yes, limit_up_to_40: yes, by_day: yes, suitable_site: .*?S3\n"
    )
    row = r"  - id: S3.*?(?=  - id: S4)"
    less = renamed(
        founding, (", suitable_site: yes", ""), (f"(?s){row}", ""), (f"(?s){third}", ""), (cases, "")
    )
    found = diff(founding, less)
    proofs = [pack.prove() for pack in (founding, less)]
    asked = [found.asked_old, found.asked_new]
    assert [(each.most, each.mean) for each in asked] == [
        (p.most_questions, p.mean_questions) for p in proofs
    ]
    assert (found.asked_old.most, found.asked_new.most) == (3, 2)
    assert diff(founding, less, most_nodes=1).asked_new.most is None


def test_a_question_that_became_a_day_cannot_be_compared():
    dated = SPEED.replace(b"number: {from: 1, to: 9, unit: mph}", b"date: {from: 2026-01-01, to: 2026-12-31}")
    dated = dated.replace(b"mph: 1..2", b"mph: 2026-01-01").replace(b"mph: 1..4", b"mph: ..2026-06-30")
    new = Pack.parse(dated.replace(b"5..", b"2026-07-01.."), "new.yaml")
    with pytest.raises(InputError, match="mph"):
        diff(Pack.parse(SPEED, "old.yaml"), new)


def test_large_packs_with_next_to_nothing_in_common_are_refused_soon(monkeypatch):
    monkeypatch.setattr("routekit.rules.contrast.MOST_MEETINGS", 12)
    old, new = Pack.load("report-speeding-traffic"), Pack.load("report-speeding-traffic-police-first")
    with pytest.raises(InputError, match="pairs of rows"):
        diff(old, new)
    assert diff(old, old).gravity == "nothing"


def test_a_pack_gives_its_own_difference():
    old, new = (Pack.load(f"report-speeding-traffic-{which}-first") for which in ("parish", "police"))
    assert old.diff(new) == diff(old, new)
