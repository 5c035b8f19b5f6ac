"""One feature as a source file gives it, and what the file says at its start."""

from collections.abc import Callable
from typing import NamedTuple

from routekit.boundaries.geojson import Shape


class Row(NamedTuple):
    """A feature's properties, and what makes its shape in the source's CRS, or raises FlawError.

    `at` is how many bytes of the file were read so far.
    """

    properties: dict[str, object]
    outline: Callable[[], Shape]
    at: int


class Heading(NamedTuple):
    """What a file says at its start.

    `columns` are the properties of its features, `crs` is the CRS that it names, and `usual` the one that
    its format has where none is named; both are None if they are not known.
    """

    columns: tuple[str, ...]
    crs: str | None
    usual: str | None
