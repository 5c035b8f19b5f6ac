"""Decide every postcode in one process and on a small Spark cluster: `python benchmarks/spark_cluster.py`.

Parquet in and Parquet out, both ways; the rows must have the same checksum.
"""

import argparse
import lzma
import os
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from local_spark import below, local_cluster  # noqa: E402 - it is found once the line above has run

from routekit.batch import Tools, route_spark, route_table, rows_checksum  # noqa: E402
from routekit.router import Router  # noqa: E402

LIST = ROOT / "boundaries" / "routekit_boundaries" / "postcodes" / "codepo-2025-05" / "postcodes.csv.xz"
ASKED = {
    "transaction": "report-speeding-traffic",
    "answers": {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"},
    "on": date(2026, 11, 21),
}
MB = 1024
FAST = "-XX:+UseSerialGC"  # as it runs for long, unlike the tests' own


def postcodes(rows):
    with lzma.open(LIST, "rt", encoding="ascii") as file:
        texts = [line.partition(",")[0] for line in file]
    return pa.table({"postcode": texts[:rows]})


def timed(work):
    begun = perf_counter()
    made = work()
    return made, perf_counter() - begun


def checksum_of(path):
    return rows_checksum(ds.dataset(path, format="parquet").to_batches())


def alone(given, out):
    """Read, decide and write in this process; give the seconds to open a router, and of the rest."""

    def work():
        pq.write_table(route_table(pq.read_table(given), router=router, **ASKED), out)

    router, opening = timed(lambda: Router.open(packs=[ASKED["transaction"]]))
    router.postcodes  # noqa: B018 - compiled and opened before anything is timed
    return opening, timed(work)[1]


def worker_memory():
    """Give the megabytes that each Python process of a worker has of its own, and those mapped from files."""
    found = []
    for process in below(os.getpid()):
        try:
            named = Path(f"/proc/{process}/cmdline").read_text()
            lines = dict(
                line.split(":") for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
            )
        except OSError:
            continue
        if "pyspark.daemon" in named:
            kb = {name: int(value.split()[0]) for name, value in lines.items()}
            found.append((kb["Anonymous"] // MB, (kb["Rss"] - kb["Anonymous"]) // MB))
    return sorted(found, reverse=True)


def on_a_cluster(given, folder, more):
    """Do the same on two workers; give seconds by what they were for, where the rows are, and memory."""
    begun = perf_counter()
    with local_cluster(folder, java=FAST, more=more) as spark:
        seconds = {"start": perf_counter() - begun}
        frame = spark.read.parquet(str(given))
        decided, seconds["send"] = timed(lambda: route_spark(frame, tools=Tools(), **ASKED))
        for run in ("first", "second"):
            _, seconds[run] = timed(lambda: decided.write.mode("overwrite").parquet(str(folder / "out")))
        memory = worker_memory()
    return seconds, folder / "out", memory


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, help="so many postcodes only")
    parser.add_argument("--figures", type=Path, help="a file of Markdown to write")
    options = parser.parse_args()
    more = {
        "spark.sql.execution.arrow.maxRecordsPerBatch": "131072",
        "spark.sql.files.maxPartitionBytes": str(1024 * 1024),
    }
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        table = postcodes(options.rows)
        pq.write_table(table, folder / "given.parquet", row_group_size=131_072)
        opening, one = alone(folder / "given.parquet", folder / "alone.parquet")
        (folder / "spark").mkdir()
        seconds, out, memory = on_a_cluster(folder / "given.parquet", folder / "spark", more)
        sums = [checksum_of(folder / "alone.parquet"), checksum_of(out)]
    seconds = {"open": opening, "alone": one, **seconds}
    told = page(table.num_rows, seconds, memory, sums)
    sys.stdout.write(told)
    if options.figures:
        options.figures.write_text(told, encoding="utf-8")
    return 0 if sums[0] == sums[1] else 1


STEPS = {
    "open": "one process: open a router",
    "alone": "one process: read, decide and write",
    "start": "Spark: start a master and two workers",
    "send": "Spark: open a router, and send the edition and the postcodes",
    "first": "Spark: read, decide and write, the first time",
    "second": "Spark: the same again, processes and routers being there",
}
DECIDING = ("alone", "first", "second")


def page(rows, seconds, memory, sums):
    """Give what was measured in Markdown."""
    spark, cores = version("pyspark"), os.cpu_count()
    own, mapped = memory[0] if memory else (0, 0)
    same = "the same checksum" if sums[0] == sums[1] else f"DIFFERENT CHECKSUMS, {sums[1][:16]}... and"
    lines = [
        f"{rows:,} postcodes, Parquet to Parquet, on {cores} cores of one machine with Spark {spark}:",
        "",
        "| what | seconds | rows/s |",
        "|---|---:|---:|",
    ]
    for step, what in STEPS.items():
        rate = f"{rows / seconds[step]:,.0f}" if step in DECIDING else ""
        lines.append(f"| {what} | {seconds[step]:.1f} | {rate} |")
    lines += [
        "",
        f"The rows have {same} `{sums[0][:16]}...`. The largest Python process of a worker had {own} MB",
        f"of its own, and {mapped} MB of files that it maps, which the processes of one executor share.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
