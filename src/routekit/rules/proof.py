"""Prove that rows are disjoint and complete, or find where they are not.

Two rows overlap if they share an answer in every column. Disjoint rows are complete if and only if the
numbers of their situations add up to all there are; the sum also leads straight to a gap, without search.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import prod
from typing import NamedTuple

from routekit.rules.columns import Column, bits
from routekit.rules.table import Cube, Cubes

MOST_PIECES = 2_000
MOST_STEPS = 50_000
MOST_OVERLAPPING = 20


class Overlap(NamedTuple):
    """Two rows that share situations, how many and which, and how many more rows the second meets."""

    first: int
    second: int
    more: int
    situations: int
    shared: Cube


class Gap(NamedTuple):
    """How many situations no row takes, of how many, and some of them."""

    missing: int
    situations: int
    example: Cube


class Space:
    """All situations of some columns: how many there are, and how many are in a cube."""

    __slots__ = ("full", "sizes", "weighers")

    def __init__(self, columns: Iterable[Column]) -> None:
        known = tuple(columns)
        self.sizes = tuple(column.size for column in known)
        self.full: Cube = tuple(column.full for column in known)
        self.weighers = tuple(column.weigher() for column in known)

    @property
    def situations(self) -> int:
        """The number of all situations."""
        return self.volume(self.full)

    def volume(self, cube: Cube) -> int:
        """Give the number of situations in a cube; each whole number and each day is an answer of its own."""
        return prod(weigh(mask) for weigh, mask in zip(self.weighers, cube, strict=True))


class Budget:
    """How many steps may still be taken before a question is given up, so that no pack can stall a server."""

    __slots__ = ("left",)

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> bool:
        """Take some steps; False when there are none left."""
        self.left -= steps
        return self.left >= 0


def common(one: Cube, other: Cube) -> Cube | None:
    """Give the situations two cubes share, or None."""
    shared = tuple(a & b for a, b in zip(one, other, strict=True))
    return shared if all(shared) else None


def without(cube: Cube, others: Iterable[Cube], budget: Budget) -> tuple[Cube, ...] | None:
    """Give disjoint cubes that make up a cube less some others; None if they would be too many."""
    pieces = [cube]
    for other in others:
        if len(pieces) > MOST_PIECES or not budget.spend(len(pieces)):
            return None
        pieces = [rest for piece in pieces for rest in _less(piece, other)]
    return tuple(pieces)


def _less(piece: Cube, other: Cube) -> Iterator[Cube]:
    if common(piece, other) is None:
        yield piece
        return
    for column, mask in enumerate(other):
        outside = piece[column] & ~mask
        if outside:
            yield (*piece[:column], outside, *piece[column + 1 :])
        piece = (*piece[:column], piece[column] & mask, *piece[column + 1 :])


class Pieces:
    """The situations of each of several rows as disjoint cubes; rows may overlap one another."""

    __slots__ = ("index", "of_row", "owners")

    def __init__(self, sizes: Sequence[int], of_row: Iterable[tuple[Cube, ...]]) -> None:
        self.of_row = tuple(of_row)
        self.index = Cubes(sizes, (piece for pieces in self.of_row for piece in pieces))
        self.owners = tuple(row for row, pieces in enumerate(self.of_row) for _ in pieces)

    def less(self, taken: Sequence[Cube], budget: Budget) -> "Pieces | None":
        """Give the same rows without the situations of some cubes; None if that makes too many pieces."""
        if not taken:
            return self
        sizes, index = self._sizes, Cubes(self._sizes, taken)
        left: list[tuple[Cube, ...]] = []
        for pieces in self.of_row:
            rest: list[Cube] = []
            for piece in pieces:
                found = without(piece, [taken[at] for at in bits(index.meeting(piece))], budget)
                if found is None:
                    return None
                rest.extend(found)
            left.append(tuple(rest))
        return Pieces(sizes, left)

    def apart(self, budget: Budget) -> "Pieces | None":
        """Give disjoint pieces: each row without what an earlier one takes; None if they are too many."""
        left: list[tuple[Cube, ...]] = []
        overlapping, begin = 0, 0
        for pieces in self.of_row:
            rest: list[Cube] = []
            met = False
            for piece in pieces:
                earlier = self.index.meeting(piece) & ((1 << begin) - 1)
                met = met or bool(earlier)
                found = without(piece, [self.index.cubes[other] for other in bits(earlier)], budget)
                if found is None:
                    return None
                rest.extend(found)
            overlapping += met
            if overlapping > MOST_OVERLAPPING:
                return None
            begin += len(pieces)
            left.append(tuple(rest))
        return Pieces(self._sizes, left)

    @property
    def _sizes(self) -> tuple[int, ...]:
        return self.index.sizes


def overlaps(space: Space, rows: Pieces) -> Iterator[Overlap]:
    """Give, for each row that overlaps an earlier one, the first such."""
    begin = 0
    for second, pieces in enumerate(rows.of_row):
        met = 0
        for piece in pieces:
            met |= rows.index.meeting(piece) & ((1 << begin) - 1)
        begin += len(pieces)
        others = dict.fromkeys(rows.owners[at] for at in bits(met))
        if others:
            first = min(others)
            shared = [each for one in rows.of_row[first] for other in pieces if (each := common(one, other))]
            yield Overlap(first, second, len(others) - 1, sum(map(space.volume, shared)), shared[0])


class _Term(NamedTuple):
    """A cube that counts for (+1) or against (-1) the situations still missing, within what is left."""

    sign: int
    cube: Cube
    volume: int


def gap(space: Space, taken: Sequence[Cube], otherwise: Cube | None = None) -> Gap | None:
    """Find a situation that no cube takes, nor `otherwise`; None if there is none. The cubes are disjoint."""
    terms = [_term(space, 1, space.full), *(_term(space, -1, row) for row in taken)]
    if otherwise is not None:
        terms.append(_term(space, -1, otherwise))
        terms.extend(_term(space, 1, shared) for row in taken if (shared := common(row, otherwise)))
    missing = _missing(terms)
    if not missing:
        return None
    known = taken if otherwise is None else (*taken, otherwise)
    example = _widened(space.sizes, _situation(space, terms), known)
    return Gap(missing, space.situations, example)


def _term(space: Space, sign: int, cube: Cube) -> _Term:
    return _Term(sign, cube, space.volume(cube))


def _missing(terms: Sequence[_Term]) -> int:
    return sum(term.sign * term.volume for term in terms)


def _situation(space: Space, terms: Sequence[_Term]) -> Cube:
    """Fix column after column to an answer that leaves something missing, so there is no turning back."""
    chosen: list[int] = []
    for column, size in enumerate(space.sizes):
        weigh = space.weighers[column]
        for option in range(size):
            left = [
                term._replace(volume=term.volume // weigh(term.cube[column]))
                for term in terms
                if term.cube[column] >> option & 1
            ]
            if _missing(left):
                break
        terms = left
        chosen.append(1 << option)
    return tuple(chosen)


def _widened(sizes: Sequence[int], situation: Cube, taken: Sequence[Cube]) -> Cube:
    """Add answers to a situation for as long as it meets none of the cubes taken, so that it says more."""
    index = Cubes(sizes, taken)
    cube = list(situation)
    shared = [index.sharing(column, mask) for column, mask in enumerate(cube)]
    for column, size in enumerate(sizes):
        others = index.all
        for at, found in enumerate(shared):
            others &= found if at != column else index.all
        for option in range(size):
            holding = index.holding(column, option)
            if not holding & others:
                cube[column] |= 1 << option
                shared[column] |= holding
    return tuple(cube)
