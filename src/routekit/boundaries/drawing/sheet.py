"""Draw a map as SVG or PNG, by way of matplotlib, which the extra `map` installs."""

import textwrap
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from routekit.boundaries.drawing.view import Labelled, View
from routekit.errors import EditionError, InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path as Outline

SUFFIXES: Final = (".svg", ".png")

# Okabe and Ito's colours, which people with any colour vision can tell apart.
COLOURS: Final = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#B2A300", "#000000")
_PAPER: Final = (11.0, 8.5)  # inches
_FRAME: Final = (0.02, 0.1, 0.66, 0.82)  # of the paper: left, bottom, width, height
SHAPE: Final = _FRAME[2] * _PAPER[0] / (_FRAME[3] * _PAPER[1])  # width over height of the map
_DASHED: Final = (0, (4, 3))
_DOTS: Final = 150  # an inch
_NORTH: Final = "British National Grid, grid north is up."
_TOO_SMALL: Final = 0.02  # of the view's width: a ring is drawn around what would be missed
_STYLE: Final[dict[Any, object]] = {
    "svg.fonttype": "none",  # text stays text, to be searched and read aloud
    "svg.hashsalt": "routekit",  # the same comparison gives the same bytes
    "font.family": "DejaVu Sans",
    "text.parse_math": False,  # a name may hold a dollar sign
}


class Key(NamedTuple):
    """What a colour stands for, and the land that has it; with a `number` the land bears it."""

    colour: str
    words: str
    land: tuple[shapely.MultiPolygon, ...]
    number: int | None = None


class Words(NamedTuple):
    """What a sheet says: its title, that of its legend, notes at its foot, and facts beside the map."""

    title: str
    legend: str
    notes: tuple[str, ...]
    facts: tuple[str, ...] = ()


def check_drawable(path: Path) -> None:
    """Raise InputError for a name that is no picture's, and EditionError if matplotlib is not installed."""
    if path.suffix.lower() not in SUFFIXES:
        wanted = f"a name that ends in {' or '.join(SUFFIXES)} is needed"
        raise InputError.of("picture", path.name, wanted)
    if find_spec("matplotlib") is None:
        raise EditionError(
            f"{path} is drawn by matplotlib, which is not installed; install routekit[map], or draw none"
        )


def draw(path: Path, shown: View, keys: Sequence[Key], words: Words) -> None:
    """Draw land in its colours among the areas of a view. Grid north is up.

    The same gives the same bytes. Errors as for `check_drawable`, and EditionError if the file cannot be
    written.
    """
    check_drawable(path)
    from matplotlib import rc_context  # noqa: PLC0415 - an extra
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to import

    with rc_context(_STYLE):
        figure = Figure(figsize=_PAPER, dpi=_DOTS)
        axes = figure.add_axes(_FRAME)
        _ground(axes, shown)
        _land(axes, keys, shown)
        _names(axes, shown.labels)
        _scale(axes, shown)
        _legend(figure, keys, shown, words.legend)
        _words(figure, words)
        try:
            metadata = {"Date": None} if path.suffix.lower() == ".svg" else {"Software": None}
            figure.savefig(path, metadata=metadata)
        except OSError as error:
            raise EditionError(f"{path} cannot be written ({error.strerror})") from error


def _ground(axes: "Axes", shown: View) -> None:
    """Draw the boundaries: those of now as lines, those of before, where they changed, as dashes."""
    from matplotlib.collections import PathCollection  # noqa: PLC0415 - slow to import

    west, south, east, north = shown.bounds
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], aspect="equal")
    thin = _thin(shown)
    now = (shown.now, "#f4f3ee", "#777777", "solid", 1)
    gone = (shown.gone, "none", "black", _DASHED, 3)
    for shapes, face, line, style, order in (now, gone):
        axes.add_collection(
            PathCollection(
                [_outline(shape) for shape in shapes if shape.area],
                facecolors=face,
                edgecolors=line,
                linewidths=thin,
                linestyles=[style],
                zorder=order,
            )
        )


def _thin(shown: View) -> float:
    """Give the width of lines in points; those of a nation would be all there is to see."""
    return 0.8 if len(shown.now) < 200 else 0.3  # noqa: PLR2004 - a district has fewer areas


