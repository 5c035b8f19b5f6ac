"""The files that a router is opened with, sent to the workers of a Spark session once, and found there."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from pyspark import SparkFiles

from routekit.batch.job import Tools
from routekit.batch.reading import digest
from routekit.boundaries import Edition, Postcodes
from routekit.errors import EditionError

if TYPE_CHECKING:
    from pyspark import SparkContext


def shipped(context: "SparkContext", tools: Tools, edition: Edition, postcodes: Postcodes | None) -> Tools:
    """Send an edition, perhaps postcodes, and the tables and layers named; give what they are called there.

    Packs are left out: they are small, and go with the work itself. Installed tables are on every worker.
    Raises EditionError for what cannot be read, such as a layer that is not there.
    """
    try:
        return Tools(
            edition=_sent(context, edition.path),
            postcodes=_sent(context, postcodes.path) if postcodes else None,
            bodies=_sent(context, Path(tools.bodies)) if tools.bodies else None,
            overrides=tuple(_sent(context, Path(folder)) for folder in tools.overrides),
            layers=tuple((name, _sent(context, Path(file))) for name, file in tools.layers),
        )
    except OSError as error:
        raise EditionError(f"{error.filename} cannot be sent to the workers ({error.strerror})") from error


def landed(tools: Tools) -> Tools:
    """Give the same with the paths that the files have on this machine, a worker or the driver."""
    return Tools(
        edition=_found(tools.edition),
        postcodes=_found(tools.postcodes),
        bodies=_found(tools.bodies),
        overrides=tuple(SparkFiles.get(name) for name in tools.overrides),
        layers=tuple((name, SparkFiles.get(file)) for name, file in tools.layers),
    )


def _found(name: str | None) -> str | None:
    return None if name is None else SparkFiles.get(name)


def _sent(context: "SparkContext", path: Path) -> str:
    """Send a file, or a folder as a zip that Spark unpacks there, under a name that only its content has."""
    desk = Path(SparkFiles.getRootDirectory()) / "routekit"  # of the driver; it goes with the session
    desk.mkdir(exist_ok=True)
    packed = Path(shutil.make_archive(str(desk / uuid4().hex), "zip", path)) if path.is_dir() else path
    name = f"{digest(packed)[:32]}{packed.suffix}"
    if not (desk / name).exists():
        _linked(packed, desk / name)
        (context.addArchive if path.is_dir() else context.addFile)(str(desk / name))
    return name


def _linked(path: Path, name: Path) -> None:
    """Give a file another name, by which Spark sends it: it would see through a symbolic link."""
    try:
        name.hardlink_to(path)
    except OSError:  # another file system
        shutil.copyfile(path, name)
