"""Every flow ends, where `decide` ends, with a stop before all else: also with gaps and overlaps."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pack_head import HEAD
from rich_packs import rich

from routekit.errors import ImpossibleSituationError, RulesError
from routekit.rules import Pack, Stop
from routekit.rules.layers import Source
from routekit.rules.lint import examine

LAW = settings(deadline=None, max_examples=80)
QUESTIONS = ("q0", "q1", "n")
TWO = """outcomes: {one: {role: police, say: Told}, two: {role: police, say: Told}}"""


def written(parts):
    """A pack of two outcomes."""
    return f"{HEAD}\n{TWO}{parts}".encode()


def any_pack(table):
    """The pack of a table, be it proved or not; some have too many overlaps to be taken apart."""
    try:
        return table.pack(unproved=True)
    except RulesError as error:
        assume({each.code for each in error.problems} - {"E301", "E303"})
        raise


def derived(table, made, known):
    """What known answers and facts make of `g`: any function of them will do."""
    if not table.needs or not all(name in known for name in table.needs):
        return {}
    at = sum((1 + table.columns[name].index(known[name])) * 4**n for n, name in enumerate(table.needs))
    return {"g": made[at % len(made)]}


def end(call, given_):
    """The outcome and row of a situation or of a walk, or why there is none."""
    try:
        found = call(given_)
    except ImpossibleSituationError:
        return "impossible"
    except RulesError:
        return "no row"
    rows = getattr(found, "rows", (found,))
    assert {row.outcome for row in rows} == {rows[0].outcome}
    return rows[0].outcome, rows[0].id


@LAW
@given(table=rich(derived=True), more=rich(whole=False, derived=True), data=st.data())
def test_every_flow_ends_where_decide_ends(table, more, data):
    for drawn in (table, more):
        pack, made = (
            any_pack(drawn),
            data.draw(st.permutations("xyxyxyxy") | st.permutations(("x", "unknown"))),
        )
        situation = {name: data.draw(st.sampled_from(drawn.columns[name])) for name in ("f", *QUESTIONS)}
        whole = situation | derived(drawn, made, situation)
        asked = followed(drawn.text(), whole)
        known = {"f": situation["f"]} | {name: situation[name] for name in asked}
        one_at_a_time = end(pack.walk, known | derived(drawn, made, known))
        assert end(pack.walk, whole) == one_at_a_time
        decided = end(pack.decide, whole)
        if decided[0] in {"one", "two", "three"}:
            assert one_at_a_time[0] == decided[0]
        if decided[0] == "emergency":
            assert one_at_a_time == decided
            assert set(asked) <= set(pack.urgent)


def followed(text, situation):
    """The questions asked, one after the other; that none is asked twice is checked at each step."""
    engine = examine([Source(text, "drawn.yaml")]).engine
    live, known = engine.table.all, {}
    while live & engine.table.possible and (move := engine.flow.next_move(live, known)):
        assert move.column not in known
        known[move.column] = move.ask
        live = engine.table.narrowed(live, move.column, situation[move.column])
    return [name for name, ask in known.items() if ask]


@LAW
@given(table=rich(whole=False), data=st.data())
def test_a_stop_that_any_answers_make_certain_is_reached_with_them(table, data):
    pack = any_pack(table)
    some = data.draw(st.lists(st.sampled_from(QUESTIONS), unique=True))
    given_ = {name: data.draw(st.sampled_from(table.columns[name])) for name in some}
    rest = [table.columns[name] for name in QUESTIONS if name not in given_]
    names = [name for name in QUESTIONS if name not in given_]
    every = [{**given_, "f": "v0"} | dict(zip(names, each, strict=True)) for each in product(*rest)]
    stops = {table.end(each) if table.owner(each) == "stop" else None for each in every}
    first = pack.opening(given_)
    if len(stops) == 1 and None not in stops:
        assert isinstance(first, Stop)
        assert first.id == f"S{stops.pop()}"
        assert pack.walk(given_).rows[0].id == first.id


def test_a_question_that_a_derived_fact_needs_is_not_asked_again():
    text = written("""
questions:
  a: {text: "A?", options: {yes: "Yes", no: "No"}}
  b: {text: "B?", options: {yes: "Yes", no: "No"}}
facts: {g: {source: "derived:days_since", needs: [a, b], options: [x, y]}}
rows:
  - {id: R1, when: {a: yes, g: x}, then: one, why: So, source: Here}
  - {id: R2, when: {a: yes, g: [y, unknown]}, then: two, why: So, source: Here}
  - {id: R3, when: {a: no}, then: two, why: So, source: Here}
""")
    assert followed(text, {"a": "yes", "b": "yes", "g": "x"}) == ["a", "b"]
    assert Pack.parse(text, "drawn.yaml").step({"a": "yes"}).id == "b"


def test_a_fact_that_follows_from_a_fact_is_taken_before_anything_is_decided():
    text = written("""
facts:
  since: {source: tables, date: {from: 2000-01-01, to: 2030-01-01}}
  age: {source: "derived:days_since", needs: [since], number: {from: 0, to: 40000}}
rows:
  - {id: new, when: {age: "<= 10"}, then: one, why: So, source: Here}
  - {id: old, when: {age: ["> 10", unknown]}, then: two, why: So, source: Here}
""")
    pack = Pack.parse(text, "drawn.yaml")
    for age, row in (("10", "new"), ("11", "old"), ("unknown", "old")):
        assert [each.id for each in pack.walk({"since": "2020-01-01", "age": age}).rows] == [row]


@pytest.mark.parametrize("given_", [{"b": "yes"}, {"b": "yes", "c": "yes"}])
def test_a_stop_is_not_put_off_by_a_question_that_was_to_come_first(given_):
    text = written("""
questions:
  a: {text: "A?", options: {yes: "Yes", no: "No"}}
  b: {text: "B?", options: {yes: "Yes", no: "No"}}
  c: {text: "C?", options: {yes: "Yes", no: "No"}}
stops:
  - {id: S1, when: {b: yes}, call: "999", say: Ring, why: So, source: Here}
  - {id: S2, when: {a: yes, b: no}, call: "999", say: Ring, why: So, source: Here}
rows:
  - {id: R1, when: {c: yes}, then: one, why: So, source: Here}
  - {id: R2, when: {c: no}, then: two, why: So, source: Here}
""")
    pack = Pack.parse(text, "drawn.yaml")
    assert pack.opening({}).id == "a"
    assert pack.opening(given_).id == "S1"
    assert pack.walk(given_).used == (("b", "yes"),)


def test_a_fact_by_which_an_answer_is_impossible_is_among_what_was_used():
    pack = Pack.parse(
        f"""{HEAD}
questions: {{q: {{text: "Q?", options: yes_no}}}}
facts: {{f: {{source: tables, options: [v, w]}}}}
outcomes: {{one: {{role: police, say: Told}}, two: {{role: police, say: Told}}}}
impossible: [{{when: {{f: v, q: yes}}, why: No}}]
rows:
  - {{id: A, when: {{q: no}}, then: one, why: So, source: Here}}
  - {{id: B, when: {{q: yes}}, then: two, why: So, source: Here}}
""".encode(),
        "drawn.yaml",
    )

    assert pack.walk({"f": "v"}).question is None
    assert pack.walk({"f": "v"}).used == (("f", "v"),)
    assert pack.explain({"f": "v"}).needed == (("f", "v"),)
