"""Postcodes as places: read from Code-Point Open, compiled into one file, looked up and checked."""

from routekit.boundaries.postcodes.build import PostcodesReport, build_postcodes, extract_postcodes
from routekit.boundaries.postcodes.check import Difference, PostcodesCheck, Stray, check_postcodes
from routekit.boundaries.postcodes.edition import PostcodesEdition
from routekit.boundaries.postcodes.lookup import Columns, Postcodes, Unlocated, UnlocatedReason
from routekit.boundaries.postcodes.record import PostcodesRecord

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