def _land(axes: "Axes", keys: Sequence[Key], shown: View) -> None:
    from matplotlib.patches import PathPatch  # noqa: PLC0415 - slow to import

    for key in keys:
        for shape in key.land:
            outline = _outline(shown.simple(shape))
            axes.add_patch(
                PathPatch(
                    outline,
                    facecolor=key.colour,
                    edgecolor=key.colour,
                    linewidth=_thin(shown),
                    alpha=0.65,
                    zorder=2,
                )
            )
            middle = max(shape.geoms, key=lambda part: part.area).representative_point()
            west, south, east, north = shape.bounds
            if max(east - west, north - south) < _TOO_SMALL * shown.width:
                axes.plot(middle.x, middle.y, "o", markersize=16, markerfacecolor="none",
                          markeredgecolor=key.colour)  # fmt: skip
            if key.number is not None:  # above the middle, where a name may stand
                axes.annotate(str(key.number), (middle.x, middle.y), xytext=(0, 11),
                              textcoords="offset points", fontweight="bold", fontsize=9, bbox=_PLATE,
                              **_CENTRED)  # fmt: skip


def _names(axes: "Axes", labels: Sequence[Labelled]) -> None:
    for label in labels:
        axes.text(label.easting, label.northing, label.words, fontsize=7, color="#333333", clip_on=True,
                  **_CENTRED)  # fmt: skip


def _scale(axes: "Axes", shown: View) -> None:
    """Draw a scale bar of a round length, and an arrow to grid north."""
    west, south, east, north = shown.bounds
    length = _round(shown.width / 4)
    x, y = west + 0.04 * (east - west), south + 0.04 * (north - south)
    words = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"  # noqa: PLR2004 - metres in a kilometre
    axes.plot([x, x + length], [y, y], color="black", linewidth=3, solid_capstyle="butt")
    axes.annotate(words, (x + length / 2, y), xytext=(0, 5), textcoords="offset points",
                  ha="center", fontsize=8, bbox=_PLATE)  # fmt: skip
    axes.annotate("N", xy=(0.96, 0.98), xytext=(0.96, 0.89), xycoords="axes fraction", fontsize=11,
                  arrowprops={"arrowstyle": "-|>", "color": "black"}, bbox=_PLATE, **_CENTRED)  # fmt: skip


def _legend(figure: "Figure", keys: Sequence[Key], shown: View, title: str) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - slow to import
    from matplotlib.patches import Patch  # noqa: PLC0415 - slow to import

    handles = [
        *(Patch(color=key.colour, alpha=0.65, label=_wrapped(key.words)) for key in keys),
        Line2D([], [], color="#777777", label="boundary now"),
        *(
            [Line2D([], [], color="black", linestyle=_DASHED, label="boundary before, where it changed")]
            if len(shown.gone)
            else []
        ),
    ]
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.69, 0.925), fontsize=8, title=title,
                  frameon=False, alignment="left")  # fmt: skip


def _words(figure: "Figure", words: Words) -> None:
    figure.text(0.02, 0.95, words.title, fontsize=13, fontweight="bold")
    lines = [line for each in (*words.notes, _NORTH) for line in textwrap.wrap(each, 175)]
    figure.text(0.02, 0.075, "\n".join(lines), fontsize=6.5, va="top", color="#333333")
    facts = "\n".join(map(_wrapped, words.facts))
    figure.text(0.7, _FRAME[1], facts, fontsize=8, va="bottom", linespacing=1.5)


def _outline(shape: shapely.Geometry) -> "Outline":
    """Make the path of all rings of a shape; holes stay holes, as their rings run the other way."""
    from matplotlib.path import Path as Outline  # noqa: PLC0415 - slow to import

    polygons = [each for each in shapely.get_parts(shape) if isinstance(each, shapely.Polygon)]
    rings = shapely.get_rings(np.array([shapely.normalize(each) for each in polygons], dtype=object))
    paths = [Outline(shapely.get_coordinates(ring), closed=True) for ring in rings]
    return Outline.make_compound_path(*paths)


def _round(metres: float) -> float:
    """Give the largest of 1, 2 and 5 times a power of ten that is not more."""
    power = 10.0 ** np.floor(np.log10(metres))
    return float(power * max(step for step in (1, 2, 5) if step * power <= metres))


def _wrapped(words: str) -> str:
    return "\n".join(
        part for line in words.split("\n") for part in textwrap.wrap(line, 42, subsequent_indent="    ")
    )


_CENTRED: Final[dict[str, Any]] = {"ha": "center", "va": "center"}
_PLATE: Final = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
