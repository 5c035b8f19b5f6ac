"""The grid of degrees: what its labels promise, and where it ends."""

import math

import hard_points
import numpy as np
import pytest
import shapely

from routekit.boundaries import Projection
from routekit.boundaries.container import Container
from routekit.boundaries.gridindex.degrees import HIGH, WIDE, DegreeTables
from routekit.boundaries.gridindex.frame import LEAF_M

SLACK_M = 0.001


def tables_of(edition):
    return DegreeTables.of(Container.open(edition.path))


@pytest.fixture(scope="module")
def rim(sample):
    """Give points on every border of the grid of degrees, up to a block inside and further outside."""
    west, south, columns, rows = tables_of(sample).degrees
    inside = np.array([0, 1e-13, 1e-9, 0.25, 0.49, 0.5, 0.51, 0.99])
    off = np.concatenate([inside, -inside, [-1, -3]])
    sides = {"x": np.concatenate([off, columns - off]), "y": np.concatenate([off, rows - off])}
    level = [(a, b) for b in sides["y"] for a in [*sides["x"], *np.linspace(0, columns, 40)]]
    upright = [(a, b) for a in sides["x"] for b in np.linspace(0, rows, 40)]
    placed = np.array(level + upright) * [WIDE, HIGH] + [west, south]
    east, north = west + columns * WIDE, south + rows * HIGH
    last = [[math.nextafter(east, way), math.nextafter(north, way)] for way in (-90, 90)]
    return np.vstack([placed, last])


def test_around_its_borders_no_area_is_found_and_nothing_fails(sample, rim):
    assert sample.codes_at_lonlat(*rim.T).tolist() == [""] * len(rim)
    assert [sample.code_at_lonlat(*each) for each in rim.tolist()] == [None] * len(rim)


@pytest.fixture
def at_the_end(compiled):
    """An edition of two islands on the line where the cover of OSTN15 ends, 1,250 km north."""
    turn = np.linspace(0, 2 * np.pi, 200)[:-1]
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * (3_000 + 500 * np.sin(9 * turn))[:, None]
    islands = [shapely.Polygon(np.round(ring + [east, 1_249_915], 4)) for east in (390_000, 410_000)]  # noqa: RUF005 - numbers are added
    return compiled({"E04999001": shapely.multipolygons(islands)})


def labelled(tables):
    """Give west, south, and sizes in blocks, of every block and square that has a label."""
    west, south, columns, rows = tables.degrees
    blocks = np.array(tables.blocks).reshape(rows, columns)
    row, column = np.nonzero(blocks < tables.flag)
    yield np.column_stack([west + WIDE * column, south + HIGH * row]), 1
    row, column = np.nonzero(blocks >= tables.flag)
    first = (np.array(tables.rows)[row] + blocks[row, column] - tables.flag) * 16
    squares = np.array(tables.squares)
    for up in range(4):
        for right in range(4):
            has = squares[first + 4 * up + right] < tables.flag
            corner = np.column_stack([column[has] + right / 4, row[has] + up / 4])
            yield corner * [WIDE, HIGH] + [west, south], 1 / 4


@pytest.mark.parametrize("name", ["sample", "at_the_end"])
def test_a_label_holds_for_60_cm_around_and_for_20_m_where_the_cover_of_the_tables_ends(name, request):
    edition, projection = request.getfixturevalue(name), Projection.open()
    edges = hard_points.edges_of([edition.area(area.code).geometry for area in edition.areas()])
    tree, frame = shapely.STRtree(shapely.linestrings(edges.reshape(-1, 2, 2))), edition._tables.frame
    corner = np.array([frame.west, frame.south])
    checked = 0
    for found, size in labelled(tables_of(edition)):
        nodes = [found + size * np.array([WIDE * x, HIGH * y]) for x in (0, 1) for y in (0, 1)]
        projected = [projection.to_grid_many(*each.T) for each in nodes]
        places = np.stack([np.column_stack(each[:2]) for each in projected])
        exact = np.all([each[2] for each in projected], axis=0)
        grown = np.where(exact, 0.6, 20)[:, None] - SLACK_M
        low = corner + np.floor((places.min(axis=0) - grown - corner) / LEAF_M) * LEAF_M + SLACK_M
        high = corner + np.ceil((places.max(axis=0) + grown - corner) / LEAF_M) * LEAF_M - SLACK_M
        leaves = shapely.box(*low.T, *high.T)
        checked += len(leaves) if name == "sample" else int((~exact).sum())
        assert len(tree.query(leaves, predicate="intersects")[0]) == 0
    assert checked > 500
