"""Boundary editions: which area a point lies in, and where each boundary comes from."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routekit.boundaries.area import Area
    from routekit.boundaries.compiling import build
    from routekit.boundaries.describing import About, Reading, describe
    from routekit.boundaries.draft import Draft
    from routekit.boundaries.edition import Edition
    from routekit.boundaries.layers.layer import Layer
    from routekit.boundaries.layers.near import FailedLayer, FeatureSource, Near
    from routekit.boundaries.postcodes import Postcodes, Unlocated
    from routekit.boundaries.progress import Progress
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
    "FailedLayer",
    "FeatureSource",
    "FileRef",
    "Gaps",
    "Layer",
    "Mended",
    "Near",
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


_MODULES = {
    "area": ("Area",),
    "compiling": ("build",),
    "describing": ("About", "Reading", "describe"),
    "draft": ("Draft",),
    "edition": ("Edition",),
    "layers.layer": ("Layer",),
    "layers.near": ("FailedLayer", "FeatureSource", "Near"),
    "postcodes": ("Postcodes", "Unlocated"),
    "progress": ("Progress",),
    "projection": ("Projected", "Projection", "Unprojected"),
    "record": ("EditionProvenance", "FileRef"),
    "report": ("BuildReport", "Gaps", "Mended", "Overlaps", "Repair", "Survey"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a name when it is first used: a point is answered without NumPy and shapely (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'routekit.boundaries' has no attribute {name!r}")
    return getattr(import_module(f"routekit.boundaries.{_HOMES[name]}"), name)
