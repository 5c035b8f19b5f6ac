"""Measure a whole file: every postcode of Code-Point Open, located and routed, and beside it geopandas.sjoin.

Run it by hand, on a machine that does nothing else: `make bench-batch`. It prints a table in Markdown.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from routekit.batch.job import Job
from routekit.batch.running import prepare, run
from routekit.boundaries.postcodes.table import compact_of
from routekit.router import Router, today_in_london

JOB = Job(
    transaction="report-speeding-traffic",
    on=today_in_london(),
    answers=(("by_day", "yes"), ("limit_up_to_40", "yes"), ("suitable_site", "yes")),
)
ROUNDS = 5
JOINED = 200_000  # points given to geopandas, and to routekit in the same run
SEED = 20191231


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workers", type=int, default=1)
    workers = options.parse_args().workers
    router = JOB.tools.router(JOB.transaction)
    edition, columns = router.edition_on(JOB.on), router.postcodes.columns
    listed = len(columns.key)
    say(f"edition {edition.name} of {edition.count:,} areas; {listed:,} postcodes; {workers} processes\n")
    say("| what | best | rows/s |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "postcodes.parquet"
        pq.write_table(pa.table({"postcode": [compact_of(key) for key in columns.key.tolist()]}), given)
        _told("Parquet to Parquet, located and routed", listed, lambda: _file(given, router, workers))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    located = columns.radius > 0
    x, y = (each[located].astype(np.float64) for each in (columns.easting, columns.northing))
    radii = columns.radius[located].astype(np.float64)
    ashore = np.ones(len(x), dtype=np.bool_)
    _told("location alone, points", len(x), lambda: edition.positions_at(x, y))
    _told("location alone, circles", len(x), lambda: edition.locating.at_grid(x, y, radii, ashore=ashore))
    some = np.random.default_rng(SEED).choice(len(x), min(JOINED, len(x)), replace=False)
    ours = _told(f"{len(some):,} of the points", len(some), lambda: edition.positions_at(x[some], y[some]))
    shapes = [edition.area(area.code).geometry for area in edition.areas()]
    areas = geopandas.GeoDataFrame(geometry=shapes, crs="EPSG:27700")
    joined: list[geopandas.GeoDataFrame] = []

    def join() -> None:
        points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x[some], y[some], crs="EPSG:27700"))
        joined[:] = [geopandas.sjoin(points, areas, predicate="intersects")]

    theirs = _told(f"geopandas.sjoin {version('geopandas')}, the same points", len(some), join, rounds=2)
    first = joined[0]["index_right"].groupby(level=0).min()
    found = np.full(len(some), -1)
    found[first.index] = first
    agree = bool((found == edition.positions_at(x[some], y[some])).all())
    say(f"\n{theirs / ours:,.0f} times as fast as geopandas.sjoin, answers {'alike' if agree else 'DIFFER'}")
    say(f"most memory of this process up to the end of the first line: {peak:,} MB")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _file(given: Path, router: Router, workers: int) -> None:
    prepared = prepare(given, given.with_name("routed.parquet"), JOB, router, version("routekit"))
    run(prepared, workers=workers, tell=lambda _done, _total, _counts: None)


def _told(what: str, rows: int, work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Do it several times; print and give the seconds of the best."""
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    say(f"| {what} | {min(seconds):.3f} s | {rows / min(seconds):,.0f} |")
    return min(seconds)


if __name__ == "__main__":
    main()
