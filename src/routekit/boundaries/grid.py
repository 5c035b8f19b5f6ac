"""Put a shape on the National Grid (EPSG:27700): projected once from its source's CRS, rounded to 0.1 mm."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.flaws import FlawError
from routekit.boundaries.geojson import Shape
from routekit.boundaries.projection import Projection
from routekit.errors import EditionError
from routekit.model.point import GRID_EAST, GRID_NORTH

Coordinates = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LATTICE_M: Final = 0.0001

_DECIMALS: Final = 4
_NO_LAND: Final = 1000  # metres from the origin of the grid, which lies far out in the sea
_GRIDS: Final = ("EPSG:27700", "EPSG:7405")  # the second has heights too, which are left out
_WGS84: Final = "EPSG:4326"
_SAY_CRS: Final = "if it is in another CRS, name that with --crs"


def onto_grid(crs: str) -> Callable[[Shape], Shape]:
    """Give the function that puts shapes of one CRS on the grid; its FlawError names a coordinate off it.

    Longitude and latitude go through the definitive projection, the grid's own coordinates only through the
    rounding, and any other CRS by way of longitude and latitude. Raises EditionError for a CRS that is not
    known, or when the projection's tables are not installed.
    """
    on_grid_of = _conversion(crs)

    def placed(shape: Shape) -> Shape:
        given = shapely.get_coordinates(shape)
        on_grid = on_grid_of(given)
        off = ~_on_grid(on_grid)
        if off.any():
            where = given[off.argmax()].tolist()
            raise FlawError(
                f"a coordinate is {where}; in {crs} that is not on the British National Grid; {_SAY_CRS}"
            )
        if on_grid.max() < _NO_LAND:
            where = given[0].tolist()
            raise FlawError(
                f"a coordinate is {where}; in {crs} that is in the sea, so it looks like degrees; {_SAY_CRS}"
            )
        return shapely.set_coordinates(shape, np.round(on_grid, _DECIMALS))

    return placed


def _conversion(crs: str) -> Callable[[Coordinates], Coordinates]:
    if crs in _GRIDS:
        return lambda on_grid: on_grid
    projection = Projection.open()
    if crs == _WGS84:
        return lambda lonlat: _projected(lonlat, projection)
    to_lonlat = _to_lonlat(crs)
    return lambda given: _projected(to_lonlat(given), projection)


def _projected(lonlat: Coordinates, projection: Projection) -> Coordinates:
    """Project degrees; whatever the definitive tables do not cover becomes NaN, and so is off the grid."""
    possible: Flags = np.all(np.abs(lonlat) <= np.array([180.0, 90.0]), axis=1)
    # What is no longitude and latitude at all is stood in for by 0, 0, which is not covered either.
    eastings, northings, exact = projection.to_grid_many(*np.where(possible[:, None], lonlat, 0.0).T)
    return np.where(exact[:, None], np.column_stack([eastings, northings]), np.nan)


def _on_grid(coordinates: Coordinates) -> Flags:
    # Written so that NaN is off the grid.
    within: Flags = np.all((coordinates >= 0) & (coordinates <= np.array([GRID_EAST, GRID_NORTH])), axis=1)
    return within


def _to_lonlat(crs: str) -> Callable[[Coordinates], Coordinates]:
    from pyproj import Transformer  # noqa: PLC0415 - hardly any source needs it, and it is slow to import
    from pyproj.exceptions import ProjError  # noqa: PLC0415 - slow to import

    try:
        transformer = Transformer.from_crs(crs, _WGS84, always_xy=True)
    except ProjError as error:
        raise EditionError(f"the CRS {crs} is not known: {error}") from error

    def to_lonlat(coordinates: Coordinates) -> Coordinates:
        return np.column_stack(transformer.transform(*coordinates.T))

    return to_lonlat
