"""Folders of data that installed distributions offer, found by their entry points."""

from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path


def folders(group: str) -> tuple[Path, ...]:
    """Give the data folders offered under an entry point group, in the order of the entry points' names.

    Groups are `routekit.rules`, `routekit.boundaries` and `routekit.bodies`. Each entry point names a
    package that is data only; a distribution inside a zip archive is not supported, as editions are mapped.
    """
    found = sorted(entry_points(group=group), key=lambda point: point.name)
    return tuple(Path(str(files(point.value))) for point in found)
