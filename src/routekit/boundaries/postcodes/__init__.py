"""Postcodes as places: read from Code-Point Open, compiled into one file, looked up and checked."""

from importlib import import_module
from typing import TYPE_CHECKING

from routekit.boundaries.postcodes.edition import PostcodesEdition
from routekit.boundaries.postcodes.lookup import Columns, Postcodes, Unlocated, UnlocatedReason
from routekit.boundaries.postcodes.record import PostcodesRecord

if TYPE_CHECKING:
    from routekit.boundaries.postcodes.build import PostcodesReport, build_postcodes, extract_postcodes
    from routekit.boundaries.postcodes.check import Difference, PostcodesCheck, Stray, check_postcodes

__all__ = [
    "Columns",
    "Difference",
    "Postcodes",
    "PostcodesCheck",
    "PostcodesEdition",
    "PostcodesRecord",
    "PostcodesReport",
    "Stray",
    "Unlocated",
    "UnlocatedReason",
    "build_postcodes",
    "check_postcodes",
    "extract_postcodes",
]


def __getattr__(name: str) -> object:
    """Import what only compiling and checking need when it is first used (PEP 562)."""
    if name in {"PostcodesReport", "build_postcodes", "extract_postcodes"}:
        return getattr(import_module("routekit.boundaries.postcodes.build"), name)
    if name in {"Difference", "PostcodesCheck", "Stray", "check_postcodes"}:
        return getattr(import_module("routekit.boundaries.postcodes.check"), name)
    raise AttributeError(f"module 'routekit.boundaries.postcodes' has no attribute {name!r}")
