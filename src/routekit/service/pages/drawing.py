"""A map as SVG: areas, their neighbours, the place, a scale and north, in classes that CSS colours."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from routekit.boundaries.outlines import Outline, Point
from routekit.boundaries.record import Bounds
from routekit.model import Area
from routekit.service.pages.frames import SHAPE, Spot
from routekit.service.pages.wording import Words

WIDTH: Final = 720.0
HEIGHT: Final = WIDTH / SHAPE
_LETTER: Final = 7.5  # the width of a letter of a name, about
_LINE: Final = 18.0  # the height of a name
_SMALLEST: Final = 9.0  # a circle of the place that would be smaller is left to the pin
_STEPS: Final = (1, 2, 5)


class _Box(NamedTuple):
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def drawn(  # noqa: PLR0913 - what it shows, each by its name
    frame: Bounds,
    seen: Sequence[Outline],
    codes: Collection[str],
    spot: Spot | None,
    *,
    title: str,
    words: Words,
    notes: Mapping[str, str] = MappingProxyType({}),
) -> Markup:
    """Draw areas in a frame (metres, EPSG:27700; grid north is up); `codes` are those that it is about.

    `title` is what stands for the picture where it is not seen. `notes` stand beside names, by code.
    """
    view = _View(frame)
    parts = [
        f'<svg class="map-svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{escape(title)}">',
        f'<rect class="map-ground" width="{WIDTH:g}" height="{HEIGHT:g}"/>',
        *(_area(view, each, main=False) for each in seen if each.area.code not in codes),
        *(_area(view, each, main=True) for each in seen if each.area.code in codes),
        *_spot(view, spot),
        *_names(view, _named(seen, words, notes), codes, spot),
        *_scale(view, words),
        "</svg>",
    ]
    return Markup("\n").join(map(Markup, parts))


class _Named(NamedTuple):
    """An area with what is written on it, and whether that has a note."""

    outline: Outline
    name: str
    noted: bool


def _named(seen: Sequence[Outline], words: Words, notes: Mapping[str, str]) -> Iterator[_Named]:
    return (_Named(each, label_of(each.area, words, notes), each.area.code in notes) for each in seen)


def label_of(area: Area, words: Words, notes: Mapping[str, str]) -> str:
    """Give the name of an area in the language of a page, with the note on it if there is one."""
    name = area.name_cy or area.name if words.language == "cy" else area.name
    note = notes.get(area.code)
    return f"{name} ({note})" if note else name


class _View:
    """Turns metres into places in the picture."""

    def __init__(self, frame: Bounds) -> None:
        self._west, _, east, self._north = frame
        self.scale = WIDTH / (east - self._west)

    def at(self, point: Point) -> tuple[float, float]:
        return (point[0] - self._west) * self.scale, (self._north - point[1]) * self.scale


def _area(view: _View, outline: Outline, *, main: bool) -> str:
    rings = (ring for polygon in outline.polygons for ring in polygon)
    path = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(view.at, ring[:-1])) + "Z" for ring in rings
    )
    return f'<path class="{"map-main" if main else "map-other"}" fill-rule="evenodd" d="{path}"/>'


def _spot(view: _View, spot: Spot | None) -> Iterator[str]:
    if spot is None:
        return
    x, y = view.at((spot.easting, spot.northing))
    radius = spot.radius_m * view.scale
    if radius > _SMALLEST:
        yield f'<circle class="map-circle" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
    yield f'<path class="map-pin" d="M{x:.1f} {y:.1f}l-9 -17a10.5 10.5 0 1 1 18 0z"/>'
    yield f'<circle class="map-pin-eye" cx="{x:.1f}" cy="{y - 22:.1f}" r="4"/>'


def _names(view: _View, named: Iterable[_Named], codes: Collection[str], spot: Spot | None) -> Iterator[str]:
    """Give the names that find room: those the map is about, those with notes, then the largest."""
    taken = [_around(view, spot)] if spot else []
    taken.append(_Box(0, HEIGHT - 40, 150, HEIGHT))
    for outline, name, noted in sorted(
        named, key=lambda each: (each[0].area.code not in codes, not each[2], -_size(each[0].bounds))
    ):
        main = outline.area.code in codes
        x, y = view.at(outline.middle)
        half = len(name) * _LETTER / 2
        box = _Box(x - half, y - _LINE / 2, x + half, y + _LINE / 2)
        wide = main or noted or _is_as_wide(view, outline, box)
        if wide and _is_within(box) and not any(box.meets(each) for each in taken):
            taken.append(box)
            yield _text("map-name-main" if main else "map-name", (x, y + 5), name)


def _is_within(box: _Box) -> bool:
    return box.left > 0 and box.top > 0 and box.right < WIDTH and box.bottom < HEIGHT


def _is_as_wide(view: _View, outline: Outline, box: _Box) -> bool:
    """Tell whether an area is about as wide as its name."""
    west, _, east, _ = outline.bounds
    return (east - west) * view.scale > (box.right - box.left) * 0.8


def _text(kind: str, middle: Point, words: str) -> str:
    x, y = middle
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(words)}</text>'


def _around(view: _View, spot: Spot) -> _Box:
    x, y = view.at((spot.easting, spot.northing))
    return _Box(x - 14, y - 36, x + 14, y + 4)


def _size(bounds: Bounds) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])


def _scale(view: _View, words: Words) -> Iterator[str]:
    """Draw a bar of a round length, and an arrow to the north."""
    most = 140 / view.scale
    power = 10.0 ** math.floor(math.log10(most))
    metres = max(step * power for step in _STEPS if step * power <= most)
    key, number = ("map.kilometres", metres / 1000) if metres >= 1000 else ("map.metres", metres)  # noqa: PLR2004 - metres
    y, length = HEIGHT - 14, metres * view.scale
    yield f'<path class="map-scale" d="M12 {y - 6:.0f}v6h{length:.1f}v-6"/>'
    yield _text("map-words", (12 + length / 2, y - 6), words(key, number=f"{number:g}"))
    x = WIDTH - 20
    yield f'<path class="map-north" d="M{x:.0f} 12l7 20l-7 -5l-7 5z"/>'
    yield _text("map-words", (x, 46), words("map.north")[0])
