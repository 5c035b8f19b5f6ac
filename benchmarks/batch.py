"""Measure a whole file: every postcode of Code-Point Open, located and routed, and beside it geopandas.sjoin.

Run it by hand, on a machine that does nothing else: `make bench-batch`. It writes a page and its figures.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from routekit.batch.job import Job
from routekit.batch.running import prepare, run
from routekit.boundaries import Edition
from routekit.boundaries.postcodes.table import compact_of
from routekit.router import Router, today_in_london

JOB = Job(
    transaction="report-speeding-traffic",
    on=today_in_london(),
    answers=(("by_day", "yes"), ("limit_up_to_40", "yes"), ("suitable_site", "yes")),
)
DOCS = Path(__file__).parents[1] / "docs" / "reference"
NAME = "batch-benchmarks"
ROUNDS = 5
JOINED = 200_000  # points given to geopandas, and to routekit in the same run
SEED = 20191231
PAGE = """\
# A whole file, measured

<!-- Written by `make bench-batch` from batch-benchmarks.json. Do not edit: run it again. -->

All {postcodes:,} postcodes of Code-Point Open, located in {edition} ({areas:,} areas) and routed for the
founding pack with answers given; the router is open. {cores} cores, Python {python}; {date}, with {load:.1f}
processes at work on the machine before it began. Best of {rounds}; CPU is user and system together.

| what | seconds | CPU seconds | rows a second |
|---|---|---|---|
{table}

- {times:,.0f} times as fast as geopandas.sjoin {geopandas} on the same {joined:,} points; answers {agree}.
- Most memory up to the end of the first line: {peak_mb:,} MB.
"""


def main() -> None:
    """Measure, and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=DOCS, help="the folder of the page")
    out = options.parse_args().out
    load = os.getloadavg()[0]
    router = JOB.tools.router(JOB.transaction)
    edition, columns = router.edition_on(JOB.on), router.postcodes.columns
    rows, peak_mb = _of_files(router)
    located = columns.radius > 0
    x, y, radii = (
        each[located].astype(np.float64) for each in (columns.easting, columns.northing, columns.radius)
    )
    ashore = np.ones(len(x), dtype=np.bool_)
    rows.append(_measured("points located", len(x), lambda: edition.positions_at(x, y)))
    rows.append(
        _measured("circles located", len(x), lambda: edition.locating.at_grid(x, y, radii, ashore=ashore))
    )
    beside, agree = _beside_geopandas(edition, x, y)
    found = {
        "postcodes": len(columns.key), "edition": edition.name, "areas": edition.count,
        "cores": os.cpu_count(), "python": sys.version.split()[0], "load": round(load, 1), "rounds": ROUNDS,
        "date": datetime.now(UTC).date().isoformat(), "geopandas": version("geopandas"), "joined": JOINED,
        "agree": "alike" if agree else "DIFFER", "peak_mb": peak_mb,
        "times": round(beside[1]["seconds"] / beside[0]["seconds"], 1), "rows": [*rows, *beside],
    }  # fmt: skip
    (out / f"{NAME}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    table = "\n".join(map(_line, [*rows, *beside]))
    (out / f"{NAME}.md").write_text(PAGE.format(table=table, **found), encoding="utf-8")


def _of_files(router: Router) -> tuple[list[dict[str, Any]], int]:
    """Measure whole files, in one process and in two; and the most memory of this one until then."""
    keys = router.postcodes.columns.key.tolist()
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "postcodes.parquet"
        pq.write_table(pa.table({"postcode": [compact_of(key) for key in keys]}), given)
        one = _measured("Parquet to Parquet", len(keys), lambda: _file(given, router, 1))
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        two = _measured("Parquet to Parquet, 2 processes", len(keys), lambda: _file(given, router, 2))
    return [one, two], peak_mb


def _beside_geopandas(
    edition: Edition, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> tuple[list[dict[str, Any]], bool]:
    """Measure some points here and by geopandas; tell whether the answers are the same."""
    some = np.random.default_rng(SEED).choice(len(x), JOINED, replace=False)
    x, y = x[some], y[some]
    shapes = [edition.area(area.code).geometry for area in edition.areas()]
    areas = geopandas.GeoDataFrame(geometry=shapes, crs="EPSG:27700")
    joined: list[geopandas.GeoDataFrame] = []

    def join() -> None:
        points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y, crs="EPSG:27700"))
        joined[:] = [geopandas.sjoin(points, areas, predicate="intersects")]

    rows = [
        _measured(f"{JOINED:,} of the points located", JOINED, lambda: edition.positions_at(x, y)),
        _measured("the same by geopandas.sjoin", JOINED, join, rounds=2),
    ]
    first = joined[0]["index_right"].groupby(level=0).min()
    found = np.full(JOINED, -1)
    found[first.index] = first
    return rows, bool((found == edition.positions_at(x, y)).all())


def _file(given: Path, router: Router, workers: int) -> None:
    prepared = prepare(given, given.with_name("routed.parquet"), JOB, router, version("routekit"))
    run(prepared, workers=workers, tell=lambda _done, _total, _counts: None)


def _measured(what: str, rows: int, work: Callable[[], object], rounds: int = ROUNDS) -> dict[str, Any]:
    """Do it several times; give the seconds of the best, and those of the processor."""
    seconds, used = [], []
    for _ in range(rounds):
        started, before = time.perf_counter(), _used()
        work()
        seconds.append(time.perf_counter() - started)
        used.append(_used() - before)
    sys.stderr.write(f"{what}: {min(seconds):.3f} s\n")
    return {"what": what, "rows": rows, "seconds": round(min(seconds), 4), "cpu": round(min(used), 4)}


def _used() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def _line(row: dict[str, Any]) -> str:
    rate = row["rows"] / row["seconds"]
    return f"| {row['what']} | {row['seconds']:.3f} | {row['cpu']:.3f} | {rate:,.0f} |"


if __name__ == "__main__":
    main()
