"""Draw where places change: the areas they were and are in, never the places themselves."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from routekit.boundaries import Edition
from routekit.boundaries.drawing.shaded import MOST_COLOURS, Shaded, draw_shaded
from routekit.boundaries.drawing.sheet import Words
from routekit.replay.changes import Change, Replay
from routekit.replay.wording import KIND_WORDS, headline, totals, way

_Name = tuple[str, str]  # words, and what else tells a group from others


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
    names = (_way, _to, _kind)
    few = (name for name in names if len(set(map(name, found.changes))) <= MOST_COLOURS)
    name = next(few, _hands)
    groups: defaultdict[_Name, list[Change]] = defaultdict(list)
    for change in found.changes:
        groups[name(change)].append(change)
    for (words, _), changes in sorted(groups.items(), key=lambda item: -_places(item[1])):
        areas = dict.fromkeys((area.was, area.now) for each in changes for area in each.areas)
        yield Shaded(f"{words}: {_places(changes):,}", tuple(areas))


def _places(changes: Sequence[Change]) -> int:
    return sum(change.places for change in changes)


def _way(change: Change) -> _Name:
    if change.hands:
        return f"{change.was.handled_by} -> {change.now.handled_by}", way(change)
    return f"{KIND_WORDS[change.kind]}: {way(change)}", ""


def _to(change: Change) -> _Name:
    return f"to {change.now.handled_by}", change.now.authority or ""


def _kind(change: Change) -> _Name:
    return KIND_WORDS[change.kind], ""


def _hands(change: Change) -> _Name:
    return "changes hands" if change.hands else "other changes", ""
