"""Numbers, groups, stops and what is impossible, against an oracle that looks at every situation."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_head import HEAD
from rich_packs import rich

from routekit.errors import ImpossibleSituationError, RulesError
from routekit.rules import Pack

LAW = settings(deadline=None, max_examples=100)


@LAW
@given(table=rich())
def test_decide_gives_the_stop_the_row_or_says_that_it_cannot_be(table):
    pack = table.pack()
    for situation in table.situations():
        owner = table.owner(situation)
        if owner == "impossible":
            with pytest.raises(ImpossibleSituationError, match="that cannot be: Reason"):
                pack.decide(situation)
        elif owner == "stop":
            assert pack.decide(situation).outcome == "emergency"
        else:
            assert pack.decide(situation).id == f"R{owner[0]}"


@LAW
@given(table=rich())
def test_the_proof_counts_what_an_oracle_counts(table):
    proof = table.pack().prove(most_nodes=100_000)
    owners = [table.owner(situation) for situation in table.situations()]
    kinds = Counter(owner if isinstance(owner, str) else "row" for owner in owners)
    assert proof.situations == len(owners)
    assert (proof.emergencies, proof.impossible) == (kinds["stop"], kinds["impossible"])
    assert (proof.gaps, proof.overlaps, proof.witnesses) == (0, 0, ())
    alive = {owner[0] for owner in owners if not isinstance(owner, str)}
    assert proof.dead_rows == tuple(f"R{at}" for at in range(len(table.rows)) if at not in alive)


@LAW
@given(table=rich(whole=False))
def test_gaps_and_overlaps_are_counted_exactly_and_their_witnesses_are_true(table):
    owners = [(situation, table.owner(situation)) for situation in table.situations()]
    rows = [(situation, owner) for situation, owner in owners if not isinstance(owner, str)]
    missing = [situation for situation, owner in rows if not owner]
    pairs = Counter(
        (first, second) for _, owner in rows for second in owner for first in owner if first < second
    )
    try:
        proof = table.pack(unproved=True).prove()
    except RulesError as error:
        if "E301" not in str(error):
            raise
        return  # so many rows overlap that they are not taken apart
    assert (proof.gaps, proof.overlaps) == (len(missing), len(pairs))
    assert proof.unambiguous == (not missing and not pairs)
    for witness in proof.witnesses:
        if witness.kind == "gap":
            assert witness.situations == len(missing)
        else:
            first, second = (int(row[1:]) for row in witness.rows)
            assert witness.situations == pairs[first, second]


@LAW
@given(table=rich())
def test_questions_asked_are_counted_as_if_everybody_were_asked(table):
    pack = table.pack()
    counts = []
    for situation in table.situations():
        if table.owner(situation) == "impossible":
            continue
        counts.append(len(asked(pack, situation)))
    proof = pack.prove(most_nodes=100_000)
    if counts:
        assert proof.most_questions == max(counts)
        assert proof.mean_questions == pytest.approx(sum(counts) / len(counts))


def asked(pack, situation):
    """Answer one question at a time; the questions asked, checked to end in the right outcome."""
    known, order = {"f": situation["f"]}, []
    while (walk := pack.walk(known)).question is not None:
        order.append(walk.question.id)
        known[order[-1]] = situation[order[-1]]
    assert walk.rows[0].outcome == pack.decide(situation).outcome
    assert {row.outcome for row in walk.rows} == {walk.rows[0].outcome}
    return order


@LAW
@given(table=rich(), data=st.data())
def test_answers_given_all_at_once_end_where_one_at_a_time_ends(table, data):
    pack = table.pack()
    possible = [each for each in table.situations() if table.owner(each) != "impossible"]
    if not possible:
        return
    situation = data.draw(st.sampled_from(possible))
    order, whole = asked(pack, situation), pack.walk(situation)
    assert whole.question is None
    assert [name for name, _ in whole.used if name != "f"] == order
    assert set(whole.ignored) == set(table.columns) - {"f"} - set(order)


@LAW
@given(table=rich(), data=st.data())
def test_an_explanation_names_the_fewest_changes_there_are(table, data):
    pack = table.pack()
    possible = [each for each in table.situations() if table.owner(each) != "impossible"]
    if not possible:
        return
    situation = data.draw(st.sampled_from(possible))
    found = pack.explain(situation)
    mine, used = table.outcome(situation), dict(found.used)
    distances = {}
    for other in possible:
        changes = sum(other[name] != value for name, value in used.items())
        outcome = table.outcome(other)
        distances[outcome] = min(distances.get(outcome, changes), changes)
    distances.pop(mine)
    assert {each.outcome: len(each.changes) for each in found.others} == distances
    assert [len(each.changes) for each in found.others] == sorted(distances.values())
    end = table.end(situation)
    assert {table.end(other) for other in possible if agree(other, dict(found.needed))} == {end}
    for name, _ in found.needed:
        less = {each: value for each, value in found.needed if each != name}
        assert {table.end(other) for other in possible if agree(other, less)} != {end}


def agree(situation, known):
    return all(situation[name] == value for name, value in known.items())


@LAW
@given(table=rich())
def test_a_question_is_called_unused_exactly_when_no_outcome_depends_on_it(table):
    unused = set(table.pack().prove().unused_questions)
    looked_at = {name for cube, _ in table.rows for name in cube} | {
        name for cube in table.stops for name in cube
    }
    for name in looked_at & {"q0", "q1", "n"}:
        seen = {}
        for situation in table.situations():
            rest = tuple(value for column, value in situation.items() if column != name)
            seen.setdefault(rest, set()).add(table.outcome(situation))
        depends = any(len(outcomes - {None}) > 1 for outcomes in seen.values())
        assert not (depends and name in unused)
        if not table.impossible:
            assert depends != (name in unused)


def test_a_stop_is_asked_about_where_each_change_of_one_answer_is_impossible():
    text = f"""{HEAD}
questions:
  a: {{text: "A?", options: yes_no}}
  b: {{text: "B?", options: yes_no}}
facts: {{f: {{source: tables, options: [v0]}}}}
outcomes: {{one: {{role: police, say: Told}}}}
stops: [{{id: D, when: {{a: yes, b: yes}}, call: "999", say: Ring, why: So, source: Here}}]
impossible: [{{when: {{a: yes, b: no}}, why: No}}, {{when: {{a: no, b: yes}}, why: No}}]
rows: [{{id: R, when: {{f: [v0, unknown]}}, then: one, why: So, source: Here}}]
"""
    pack = Pack.parse(text.encode(), "drawn.yaml")

    assert pack.opening({}).id == "a"
    assert pack.opening({"a": "yes"}).id == "D"
    assert pack.opening({"a": "no"}) is None
    for answer, row in (("yes", "D"), ("no", "R")):
        assert [each.id for each in pack.walk({"f": "v0", "a": answer, "b": answer}).rows] == [row]
