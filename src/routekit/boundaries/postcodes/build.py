"""Compile an edition of postcodes into one file, with the radius of each."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from routekit.boundaries.cache import target
from routekit.boundaries.container import Section, write
from routekit.boundaries.postcodes import archive, source
from routekit.boundaries.postcodes.edition import PostcodesEdition
from routekit.boundaries.postcodes.radius import LEAST_M, MOST_M, Radii, radii
from routekit.boundaries.postcodes.record import PostcodesRecord
from routekit.boundaries.postcodes.table import Table
from routekit.boundaries.progress import Progress, stage
from routekit.boundaries.record import tool
from routekit.errors import EditionError
from routekit.model.value import Value

SUFFIX: Final = ".postcodes"


class PostcodesReport(Value):
    """What was compiled: how many postcodes, how many of them with a location, and how far those reach.

    `least_radius` and `most_radius` are how many have the least and the largest radius there is.
    """

    name: str
    path: Path
    file_bytes: int
    seconds: float
    count: int
    located: int
    least_radius: int
    median_radius_m: float
    most_radius: int

    def text(self) -> str:
        """Write the report for a person to read."""
        without = self.count - self.located
        ends = f"{LEAST_M} m for {self.least_radius:,}, {MOST_M:,} m for {self.most_radius:,}"
        return "\n".join(
            [
                f"{self.name}: {self.count:,} postcodes, {without:,} of them without a location",
                f"radius: {ends}, the median {self.median_radius_m:,.0f} m",
                f"wrote {self.path} ({self.file_bytes:,} bytes) in {self.seconds:.1f} s",
            ]
        )


def build_postcodes(
    given: Path | str | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[Path, PostcodesReport]:
    """Compile an edition of postcodes into the file `out`; give its path and a report.

    `given` is the zip of Code-Point Open as Ordnance Survey publishes it, or a folder that
    `extract_postcodes` made, by default the newest that is installed. `out` is a file, or a folder that
    exists, by default the user's cache. `progress` hears of `reading` and `radii`. The same postcodes give
    the same bytes. Raises EditionError when the source cannot be used or the file cannot be written.
    """
    started = clock()
    edition, table = _given(given, stage(progress, "reading"))
    path = target(out, f"{edition.name}{SUFFIX}")
    reach = radii(table, stage(progress, "radii"))
    record, sections = _compiled(edition, table, reach)
    size = write(path, record.model_dump(mode="json"), sections)
    located = reach[table.located]
    return path, PostcodesReport(
        name=edition.name,
        path=path,
        file_bytes=size,
        seconds=round(clock() - started, 3),
        count=record.count,
        located=record.located,
        least_radius=int((located == LEAST_M).sum()),
        median_radius_m=float(np.median(located)) if located.size else 0.0,
        most_radius=int((located == MOST_M).sum()),
    )


def extract_postcodes(zipped: Path | str, folder: Path | str, progress: Progress | None = None) -> Path:
    """Write what is needed of the zip of Code-Point Open as the source of an edition; give its folder.

    The folder is named after the edition and put into `folder`. `progress` hears of `reading` and
    `packing`. Raises EditionError when the zip cannot be used or the folder cannot be written.
    """
    found = archive.read(Path(zipped), stage(progress, "reading"))
    return source.write(found, Path(folder), stage(progress, "packing"))


def _given(given: Path | str | None, done: Callable[[int, int], None]) -> tuple[PostcodesEdition, Table]:
    path = source.installed() if given is None else Path(given)
    if path is None:
        raise EditionError(
            "no edition of postcodes is installed; install routekit-boundaries, or give the zip of "
            "Code-Point Open"
        )
    if path.is_dir():
        return source.read(path, done)
    found = archive.read(path, done)
    return found.edition, found.table


def _compiled(
    edition: PostcodesEdition, table: Table, reach: Radii
) -> tuple[PostcodesRecord, dict[str, Section]]:
    districts, district = np.unique(table.district, return_inverse=True)
    arrays = {
        "key": table.key.astype("<u8"),
        "easting": table.easting.astype("<u4"),
        "northing": table.northing.astype("<u4"),
        "radius": reach.astype("<u2"),
        "district": district.astype("<u2"),
        "districts": districts,
    }
    digest = hashlib.sha256()
    for array in arrays.values():
        digest.update(array.tobytes())
    record = PostcodesRecord(
        edition=edition,
        count=len(table.key),
        located=int(table.located.sum()),
        sha256=digest.hexdigest(),
        tool=tool(),
    )
    return record, {name: Section(array) for name, array in arrays.items()}
