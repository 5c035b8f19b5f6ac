"""Where an exact point lies that some area covers: told without looking at a boundary."""

from collections.abc import Sequence
from typing import Final

from routekit.boundaries.named import NamedAreas
from routekit.model import Area, Candidate, Located, RouteWarning

EXACT_M: Final = 0.001  # a circle smaller than this is a point
GAP_M: Final = 3.0  # a point in no area, with two or more as near as this, lies in a crack between them


def located_in(covering: Sequence[int], areas: NamedAreas) -> Located:
    """Say that a point lies in the areas at these positions, one or more; the first answers."""
    return Located(
        area=areas[covering[0]],
        candidates=tuple(Candidate(area=areas[at], share=1.0, distance_m=0.0) for at in covering),
        warnings=tuple(on_boundary([areas[at] for at in covering])),
    )


def on_boundary(covering: Sequence[Area]) -> list[RouteWarning]:
    """Give the warning that more than one area covers a point, if so."""
    if len(covering) < 2:  # noqa: PLR2004 - more than one
        return []
    codes = ", ".join(area.code for area in covering)
    return [RouteWarning(code="on-boundary", detail=f"the point lies in all of {codes}")]
