"""Divide crowded leaves into level strips, so that none takes long to ask.

A strip has the candidates of its leaf, and of its entries those that reach it or come near. What changes the
state along the whole western border of a strip is put into its base instead.
"""

from typing import NamedTuple

import numpy as np

from routekit.boundaries.gridindex.frame import DEEP, LEFT, NEAR, TOP
from routekit.boundaries.gridindex.leaves import Entries
from routekit.boundaries.gridindex.segments import Integers, expanded

CROWDED = 24  # entries
VERY_CROWDED = 96
FEW_STRIPS, MANY_STRIPS = 13, 11  # bits of a height within a strip: 8 strips of 8 m, or 32 of 2 m


class Strips(NamedTuple):
    """The strips of crowded leaves: `parents[i]` is the leaf of strip i; `entries` is laid out as theirs."""

    parents: Integers
    entries: Entries


class _Crowd(NamedTuple):
    """Crowded leaves: each one's number, how many bits a height in a strip has, and its first strip."""

    leaves: Integers
    shifts: Integers
    firsts: Integers

    @property
    def sizes(self) -> Integers:
        return (TOP + 1) >> self.shifts


def divided(found: Entries) -> tuple[Entries, Strips]:
    """Take crowded leaves apart; give the leaves, these without entries, and the strips.

    The base of a leaf that was taken apart is DEEP with the number of bits of a height within a strip.
    """
    counts = np.diff(found.starts)
    leaves = np.flatnonzero((counts > CROWDED) & (found.bases < DEEP))
    shifts = np.where(counts[leaves] > VERY_CROWDED, MANY_STRIPS, FEW_STRIPS)
    sizes = (TOP + 1) >> shifts
    crowd = _Crowd(leaves, shifts, np.cumsum(sizes) - sizes)
    strips = Strips(np.repeat(leaves, sizes), _entries(found, crowd))
    bases, left = found.bases.copy(), counts.copy()
    bases[leaves], left[leaves] = DEEP | shifts, 0
    rows = found.rows[np.repeat(left > 0, counts)]
    return Entries(bases, np.append(0, np.cumsum(left)), rows), strips


def _entries(found: Entries, crowd: _Crowd) -> Entries:
    """Share the entries of crowded leaves out among their strips."""
    which, place = expanded(
        found.starts[crowd.leaves], found.starts[crowd.leaves + 1], np.arange(len(found.rows))
    )
    rows, shift = found.rows[place].astype(np.int64), crowd.shifts[which]
    western = rows[:, 0] == LEFT
    lowest = np.where(western, rows[:, 1], np.maximum(rows[:, 1] - NEAR, 0)) >> shift
    highest = np.where(western, rows[:, 1], np.minimum(rows[:, 3] + NEAR, TOP)) >> shift
    lowest, highest = lowest + crowd.firsts[which], highest + crowd.firsts[which]
    total = int(crowd.sizes.sum())
    entry, strip = expanded(lowest, highest + 1, np.arange(total))
    order = np.argsort(strip, kind="stable")
    starts = np.searchsorted(strip[order], np.arange(total + 1))
    above = western & (lowest + 1 < (crowd.firsts + crowd.sizes)[which])
    flips = np.zeros(total, dtype=np.int64)
    np.bitwise_xor.at(flips, lowest[above] + 1, rows[above, 4])
    return Entries(_bases(found, crowd, flips), starts, found.rows[place[entry[order]]])


def _bases(found: Entries, crowd: _Crowd, flips: Integers) -> np.ndarray:
    """Add up what flips from strip to strip, each leaf for itself."""
    so_far = np.bitwise_xor.accumulate(flips) if len(flips) else flips
    before = np.where(crowd.firsts > 0, so_far[crowd.firsts - 1], 0) if len(flips) else crowd.firsts
    bases = found.bases[crowd.leaves] ^ before
    return (np.repeat(bases, crowd.sizes) ^ so_far).astype(np.uint16)
