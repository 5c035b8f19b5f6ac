"""Work on several pieces at once: NumPy and GEOS let threads run side by side."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from routekit.boundaries.progress import Tell

_MOST: Final = 4

_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")


def side_by_side(
    pieces: Sequence[_Piece], work: Callable[[_Piece], _Result], tell: Tell
) -> Iterator[_Result]:
    """Do the work for each piece; give the results in order. `tell` is told how many there are so far."""
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST)) as pool:
        for done, result in enumerate(pool.map(work, pieces), start=1):
            tell(done, len(pieces))
            yield result
