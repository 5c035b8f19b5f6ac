"""How long a decision, the next question and a proof take: the founding pack, and tables of growing size."""

import random

import pytest
from pack_head import HEAD

from routekit.rules import Pack
from routekit.rules.diffing import diff
from routekit.rules.layers import Source
from routekit.rules.lint import examine
from routekit.rules.outline import outline
from routekit.rules.partition import divide
from routekit.rules.reader import read

FACTS = {"parish": "council", "taken_on": "yes"}
ANSWERS = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}


def drawn(columns, options, rows, strategy="author"):
    """A complete and disjoint pack, made by splitting everything again and again; always the same."""
    rnd = random.Random(1)  # noqa: S311 - it must be the same each time
    everything = {f"q{at}": [f"o{n}" for n in range(options)] for at in range(columns)}
    cubes = [everything]
    while len(cubes) < rows:
        cube = cubes.pop(rnd.randrange(len(cubes)))
        name = rnd.choice([name for name, cell in cube.items() if len(cell) > 1])
        cell = rnd.sample(cube[name], len(cube[name]))
        at = rnd.randrange(1, len(cell))
        cubes += [{**cube, name: sorted(cell[:at])}, {**cube, name: sorted(cell[at:])}]
    lines = [f"{HEAD}\nstrategy: {strategy}", "questions:"]
    for name, cell in everything.items():
        lines.append(
            f"  {name}: {{text: Which, options: {{{', '.join(f'{each}: {each}' for each in cell)}}}}}"
        )
    lines += ["outcomes:", *(f"  out{at}: {{role: police, say: Told}}" for at in range(4)), "rows:"]
    for at, cube in enumerate(cubes):
        when = ", ".join(f"{name}: [{', '.join(cell)}]" for name, cell in cube.items())
        lines.append(
            f"  - {{id: R{at}, when: {{{when}}}, then: out{rnd.randrange(4)}, why: So, source: Here}}"
        )
    return "\n".join(lines).encode()


def situation(pack, seed=2):
    rnd = random.Random(seed)  # noqa: S311 - it must be the same each time
    return {name: rnd.choice(question.options).id for name, question in pack.questions.items()}


@pytest.fixture(scope="module")
def pack():
    return Pack.load("report-speeding-traffic")


@pytest.fixture(scope="module", params=["author", "fewest"])
def twelve(request):
    return Pack.parse(drawn(12, 4, 60, request.param), "drawn.yaml")


@pytest.mark.benchmark(group="one decision")
def test_decide(benchmark, pack):
    benchmark(pack.decide, FACTS | ANSWERS)


@pytest.mark.benchmark(group="one decision")
def test_decide_12_questions_60_rows(benchmark, twelve):
    benchmark(twelve.decide, situation(twelve))


@pytest.mark.benchmark(group="one decision")
def test_walk_to_the_end(benchmark, pack):
    benchmark(pack.walk, FACTS | ANSWERS)


@pytest.mark.benchmark(group="one decision")
def test_explain(benchmark, pack):
    benchmark(pack.explain, FACTS | ANSWERS)


@pytest.mark.benchmark(group="next question")
def test_walk_to_the_first_question(benchmark, pack):
    benchmark(pack.walk, FACTS)


@pytest.mark.benchmark(group="next question")
@pytest.mark.parametrize("answered", [0, 3, 6])
def test_step_12_questions_60_rows(benchmark, twelve, answered):
    whole, given = situation(twelve), {}
    while len(given) < answered and (found := twelve.step(given)).id in whole:
        given[found.id] = whole[found.id]
    benchmark(twelve.step, given)


@pytest.mark.benchmark(group="next question")
def test_step_12_questions_60_rows_never_seen_before(benchmark):
    """Every state of the flow is worked out for the first time: a new pack in each round."""
    data = drawn(12, 4, 60)

    def fresh():
        return (Pack.parse(data, "drawn.yaml"),), {}

    benchmark.pedantic(lambda new: new.step({}), setup=fresh, rounds=30)


@pytest.mark.benchmark(group="next question")
def test_step_12_questions_60_rows_never_seen_before_in_packs_made_earlier(benchmark):
    """The same without what loading a pack leaves behind, which takes longer than the step: cold caches."""
    packs = iter([Pack.parse(drawn(12, 4, 60), "drawn.yaml") for _ in range(30)])
    benchmark.pedantic(lambda new: new.step({}), setup=lambda: ((next(packs),), {}), rounds=30)


@pytest.mark.benchmark(group="prove")
@pytest.mark.parametrize(("columns", "rows"), [(12, 60), (20, 120), (30, 200)])
def test_prove(benchmark, columns, rows):
    names = outline(read(drawn(columns, 4, rows), "drawn.yaml").root)
    found = benchmark(divide, names)
    assert found.gap is None
    assert not found.overlaps


@pytest.mark.benchmark(group="prove")
def test_prove_and_count_questions(benchmark):
    pack = Pack.parse(drawn(30, 4, 200), "drawn.yaml")
    benchmark(pack.prove)


@pytest.mark.benchmark(group="what changes between two versions")
@pytest.mark.parametrize(("columns", "rows"), [(12, 60), (30, 200)])
def test_diff_ten_rows_changed(benchmark, columns, rows):
    data = drawn(columns, 4, rows)
    old = Pack.parse(data.replace(b"out3: {role: police", b"out3: {role: parish_council"), "old.yaml")
    lines = data.replace(b"out3: {role: police", b"out3: {role: parish_council").splitlines()
    ends = [at for at, line in enumerate(lines) if b"then: out0" in line][:10]
    for at in ends:
        lines[at] = lines[at].replace(b"then: out0", b"then: out3")
    new = Pack.parse(b"\n".join(lines), "new.yaml")
    assert benchmark(diff, old, new).destinations > 0


@pytest.mark.benchmark(group="load a pack and prove it")
def test_load(benchmark):
    benchmark(Pack.load, "report-speeding-traffic")


@pytest.mark.benchmark(group="load a pack and prove it")
def test_load_30_questions_200_rows(benchmark):
    benchmark(Pack.parse, drawn(30, 4, 200), "drawn.yaml")


@pytest.mark.benchmark(group="refuse a hostile file")
def test_2000_rows_that_overlap(benchmark):
    cells = (f"q{at % 20}: a, q{at * 7 % 20}: [b, c]" for at in range(1_990))
    questions = "".join(f"  q{at}: {{text: T, options: {{a: A, b: B, c: C}}}}\n" for at in range(20))
    rows = "".join(
        f"- {{id: R{at}, when: {{{cell}}}, then: o, why: W, source: S}}\n" for at, cell in enumerate(cells)
    )
    outcomes = "outcomes: {o: {role: police, say: S}}\n"
    data = f"{HEAD}\nquestions:\n{questions}{outcomes}rows:\n{rows}".encode()
    assert benchmark.pedantic(examine, ([Source(data, "drawn.yaml")],), rounds=3).broken
