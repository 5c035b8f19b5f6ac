"""One feature as a source file gives it, and what the file says at its start."""

import re
from collections.abc import Callable
from typing import NamedTuple

import shapely

from routekit.boundaries.flaws import FlawError
from routekit.boundaries.geojson import Shape
from routekit.boundaries.manifest import CRS


class Row(NamedTuple):
    """A feature's properties, and what makes its shape in the source's CRS, or raises FlawError.

    `outline` makes that of an area, `drawing` one of any kind. `at` is how many bytes of the file were read
    so far.
    """

    properties: dict[str, object]
    outline: Callable[[], Shape]
    drawing: Callable[[], shapely.Geometry]
    at: int


class Heading(NamedTuple):
    """What a file says at its start.

    `columns` are the properties of its features, `crs` is the CRS that it names, and `usual` the one that
    its format has where none is named; both are None if they are not known.
    """

    columns: tuple[str, ...]
    crs: str | None
    usual: str | None

    def crs_or(self, asked: str | None) -> str:
        """Give the CRS that the file names, else the one asked for, else the usual one; FlawError if none."""
        if asked and self.crs and asked != self.crs:
            raise FlawError(f"it names the CRS {self.crs}, and {asked} is given; leave that out")
        crs = self.crs or asked or self.usual
        if crs is None:
            raise FlawError("it names no CRS that is known; give it with --crs, such as EPSG:27700")
        return epsg(crs)


def epsg(crs: str) -> str:
    """Give a CRS of the EPSG as it is; FlawError for anything else."""
    if not re.fullmatch(CRS, crs):
        raise FlawError(f"its CRS is {crs}; one of the EPSG, such as EPSG:27700, is needed")
    return crs
