"""Where a user's compiled editions are kept."""

from pathlib import Path
from typing import Final

import platformdirs

from routekit.boundaries.container import FORMAT

SUFFIX: Final = ".edition"


def cache_folder() -> Path:
    """Give the folder in the user's cache; each file format has its own, so that versions do not meet."""
    return platformdirs.user_cache_path("routekit", appauthor=False) / f"editions-{FORMAT}"
