"""Boundary editions: which area a point lies in, and where each boundary comes from."""

from routekit.boundaries.area import Area
from routekit.boundaries.build import Progress, build
from routekit.boundaries.describe import About, Reading, describe
from routekit.boundaries.draft import Draft
from routekit.boundaries.edition import Edition
from routekit.boundaries.postcodes import Postcodes, Unlocated
from routekit.boundaries.projection import Projected, Projection, Unprojected
from routekit.boundaries.record import EditionProvenance, FileRef
from routekit.boundaries.report import BuildReport, Gaps, Mended, Overlaps, Repair, Survey

__all__ = [
    "About",
    "Area",
    "BuildReport",
    "Draft",
    "Edition",
    "EditionProvenance",
    "FileRef",
    "Gaps",
    "Mended",
    "Overlaps",
    "Postcodes",
    "Progress",
    "Projected",
    "Projection",
    "Reading",
    "Repair",
    "Survey",
    "Unlocated",
    "Unprojected",
    "build",
    "describe",
]
