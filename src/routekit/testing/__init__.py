"""A public test kit: a real local Modern.Gov-style server with invented people and switchable faults."""

from importlib import import_module
from typing import TYPE_CHECKING

from routekit.testing.answers import Answer
from routekit.testing.councils import ParishCouncilRecord, sample_councils
from routekit.testing.documents import Shape
from routekit.testing.faults import AnyFault, Cut, Fault
from routekit.testing.pages import Pages, PageShape
from routekit.testing.quirks import Quirk, dirty_councils, with_quirk
from routekit.testing.server import ModernGovServer, SeenRequest
from routekit.testing.tiny_district import tiny_areas, tiny_councils, tiny_geojson
from routekit.testing.tiny_files import write_tiny_bodies, write_tiny_district

if TYPE_CHECKING:
    from routekit.testing.reorganised import Invented, write_reorganised

__all__ = [
    "Answer",
    "AnyFault",
    "Cut",
    "Fault",
    "Invented",
    "ModernGovServer",
    "PageShape",
    "Pages",
    "ParishCouncilRecord",
    "Quirk",
    "SeenRequest",
    "Shape",
    "dirty_councils",
    "sample_councils",
    "tiny_areas",
    "tiny_councils",
    "tiny_geojson",
    "with_quirk",
    "write_reorganised",
    "write_tiny_bodies",
    "write_tiny_district",
]


def __getattr__(name: str) -> object:
    """Import what needs boundaries when it is first used, so that the rest is quick to import (PEP 562)."""
    if name in {"Invented", "write_reorganised"}:
        return getattr(import_module("routekit.testing.reorganised"), name)
    raise AttributeError(f"module 'routekit.testing' has no attribute {name!r}")
