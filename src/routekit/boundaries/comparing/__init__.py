"""Two editions compared: areas, the land that changed hands, the postcodes affected, and a picture of it."""

from routekit.boundaries.comparing.affected import Affected, affected, write_list
from routekit.boundaries.comparing.changes import (
    Changed,
    EditionDiff,
    Land,
    LeftOut,
    PostcodesAffected,
    PostcodesMoved,
)
from routekit.boundaries.comparing.compare import Comparison, compare
from routekit.boundaries.comparing.picture import draw
from routekit.boundaries.comparing.tolerance import Tolerance
from routekit.boundaries.comparing.wording import markdown, text
from routekit.boundaries.drawing.sheet import check_drawable

__all__ = [
    "Affected",
    "Changed",
    "Comparison",
    "EditionDiff",
    "Land",
    "LeftOut",
    "PostcodesAffected",
    "PostcodesMoved",
    "Tolerance",
    "affected",
    "check_drawable",
    "compare",
    "draw",
    "markdown",
    "text",
    "write_list",
]
