"""What is measured: a way to answer one point, or a way to answer many."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Coordinates = npt.NDArray[np.float64]
Positions = npt.NDArray[np.intp]
System = Literal["grid", "lonlat"]

NOWHERE: Final = -1  # the position that stands for "in no area"


class NotRunError(Exception):
    """A contender cannot run here; the text says why."""


@dataclass(frozen=True, slots=True)
class One:
    """A way to answer one point.

    `ask` is what is timed; `read` turns what it gave into a position, untimed, and is None for a contender
    that answers another question on data of its own.
    """

    name: str
    system: System
    ask: Callable[[float, float], object]
    read: Callable[[object], int] | None = None


@dataclass(frozen=True, slots=True)
class Many:
    """A way to answer many points.

    `load` is given the points, untimed, and gives what is timed; `read` turns what that gave into positions,
    untimed. At most `most` points are asked, since a slow contender would take too long over them all.
    """

    name: str
    system: System
    load: Callable[[Coordinates, Coordinates], Callable[[], object]]
    read: Callable[[object], Positions]
    most: int


Contender = One | Many
