"""Count places by where they were and are, and how they were and are decided; keep a few ids of each."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.batch.problem import Problem

Numbers = npt.NDArray[np.int64]

MOST_SAMPLES: Final = 3


class Cell(NamedTuple):
    """Places that are alike: the areas they were and are in, by position, and both verdicts, by number."""

    was_in: int
    now_in: int
    was: int
    now: int


Kept = tuple[int, tuple[str, ...]]  # how many, and the ids of some


class Tally:
    """Counts by cell, or by what is wrong, in memory that does not grow with the number of places."""

    def __init__(self) -> None:
        self._numbers: dict[Cell | Problem, int] = {}
        self._counts = np.zeros(0, dtype=np.int64)
        self._samples: list[list[str]] = []

    def number(self, cell: Cell | Problem) -> int:
        """Give the number of a cell."""
        found = self._numbers.get(cell)
        if found is None:
            found = self._numbers[cell] = len(self._numbers)
            self._samples.append([])
        return found

    def add(self, cells: Numbers) -> Sequence[tuple[int, int]]:
        """Count places by their cells; give those that may be samples: the cell, and an index."""
        counts = np.bincount(cells, minlength=len(self._numbers))
        counts[: len(self._counts)] += self._counts
        self._counts = counts
        wanted = np.array([MOST_SAMPLES - len(each) for each in self._samples], dtype=np.int64)
        order = np.flatnonzero(wanted[cells] > 0)
        order = order[np.argsort(cells[order], kind="stable")]
        here = cells[order]
        starts = np.flatnonzero(np.diff(here, prepend=-1))
        rank = np.arange(len(here)) - np.repeat(starts, np.diff(np.append(starts, len(here))))
        chosen = order[rank < wanted[here]]
        return list(zip(cells[chosen].tolist(), chosen.tolist(), strict=True))

    def keep(self, cell: int, sample: str) -> None:
        """Keep the id of a place as a sample of its cell."""
        self._samples[cell].append(sample)

    def cells(self) -> dict[Cell, Kept]:
        """Give every cell of places that were compared, with its count and its samples."""
        return {cell: self._kept(at) for cell, at in self._numbers.items() if isinstance(cell, Cell)}

    def problems(self) -> dict[Problem, Kept]:
        """Give everything that is wrong with places, with its count and its samples."""
        return {why: self._kept(at) for why, at in self._numbers.items() if isinstance(why, Problem)}

    def _kept(self, at: int) -> Kept:
        return int(self._counts[at]), tuple(self._samples[at])
