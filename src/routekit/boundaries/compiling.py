"""Compile an edition from its sources into one file, and report what was found on the way."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import shapely

from routekit.boundaries.cache import SUFFIX, target
from routekit.boundaries.container import Section, write
from routekit.boundaries.draft import Draft
from routekit.boundaries.gather import Gathered, Outlined, gather
from routekit.boundaries.gridindex.building import index_of
from routekit.boundaries.manifest import Drawn, Manifest
from routekit.boundaries.polygons import sections_of
from routekit.boundaries.progress import Progress, stage
from routekit.boundaries.record import EditionProvenance, EditionRecord, FileRef, tool
from routekit.boundaries.report import BuildReport, Survey
from routekit.boundaries.survey import Shapes, gaps, overlaps
from routekit.model import Area


def build(
    source: Draft | Path | str | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[Path, BuildReport]:
    """Compile an edition into one file; give its path and a report.

    `source` is a folder with an `edition.toml`, the name of an installed edition, or a Draft that `describe`
    made; by default the installed sample. `out` is a file, or a folder that exists, by default the user's
    cache. The file is written whole or not at all, and the same sources give the same bytes. Raises
    EditionError when a source is missing, altered or unusable, disagrees with the lists it comes with, or
    when the file cannot be written.
    """
    started = clock()
    draft = source if isinstance(source, Draft) else Draft.open(source)
    path = target(out, f"{draft.manifest.name}{SUFFIX}")
    gathered = gather(draft, stage(progress, "reading"))
    survey = _surveyed(gathered, progress)
    record, sections = _compiled(draft.manifest, gathered.outlined, survey, progress)
    size = write(path, record.model_dump(mode="json"), sections)
    seconds = round(clock() - started, 3)
    return path, BuildReport(edition=record.name, path=path, file_bytes=size, seconds=seconds, survey=survey)


def _surveyed(gathered: Gathered, progress: Progress | None) -> Survey:
    outlined = gathered.outlined
    shapes = _shapes(outlined)
    areas = [each.area for each in outlined]
    kinds = Counter(area.kind for area in areas)
    slivers, holes = gaps(shapes, stage(progress, "gaps"))
    return Survey(
        areas=len(areas),
        parishes=kinds["parish"],
        communities=kinds["community"],
        unparished=kinds["unparished"],
        districts=len({area.district for area in areas}),
        welsh_names=sum(area.name_cy is not None for area in areas),
        left_out=gathered.left_out,
        vertices=int(shapely.get_num_coordinates(shapes).sum()),
        mended=tuple(name for each in outlined for name in each.mended),
        repairs=tuple(each.repair for each in outlined if each.repair),
        overlaps=overlaps([area.code for area in areas], shapes, stage(progress, "overlaps")),
        slivers=slivers,
        holes=holes,
    )


def _compiled(
    manifest: Manifest, outlined: Sequence[Outlined], survey: Survey, progress: Progress | None
) -> tuple[EditionRecord, dict[str, Section]]:
    shapes, named = _shapes(outlined), _named([each.area for each in outlined])
    sections = {**named, **index_of(shapes, progress), **sections_of(shapes)}
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    record = EditionRecord(
        name=manifest.name,
        title=manifest.title,
        date=manifest.date,
        sample=manifest.sample,
        count=len(outlined),
        countries=manifest.countries,
        bounds=(west, south, east, north),
        sha256=hashlib.sha256(named["areas"].array.tobytes() + sections["wkb"].array.tobytes()).hexdigest(),
        provenance=_provenance(manifest),
        survey=survey,
    )
    return record, sections


def _named(areas: Sequence[Area]) -> dict[str, Section]:
    """Lay out what the areas are called, as sections of a container."""
    each_area = [area.model_dump_json().encode() for area in areas]
    starts = np.cumsum([1, *(len(each) + 1 for each in each_area)]).astype("<u4")
    return {
        "codes": Section(np.array([area.code for area in areas], dtype="|S9")),
        "areas": Section(np.frombuffer(b"[" + b",".join(each_area) + b"]", dtype="|u1")),
        "area_starts": Section(starts),
    }


def _provenance(manifest: Manifest) -> EditionProvenance:
    return EditionProvenance(
        source=manifest.origin,
        licence=manifest.licence,
        attribution=manifest.attribution,
        files=tuple(
            FileRef(file=each.file, sha256=each.sha256, crs=each.crs if isinstance(each, Drawn) else None)
            for each in manifest.files
        ),
        manifest_sha256=manifest.sha256,
        tool=tool(),
    )


def _shapes(outlined: Sequence[Outlined]) -> Shapes:
    return np.array([each.shape for each in outlined], dtype=object)
