"""The page of the benchmarks, written from the results and from nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from peers import names
from peers.contender import System
from peers.results import FreshRow, ManyRow, OneRow, Results, Spread
from peers.targets import TARGETS, Target, many, one

SYSTEMS: Final[dict[System, str]] = {"grid": "Easting and northing", "lonlat": "Longitude and latitude"}
HEAD: Final = """\
# Benchmarks

<!-- Written by `make bench-peers` from benchmarks.json. Do not edit: run it again. -->

The same points, the same polygons and one run for all: routekit's look-up beside what else answers the
question. Edition {edition}, {areas:,} areas; {cores} cores ({processor}), Python {python}; {date}. Absolute
times are those of one machine, and move; ratios hold better.

![Time for one point, and points a second for many](benchmarks.svg)"""
ASKED: Final = """\
Median of {rounds} rounds, least and greatest in brackets."""
ONE: Final = """\
Microseconds. Each includes about the time of the empty function, which is that of a call and its timer.
*First* is the median of the first pass over the points, after another contender had the processor's caches;
what follows is of a second pass, and *loop* is the mean in a loop without a timer. *Ratio* is that of p50 to
routekit's."""
MANY: Final = """\
Points spread evenly over the areas, in no order. The peers give positions of areas, and so does
`positions_at`; "routekit" alone gives codes. *Ratio* is that of the time for each point to routekit's. A
quick contender is asked again until a quarter of a second has gone, and the mean counts."""
FRESH: Final = """\
From a fresh process after its imports, with the file in the page cache. Private memory is anonymous: what
each worker has to itself.
"""
BUILT: Final = """
Compiling took {seconds} s and at most {peak_mb} MB of memory; the file has {file_mb} MB."""
METHOD: Final = """\
`make bench-peers` writes this page, the plot, and `benchmarks.json`, from which both are made. In each round
the contenders take their turns in a new random order, with the garbage collector off; a ratio is taken within
a round. Each contender has its own copies of the same polygons. Every answer is compared with an
oracle: shapely's predicate on prepared polygons, boundaries included, the first area in the edition's order.
In degrees, what is right within a micrometre of the point is right.

- tzfpy and timezonefinder answer another question on data of their own: they tell what a call costs.
- The database is asked over a unix socket by prepared statements, and has the points of a join loaded
  beforehand; `select 1` is its round trip.
- pyproj uses the published grid file, a resampling of OSTN15 up to 7 cm from it, so a few answers can differ.

PROJ comes without that grid: `make bench-peers OSTN15_TIF=uk_os_OSTN15_NTv2_OSGBtoETRS.tif` names the file,
and `pyproj sync --file uk_os_OSTN15` fetches it. `benchmarks/postgis.sh` installs PostGIS with apt.
"""


def page(results: Results) -> str:
    """Write the whole page in Markdown."""
    sections = (_head, _asked, _one, _many, _fresh, _not_run, _method)
    return "\n".join(line for section in sections for line in section(results)) + "\n"


def _head(results: Results) -> Iterator[str]:
    yield HEAD.format(**results.facts.model_dump())


def _asked(results: Results) -> Iterator[str]:
    yield from _title("What is asked of it")
    yield ASKED.format(rounds=results.facts.rounds)
    yield ""
    header = ("quantity", "against", "must", "aim", "found", "")
    yield from _table(header, (_asked_cells(each, results) for each in TARGETS))


def _asked_cells(target: Target, results: Results) -> tuple[str, ...]:
    found = target.find(results)
    limits = (f"{_number(limit)} {target.unit}".strip() for limit in (target.must, target.aim))
    seen = f"{_spread(found)} {target.unit}".strip() if found else ""
    return (target.quantity, target.against, *limits, seen, target.verdict(results))


def _one(results: Results) -> Iterator[str]:
    yield from _title("One point at a time")
    yield ONE
    for system, title in SYSTEMS.items():
        for group in dict.fromkeys(row.group for row in results.one):
            rows = [row for row in results.one if (row.system, row.group) == (system, group)]
            yield from _title(f"{title}, {group} ({rows[0].points:,} points)", level=3)
            header = ("", "first", "p50", "p90", "p99", "loop", "ratio", "wrong")
            yield from _table(header, (_one_cells(row, results) for row in _fastest_first(rows)))


def _one_cells(row: OneRow, results: Results) -> tuple[str, ...]:
    ours = one(results, names.ROUTEKIT, row.system, row.group)
    ratio = _number(Spread.ratio(row.p50_us, ours.p50_us).middle) if ours else ""
    times = (
        _spread(Spread.of(each)) for each in (row.cold_us, row.p50_us, row.p90_us, row.p99_us, row.loop_us)
    )
    return (row.contender, *times, ratio, "not asked" if row.wrong is None else f"{row.wrong:,}")


def _fastest_first(rows: Iterable[OneRow]) -> list[OneRow]:
    return sorted(rows, key=lambda row: Spread.of(row.p50_us).middle)


def _many(results: Results) -> Iterator[str]:
    yield from _title("Many points at once")
    yield MANY
    for system, title in SYSTEMS.items():
        rows = [row for row in results.many if row.system == system]
        yield from _title(title, level=3)
        header = ("", "points", "million points a second", "ratio", "wrong")
        fastest_first = sorted(rows, key=lambda row: Spread.of(row.each_us).middle)
        yield from _table(header, (_many_cells(row, results) for row in fastest_first))


def _many_cells(row: ManyRow, results: Results) -> tuple[str, ...]:
    ours = many(results, names.ROUTEKIT, row.system)
    ratio = _number(Spread.ratio(row.each_us, ours.each_us).middle) if ours else ""
    rate = _spread(Spread.of(1 / each for each in row.each_us))
    return (row.contender, f"{row.points:,}", rate, ratio, f"{row.wrong:,}")


def _fresh(results: Results) -> Iterator[str]:
    yield from _title("A fresh process, and compiling")
    yield FRESH
    later = results.fresh[0].later_points
    header = ("", "first answer, ms", "private then, MB", f"private after {later:,} answers, MB")
    yield from _table(header, map(_fresh_cells, results.fresh))
    if results.build:
        numbers = {name: _number(value) for name, value in results.build.model_dump().items()}
        yield BUILT.format(**numbers)


def _fresh_cells(row: FreshRow) -> tuple[str, ...]:
    found = (row.first_ms, row.first_private_mb, row.later_private_mb)
    return (row.contender, *(_spread(Spread.of(each)) for each in found))


def _not_run(results: Results) -> Iterator[str]:
    if results.not_run:
        yield from _title("Not run")
        yield from (f"- {each.contender}: {each.why}" for each in results.not_run)


def _method(results: Results) -> Iterator[str]:
    yield from _title("How it is measured")
    yield METHOD
    versions = sorted(results.facts.versions.items(), key=lambda each: each[0].lower())
    yield from _table(("software", "version"), versions)


def _spread(spread: Spread) -> str:
    middle, least, most = map(_number, (spread.middle, spread.least, spread.most))
    return middle if least == most else f"{middle} ({least} to {most})"


def _number(value: float) -> str:
    """Write three figures that matter."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _title(text: str, *, level: int = 2) -> Iterator[str]:
    yield f"\n{'#' * level} {text}\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    yield from (f"| {' | '.join(cells)} |" for cells in rows)
