"""Random tables as packs, for laws: complete and disjoint ones by splitting, and any others."""

from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import strategies as st
from pack_head import HEAD

from routekit.rules import Pack

Cells = dict[str, tuple[str, ...]]


class Drawn(NamedTuple):
    """A table before it is a pack: facts (without `unknown`), questions, and rows with their outcomes."""

    facts: Cells
    questions: Cells
    rows: list[tuple[Cells, str]]
    otherwise: str | None = None

    @property
    def columns(self) -> Cells:
        return {name: (*options, "unknown") for name, options in self.facts.items()} | self.questions

    def situations(self):
        return [dict(zip(self.columns, each, strict=True)) for each in product(*self.columns.values())]

    def matching(self, situation):
        """The oracle: the numbers of the rows that match, by looking at each."""
        return [
            at
            for at, (cells, _) in enumerate(self.rows)
            if all(situation[column] in options for column, options in cells.items())
        ]

    def text(self) -> bytes:
        lines = [HEAD, "questions:" if self.questions else "questions: {}"]
        for name, options in self.questions.items():
            texts = ", ".join(f'{option}: "{option}"' for option in options)
            lines.append(f"  {name}: {{text: Which one, options: {{{texts}}}}}")
        lines.append("facts:" if self.facts else "facts: {}")
        for name, options in self.facts.items():
            lines.append(f"  {name}: {{source: tables, options: [{', '.join(options)}]}}")
        lines += ["outcomes:", *(f"  {name}: {{role: police, say: Told}}" for name in OUTCOMES), "rows:"]
        for at, (cells, outcome) in enumerate(self.rows):
            when = ", ".join(f"{column}: [{', '.join(options)}]" for column, options in cells.items())
            lines.append(f"  - {{id: R{at}, when: {{{when}}}, then: {outcome}, why: So, source: Here}}")
        if self.otherwise:
            lines.append(f"otherwise: {{id: rest, then: {self.otherwise}, why: So, source: Here}}")
        return "\n".join(lines).encode()

    def pack(self) -> Pack:
        return Pack.parse(self.text(), "drawn.yaml")


OUTCOMES = ("one", "two", "three")


@st.composite
def _columns(draw):
    facts = draw(st.lists(st.integers(1, 2), max_size=2))
    questions = draw(st.lists(st.integers(2, 3), min_size=1, max_size=4))
    return (
        {f"f{at}": tuple(f"v{n}" for n in range(size)) for at, size in enumerate(facts)},
        {f"q{at}": (*(f"o{n}" for n in range(size - 1)), "dont_know") for at, size in enumerate(questions)},
    )


@st.composite
def _split(draw, largest=12):
    """A complete and disjoint table: begin with everything and split it again and again."""
    facts, questions = draw(_columns())
    columns = Drawn(facts, questions, []).columns
    cubes = [dict(columns)]
    for _ in range(draw(st.integers(1, largest))):
        cube = cubes.pop(draw(st.integers(0, len(cubes) - 1)))
        choices = [name for name, options in cube.items() if len(options) > 1]
        if not choices:
            cubes.append(cube)
            continue
        name = draw(st.sampled_from(choices))
        at = draw(st.integers(1, len(cube[name]) - 1))
        cubes += [{**cube, name: cube[name][:at]}, {**cube, name: cube[name][at:]}]
    rows = [(cube, draw(st.sampled_from(OUTCOMES))) for cube in draw(st.permutations(cubes))]
    return Drawn(facts, questions, rows)


@st.composite
def _any(draw):
    """Rows drawn without a plan: most such tables have overlaps, gaps or both."""
    facts, questions = draw(_columns())
    columns = Drawn(facts, questions, []).columns

    def cells():
        some = draw(st.lists(st.sampled_from(list(columns)), min_size=1, max_size=3, unique=True))
        return {
            name: tuple(draw(st.lists(st.sampled_from(columns[name]), min_size=1, unique=True)))
            for name in some
        }

    rows = [(cells(), draw(st.sampled_from(OUTCOMES))) for _ in range(draw(st.integers(1, 8)))]
    return Drawn(facts, questions, rows)


@pytest.fixture(scope="session")
def split_tables():
    """Hypothesis strategy of complete and disjoint tables."""
    return _split()


@pytest.fixture(scope="session")
def any_tables():
    """Hypothesis strategy of tables of any kind."""
    return _any()


@pytest.fixture(scope="session")
def founding():
    """The founding pack, as installed."""
    return Pack.load("report-speeding-traffic")
