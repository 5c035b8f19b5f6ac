"""The plot of the benchmarks: one point at a time, and many at once, on logarithmic scales."""

from pathlib import Path
from statistics import median

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from peers import names
from peers.results import Results

OURS, OTHERS = "#00703c", "#505a5f"
SYSTEMS = {"grid": "", "lonlat": ", degrees"}


def plot(results: Results, path: Path) -> None:
    """Write the plot as SVG: the same bytes for the same results and the same matplotlib."""
    mpl.rcParams["svg.hashsalt"] = "routekit"
    mpl.rcParams["svg.fonttype"] = "none"
    one, many = _one(results), _many(results)
    figure = Figure(figsize=(9, 1.6 + 0.26 * (len(one) + len(many))), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=(len(one), len(many)))
    _draw_one(above, one)
    _draw_many(below, many)
    figure.savefig(path, format="svg", metadata={"Date": None})


def _one(results: Results) -> dict[str, tuple[float, float]]:
    rows = [row for row in results.one if row.group == "inside"]
    found = {
        row.contender + SYSTEMS[row.system]: (median(row.p50_us), median(row.p99_us))
        for row in rows
        if row.contender != names.EMPTY or row.system == "grid"
    }
    return dict(sorted(found.items(), key=lambda each: each[1], reverse=True))


def _many(results: Results) -> dict[str, float]:
    found = {row.contender + SYSTEMS[row.system]: 1 / median(row.each_us) for row in results.many}
    return dict(sorted(found.items(), key=lambda each: each[1]))


def _draw_one(axes: Axes, found: dict[str, tuple[float, float]]) -> None:
    for at, (name, (p50, p99)) in enumerate(found.items()):
        axes.plot((p50, p99), (at, at), color=_colour(name), linewidth=1.5)
        axes.plot(p50, at, "o", color=_colour(name), markersize=6)
        axes.plot(p99, at, "|", color=_colour(name), markersize=8)
    _label(
        axes, list(found), "One point inside an area: microseconds, half of the calls (dot) and 99 % (bar)"
    )


def _draw_many(axes: Axes, found: dict[str, float]) -> None:
    colours = [_colour(name) for name in found]
    axes.barh(range(len(found)), list(found.values()), color=colours, height=0.6)
    _label(axes, list(found), "Many points on land: million points a second")


def _label(axes: Axes, labels: list[str], title: str) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_yticks(range(len(labels)), labels)
    axes.set_title(title, loc="left", fontsize=10)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _colour(name: str) -> str:
    return OURS if name.split(",", maxsplit=1)[0] == names.ROUTEKIT else OTHERS
