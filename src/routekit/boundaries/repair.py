"""Make a boundary valid, keep only its polygons, and measure what that changed."""

from typing import Final

import shapely

from routekit.boundaries.flaws import FlawError
from routekit.boundaries.geojson import Shape
from routekit.boundaries.grid import LATTICE_M
from routekit.boundaries.report import Repair

LARGEST_CHANGE: Final = 0.001


def mended(code: str, shape: Shape) -> tuple[Shape, Repair | None]:
    """Give the shape unchanged if it is valid, else repaired and rounded again, with the repair.

    Rings are repaired as structure: overlapping parts are merged and holes stay holes, so that a repair
    never turns land that two parts share into a hole. FlawError if nothing valid is left.
    """
    if shapely.is_valid(shape):
        return shape, None
    repaired = _mended(shape)
    repair = Repair(
        code=code,
        reason=shapely.is_valid_reason(shape),
        area_before_m2=round(shape.area, 1),
        area_after_m2=round(repaired.area, 1),
    )
    if not repaired.area or not shapely.is_valid(repaired):
        raise FlawError(f"it is invalid ({repair.reason}) and cannot be repaired")
    return repaired, repair


def too_much(repair: Repair, remedy: str) -> str | None:
    """Say why a repair changes too much: its area by more than 0.1 % of the larger of before and after.

    `remedy` is what can be done about it.
    """
    before, after = repair.area_before_m2, repair.area_after_m2
    change = abs(after - before) / max(after, before, 0.1)  # 0.1 m² is what they are rounded to
    if change <= LARGEST_CHANGE:
        return None
    return (
        f"it is invalid ({repair.reason}) and its repair changes its area by {change:.2%}, from "
        f"{before:,.1f} to {after:,.1f} m²; at most {LARGEST_CHANGE:.1%} is accepted: {remedy}"
    )


def _mended(shape: Shape) -> Shape:
    """Make valid, then put the new vertices on the lattice without making it invalid again."""
    made = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return _polygons(shapely.set_precision(_polygons(made), LATTICE_M))


def _polygons(geometry: shapely.Geometry) -> Shape:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon) and part.area])
