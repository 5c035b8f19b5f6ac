"""The areas that every contender is given, and the oracle that every answer is checked against."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt
import shapely

from peers.contender import NOWHERE, Coordinates, Positions
from routekit.boundaries import Edition

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """One edition's areas in the order of its tie rule, as codes and as shapes on the National Grid.

    A position is an area's place in that order. The shapes are copies: no contender shares what routekit has
    parsed and prepared for itself.
    """

    edition: Edition
    codes: tuple[str, ...]
    shapes: Shapes

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """Take the shapes from the edition, as anyone can."""
        codes = tuple(area.code for area in edition.areas())
        parsed = np.array([edition.area(code).geometry for code in codes], dtype=object)
        return cls(edition, codes, shapely.from_wkb(shapely.to_wkb(parsed)))

    def positions(self, codes: object) -> Positions:
        """Give the positions of an array of codes, NOWHERE where a code is empty."""
        known = np.array([*self.codes, ""])
        order = np.argsort(known)
        found = order[np.searchsorted(known, np.array(codes, dtype=known.dtype), sorter=order)]
        return np.where(found == len(self.codes), NOWHERE, found)


class Oracle:
    """Which area covers a point, boundary included, by nothing but shapely and the order of the areas.

    It shares no code with the look-up, and keeps copies of its own.
    """

    def __init__(self, land: Land) -> None:
        self._shapes = shapely.from_wkb(shapely.to_wkb(land.shapes))
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(shapely.box(*shapely.bounds(self._shapes).T))

    def positions(self, eastings: Coordinates, northings: Coordinates) -> Positions:
        """Give the first position that covers each point: the last areas are asked first, the first stay."""
        found = np.full(len(eastings), NOWHERE, dtype=np.intp)
        points, areas = self._tree.query(shapely.points(eastings, northings))
        order = np.argsort(areas, kind="stable")
        points, areas = points[order], areas[order]
        ends = np.append(np.flatnonzero(np.diff(areas, prepend=NOWHERE)), len(areas))
        for start, end in reversed(list(pairwise(ends.tolist()))):
            asked = points[start:end]
            inside = shapely.intersects_xy(self._shapes[areas[start]], eastings[asked], northings[asked])
            found[asked[inside]] = areas[start]
        return found
