"""Boundary editions: which area a point lies in, and where each boundary comes from."""

from routekit.boundaries.area import Area
from routekit.boundaries.build import Progress, build
from routekit.boundaries.edition import Edition
from routekit.boundaries.projection import Projected, Projection, Unprojected
from routekit.boundaries.record import EditionProvenance, FileRef
from routekit.boundaries.report import BuildReport, Gaps, Overlaps, Repair, Survey

__all__ = [
    "Area",
    "BuildReport",
    "Edition",
    "EditionProvenance",
    "FileRef",
    "Gaps",
    "Overlaps",
    "Progress",
    "Projected",
    "Projection",
    "Repair",
    "Survey",
    "Unprojected",
    "build",
]
