"""geopandas.sjoin, which is what most people would write."""

from collections.abc import Iterator

import geopandas
import numpy as np

from peers.contender import Contender, Coordinates, Many, Positions
from peers.names import SJOIN
from peers.setting import Setting
from peers.with_shapely import as_positions, lowest

CRS = "EPSG:27700"


def contenders(setting: Setting) -> Iterator[Contender]:
    """Give the join of points to areas."""
    areas = geopandas.GeoDataFrame(geometry=list(setting.land.shapes), crs=CRS)

    def ask(x: Coordinates, y: Coordinates) -> Positions:
        points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y, crs=CRS))
        joined = geopandas.sjoin(points, areas, predicate="intersects")
        return lowest(len(x), np.asarray(joined.index), np.asarray(joined["index_right"], dtype=np.intp))

    yield Many(SJOIN, "grid", lambda x, y: lambda: ask(x, y), as_positions, 50_000)
