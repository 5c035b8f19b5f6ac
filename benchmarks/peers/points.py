"""The points that are asked about: the committed groups one at a time, and many on land from a fixed seed."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np

from editions import FILES
from peers.contender import Coordinates, Positions, System
from peers.land import Land, Oracle
from routekit.boundaries import Projection

SEED: Final = 20191231
FOLDER: Final = Path(__file__).parents[1]
UM: Final = 1e-6  # a micrometre
Around = tuple[tuple[float, float], ...]
HERE: Final[Around] = ((0, 0),)
BESIDE: Final[Around] = ((0, 0), (UM, UM), (UM, -UM), (-UM, UM), (-UM, -UM))


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points in both systems, and the positions that answer them rightly, in rows.

    On the grid one row. Degrees are rounded when projected, by routes that differ by nanometres: there, what
    is right within a micrometre of the point is right, which matters for points on a boundary alone.
    """

    columns: Mapping[System, tuple[Coordinates, Coordinates]]
    right: Mapping[System, Positions]

    @classmethod
    def at(cls, eastings: Coordinates, northings: Coordinates, oracle: Oracle, around: Around) -> Self:
        """Add the degrees, and what the oracle says at each point; in degrees, so many metres around it."""
        projection = Projection.open()
        lonlat = projection.to_lonlat_many(eastings, northings)[:2]
        x, y, _ = projection.to_grid_many(*lonlat)
        return cls(
            {"grid": (eastings, northings), "lonlat": lonlat},
            {
                "grid": oracle.positions(eastings, northings)[None],
                "lonlat": np.stack([oracle.positions(x + east, y + north) for east, north in around]),
            },
        )

    def __len__(self) -> int:
        return len(self.columns["grid"][0])

    def first(self, number: int | None) -> Self:
        """Give the first so many points; all of them for None."""
        part = slice(number)
        columns = {system: (x[part], y[part]) for system, (x, y) in self.columns.items()}
        return type(self)(columns, {system: right[:, part] for system, right in self.right.items()})

    def wrong(self, system: System, answers: Positions) -> int:
        """Count the answers that are wrong, of as many points as were answered."""
        return int((self.right[system][:, : len(answers)] != answers).all(axis=0).sum())

    def pairs(self, system: System) -> list[tuple[float, float]]:
        """Give the points as pairs of Python numbers."""
        first, second = self.columns[system]
        return list(zip(first.tolist(), second.tolist(), strict=True))


def committed(land: Land, oracle: Oracle) -> Mapping[str, Points]:
    """Give the committed points of this edition by group."""
    path = FILES["sample" if land.edition.ref.sample else "nation"]
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["group"]].append((float(row["easting"]), float(row["northing"])))
    return {group: _points(np.array(pairs), oracle, BESIDE) for group, pairs in found.items()}


def on_land(land: Land, oracle: Oracle, number: int) -> Points:
    """Draw points spread evenly over the areas, in no order: always the same for one edition."""
    random = np.random.default_rng(SEED)
    west, south, east, north = land.edition.bounds
    kept: list[Coordinates] = []
    while sum(map(len, kept)) < number:
        box = random.uniform((west, south), (east, north), (number, 2))
        kept.append(box[oracle.positions(box[:, 0], box[:, 1]) >= 0])
    return _points(np.concatenate(kept)[:number], oracle, HERE)


def _points(pairs: Coordinates, oracle: Oracle, around: Around) -> Points:
    return Points.at(pairs[:, 0].copy(), pairs[:, 1].copy(), oracle, around)
