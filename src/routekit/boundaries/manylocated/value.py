"""Where many places lie: arrays with what `area_at` says of each place, but for shares and distances."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.model.area import WarningCode

# Each is a bit, in this order.
WARNINGS: Final[tuple[WarningCode, ...]] = (
    "postcode-estimate",
    "gap-filled",
    "on-boundary",
    "low-accuracy-projection",
)


class ManyLocated(NamedTuple):
    """For each place what a decision rests on. An area is its position in `Edition.areas()`.

    `answer` is the area that answers, -1 for none. `candidates` is the place in `lists` of the areas that the
    place may be in, in the order of the tie rule; -1 where that is the answer alone, or nothing. `outside`
    says whether part of the place lies in no area, and `warnings` has a bit for each of `WARNINGS`.
    """

    answer: npt.NDArray[np.int32]
    candidates: npt.NDArray[np.int32]
    outside: npt.NDArray[np.bool_]
    warnings: npt.NDArray[np.uint8]
    lists: tuple[tuple[int, ...], ...]


def bits_of(codes: Sequence[str]) -> int:
    """Give the bits of some warnings."""
    return sum({1 << number for number, code in enumerate(WARNINGS) if code in codes})
