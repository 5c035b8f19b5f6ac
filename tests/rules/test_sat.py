"""The proof against an independent SAT solver, on tables too large to enumerate."""

import random

import pytest
from pysat.solvers import Cadical153

from routekit.rules.columns import Column, Spec
from routekit.rules.proof import Pieces, Space, gap, overlaps

SIZES = [(4, 3, 12), (8, 4, 40), (20, 4, 120), (30, 4, 200)]


def split(rnd, columns, options, rows):
    """A complete and disjoint table, made by splitting everything again and again."""
    cubes = [((1 << options) - 1,) * columns]
    while len(cubes) < rows:
        wide = [cube for cube in cubes if any(mask.bit_count() > 1 for mask in cube)]
        cube = cubes.pop(cubes.index(rnd.choice(wide)))
        at = rnd.choice([at for at, mask in enumerate(cube) if mask.bit_count() > 1])
        bits = [bit for bit in range(options) if cube[at] >> bit & 1]
        rnd.shuffle(bits)
        part = sum(1 << bit for bit in bits[: rnd.randrange(1, len(bits))])
        cubes += [(*cube[:at], mask, *cube[at + 1 :]) for mask in (part, cube[at] & ~part)]
    return cubes


class Clauses:
    """Each column has exactly one option; a row is a literal that implies one of its options per column."""

    def __init__(self, columns, options):
        self._options = options
        self._solver = Cadical153()
        for column in range(columns):
            names = [self._name(column, option) for option in range(options)]
            self._solver.add_clause(names)
            for at, one in enumerate(names):
                for other in names[at + 1 :]:
                    self._solver.add_clause([-one, -other])

    def _name(self, column, option):
        return column * self._options + option + 1

    def satisfiable_outside(self, cubes):
        """Whether some situation is in none of the cubes."""
        for cube in cubes:
            outside = [
                self._name(column, option)
                for column, mask in enumerate(cube)
                for option in range(self._options)
                if not mask >> option & 1
            ]
            self._solver.add_clause(outside)
        return self._solver.solve()

    def satisfiable_inside(self, one, other):
        """Whether some situation is in both cubes."""
        outside = [
            -self._name(column, option)
            for cube in (one, other)
            for column, mask in enumerate(cube)
            for option in range(self._options)
            if not mask >> option & 1
        ]
        return self._solver.solve(assumptions=outside)


def ours(columns, options, cubes):
    space = Space(Column(f"c{at}", Spec(tuple(map(str, range(options))))) for at in range(columns))
    rows = Pieces(space.sizes, [(cube,) for cube in cubes])
    return space, {(each.first, each.second) for each in overlaps(space, rows)}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("columns", "options", "rows"), SIZES)
def test_a_solver_finds_a_gap_exactly_where_the_proof_does(columns, options, rows, seed):
    rnd = random.Random(seed)
    cubes = split(rnd, columns, options, rows)
    space, overlapping = ours(columns, options, cubes)
    assert not overlapping
    assert gap(space, cubes) is None
    assert not Clauses(columns, options).satisfiable_outside(cubes)
    taken = cubes.pop(rnd.randrange(rows))
    found = gap(space, cubes)
    assert found.missing == space.volume(taken)
    assert Clauses(columns, options).satisfiable_outside(cubes)
    assert not Clauses(columns, options).satisfiable_outside([*cubes, taken])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("columns", "options", "rows"), SIZES[:2])
def test_a_solver_finds_the_same_overlaps(columns, options, rows, seed):
    rnd = random.Random(seed)
    cubes = split(rnd, columns, options, rows)
    for _ in range(3):
        at, column = rnd.randrange(rows), rnd.randrange(columns)
        cube = cubes[at]
        cubes[at] = (*cube[:column], (1 << options) - 1, *cube[column + 1 :])
    _, overlapping = ours(columns, options, cubes)
    clauses = Clauses(columns, options)
    firsts = {}
    for second in range(rows):
        for first in range(second):
            if clauses.satisfiable_inside(cubes[first], cubes[second]):
                firsts.setdefault(second, first)
    assert overlapping == {(first, second) for second, first in firsts.items()}
