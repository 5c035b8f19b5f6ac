"""What the benchmarks share: the fixed points, the edition, and what is recorded beside every figure."""

import csv
from collections import defaultdict
from importlib.metadata import version

import numpy as np
import pytest
import shapely

from editions import FILES, open_edition
from routekit.boundaries import Projection


def pytest_addoption(parser):
    parser.addoption("--edition", choices=sorted(FILES), default="nation", help="which edition is asked")


@pytest.fixture(scope="session")
def which(request):
    return request.config.getoption("--edition")


@pytest.fixture(scope="session")
def points(which):
    """Give (easting, northing) pairs by group."""
    found = defaultdict(list)
    with FILES[which].open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["group"]].append((float(row["easting"]), float(row["northing"])))
    return dict(found)


@pytest.fixture(scope="session")
def degrees(points):
    """Give the same points as (longitude, latitude)."""
    projection = Projection.open()
    return {group: [projection.to_lonlat(*xy)[:2] for xy in pairs] for group, pairs in points.items()}


@pytest.fixture(scope="session")
def edition(which, pytestconfig):
    # What is compiled takes a minute, and shows its progress.
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        return open_edition(which)


def pytest_benchmark_update_machine_info(machine_info):
    machine_info["routekit"] = version("routekit")
    machine_info["shapely"] = shapely.__version__
    machine_info["geos"] = shapely.geos_version_string
    machine_info["numpy"] = np.__version__


@pytest.fixture(autouse=True)
def provenance(benchmark, edition):
    benchmark.extra_info["edition"] = f"{edition.name} {edition.ref.sha256[:12]}"
