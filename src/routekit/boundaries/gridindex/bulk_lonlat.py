"""Many points in degrees: what no edge is near has an answer at once, and the others are projected."""

import numpy.typing as npt

from routekit.boundaries.gridindex.bulk import Bulk, Codes
from routekit.boundaries.gridindex.degrees import HIGH, WIDE, DegreeTables
from routekit.boundaries.gridindex.raster import Labels, Raster
from routekit.boundaries.gridindex.segments import Floats
from routekit.boundaries.many import degrees_many
from routekit.boundaries.projection import Projection


class BulkLonLat:
    """The grid of degrees of one edition, as arrays, before its index."""

    def __init__(self, tables: DegreeTables, bulk: Bulk, projection: Projection) -> None:
        self._degrees = tables.degrees
        self._bulk = bulk
        self._projection = projection
        self._raster = Raster(tables.degrees.columns, tables.blocks, tables.rows, tables.squares)

    def codes_at(self, longitudes: npt.ArrayLike, latitudes: npt.ArrayLike) -> Codes:
        """Give the code of the first area in order at each point, "" for nowhere.

        Degrees, in two arrays with one dimension and the same length. InvalidPlaceError: they are not that,
        not finite or out of range, naming the first bad index.
        """
        return self._bulk.answers(self._labels, *degrees_many(longitudes, latitudes))

    def _labels(self, longitudes: Floats, latitudes: Floats) -> Labels:
        x = (longitudes - self._degrees.west) * (1 / WIDE)
        y = (latitudes - self._degrees.south) * (1 / HIGH)
        labels, found = self._raster.labels(x, y)
        if len(found.points):
            points = found.points
            eastings, northings, _ = self._projection.to_grid_many(longitudes[points], latitudes[points])
            labels[points] = self._bulk.labels(eastings, northings)
        return labels
