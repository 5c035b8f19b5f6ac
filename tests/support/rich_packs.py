"""Random packs with everything: numbers, stops, what is impossible, either strategy; and their oracle."""

from itertools import product
from typing import NamedTuple

from hypothesis import strategies as st
from pack_head import HEAD

from routekit.rules import Pack

OUTCOMES = ("one", "two", "three")
NUMBERS = tuple(map(str, range(3, 9)))


class Rich(NamedTuple):
    """A pack with everything: each answer of a column, rows, stops, what cannot be, and the strategy."""

    columns: dict
    rows: list
    stops: list
    impossible: list
    strategy: str
    needs: tuple = ()
    """What the derived fact `g` follows from; there is none without."""

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
            elif name not in {"f", "g"}:
                lines.append(f"  {name}: {{text: Which one, options: {{{options}}}}}")
        lines += ["facts:", "  f: {source: tables, options: [v0, v1]}"]
        lines += [DERIVED.format(", ".join(self.needs))] if self.needs else []
        lines += ["outcomes:"]
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


DERIVED = '  g: {{source: "derived:days_since", needs: [{}], options: [x, y]}}'
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
def rich(draw, *, whole=True, derived=False):
    needs = draw(st.lists(st.sampled_from(["f", "q0", "q1"]), min_size=1, unique=True)) if derived else ()
    columns = {
        "f": ("v0", "v1", "unknown"),
        "q0": ("yes", "no", "dont_know")[: draw(st.integers(2, 3))],
        "q1": ("a", "b", "c"),
        "n": (*NUMBERS, "dont_know")[: draw(st.integers(6, 7))],
    } | ({"g": ("x", "y", "unknown")} if derived else {})
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
    strategy = draw(st.sampled_from(["author", "fewest"]))
    return Rich(columns, rows, stops, impossible, strategy, tuple(needs))


def some(draw, columns):
    names = draw(st.lists(st.sampled_from(list(columns)), min_size=1, max_size=3, unique=True))
    return {
        name: tuple(draw(st.lists(st.sampled_from(columns[name]), min_size=1, unique=True))) for name in names
    }
