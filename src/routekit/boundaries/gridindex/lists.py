"""Keep lists of areas that many leaves have, each once."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.boundaries.gridindex.segments import Integers, expanded


class Lists(NamedTuple):
    """Lists laid end to end, each after its length; `places[i]` is where list i was put."""

    places: Integers
    values: Integers


def kept_once(starts: Integers, values: Integers) -> Lists:
    """Lay out the lists `values[starts[i] : starts[i + 1]]`, none of them empty, each in rising order."""
    counts = np.diff(starts)
    if not len(counts):
        return Lists(counts, counts)
    mixed = np.add.reduceat(_mixed(values), starts[:-1])
    _, first, number = np.unique(mixed, return_index=True, return_inverse=True)
    _, same = expanded(starts[first[number]], starts[first[number]] + counts, values)
    if (counts[first[number]] != counts).any() or (same != values).any():
        raise AssertionError("two lists of areas have the same checksum")
    places = np.cumsum(counts[first] + 1) - counts[first] - 1
    laid = np.empty(int((counts[first] + 1).sum()), dtype=np.int64)
    laid[places] = counts[first]
    which, kept = expanded(starts[first], starts[first + 1], values)
    laid[np.arange(len(kept)) + which + 1] = kept
    return Lists(places[number], laid)


def _mixed(values: Integers) -> npt.NDArray[np.uint64]:
    """Mix the bits of numbers (the finaliser of SplitMix64), so that sums of some tell which they are."""
    mixed = (values.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
