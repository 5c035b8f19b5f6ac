"""Random packs with every piece of the language, complete and disjoint by splitting, and larger ones."""

import random
from itertools import product
from typing import NamedTuple

from hypothesis import strategies as st
from pack_head import HEAD

from routekit.rules import Pack

OUTCOMES = ("one", "two", "three")
NUMBERS = tuple(map(str, range(3, 9)))
DAYS = tuple(f"2026-01-0{day}" for day in range(1, 5))
SAID = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60).filter(
    str.strip
)


class Drawn(NamedTuple):
    """A pack before it is one: the answers of each column, and what takes them; texts by the row."""

    columns: dict
    rows: list
    stops: list
    impossible: list
    otherwise: bool
    strategy: str
    texts: list

    def situations(self):
        return [dict(zip(self.columns, each, strict=True)) for each in product(*self.columns.values())]

    def text(self):
        lines = [HEAD, f"strategy: {self.strategy}", "questions:"]
        for name, answers in self.columns.items():
            if name[0] != "f":
                lines.append(f"  {name}: {{text: {quoted(self.texts[0])}, {kind(name, answers)}}}")
        lines += ["facts:", "  f: {source: tables, options: [v0, v1]}", "outcomes:"]
        lines += [f"  {name}: {{role: police, say: {quoted(self.texts[1])}}}" for name in OUTCOMES]
        for section, cubes, rest in (("stops", self.stops, STOP), ("impossible", self.impossible, WHY)):
            lines += [f"{section}:"] if cubes else []
            lines += [f"  - {{{rest.format(at)}, when: {cells(cube)}}}" for at, cube in enumerate(cubes)]
        lines.append("rows:")
        for at, (cube, outcome) in enumerate(self.rows):
            why, source = (quoted(self.texts[(at + more) % len(self.texts)]) for more in (0, 1))
            lines.append(f"  # about {at}\n  - id: R{at}\n    when: {cells(cube)}\n    then: {outcome}")
            lines.append(f"    why: {why}\n    source: {source}")
        if self.otherwise:
            lines.append("otherwise: {id: rest, then: two, why: So, source: Here}")
        return "\n".join(lines).encode() + b"\n"

    def pack(self):
        return Pack.parse(self.text(), "drawn.yaml")


STOP = 'id: S{}, call: "999", say: Ring, why: Danger, source: Here'
WHY = "why: Reason {}"


def quoted(text):
    import json

    return json.dumps(text, ensure_ascii=False)


def kind(name, answers):
    words = ", ".join(f'{each}: "About {each}"' for each in answers if each not in (*NUMBERS, *DAYS))
    options = f"options: {{{words}}}" if words else ""
    if name == "n":
        return f"number: {{from: 3, to: 8}}{', ' if options else ''}{options}"
    return f"date: {{from: {DAYS[0]}, to: {DAYS[-1]}}}" if name == "d" else options


def cells(cube):
    return "{" + ", ".join(f"{name}: [{', '.join(answers)}]" for name, answers in cube.items()) + "}"


@st.composite
def drawn_packs(draw):
    columns = {
        "f": ("v0", "v1", "unknown"),
        "q0": ("yes", "no", "dont_know")[: draw(st.integers(2, 3))],
        "q1": ("a", "b", "007"),
        "n": (*NUMBERS, "dont_know")[: draw(st.integers(6, 7))],
        "d": DAYS,
    }
    cubes = [dict(columns)]
    for _ in range(draw(st.integers(1, 9))):
        cube = cubes.pop(draw(st.integers(0, len(cubes) - 1)))
        name = draw(st.sampled_from(list(columns)))
        at = draw(st.integers(0, len(cube[name])))
        cubes += [{**cube, name: part} for part in (cube[name][:at], cube[name][at:]) if part]
    rows = [(cube, draw(st.sampled_from(OUTCOMES))) for cube in draw(st.permutations(cubes))]
    rest = draw(st.booleans()) and len(rows) > 1
    sure = [
        not {"unknown", "dont_know"} & {each for cell in cube.values() for each in cell} for cube, _ in rows
    ]
    if rest and any(sure):
        rows.pop(sure.index(True))
    return Drawn(
        columns=columns,
        rows=rows,
        stops=[{"q0": ("yes",)}, {"q0": ("no",), "q1": ("007",)}][: draw(st.integers(0, 2))],
        impossible=[{"q1": ("a",), "f": ("v1",)}][: draw(st.integers(0, 1))],
        otherwise=rest and any(sure),
        strategy=draw(st.sampled_from(["author", "fewest"])),
        texts=draw(st.lists(SAID, min_size=2, max_size=4)),
    )


def large_pack(questions, rows, seed=1, options=4, strategy="author"):
    """A complete and disjoint pack by splitting, too large for its flow to be drawn."""
    chance = random.Random(seed)
    names = {f"q{at}": tuple(f"o{n}" for n in range(options)) for at in range(questions)}
    cubes = [dict(names)]
    while len(cubes) < rows:
        cube = cubes.pop(chance.randrange(len(cubes)))
        name = chance.choice([each for each, answers in cube.items() if len(answers) > 1])
        at = chance.randrange(1, len(cube[name]))
        cubes += [{**cube, name: cube[name][:at]}, {**cube, name: cube[name][at:]}]
    lines = [HEAD, f"strategy: {strategy}", "questions:"]
    for name, answers in names.items():
        lines.append(f"  {name}: {{text: Which is {name}, {kind(name, answers)}}}")
    lines += ["outcomes:", *(f"  {name}: {{role: police, say: Told}}" for name in OUTCOMES), "rows:"]
    for at, cube in enumerate(cubes):
        then = chance.choice(OUTCOMES)
        lines.append(f"  - {{id: R{at}, when: {cells(cube)}, then: {then}, why: So, source: Here}}")
    return Pack.parse("\n".join(lines).encode(), "drawn.yaml")
