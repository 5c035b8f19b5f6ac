"""Compile an edition from its sources into one file, and report what was found on the way."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import shapely

from routekit.boundaries.cache import SUFFIX, cache_folder
from routekit.boundaries.container import Section, write
from routekit.boundaries.gather import Outlined, gather
from routekit.boundaries.manifest import Manifest, installed_sample
from routekit.boundaries.polygons import sections_of
from routekit.boundaries.record import AREAS, EditionProvenance, EditionRecord, FileRef, tool
from routekit.boundaries.report import BuildReport, Survey
from routekit.boundaries.survey import Shapes, gaps, overlaps
from routekit.errors import EditionError


class Progress(Protocol):
    """Is told how much of a stage is done: `areas` read, `overlaps` and `gaps` measured."""

    def __call__(self, done: int, total: int, stage: str, /) -> None:
        """Take note of it."""


def build(
    source: Path | str | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[Path, BuildReport]:
    """Compile the edition whose folder is `source` into the file `out`; give its path and a report.

    `source` is a folder with an `edition.toml`, by default that of the installed sample. `out` is a file, or
    a folder that exists, by default the user's cache. The file is written whole or not at all, and the same
    sources give the same bytes. Raises EditionError when a source is missing, altered or unusable, or when
    the file cannot be written.
    """
    started = clock()
    tell = progress or _tell_nobody
    folder = _source(source)
    manifest = Manifest.read(folder)
    outlined = gather(folder, manifest, lambda done: tell(done, manifest.count, "areas"))
    path = _target(out, manifest.name)
    record, sections = _compiled(manifest, outlined)
    size = write(path, record.model_dump(mode="json"), sections)
    survey = _surveyed(outlined, tell)
    seconds = round(clock() - started, 3)
    return path, BuildReport(
        edition=manifest.name, path=path, file_bytes=size, seconds=seconds, survey=survey
    )


def _source(source: Path | str | None) -> Path:
    folder = installed_sample() if source is None else Path(source)
    if folder is None:
        raise EditionError("no sample edition is installed; install routekit-boundaries, or name a folder")
    return folder


def _target(out: Path | str | None, name: str) -> Path:
    target = cache_folder() / f"{name}{SUFFIX}" if out is None else Path(out)
    return target / f"{name}{SUFFIX}" if target.is_dir() else target


def _surveyed(outlined: Sequence[Outlined], tell: Progress) -> Survey:
    shapes = _shapes(outlined)
    kinds = Counter(each.area.kind for each in outlined)
    codes = [each.area.code for each in outlined]
    slivers, holes = gaps(shapes, lambda done, total: tell(done, total, "gaps"))
    return Survey(
        areas=len(outlined),
        parishes=kinds["parish"],
        communities=kinds["community"],
        unparished=kinds["unparished"],
        vertices=int(shapely.get_num_coordinates(shapes).sum()),
        repairs=tuple(each.repair for each in outlined if each.repair),
        overlaps=overlaps(codes, shapes, lambda done, total: tell(done, total, "overlaps")),
        slivers=slivers,
        holes=holes,
    )


def _compiled(manifest: Manifest, outlined: Sequence[Outlined]) -> tuple[EditionRecord, dict[str, Section]]:
    shapes = _shapes(outlined)
    areas = np.frombuffer(AREAS.dump_json(tuple(each.area for each in outlined)), dtype="|u1")
    codes = np.array([each.area.code for each in outlined], dtype="|S9")
    sections = {"codes": Section(codes), "areas": Section(areas), **sections_of(shapes)}
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    record = EditionRecord(
        name=manifest.name,
        title=manifest.title,
        date=manifest.date,
        sample=manifest.sample,
        count=len(outlined),
        bounds=(west, south, east, north),
        sha256=hashlib.sha256(areas.tobytes() + sections["wkb"].array.tobytes()).hexdigest(),
        provenance=_provenance(manifest, outlined),
    )
    return record, sections


def _provenance(manifest: Manifest, outlined: Sequence[Outlined]) -> EditionProvenance:
    return EditionProvenance(
        source=manifest.origin,
        licence=manifest.licence,
        attribution=manifest.attribution,
        files=tuple(
            FileRef(file=source.file, sha256=source.sha256, crs=source.crs) for source in manifest.sources
        ),
        manifest_sha256=manifest.sha256,
        tool=tool(),
        repairs=tuple(each.repair for each in outlined if each.repair),
    )


def _shapes(outlined: Sequence[Outlined]) -> Shapes:
    return np.array([each.shape for each in outlined], dtype=object)


def _tell_nobody(done: int, total: int, stage: str, /) -> None:
    """Take no note of progress."""
