"""Boundary editions: which area a point lies in, and where each boundary comes from."""

from importlib import import_module
from typing import TYPE_CHECKING

from routekit.boundaries.area import Area
from routekit.boundaries.draft import Draft
from routekit.boundaries.edition import Edition
from routekit.boundaries.postcodes import Postcodes, Unlocated
from routekit.boundaries.projection import Projected, Projection, Unprojected
from routekit.boundaries.record import EditionProvenance, FileRef
from routekit.boundaries.report import BuildReport, Gaps, Mended, Overlaps, Repair, Survey

if TYPE_CHECKING:
    from routekit.boundaries.compiling import Progress, build
    from routekit.boundaries.describing import About, Reading, describe

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


def __getattr__(name: str) -> object:
    """Import what only compiling needs when it is first used, so that opening stays quick (PEP 562)."""
    if name in {"Progress", "build"}:
        return getattr(import_module("routekit.boundaries.compiling"), name)
    if name in {"About", "Reading", "describe"}:
        return getattr(import_module("routekit.boundaries.describing"), name)
    raise AttributeError(f"module 'routekit.boundaries' has no attribute {name!r}")
