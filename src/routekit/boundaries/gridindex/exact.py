"""What the polygons themselves say of points so near to an edge that the index cannot tell."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routekit.boundaries.gridindex.segments import Floats, Integers
    from routekit.boundaries.polygons import Polygons


class Exact:
    """Asks the polygons of an edition, boundary included; they are opened when first needed."""

    def __init__(self, polygons: "Callable[[], Polygons]") -> None:
        self._polygons = polygons

    def covering(self, areas: Sequence[int], easting: float, northing: float) -> list[int]:
        """Give those of some areas that cover a point."""
        import shapely  # noqa: PLC0415 - hardly any point needs it, and it is slow to import

        from routekit.boundaries.polygons import GEOS  # noqa: PLC0415 - slow to import

        with GEOS:
            polygons = self._polygons()
            return [each for each in areas if shapely.intersects_xy(polygons[each], easting, northing)]

    def firsts(
        self, points: "Integers", areas: "Integers", eastings: "Floats", northings: "Floats"
    ) -> "Integers":
        """Give the first area that covers each point, -1 for none.

        `points` and `areas` are pairs to be tried: a point, as an index into the coordinates, and an area.
        Each polygon is asked once, about all points at a time that no area before it has covered.
        """
        import numpy as np  # noqa: PLC0415 - slow to import
        import shapely  # noqa: PLC0415 - slow to import

        from routekit.boundaries.polygons import GEOS  # noqa: PLC0415 - slow to import

        found = np.full(len(eastings), -1)
        order = np.argsort(areas, kind="stable")
        points, areas = points[order], areas[order]
        starts = np.flatnonzero(np.diff(areas, prepend=-1))
        with GEOS:
            polygons = self._polygons()
            for area, asked in zip(areas[starts].tolist(), np.split(points, starts[1:]), strict=True):
                left = asked[found[asked] < 0]
                covered = shapely.intersects_xy(polygons[area], eastings[left], northings[left])
                found[left[covered]] = area
        return found
