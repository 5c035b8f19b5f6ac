"""The leaves of a band of rows: their candidates, what their corner is in, and their entries."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.boundaries.gridindex.cut import Flags, Pieces
from routekit.boundaries.gridindex.frame import DEEP, MOST_CANDIDATES
from routekit.boundaries.gridindex.segments import Integers, Segments
from routekit.boundaries.gridindex.states import States

Words = npt.NDArray[np.uint16]


class Candidates(NamedTuple):
    """What leaves there are, in order of their numbers, and the areas that each has an edge of or lies in.

    Those of leaf i are `areas[starts[i] : starts[i + 1]]`, in order: candidate k is bit k of a mask. `inside`
    says of each whether the leaf's south-western corner lies in it, `keys` holds all pairs as numbers.
    """

    leaves: Integers
    starts: Integers
    areas: Integers
    inside: Flags
    keys: Integers

    @property
    def counts(self) -> Integers:
        """How many each leaf has."""
        return np.diff(self.starts)

    @property
    def bits(self) -> Integers:
        """The bit of each candidate, 0 if it has none because there are too many."""
        counts = self.counts
        number = np.arange(len(self.areas)) - np.repeat(self.starts[:-1], counts)
        return np.where(np.repeat(counts, counts) > MOST_CANDIDATES, 0, 1 << np.minimum(number, 15))


class Entries(NamedTuple):
    """Pieces of edges with the mask of the areas they bound: by leaf, from `starts[i]`, and by lower end.

    `bases[i]` is the mask of the areas that the leaf's corner lies in, or DEEP if it has too many candidates.
    """

    bases: Words
    starts: Integers
    rows: Words


def candidates(
    leaf_of: Integers, edges: Integers, segments: Segments, states: States, counts: Integers
) -> Candidates:
    """Find the candidates of all leaves with a piece of an edge.

    `leaf_of` and `edges` say where each piece lies and of which edge it is, `counts` for each leaf of the
    band in how many areas its corner lies.
    """
    which, area = segments.owned(edges)
    keys = _distinct(leaf_of[which] * states.areas_in_all + area)
    found = _candidates(keys, states)
    seen = np.add.reduceat(found.inside, found.starts[:-1], dtype=np.int64)
    hidden = found.leaves[seen < counts[found.leaves]]
    if not len(hidden):
        return found
    around_leaf, around = states.around(hidden)
    return _candidates(np.union1d(keys, around_leaf * states.areas_in_all + around), states)


def _candidates(keys: Integers, states: States) -> Candidates:
    leaf, area = np.divmod(keys, states.areas_in_all)
    starts = np.append(np.flatnonzero(np.diff(leaf, prepend=-1)), len(keys))
    return Candidates(leaf[starts[:-1]], starts, area, states.inside(leaf, area), keys)


def _distinct(values: Integers) -> Integers:
    """Sort values, and keep each once."""
    values = np.sort(values)
    return values[np.diff(values, prepend=-1) > 0]


def entries(
    pieces: Pieces, leaf_of: Integers, segments: Segments, found: Candidates, areas_in_all: int
) -> Entries:
    """Gather pieces into the entries of their leaves."""
    bits, leaf = found.bits, np.searchsorted(found.leaves, leaf_of)
    which, area = segments.owned(pieces.edges)
    mask_of = bits[np.searchsorted(found.keys, leaf_of[which] * areas_in_all + area)]
    masks = np.bitwise_xor.reduceat(mask_of, np.flatnonzero(np.diff(which, prepend=-1)))
    kept = np.flatnonzero(masks)
    order = kept[np.argsort(leaf[kept] << 16 | pieces.ends[kept, 1], kind="stable")]
    many = found.counts > MOST_CANDIDATES
    bases = np.add.reduceat(np.where(found.inside, bits, 0), found.starts[:-1])
    starts = np.searchsorted(leaf[order], np.arange(len(found.leaves) + 1))
    rows = np.column_stack([pieces.ends[order], masks[order]]).astype(np.uint16)
    return Entries(np.where(many, DEEP, bases).astype(np.uint16), starts, rows)
