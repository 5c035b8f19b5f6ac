"""What is recorded beside the figures: the kind of machine, the data and the versions."""

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import pyproj
import shapely

from peers.results import Facts
from routekit.boundaries import Edition

PACKAGES = (
    "routekit", "numpy", "shapely", "rtree", "pyproj", "geopandas", "pandas", "pyarrow", "sedonadb", "tzfpy",
    "timezonefinder", "numba", "psycopg",
)  # fmt: skip


def facts(edition: Edition, rounds: int, versions: Mapping[str, str]) -> Facts:
    """Gather what holds for a run."""
    installed = {name: found for name in PACKAGES if (found := _version(name))}
    libraries = {"GEOS": shapely.geos_version_string, "PROJ": pyproj.proj_version_str}
    return Facts(
        date=datetime.now(UTC).date().isoformat(),
        python=platform.python_version(),
        processor=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count() or 0,
        edition=edition.name,
        sha256=edition.ref.sha256,
        areas=edition.count,
        rounds=rounds,
        versions={**installed, **libraries, **versions},
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
