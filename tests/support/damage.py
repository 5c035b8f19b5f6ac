"""Damage a compiled file in the ways that disks and copies do, and count what comes of it."""

from typing import NamedTuple

import numpy as np

from routekit.boundaries import Edition
from routekit.errors import EditionError
from routekit.model import Grid, Stretch

LONGITUDES, LATITUDE = (-1.57, -1.565, -1.56, -1.5), 51.412


class Outcome(NamedTuple):
    """How many damaged files gave a wrong answer, how many were refused, and how many answered rightly."""

    wrong: int
    refused: int
    right: int


def damage(content, number, rng):
    """Give the content cut, with zeros, garbage, a stretch from elsewhere or more of it, or bits flipped."""
    damaged = bytearray(content)
    start = int(rng.integers(len(content)))
    end = min(len(content), start + int(rng.integers(1, 5_000)))
    match number % 10:
        case 0 | 1:
            del damaged[start:]
        case 2 | 3:  # as a disk may leave behind
            damaged[start:end] = bytes(end - start)
        case 4:
            damaged[start:end] = rng.bytes(end - start)
        case 5:
            other = int(rng.integers(len(content) - (end - start)))
            damaged[start:end] = content[other : other + end - start]
        case 6:
            damaged += content[start:end]
        case _:
            for _ in range(int(rng.integers(1, 4))):
                damaged[int(rng.integers(len(content)))] ^= 1 << int(rng.integers(8))
    return damaged


def answers(path, points):
    """Ask in every way there is."""
    edition = Edition.open(path)
    one_by_one = [edition.code_at(*point) for point in points.tolist()]
    many = edition.codes_at(*points.T).tolist()
    in_degrees = [edition.code_at_lonlat(longitude, LATITUDE) for longitude in LONGITUDES]
    many_in_degrees = edition.codes_at_lonlat(LONGITUDES, [LATITUDE] * len(LONGITUDES)).tolist()
    grids = [Grid(easting=x, northing=y) for x, y in points[-6:].tolist()]
    circles = [edition.area_at(each.model_copy(update={"accuracy_m": 30})) for each in grids]
    line, distance = edition.area_at(Stretch(points=tuple(grids[:2]))), edition.boundary_distance(grids[0])
    areas = edition.areas()
    land = [edition.area(area.code).geometry.wkb for area in areas[:5]]
    exact = [edition.area_at(each) for each in grids]
    ways = one_by_one, many, in_degrees, many_in_degrees, circles, line, distance, land, exact
    return *ways, areas, edition.record


def outcome(made, points, path, files, seed):
    """Damage a file so many times, one after another, at a path, and ask each."""
    content, right = made.read_bytes(), answers(made, points)
    rng, wrong, refused = np.random.default_rng(seed), 0, 0
    for number in range(files):
        if (damaged := damage(content, number, rng)) == content:
            continue
        path.write_bytes(damaged)
        try:
            wrong += answers(path, points) != right
        except EditionError:
            refused += 1
    return Outcome(wrong, refused, files - wrong - refused)
