"""The radius of a postcode, against every distance there is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.boundaries.postcodes.radius import LEAST_M, MOST_M, nearest, radii
from routekit.boundaries.postcodes.table import Table


def told_nothing(done, total):
    assert 0 < done <= total


def oracle(points):
    """Compare every point with every other, in whole numbers, and round up."""
    found = []
    for point in points:
        squared = ((points - point) ** 2).sum(axis=1)
        others = squared[squared > 0]
        metres = int(np.ceil(np.sqrt(others.min()))) if len(others) else MOST_M
        found.append(min(max(metres, LEAST_M), MOST_M))
    return found


def table(*rows):
    """Make a table of (quality, easting, northing), with keys in order."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    district = np.full(len(rows), b"E06000037", dtype="S9")
    return Table(np.arange(1, len(rows) + 1, dtype=np.uint64), *columns, district)


def radius_of(*rows):
    return radii(table(*rows), told_nothing).tolist()


def test_every_radius_of_west_berkshire_is_the_distance_to_the_nearest_other_point(
    west_berkshire_postcodes, west_berkshire_rows
):
    by_point = {}
    for row in west_berkshire_rows[:-1]:
        by_point.setdefault((int(row[2]), int(row[3])), []).append((row[0], row[1]))
    points = np.array(list(by_point))
    expected = {}
    for found, postcodes in zip(oracle(points), by_point.values(), strict=True):
        for postcode, quality in postcodes:
            expected[postcode.replace(" ", "")] = max(found, 100) if quality == "50" else found
    assert len(by_point) < len(expected) == 5398
    columns = west_berkshire_postcodes.columns
    by_key = {int(key): int(radius) for key, radius in zip(columns.key, columns.radius, strict=True)}
    assert {name: by_key[int(name.ljust(7, "0"), 36)] for name in expected} == expected


@given(
    st.sampled_from([30, 300, 3_000, 30_000]).flatmap(
        lambda width: st.sets(
            st.tuples(st.integers(0, width), st.integers(0, width)), min_size=1, max_size=40
        )
    )
)
@settings(deadline=None, max_examples=150)
def test_near_and_far_points_are_found_whatever_cell_they_fall_into(points):
    points = np.array(sorted(points), dtype=np.int64)
    assert nearest(points, told_nothing).tolist() == oracle(points)


@pytest.mark.parametrize(
    ("apart", "radius"), [(1, 50), (50, 50), (51, 51), (999, 999), (1000, 1000), (4000, 1000)]
)
def test_a_radius_is_from_50_to_1000_metres(apart, radius):
    assert radius_of((10, 400_000, 100_000), (10, 400_000, 100_000 + apart)) == [radius, radius]


def test_a_part_of_a_metre_is_rounded_up_so_that_the_neighbour_is_reached():
    assert radius_of((10, 400_000, 100_000), (10, 400_060, 100_060)) == [85, 85]  # 84.85


def test_postcodes_at_one_point_say_nothing_of_each_other():
    here, there = (10, 400_000, 100_000), (10, 400_300, 100_000)
    assert radius_of(here, here, here, there) == [300] * 4


def test_a_postcode_alone_has_the_largest_radius():
    assert radius_of((10, 400_000, 100_000)) == [1000]


@pytest.mark.parametrize(
    ("quality", "radius"), [(10, 50), (20, 50), (30, 100), (40, 100), (50, 100), (60, 1000)]
)
def test_a_point_known_less_well_reaches_at_least_as_far_as_it_may_be_off(quality, radius):
    assert radius_of((10, 400_000, 100_000), (quality, 400_010, 100_000))[1] == radius


def test_the_mean_of_a_sector_is_nobodys_neighbour():
    assert radius_of((10, 400_000, 100_000), (60, 400_070, 100_000), (10, 400_200, 100_000)) == [
        200,
        1000,
        200,
    ]


def test_without_a_location_there_is_no_radius():
    assert radius_of((90, 0, 0), (10, 400_000, 100_000), (90, 0, 0)) == [0, 1000, 0]
    assert radius_of((90, 0, 0)) == [0]
