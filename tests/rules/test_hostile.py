"""Packs made to keep a server busy: each is refused or proved, within the limits, and never in between."""

import pytest
from pack_head import HEAD

from routekit.rules.layers import Source
from routekit.rules.lint import examine

TOP = HEAD + "\noutcomes: {o0: {role: police, say: Told}, o1: {role: police, say: Told}}\n"
NUMBER = "number: {from: 0, to: 99999}"
THREE = "options: {a: A, b: B, c: C}"


def questions(count, kind):
    return "questions:\n" + "".join(f"  q{at}: {{text: T, {kind}}}\n" for at in range(count))


def rows(*whens, section="rows", more="then: o{}, why: W, source: S"):
    ids = (f"id: {section}{at}, " if section != "impossible" else "" for at in range(len(whens)))
    lines = (
        f"- {{{id_}when: {{{when}}}, {more.format(at % 2)}}}"
        for at, (id_, when) in enumerate(zip(ids, whens, strict=True))
    )
    return f"{section}:\n" + "\n".join(lines) + "\n"


def three(at):
    return f"q{at % 20}: a, q{(at * 3 + 1) % 20}: b, q{(at * 5 + 2) % 20}: c"


def numbers(first, count):
    return f"[{', '.join(str(first + 2 * at) for at in range(count))}]"


NINE = rows(*(f"q0: {'abc'[at % 3]}, q1: {'abc'[at // 3]}" for at in range(9)))
STOP = 'call: "999", say: S, why: W, source: S'
HOSTILE = {
    "100,000 rows": (questions(1, THREE) + rows(*["q0: a"] * 100_000), "E102"),
    "3,000 rows": (questions(1, THREE) + rows(*["q0: a"] * 3_000), "E219"),
    "2,000 rows that overlap": (questions(20, THREE) + rows(*map(three, range(1_990))), "E301"),
    "a range cut into 20,000": (questions(1, NUMBER) + rows(f"q0: {numbers(0, 20_000)}"), "E219"),
    "twenty ranges cut into 900": (
        questions(20, NUMBER)
        + rows(*(", ".join(f"q{q}: {numbers(900 * row, 30)}" for q in range(20)) for row in range(15))),
        "E302",
    ),
    "a group of 9,000": (
        questions(1, f"{NUMBER}, groups: {{g: {numbers(0, 9_000)}}}") + rows(*["q0: g"] * 1_500),
        "E205",
    ),
    "1,000 impossible combinations": (
        questions(20, THREE) + rows(*map(three, range(1_000)), section="impossible", more="why: W") + NINE,
        "E303",
    ),
    "900 stops": (
        questions(20, THREE) + rows(*map(three, range(900)), section="stops", more=STOP) + NINE,
        "E303",
    ),
    "8,000 words": (
        f"texts: {{cy: {{rows: {{{', '.join(f'r{at}: {{why: x}}' for at in range(8_000))}}}}}}}\n",
        "E217",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_pack_that_would_take_long_is_refused_with_a_place_and_a_reason(name):
    text, code = HOSTILE[name]
    examined = examine([Source((TOP + text).encode(), "drawn.yaml")])
    assert examined.broken
    found = {problem.code: problem for problem in examined.problems if problem.severity == "error"}
    assert code in found, found
    assert all(each.line >= 1 and each.column >= 1 and len(each.message) < 3_000 for each in found.values())


def test_a_chain_of_64_columns_is_proved():
    chain = [", ".join([*(f"q{at}: a" for at in range(row)), f"q{row}: [b, c]"]) for row in range(64)]
    last = ", ".join(f"q{at}: a" for at in range(64))
    examined = examine([Source((TOP + questions(64, THREE) + rows(*chain, last)).encode(), "drawn.yaml")])
    assert not examined.broken
    assert examined.division.space.situations == 3**64
