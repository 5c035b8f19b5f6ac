"""Labels: what a square that no edge passes answers with.

0 is nowhere, position + 1 is an area, and anything above names a set of areas that overlap there.
"""

import numpy as np

from routekit.boundaries.gridindex.segments import Integers
from routekit.boundaries.gridindex.states import States


class Sets:
    """Sets of two or more areas, each with a label above those of the areas, in the order they came."""

    def __init__(self, areas: int) -> None:
        self._areas = areas
        self._labels: dict[bytes, int] = {}

    def label(self, members: Integers) -> int:
        """Give the label of a set; `members` are in order."""
        return self._labels.setdefault(members.tobytes(), self._areas + 1 + len(self._labels))

    @property
    def members(self) -> list[Integers]:
        """The members of all sets, in the order of their labels."""
        return [np.frombuffer(each, dtype=np.int64) for each in self._labels]


def labelled(labels: Integers, counts: Integers, states: States, leaves: Integers, sets: Sets) -> Integers:
    """Label the squares of a band that lie in several areas, but for the leaves.

    `labels` holds those of the others, and `counts` in how many areas each square's corner lies.
    """
    overlapped = counts > 1
    overlapped[leaves] = False
    several = np.flatnonzero(overlapped)
    if len(several):
        square, area = states.around(several)
        order = np.lexsort((area, square))
        ends = np.searchsorted(square[order], several, side="right")
        members = np.split(area[order], ends[:-1])
        labels[several] = [sets.label(each) for each in members]
    return labels
