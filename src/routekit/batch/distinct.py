"""The distinct ones of many numbers, in the order in which they first come, and which each one is."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int64]


def distinct(values: Numbers) -> tuple[Numbers, Numbers]:
    """Give what differs, and for each value its place there; without sorting, unlike NumPy."""
    coded = pc.dictionary_encode(pa.array(values, pa.int64()))
    return coded.dictionary.to_numpy(), coded.indices.to_numpy().astype(np.int64)


def first_of(places: Numbers, count: int) -> Numbers:
    """Give for each of so many places where it first comes."""
    first = np.empty(count, dtype=np.int64)
    first[places[::-1]] = np.arange(len(places))[::-1]
    return first
