"""Many points in degrees: what no edge is near has an answer at once, and the others are projected."""

import numpy as np
import numpy.typing as npt

from routekit.boundaries.gridindex.bulk import Bulk
from routekit.boundaries.gridindex.degrees import HIGH, WIDE, DegreeTables
from routekit.boundaries.gridindex.raster import Extent, Labels, Raster
from routekit.boundaries.gridindex.segments import Floats, Integers
from routekit.boundaries.many import degrees_many
from routekit.boundaries.projection import Projection
from routekit.boundaries.projection_near import NearGrid


class BulkLonLat:
    """The grid of degrees of one edition, as arrays, before its index."""

    def __init__(self, tables: DegreeTables, bulk: Bulk, projection: Projection) -> None:
        self._bulk = bulk
        self._projection, self._near = projection, NearGrid(projection)
        self._raster = Raster(
            Extent(*tables.degrees, 1 / WIDE, 1 / HIGH), tables.blocks, tables.rows, tables.squares
        )

    def labels(self, longitudes: npt.ArrayLike, latitudes: npt.ArrayLike) -> Labels:
        """Give the label at each point.

        Degrees, in two arrays with one dimension and the same length. InvalidPlaceError: they are not that,
        not finite or out of range, naming the first bad index.
        """
        x, y = degrees_many(longitudes, latitudes)
        labels, found = self._raster.labels(x, y)
        if len(found.points):
            labels[found.points] = self._projected(x[found.points], y[found.points])
        return labels

    def _projected(self, longitudes: Floats, latitudes: Floats) -> Labels:
        # One at a time, as NumPy's functions round differently: on a boundary a nanometre makes the answer.
        def exactly(points: Integers) -> tuple[Floats, Floats]:
            asked = zip(longitudes[points].tolist(), latitudes[points].tolist(), strict=True)
            grid = np.array([self._projection.to_grid(*each)[:2] for each in asked])
            return grid[:, 0], grid[:, 1]

        return self._bulk.labels_near(*self._near.at(longitudes, latitudes), exactly)
