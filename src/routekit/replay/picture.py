"""Draw where places change: the areas they were and are in, never the places themselves."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from routekit.boundaries import Edition
from routekit.boundaries.drawing.shaded import MOST_COLOURS, Shaded, draw_shaded
from routekit.boundaries.drawing.sheet import Words
from routekit.replay.changes import Change, Replay
from routekit.replay.wording import KIND_WORDS, headline, totals, way


def draw(path: Path, found: Replay, was: Edition, now: Edition) -> None:
    """Draw the areas in which places change, as SVG or PNG; `was` and `now` are the boundaries of the sides.

    Raises InputError for a name that is no picture's, and EditionError if matplotlib is not installed or the
    file cannot be written.
    """
    words = Words(
        title=headline(found),
        legend="Where they change" if found.changed else "Nothing changes",
        notes=found.attributions,
        facts=tuple(totals(found)),
    )
    draw_shaded(path, (was, now), tuple(_shaded(found)), words)


def _shaded(found: Replay) -> Iterator[Shaded]:
    """Give each way a colour if they are few, else each new handler, else each kind of change."""
    ways: tuple[Callable[[Change], str], ...] = (way, _to, lambda change: KIND_WORDS[change.kind])
    counts = [Counter({name(each): 0 for each in found.changes}) for name in ways]
    few = (name for name, count in zip(ways, counts, strict=True) if len(count) <= MOST_COLOURS)
    name = next(few, _hands)
    groups: defaultdict[str, list[Change]] = defaultdict(list)
    for change in found.changes:
        groups[name(change)].append(change)
    for words, changes in sorted(groups.items(), key=lambda item: -sum(each.places for each in item[1])):
        places = sum(each.places for each in changes)
        areas = dict.fromkeys((area.was, area.now) for each in changes for area in each.areas)
        yield Shaded(f"{words}: {places:,}", tuple(areas))


def _to(change: Change) -> str:
    return f"to {change.now.handled_by}"


def _hands(change: Change) -> str:
    return "changes hands" if change.hands else "other changes"
