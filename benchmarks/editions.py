"""The editions that are measured, compiled into the cache when not there, and their points."""

from pathlib import Path

from routekit.boundaries import Draft, Edition, build
from routekit.boundaries.cache import SUFFIX, cache_folder
from routekit.cli.progress import progress
from routekit.errors import EditionError

NATION = "ew-2019-12"
FILES = {
    "sample": Path(__file__).with_name("points.csv"),
    "nation": Path(__file__).with_name("points-national.csv"),
}


def open_edition(which: str) -> Edition:
    """Open the `sample` or the `nation`; compile it, with progress on standard error, if that fails."""
    name = Draft.open().manifest.name if which == "sample" else NATION
    try:
        return Edition.open(cache_folder() / f"{name}{SUFFIX}")
    except EditionError:
        with progress() as shown:
            path, _ = build(name, progress=shown)
        return Edition.open(path)
