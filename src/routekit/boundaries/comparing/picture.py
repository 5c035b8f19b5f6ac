"""Draw where land changed hands between two editions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from routekit.boundaries.comparing.compare import Comparison
from routekit.boundaries.comparing.view import view_of
from routekit.boundaries.comparing.wording import land_label, square_metres
from routekit.boundaries.drawing.sheet import COLOURS, SHAPE, Key, Words, check_drawable
from routekit.boundaries.drawing.sheet import draw as drawn
from routekit.boundaries.edition import Edition

_OF_KIND: Final = {
    "moved": ("#D55E00", "to another area"),
    "parished": ("#009E73", "becomes parished"),
    "unparished": ("#CC79A7", "becomes unparished"),
    "covered": ("#0072B2", "in no area before"),
    "uncovered": ("#000000", "in no area now"),
}


def draw(path: Path, comparison: Comparison, old: Edition, new: Edition) -> None:
    """Draw the land that changed hands among the areas of the new edition, with the attribution on it.

    Grid north is up. Errors as for `check_drawable`, and EditionError if the file cannot be written.
    """
    check_drawable(path)
    diff = comparison.diff
    keys = tuple(_keys(comparison))
    words = Words(
        title=f"{diff.old.name} ({diff.old.date}) to {diff.new.name} ({diff.new.date})",
        legend="Land that changed hands" if keys else "No land changed hands",
        notes=(*diff.attributions, f"Left out: {diff.tolerance.text()}."),
    )
    drawn(path, view_of(comparison, old, new, SHAPE), keys, words)


def _keys(comparison: Comparison) -> Iterator[Key]:
    """Give each pair of areas a colour if they are few, else each kind of change."""
    pairs = list(zip(comparison.diff.land, comparison.land, strict=True))
    if len(pairs) <= len(COLOURS):
        for number, (land, shape) in enumerate(pairs, start=1):
            words = f"{number}  {land_label(land)}\n    {square_metres(land.area_m2)}"
            yield Key(COLOURS[number - 1], words, (shape,), number)
        return
    for kind, (colour, words) in _OF_KIND.items():
        of_kind = [(land, shape) for land, shape in pairs if land.becomes == kind]
        if of_kind:
            size = square_metres(sum(land.area_m2 for land, _ in of_kind))
            yield Key(colour, f"{words}: {size}", tuple(shape for _, shape in of_kind))
