"""Where a user's compiled editions are kept."""

import os
from pathlib import Path
from typing import Final

import platformdirs

from routekit.boundaries.container import FORMAT, MAGIC
from routekit.boundaries.outputs import check_replaceable
from routekit.errors import EditionError

SUFFIX: Final = ".edition"


def cache_folder() -> Path:
    """Give the folder in the user's cache; each file format has its own, so that versions do not meet."""
    return platformdirs.user_cache_path("routekit", appauthor=False) / f"editions-{FORMAT}"


def target(out: Path | str | None, name: str) -> Path:
    """Give the file to compile into: `out`, the file of this name in the folder `out`, or in the cache.

    Raises EditionError if `out` is in no folder, cannot be written, or is a file that was not compiled: it
    may be a source.
    """
    if out is None:
        return cache_folder() / name
    path = Path(out) / name if os.path.isdir(out) else Path(out)  # noqa: PTH112 - no error for an odd name
    if not os.path.isdir(path.parent):  # noqa: PTH112
        raise EditionError(f"{path} is in no folder that exists; make {path.parent} first, or choose another")
    check_replaceable(path)
    if path.exists() and not _is_compiled(path):
        raise EditionError(f"{path} is there already, and not a compiled file; choose another with --out")
    return path


def _is_compiled(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
