"""Build the grid index of some areas, band by band, so that memory stays bounded."""

from collections.abc import Iterator

import numpy as np
import shapely

from routekit.boundaries.container import Section
from routekit.boundaries.gridindex.band import Band, band
from routekit.boundaries.gridindex.degrees_building import degree_sections
from routekit.boundaries.gridindex.frame import BLOCK, LEAF_M, Frame
from routekit.boundaries.gridindex.joining import joined
from routekit.boundaries.gridindex.segments import Integers, Shapes
from routekit.boundaries.progress import Progress, Tell, stage
from routekit.boundaries.projection import Projection
from routekit.boundaries.threads import side_by_side

_BAND = 32  # rows of blocks: 8 km


def index_of(shapes: Shapes, progress: Progress | None = None) -> dict[str, Section]:
    """Index areas, in the edition's order; give the tables as sections of a container.

    `progress` hears of `indexing` and `degrees`.

    The shapes must be valid, and their coordinates on the lattice of 0.1 mm. The same shapes give the same
    bytes.
    """
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    frame = Frame.around((west, south, east, north))
    tables = joined(_bands(shapes, frame, stage(progress, "indexing")), frame, len(shapes))
    return tables | degree_sections(frame, tables, Projection.open(), stage(progress, "degrees"))


def _bands(shapes: Shapes, frame: Frame, tell: Tell) -> Iterator[Band]:
    """Index bands; give them in order, from the south."""
    low, high = ((shapely.bounds(shapes)[:, [1, 3]].T - frame.south) // LEAF_M).astype(np.int64)

    def indexed(start: int) -> Band:
        rows = range(start * BLOCK, min(start + _BAND, frame.rows) * BLOCK)
        positions: Integers = np.flatnonzero((high >= rows.start) & (low < rows.stop))
        return band(shapes[positions], positions, frame, rows, len(shapes))

    return side_by_side(range(0, frame.rows, _BAND), indexed, tell)
