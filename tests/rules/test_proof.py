"""Overlaps and gaps, against an oracle that looks at every situation, over tables of any kind."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.errors import RulesError
from routekit.rules.columns import Column, Spec
from routekit.rules.proof import Budget, Pieces, Space, gap, overlaps, without
from routekit.rules.table import cube_of, in_words

LAW = settings(deadline=None, max_examples=250)


def space_of(sizes):
    return Space(Column(f"c{at}", Spec(tuple(map(str, range(size))))) for at, size in enumerate(sizes))


def pieces(space, rows):
    return Pieces(space.sizes, [(row,) for row in rows])


def found_in(table):
    try:
        table.pack()
    except RulesError as error:
        return [problem for problem in error.problems if problem.severity == "error"]
    return []


def described(message, table):
    """Read `q0 = o0 or o1, f0 = unknown` back as columns and options."""
    text = re.search(r"(?:such as|when) (.*?);", message)[1]
    cells = {} if text == "anything" else dict(part.split(" = ") for part in text.split(", "))
    return {
        name: set(cells[name].split(" or ")) if name in cells else set(options)
        for name, options in table.columns.items()
    }


def is_in(situation, cells):
    return all(value in cells[name] for name, value in situation.items())


@LAW
@given(data=st.data())
def test_a_pack_loads_exactly_when_every_situation_has_one_row(data, any_tables):
    table = data.draw(any_tables)
    counts = {len(table.matching(situation)) for situation in table.situations()}
    codes = {problem.code for problem in found_in(table)}
    assert codes == {"E301" for _ in counts if max(counts) > 1} | {"E302" for _ in counts if min(counts) == 0}


@LAW
@given(data=st.data())
def test_a_gap_is_counted_exactly_and_its_example_is_in_it(data, any_tables):
    table = data.draw(any_tables)
    missing = [situation for situation in table.situations() if not table.matching(situation)]
    gaps = [problem for problem in found_in(table) if problem.code == "E302"]
    assert len(gaps) == bool(missing)
    for problem in gaps:
        assert f"{len(missing)} of {len(table.situations())} situations" in problem.message
        cells = described(problem.message, table)
        example = [situation for situation in table.situations() if is_in(situation, cells)]
        assert example
        assert all(situation in missing for situation in example)


@LAW
@given(data=st.data())
def test_otherwise_leaves_a_gap_exactly_where_something_is_unknown(data, any_tables):
    table = data.draw(any_tables)._replace(otherwise="one")
    left = [situation for situation in table.situations() if not table.matching(situation)]
    missing = [each for each in left if {"unknown", "dont_know"} & set(each.values())]
    gaps = [problem for problem in found_in(table) if problem.code == "E302"]
    assert len(gaps) == bool(missing)
    for problem in gaps:
        assert f"no row answers {len(missing)} of" in problem.message
        cells = described(problem.message, table)
        assert all(situation in missing for situation in table.situations() if is_in(situation, cells))


@LAW
@given(data=st.data())
def test_every_row_that_overlaps_an_earlier_one_is_named_with_a_situation(data, any_tables):
    table = data.draw(any_tables)
    pairs = {}
    for situation in table.situations():
        first, *later = table.matching(situation) or [None]
        for second in later:
            pairs.setdefault(second, set()).update(at for at in table.matching(situation) if at < second)
    problems = [problem for problem in found_in(table) if problem.code == "E301"]
    named = {}
    for problem in problems:
        first, second = map(int, re.findall(r'row "R(\d+)" (?:and|both)', problem.message))
        named[second] = first
        cells = described(problem.message, table)
        shared = [situation for situation in table.situations() if is_in(situation, cells)]
        assert shared
        assert all({first, second} <= set(table.matching(situation)) for situation in shared)
    assert named == {second: min(firsts) for second, firsts in pairs.items()}


@LAW
@given(data=st.data())
def test_one_row_taken_out_of_a_complete_table_is_a_gap_of_its_size(data, split_tables):
    table = data.draw(split_tables)
    taken = data.draw(st.integers(0, len(table.rows) - 1))
    columns = [Column(name, Spec(options)) for name, options in table.columns.items()]
    space = Space(columns)
    cubes = [cube_of(columns, cells) for cells, _ in table.rows]
    assert gap(space, cubes) is None
    found = gap(space, cubes[:taken] + cubes[taken + 1 :])
    assert found is not None
    assert found.missing == space.volume(cubes[taken])


def test_a_table_far_too_large_to_enumerate_is_proved():
    """64 questions of 6 options, 6^64 situations: a chain of rows, each splitting off one option."""
    space = space_of([6] * 64)
    everything = [0b111111] * 64
    rows = [tuple([1] * at + [0b111110] + everything[at + 1 :]) for at in range(64)]
    last = tuple([1] * 64)
    assert gap(space, [*rows, last]) is None
    assert not list(overlaps(space, pieces(space, [*rows, last])))
    found = gap(space, rows)
    assert found == (1, 6**64, last)


def test_pieces_of_a_difference_are_disjoint_and_complete():
    cube, others = (
        (0b111, 0b111, 0b111),
        [(0b001, 0b011, 0b111), (0b010, 0b110, 0b001), (0b011, 0b010, 0b101)],
    )
    left = without(cube, others, Budget())
    assert left is not None
    points = {(a, b, c) for a in (1, 2, 4) for b in (1, 2, 4) for c in (1, 2, 4)}

    def covering(point, cubes):
        return sum(all(p & mask for p, mask in zip(point, each, strict=True)) for each in cubes)

    assert all(covering(point, left) == (not covering(point, others)) for point in points)


def test_words_leave_out_what_may_be_anything():
    columns = [
        Column("a", Spec(("x", "y"))),
        Column("b", Spec(("p", "q", "r"))),
        Column("c", Spec(("yes", "no"))),
    ]
    assert in_words(columns, (0b11, 0b101, 0b10)) == "b = p or r, c = no"
    assert in_words(columns, (0b11, 0b111, 0b11)) == "anything"


def test_too_many_overlaps_are_not_taken_apart():
    space = space_of([2, 2])
    assert pieces(space, [(1, 3)] * 40).apart(Budget()) is None
