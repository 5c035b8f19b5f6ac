"""Choose what a picture of a comparison shows: the land that changed hands, and what is around it."""

from routekit.boundaries.comparing.compare import Comparison
from routekit.boundaries.comparing.land import is_same
from routekit.boundaries.drawing.view import View, areas_within, bounds_around, drawn, labels_of
from routekit.boundaries.edition import Edition


def view_of(comparison: Comparison, old: Edition, new: Edition, shape: float) -> View:
    """Show the land that changed hands, or everything if none did; `shape` is the width over the height."""
    bounds = bounds_around(comparison.land, new, shape)
    now = areas_within(new, bounds)
    codes = {area.code for area in new.areas()}
    gone = [
        area
        for area in areas_within(old, bounds)
        if area.code not in codes or not is_same(old.area(area.code).geometry, new.area(area.code).geometry)
    ]
    changed = {area.code for land in comparison.diff.land for area in (land.was, land.now) if area}
    return View(
        bounds, drawn(new, now, bounds), drawn(old, gone, bounds), labels_of(new, now, changed, bounds)
    )
