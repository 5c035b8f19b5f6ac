"""Draw areas in colours: what a place was in, and what it is in, in one edition or in two."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import shapely

from routekit.boundaries.drawing.sheet import COLOURS, SHAPE, Key, Words, check_drawable, draw
from routekit.boundaries.drawing.view import View, areas_within, bounds_around, drawn, labels_of
from routekit.boundaries.edition import Edition
from routekit.boundaries.survey import polygons_in

MOST_COLOURS: Final = len(COLOURS)


class Shaded(NamedTuple):
    """Words for the legend, and the areas: the code in the old edition and in the new one, None for none."""

    words: str
    areas: tuple[tuple[str | None, str | None], ...]


def draw_shaded(
    path: Path, editions: tuple[Edition, Edition], shaded: Sequence[Shaded], words: Words
) -> None:
    """Draw at most `MOST_COLOURS` groups of areas, each in its own colour, among those of the new edition.

    Where a place was in one area and is in another, the land that the two share is coloured. Errors as for
    `check_drawable`, and EditionError if the file cannot be written.
    """
    check_drawable(path)
    old, new = editions
    land = [_land(editions, each.areas) for each in shaded]
    keys = [
        Key(COLOURS[number], each.words, (shape,) if len(shape.geoms) else ())
        for number, (each, shape) in enumerate(zip(shaded, land, strict=True))
    ]
    bounds = bounds_around([shape for shape in land if len(shape.geoms)], new, SHAPE)
    now = areas_within(new, bounds)
    moved = {was for each in shaded for was, is_in in each.areas if was is not None and was != is_in}
    gone = [area for area in areas_within(old, bounds) if area.code in moved]
    changed = {code for each in shaded for pair in each.areas for code in pair if code is not None}
    draw(
        path,
        View(bounds, drawn(new, now, bounds), drawn(old, gone, bounds), labels_of(new, now, changed, bounds)),
        keys,
        words,
    )


def _land(
    editions: tuple[Edition, Edition], areas: Sequence[tuple[str | None, str | None]]
) -> shapely.MultiPolygon:
    parts = [_shared(editions, was, now) for was, now in areas if was or now]
    polygons = [polygons_in(part) for part in parts]
    return shapely.MultiPolygon(np.concatenate(polygons).tolist() if polygons else [])


def _shared(editions: tuple[Edition, Edition], was: str | None, now: str | None) -> shapely.Geometry:
    shapes = [
        edition.area(code).geometry
        for edition, code in zip(editions, (was if was != now else None, now), strict=True)
        if code is not None
    ]
    return shapes[0] if len(shapes) == 1 else shapely.intersection(*shapes)
