"""How little land must change hands to be left out of a comparison, as a line that was only drawn anew."""

from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
import shapely
from pydantic import Field

from routekit.boundaries.covered import GAP_M
from routekit.boundaries.survey import SMALLEST_M2, polygons_in
from routekit.model.value import Value

Shapes = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]

LEAST_M2: Final = 100.0

_Metres = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_ROUND: Final = 16  # segments of a quarter of a circle


class Tolerance(Value):
    """A piece of land counts if a circle of `width_m` across fits into it and it has at least `area_m2`.

    The width is by default that over which a gap is filled, 3 m; the area is 100 m², about a house with its
    yard. Whatever they are, what is under 0.01 m² is rounding.
    """

    width_m: _Metres = GAP_M
    area_m2: _Metres = LEAST_M2

    def counts(self, pieces: Shapes) -> Flags:
        """Say which pieces, each one polygon, count."""
        large: Flags = shapely.area(pieces) >= max(self.area_m2, SMALLEST_M2)
        wide = large.copy()
        if self.width_m:
            shrunk = shapely.buffer(pieces[large], -self.width_m / 2, quad_segs=_ROUND)
            wide[large] = ~shapely.is_empty(shrunk)
        return wide

    def text(self) -> str:
        """Write the tolerance for a person to read."""
        return f"pieces narrower than {self.width_m:g} m or smaller than {self.area_m2:g} m²"


def polygons(land: shapely.Geometry) -> Shapes:
    """Give the polygons in a geometry, without lines, points and what is rounding."""
    found = polygons_in(land)
    kept: Shapes = found[shapely.area(found) >= SMALLEST_M2]
    return kept
