"""Prove that rows are disjoint and complete, or find where they are not.

Two rows overlap if they share an option in every column. Disjoint rows are complete if and only if the
numbers of their situations add up to all there are; the sum also leads straight to a gap, without search.
"""

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

from routekit.rules.table import Cube, Cubes, bits

MOST_PIECES = 2_000
MOST_STEPS = 50_000
MOST_OVERLAPPING = 20


class Overlap(NamedTuple):
    """Two rows that share situations, and how many more earlier rows the second shares some with."""

    first: int
    second: int
    more: int
    shared: Cube


class Gap(NamedTuple):
    """How many situations no row takes, of how many, and some of them."""

    missing: int
    situations: int
    example: Cube


def volume(cube: Cube) -> int:
    """Give the number of situations in a cube."""
    return prod(mask.bit_count() for mask in cube)


def common(one: Cube, other: Cube) -> Cube | None:
    """Give the situations two cubes share, or None."""
    shared = tuple(a & b for a, b in zip(one, other, strict=True))
    return shared if all(shared) else None


def overlaps(index: Cubes) -> Iterator[Overlap]:
    """Give, for each row that overlaps an earlier one, the first such."""
    for second, row in enumerate(index.cubes):
        earlier = index.meeting(row) & ((1 << second) - 1)
        if earlier:
            first = next(bits(earlier))
            shared = tuple(a & b for a, b in zip(index.cubes[first], row, strict=True))
            yield Overlap(first, second, earlier.bit_count() - 1, shared)


def without(cube: Cube, others: Sequence[Cube]) -> tuple[Cube, ...] | None:
    """Give disjoint cubes that make up a cube less some others; None if they would be too many."""
    pieces, steps = [cube], 0
    for other in others:
        steps += len(pieces)
        pieces = [rest for piece in pieces for rest in _less(piece, other)]
        if len(pieces) > MOST_PIECES or steps > MOST_STEPS:
            return None
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


def apart(index: Cubes) -> tuple[Cube, ...] | None:
    """Give disjoint cubes of the same situations as the rows; None if so many overlap that it is too long."""
    cubes: list[Cube] = []
    overlapping = 0
    for at, row in enumerate(index.cubes):
        earlier = index.meeting(row) & ((1 << at) - 1)
        overlapping += bool(earlier)
        pieces = without(row, [index.cubes[other] for other in bits(earlier)])
        if overlapping > MOST_OVERLAPPING or pieces is None:
            return None
        cubes.extend(pieces)
    return tuple(cubes)


class _Term(NamedTuple):
    """A cube that counts for (+1) or against (-1) the situations still missing, within what is left."""

    sign: int
    cube: Cube
    volume: int


def gap(sizes: Sequence[int], rows: Sequence[Cube], otherwise: Cube | None = None) -> Gap | None:
    """Find a situation that no row takes, nor `otherwise`; None if there is none. The rows are disjoint."""
    everything = tuple((1 << size) - 1 for size in sizes)
    terms = [_term(1, everything), *(_term(-1, row) for row in rows)]
    if otherwise is not None:
        terms.append(_term(-1, otherwise))
        terms.extend(_term(1, shared) for row in rows if (shared := common(row, otherwise)))
    missing = _missing(terms)
    if not missing:
        return None
    taken = rows if otherwise is None else (*rows, otherwise)
    example = _widened(sizes, _situation(sizes, terms), taken)
    return Gap(missing, volume(everything), example)


def _term(sign: int, cube: Cube) -> _Term:
    return _Term(sign, cube, volume(cube))


def _missing(terms: Sequence[_Term]) -> int:
    return sum(term.sign * term.volume for term in terms)


def _situation(sizes: Sequence[int], terms: Sequence[_Term]) -> Cube:
    """Fix column after column to an option that leaves something missing, so there is no turning back."""
    chosen: list[int] = []
    for column, size in enumerate(sizes):
        for option in range(size):
            left = [
                term._replace(volume=term.volume // term.cube[column].bit_count())
                for term in terms
                if term.cube[column] >> option & 1
            ]
            if _missing(left):
                break
        terms = left
        chosen.append(1 << option)
    return tuple(chosen)


def _widened(sizes: Sequence[int], situation: Cube, taken: Sequence[Cube]) -> Cube:
    """Add options to a situation for as long as it meets none of the cubes taken, so that it says more."""
    index = Cubes(sizes, taken)
    cube = situation
    for column, size in enumerate(sizes):
        for option in range(size):
            wider = (*cube[:column], cube[column] | 1 << option, *cube[column + 1 :])
            if not index.meeting(wider):
                cube = wider
    return cube
