"""SedonaDB, the fastest general engine met: a join in SQL."""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import sedonadb
import shapely

from peers.contender import Contender, Coordinates, Many, Positions
from peers.names import SEDONADB
from peers.setting import Setting
from peers.with_shapely import as_positions, lowest

JOIN = """
select p.point, a.area
from (select point, ST_Point(x, y) as at from points) p join areas a on ST_Intersects(a.shape, p.at)
"""


def contenders(setting: Setting) -> Iterator[Contender]:
    """Give the join, with the areas in a view already and the points in an Arrow table."""
    database = sedonadb.connect()
    shapes = setting.land.shapes
    wkb = pa.table({"area": np.arange(len(shapes)), "wkb": pa.array(shapely.to_wkb(shapes), pa.binary())})
    database.create_data_frame(wkb).to_view("wkb")
    database.sql("select area, ST_GeomFromWKB(wkb) as shape from wkb").to_memtable().to_view("areas")

    def load(x: Coordinates, y: Coordinates) -> Callable[[], Positions]:
        table = pa.table({"point": np.arange(len(x)), "x": x, "y": y})

        def ask() -> Positions:
            database.create_data_frame(table).to_view("points", overwrite=True)
            found = database.sql(JOIN).to_arrow_table()
            return lowest(len(x), found["point"].to_numpy(), found["area"].to_numpy())

        return ask

    load(np.zeros(1), np.zeros(1))()  # what is missing shows here, and not in the midst of a run
    yield Many(SEDONADB, "grid", load, as_positions, 500_000)
