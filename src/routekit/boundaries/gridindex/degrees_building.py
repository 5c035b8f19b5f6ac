"""Build the grid of degrees over a finished grid index, band by band.

A square gets a label if no leaf of the index lies in the box, on the National Grid, of its four corners: what
is free of leaves and hangs together has one label. The box is grown by what the sides of a square can bow.
"""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from routekit.boundaries.container import Section
from routekit.boundaries.gridindex.cut import Flags
from routekit.boundaries.gridindex.degrees import HIGH, WIDE, Degrees
from routekit.boundaries.gridindex.frame import BLOCK, LEAVES, Frame
from routekit.boundaries.gridindex.segments import Floats, Integers
from routekit.boundaries.gridindex.windows import Sheet, Window
from routekit.boundaries.progress import Tell
from routekit.boundaries.projection import Projection
from routekit.boundaries.threads import side_by_side

_BAND = 96  # rows of blocks: 21 km
# In 250 m a parallel bows by 1.2 mm and the shifts of OSTN15 by centimetres; where these end, what stands in
# for them is up to 7.4 m off.
_BOWED_M, _OFF_COVER_M = 0.6, 20.0


class _Nodes(NamedTuple):
    """Corners on the National Grid: eastings, northings, and how far what is between them may be off."""

    eastings: Floats
    northings: Floats
    off: Floats


def degree_sections(
    frame: Frame, tables: Mapping[str, Section], projection: Projection, tell: Tell
) -> dict[str, Section]:
    """Give the tables of the grid of degrees, as sections of a container, over an index's tables."""
    sheet, degrees = Sheet(frame, tables), _extent(frame, projection)
    flag, dtype = sheet.flag, sheet.dtype
    blocks, in_rows, inner = [], [], []
    starts = range(0, degrees.rows, _BAND)
    bands = [range(start, min(start + _BAND, degrees.rows)) for start in starts]
    work = partial(_band, sheet, degrees, projection)
    for labels, split, within in side_by_side(bands, work, tell):
        ranks = np.cumsum(split, axis=1) - 1
        blocks.append(np.where(split, flag | ranks, labels).astype(dtype).ravel())
        in_rows.append(split.sum(axis=1))
        inner.append(np.where(within < 0, 2 * flag - 1, within).astype(dtype).ravel())
    firsts = np.append(0, np.cumsum(np.concatenate(in_rows))).astype("<u4")
    return {
        "lonlat_frame": Section(np.array(degrees, dtype="<f8")),
        "lonlat_blocks": Section(np.concatenate(blocks), when_needed=True),
        "lonlat_rows": Section(firsts, when_needed=True),
        "lonlat_squares": Section(np.concatenate(inner), when_needed=True),
    }


def _extent(frame: Frame, projection: Projection) -> Degrees:
    """Give what holds all areas: the frame has a block to spare around them."""
    east, north = np.linspace(frame.west, frame.east, 200), np.linspace(frame.south, frame.north, 200)
    eastings = np.concatenate([east, east, np.full(200, frame.west), np.full(200, frame.east)])
    northings = np.concatenate([np.full(200, frame.south), np.full(200, frame.north), north, north])
    longitudes, latitudes, _ = projection.to_lonlat_many(eastings, northings)
    return Degrees.around(longitudes.min(), latitudes.min(), longitudes.max(), latitudes.max())


def _band(
    sheet: Sheet, degrees: Degrees, projection: Projection, rows: range
) -> tuple[Integers, Flags, Integers]:
    """Give the labels of the blocks of some rows, which of them are split, and the labels of their squares.

    A square that has to be projected has the label -1.
    """
    nodes = _nodes(degrees, rows, projection)
    west, south, east, north = _boxes(nodes)
    window = Window.of(sheet, south.min(), north.max())
    labels = window.labels(west, south, east, north)
    split = labels < 0
    row, column = np.nonzero(split)
    inner = window.labels(*_boxes(_finer(nodes, row, column))).reshape(-1, LEAVES)
    return labels, split, inner


def _nodes(degrees: Degrees, rows: range, projection: Projection) -> _Nodes:
    longitudes = degrees.west + WIDE * np.arange(degrees.columns + 1)
    latitudes = degrees.south + HIGH * np.arange(rows.start, rows.stop + 1)
    shape = (len(latitudes), len(longitudes))
    x, y = np.tile(longitudes, len(latitudes)), np.repeat(latitudes, len(longitudes))
    eastings, northings, exact = projection.to_grid_many(x, y)
    off = np.where(exact, _BOWED_M, _OFF_COVER_M)
    return _Nodes(eastings.reshape(shape), northings.reshape(shape), off.reshape(shape))


def _finer(nodes: _Nodes, row: Integers, column: Integers) -> _Nodes:
    """Give the 5 x 5 corners of the squares of some blocks, between those of the blocks."""
    steps = np.arange(BLOCK + 1) / BLOCK
    right, up = steps[None, None, :], steps[None, :, None]

    def between(values: Floats) -> Floats:
        south_west, south_east, north_west, north_east = (
            values[row + above, column + aside][:, None, None] for above in (0, 1) for aside in (0, 1)
        )
        south = south_west + (south_east - south_west) * right
        north = north_west + (north_east - north_west) * right
        return south + (north - south) * up

    off = np.broadcast_to(
        _corners(nodes.off).max(axis=0)[row, column][:, None, None], (len(row), BLOCK + 1, BLOCK + 1)
    )
    return _Nodes(between(nodes.eastings), between(nodes.northings), off)


def _corners(values: Floats) -> Floats:
    return np.stack([values[..., :-1, :-1], values[..., :-1, 1:], values[..., 1:, :-1], values[..., 1:, 1:]])


def _boxes(nodes: _Nodes) -> tuple[Floats, Floats, Floats, Floats]:
    """Give west, south, east and north of what lies between each four nodes, grown by how far that is off."""
    eastings, northings, off = map(_corners, nodes)
    grown = off.max(axis=0)
    west, east = eastings.min(axis=0) - grown, eastings.max(axis=0) + grown
    return west, northings.min(axis=0) - grown, east, northings.max(axis=0) + grown
