"""Numbers, groups, stops and what is impossible, against an oracle that looks at every situation."""

from collections import Counter
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.errors import ImpossibleSituationError, RulesError
from routekit.rules import Pack

LAW = settings(deadline=None, max_examples=100)
HEAD = """format: 1
transaction: drawn
version: 1.0.0
title: Drawn
effective: {from: 2020-01-01}
maintainer: Nobody
licence: MIT
status: alpha"""
OUTCOMES = ("one", "two", "three")
NUMBERS = tuple(map(str, range(3, 9)))


class Rich(NamedTuple):
    """A pack with everything: each answer of a column, rows, stops, what cannot be, and the strategy."""

    columns: dict
    rows: list
    stops: list
    impossible: list
    strategy: str

    def situations(self):
        return [dict(zip(self.columns, each, strict=True)) for each in product(*self.columns.values())]

    def owner(self, situation):
        """The oracle: a stop, what cannot be, or the rows that match."""
        if any(matches(situation, stop) for stop in self.stops):
            return "stop"
        if any(matches(situation, cube) for cube in self.impossible):
            return "impossible"
        return [at for at, (cells, _) in enumerate(self.rows) if matches(situation, cells)]

    def outcome(self, situation):
        owner = self.owner(situation)
        return (
            {"stop": "emergency", "impossible": None}[owner]
            if isinstance(owner, str)
            else self.rows[owner[0]][1]
        )

    def end(self, situation):
        """The outcome, or the number of the stop: two stops may say different things."""
        stops = [at for at, stop in enumerate(self.stops) if matches(situation, stop)]
        return stops[0] if stops else self.outcome(situation)

    def text(self):
        lines = [HEAD, f"strategy: {self.strategy}", "questions:"]
        for name, answers in self.columns.items():
            options = ", ".join(f'{option}: "{option}"' for option in answers if option not in NUMBERS)
            if name == "n":
                more = f", options: {{{options}}}" if options else ""
                lines.append(f"  n: {{text: How many, number: {{from: 3, to: 8}}{more}}}")
            elif name != "f":
                lines.append(f"  {name}: {{text: Which one, options: {{{options}}}}}")
        lines += ["facts:", "  f: {source: tables, options: [v0, v1]}", "outcomes:"]
        lines += [f"  {name}: {{role: police, say: Told}}" for name in OUTCOMES]
        for section, cubes, rest in (("stops", self.stops, STOP), ("impossible", self.impossible, WHY)):
            lines += [f"{section}:"] if cubes else []
            lines += [f"  - {{{rest.format(at)}, when: {cells(cube)}}}" for at, cube in enumerate(cubes)]
        lines.append("rows:")
        for at, (cube, outcome) in enumerate(self.rows):
            lines.append(f"  - {{id: R{at}, when: {cells(cube)}, then: {outcome}, why: So, source: Here}}")
        return "\n".join(lines).encode()

    def pack(self, **how):
        return Pack.parse(self.text(), "drawn.yaml", **how)


STOP = 'id: S{}, call: "999", say: Ring, why: Danger, source: Here'
WHY = "why: Reason {}"


def matches(situation, cube):
    return all(situation[column] in answers for column, answers in cube.items())


def cells(cube):
    return "{" + ", ".join(f"{name}: [{', '.join(members(answers))}]" for name, answers in cube.items()) + "}"


def members(answers):
    """Write runs of numbers as ranges, of every form in turn."""
    numbers = sorted(int(answer) for answer in answers if answer in NUMBERS)
    while numbers:
        last = next(at for at, n in enumerate(numbers) if n + 1 not in numbers)
        first, end, numbers = numbers[0], numbers[last], numbers[last + 1 :]
        forms = [f"{first}..{end}"]
        forms += [f"..{end}", f'"<= {end}"', f"< {end + 1}" if end < 8 else f"..{end}"] if first == 3 else []
        forms += [f"{first}..", f'">= {first}"'] if end == 8 else []
        forms += [str(first)] if first == end else []
        yield forms[(first + end) % len(forms)]
    yield from (answer for answer in answers if answer not in NUMBERS)


@st.composite
def rich(draw, *, whole=True):
    columns = {
        "f": ("v0", "v1", "unknown"),
        "q0": ("yes", "no", "dont_know")[: draw(st.integers(2, 3))],
        "q1": ("a", "b", "c"),
        "n": (*NUMBERS, "dont_know")[: draw(st.integers(6, 7))],
    }
    cubes = [dict(columns)]
    for _ in range(draw(st.integers(2, 9))):
        cube = cubes.pop(draw(st.integers(0, len(cubes) - 1)))
        name = draw(st.sampled_from(list(columns)))
        at = draw(st.integers(0, len(cube[name])))
        cubes += [{**cube, name: part} for part in (cube[name][:at], cube[name][at:]) if part]
    rows = [(cube, draw(st.sampled_from(OUTCOMES))) for cube in draw(st.permutations(cubes))]
    if not whole:
        rows = [
            (some(draw, columns), outcome) if draw(st.booleans()) else (cube, outcome)
            for cube, outcome in rows
        ]
    stops = [{"q0": ("yes",)}, {"q0": ("no",), "q1": ("c",)}][: draw(st.integers(0, 2))]
    impossible = [some(draw, columns) for _ in range(draw(st.integers(0, 2)))]
    return Rich(columns, rows, stops, impossible, draw(st.sampled_from(["author", "fewest"])))


def some(draw, columns):
    names = draw(st.lists(st.sampled_from(list(columns)), min_size=1, max_size=3, unique=True))
    return {
        name: tuple(draw(st.lists(st.sampled_from(columns[name]), min_size=1, unique=True))) for name in names
    }


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
