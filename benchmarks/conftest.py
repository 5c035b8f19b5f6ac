"""What the benchmarks share: the fixed points, the edition, and what is recorded beside every figure."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
import shapely

from routekit.boundaries import Edition, Projection, build


@pytest.fixture(scope="session")
def points():
    """Give (easting, northing) pairs by group."""
    found = defaultdict(list)
    with Path(__file__).with_name("points.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["group"]].append((float(row["easting"]), float(row["northing"])))
    return dict(found)


@pytest.fixture(scope="session")
def degrees(points):
    """Give the same points as (longitude, latitude)."""
    projection = Projection.open()
    return {group: [projection.to_lonlat(*xy)[:2] for xy in pairs] for group, pairs in points.items()}


@pytest.fixture(scope="session")
def edition(tmp_path_factory):
    path, _ = build(out=tmp_path_factory.mktemp("edition"))
    return Edition.open(path)


def pytest_benchmark_update_machine_info(machine_info):
    machine_info["shapely"] = shapely.__version__
    machine_info["geos"] = shapely.geos_version_string
    machine_info["numpy"] = np.__version__


@pytest.fixture(autouse=True)
def provenance(benchmark, edition):
    benchmark.extra_info["edition"] = f"{edition.name} {edition.ref.sha256[:12]}"
