"""Put a shape on the National Grid (EPSG:27700): projected once from its source's CRS, rounded to 0.1 mm."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.geojson import Flaw, Shape
from routekit.boundaries.projection import Projection
from routekit.errors import EditionError
from routekit.model import GRID_EAST, GRID_NORTH

Coordinates = npt.NDArray[np.float64]

LATTICE_M: Final = 0.0001

_DECIMALS: Final = 4
_GRID: Final = "EPSG:27700"
_WGS84: Final = "EPSG:4326"


def onto_grid(crs: str, projection: Projection) -> Callable[[Shape], Shape | Flaw]:
    """Give the function that puts shapes of one CRS on the grid, or says which coordinate is off it.

    Longitude and latitude go through `projection`, the grid's own coordinates only through the rounding, and
    any other CRS by way of longitude and latitude. Raises EditionError for a CRS that is not known.
    """
    to_lonlat = _to_lonlat(crs) if crs not in {_GRID, _WGS84} else None

    def placed(shape: Shape) -> Shape | Flaw:
        found = shapely.get_coordinates(shape)
        on_grid = found if crs == _GRID else _projected(to_lonlat(found) if to_lonlat else found, projection)
        off = ~_on_grid(on_grid)
        if off.any():
            where = found[off.argmax()].tolist()
            return Flaw(f"a coordinate is {where}; in {crs} that is not on the British National Grid")
        return shapely.set_coordinates(shape, np.round(on_grid, _DECIMALS))

    return placed


def _projected(lonlat: Coordinates, projection: Projection) -> Coordinates:
    """Project degrees; whatever the definitive tables do not cover becomes NaN, and so is off the grid."""
    possible = (np.abs(lonlat) <= (180, 90)).all(axis=1)
    eastings, northings, exact = projection.to_grid_many(*np.where(possible[:, None], lonlat, 0.0).T)
    return np.where((exact & possible)[:, None], np.column_stack([eastings, northings]), np.nan)


def _on_grid(coordinates: Coordinates) -> npt.NDArray[np.bool_]:
    # Written so that NaN is off the grid.
    within: npt.NDArray[np.bool_] = (coordinates >= 0) & (coordinates <= (GRID_EAST, GRID_NORTH))
    return within.all(axis=1)


def _to_lonlat(crs: str) -> Callable[[Coordinates], Coordinates]:
    from pyproj import Transformer  # noqa: PLC0415 - hardly any source needs it, and it is slow to import
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    try:
        transformer = Transformer.from_crs(crs, _WGS84, always_xy=True)
    except CRSError as error:
        raise EditionError(f"the CRS {crs} is not known: {error}") from error

    def to_lonlat(coordinates: Coordinates) -> Coordinates:
        return np.column_stack(transformer.transform(*coordinates.T))

    return to_lonlat
