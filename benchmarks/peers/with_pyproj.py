"""pyproj with the OSTN15 grid, and routekit's own index behind it: a look-up from degrees as usually done."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from pyproj import Transformer
from pyproj.exceptions import ProjError

from peers.contender import NOWHERE, Contender, Coordinates, Many, NotRunError, One
from peers.names import PYPROJ
from peers.ours import MOST
from peers.setting import Setting
from peers.with_shapely import as_positions

FILE: Final = "uk_os_OSTN15_NTv2_OSGBtoETRS.tif"
PIPELINE: Final = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
    "+step +inv +proj=hgridshift +grids={grid},@null "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)


def contenders(setting: Setting) -> Iterator[Contender]:
    """Give one point and many.

    The grid is a resampling of OSTN15, up to 7 cm from it, so that a few answers may differ; outside its
    cover the coordinates are left as they are, where PROJ would give infinity by itself.
    """
    transform = _transform(setting.ostn15)
    land = setting.land
    code_at, positions_at = land.edition.code_at, land.edition.positions_at
    position = {code: at for at, code in enumerate(land.codes)}

    def ask_many(x: Coordinates, y: Coordinates) -> object:
        return positions_at(*transform(x, y))

    yield One(
        PYPROJ,
        "lonlat",
        lambda x, y: code_at(*transform(x, y)),
        lambda code: position.get(str(code), NOWHERE),
    )
    yield Many(PYPROJ, "lonlat", lambda x, y: lambda: ask_many(x, y), as_positions, MOST)


def _transform(named: Path | None) -> Callable[..., tuple[Any, Any]]:
    grid = named.resolve() if named else FILE
    try:
        transform = Transformer.from_pipeline(PIPELINE.format(grid=grid)).transform
    except ProjError as error:
        why = f"PROJ has no {FILE}: name it with --ostn15-tif, or `pyproj sync --file uk_os_OSTN15`"
        raise NotRunError(why) from error
    return transform
