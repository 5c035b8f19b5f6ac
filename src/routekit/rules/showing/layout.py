"""Lay a picture out: boxes in layers, the words of arrows between them, and nothing on top of another.

Sugiyama's method: layers by the longest way, order in a layer by the middle of what each is joined to, places
by the least squares that keep the order. Arrows to the same box run together once they have said their words.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, NamedTuple

BESIDE: Final = 18.0  # between neighbours in a layer
BELOW_A_BOX: Final = 20.0
ABOVE_A_BOX: Final = 30.0
SWEEPS: Final = 16
STRAIGHT: Final = 60.0  # how much more a line weighs than a box

Slot = Literal["box", "words", "line"]


class Size(NamedTuple):
    """The size of a box, or of the words of an arrow."""

    width: float
    height: float


class Way(NamedTuple):
    """An arrow to be laid out: the boxes it joins, by number, and the size of its words."""

    start: int
    end: int
    words: Size


class Placed(NamedTuple):
    """Where a box or the words of an arrow came to lie: the middle, the top, and the size."""

    middle: float
    top: float
    size: Size


class Line(NamedTuple):
    """A piece of an arrow: down from (x, y) to (x, `leaves`), over to (`to_x`, `to_y`); `points` at a box."""

    x: float
    y: float
    leaves: float
    to_x: float
    to_y: float
    points: bool


class Layout(NamedTuple):
    """Everything in its place, from (0, 0) to (`width`, `height`)."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    words: tuple[Placed, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """What has a place of its own in a layer; `number` is that of the box or the way it belongs to."""

    slot: Slot
    number: int
    layer: int
    size: Size


def laid_out(boxes: Sequence[Size], ways: Sequence[Way]) -> Layout:
    """Lay boxes out, the first on top; a way leads from a box to one with a higher number."""
    layers = _layers(len(boxes), ways)
    joins = _joins(boxes, ways, layers)
    ordered = _ordered(joins)
    middles = _middles(ordered, joins)
    return _drawn(len(boxes), len(ways), ordered, joins, middles)


def _layers(boxes: int, ways: Sequence[Way]) -> list[int]:
    """Give each box the layer below the lowest that leads to it; between two are the words."""
    found = [0] * boxes
    for way in sorted(ways, key=lambda way: way.start):
        found[way.end] = max(found[way.end], found[way.start] + 2)
    return found


def _joins(
    boxes: Sequence[Size], ways: Sequence[Way], layers: Sequence[int]
) -> tuple[tuple[_Item, _Item], ...]:
    """Give the items joined from one layer to the next; the joint part of ways to one box is there once."""
    items = [_Item("box", at, layers[at], size) for at, size in enumerate(boxes)]
    found: dict[tuple[_Item, _Item], None] = {(item, item): None for item in items}
    for at, way in enumerate(ways):
        start, end = items[way.start], items[way.end]
        words = _Item("words", at, start.layer + 1, way.words)
        passing = [
            _Item("line", way.end, layer, Size(0.0, 0.0)) for layer in range(words.layer + 1, end.layer)
        ]
        found.update(dict.fromkeys(pairwise([start, words, *passing, end])))
    return tuple(found)


# --- order ---------------------------------------------------------------------------------------------


def _ordered(joins: Sequence[tuple[_Item, _Item]]) -> list[list[_Item]]:
    """Order each layer so that few lines cross: by the mean place of what is above, then of what is below."""
    items = dict.fromkeys(item for join in joins for item in join)
    layers: list[list[_Item]] = [[] for _ in range(max(item.layer for item in items) + 1)]
    for item in items:
        layers[item.layer].append(item)
    above, below = _neighbours(joins)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, below)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for at in range(1, len(layers)) if down else range(len(layers) - 2, -1, -1):
            _sort(layers[at], layers[at - 1] if down else layers[at + 1], above if down else below)
        crossings = _crossings(layers, below)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    return best


def _neighbours(
    joins: Iterable[tuple[_Item, _Item]],
) -> tuple[Mapping[_Item, list[_Item]], Mapping[_Item, list[_Item]]]:
    above, below = defaultdict[_Item, list[_Item]](list), defaultdict[_Item, list[_Item]](list)
    for upper, lower in joins:
        if upper is not lower:
            above[lower].append(upper)
            below[upper].append(lower)
    return above, below


def _sort(layer: list[_Item], other: list[_Item], joined: Mapping[_Item, list[_Item]]) -> None:
    places = {item: at for at, item in enumerate(other)}
    means = {
        item: sum(places[each] for each in joined[item]) / len(joined[item]) if item in joined else float(at)
        for at, item in enumerate(layer)
    }
    layer.sort(key=means.__getitem__)


def _crossings(layers: Sequence[list[_Item]], below: Mapping[_Item, list[_Item]]) -> int:
    """Count the crossings: pairs of joins between two layers that stand in different orders."""
    found = 0
    for upper, lower in pairwise(layers):
        places = {item: at for at, item in enumerate(lower)}
        seen: list[int] = []
        for item in upper:
            ends = sorted(places[each] for each in below[item]) if item in below else []
            found += sum(1 for end in ends for earlier in seen if earlier > end)
            seen += ends
    return found


# --- places --------------------------------------------------------------------------------------------


def _middles(layers: Sequence[list[_Item]], joins: Sequence[tuple[_Item, _Item]]) -> dict[_Item, float]:
    """Give the middle of each item: near what it is joined to, and clear of its neighbours."""
    above, below = _neighbours(joins)
    middles: dict[_Item, float] = {}
    for layer in layers:
        middles.update(_clear(layer, [0.0] * len(layer)))
    both = {item: [*above.get(item, ()), *below.get(item, ())] for layer in layers for item in layer}
    for sweep in range(2 * SWEEPS):
        joined = both if sweep >= 2 * SWEEPS - 4 else (above, below)[sweep % 2]
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [_wanted(item, joined.get(item, ()), middles) for item in layer]
            middles.update(_clear(layer, wanted))
    return middles


def _wanted(item: _Item, joined: Iterable[_Item], middles: Mapping[_Item, float]) -> float:
    weights = [(each, STRAIGHT if each.slot == "line" else 1.0) for each in joined]
    total = sum(weight for _, weight in weights)
    return sum(middles[each] * weight for each, weight in weights) / total if total else middles[item]


def _clear(layer: Sequence[_Item], wanted: Sequence[float]) -> dict[_Item, float]:
    """Give the middles nearest to those wanted (least squares) that keep the order and the distances.

    Without its distance from the first, each must be no less than the one before: neighbours that are wanted
    in the wrong order share the mean.
    """
    offsets = [0.0]
    for one, other in pairwise(layer):
        offsets.append(offsets[-1] + (one.size.width + other.size.width) / 2 + BESIDE)
    groups: list[tuple[float, float, int]] = []  # the sum of what is wanted, the weight, how many
    for item, place, offset in zip(layer, wanted, offsets, strict=True):
        weight = STRAIGHT if item.slot == "line" else 1.0
        group = ((place - offset) * weight, weight, 1)
        while groups and groups[-1][0] / groups[-1][1] > group[0] / group[1]:
            total, heavy, count = groups.pop()
            group = (group[0] + total, group[1] + heavy, group[2] + count)
        groups.append(group)
    free = [total / weight for total, weight, count in groups for _ in range(count)]
    return {item: place + offset for item, place, offset in zip(layer, free, offsets, strict=True)}


# --- picture -------------------------------------------------------------------------------------------


def _drawn(
    boxes: int,
    ways: int,
    layers: Sequence[list[_Item]],
    joins: Sequence[tuple[_Item, _Item]],
    middles: Mapping[_Item, float],
) -> Layout:
    left = min(middle - item.size.width / 2 for item, middle in middles.items())
    right = max(middle + item.size.width / 2 for item, middle in middles.items())
    tops, bottoms, y = [], [], 0.0
    for layer in layers:
        tops.append(y)
        bottoms.append(y + max(item.size.height for item in layer))
        y = bottoms[-1] + (BELOW_A_BOX if layer[0].layer % 2 == 0 else ABOVE_A_BOX)
    places = {item: Placed(middle - left, tops[item.layer], item.size) for item, middle in middles.items()}
    lines = (
        _line(places, upper, lower, bottoms[upper.layer]) for upper, lower in joins if upper is not lower
    )
    by_slot = {(item.slot, item.number): placed for item, placed in places.items() if item.slot != "line"}
    return Layout(
        width=right - left,
        height=bottoms[-1],
        boxes=tuple(by_slot["box", at] for at in range(boxes)),
        words=tuple(by_slot["words", at] for at in range(ways)),
        lines=tuple(dict.fromkeys(lines)),
    )


def _line(places: Mapping[_Item, Placed], upper: _Item, lower: _Item, bottom: float) -> Line:
    """Leave the layer straight down, as beside a low box there may be a high one, then cross the gap."""
    start, end = places[upper], places[lower]
    y = start.top + upper.size.height
    return Line(start.middle, y, bottom, end.middle, end.top, points=lower.slot == "box")
