"""Check a source of areas, or a compiled edition, and report everything that is wrong with it at once."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from routekit.boundaries.checking.against import Compared, against
from routekit.boundaries.checking.finding import CheckReport, Finding, in_order
from routekit.boundaries.checking.flawed import flawed, misplaced, misread, repaired
from routekit.boundaries.checking.land import (
    Laid,
    Outlines,
    apart,
    in_neither,
    outside,
    overlapping,
    uncovered,
)
from routekit.boundaries.describing import districts_in
from routekit.boundaries.district import read_districts
from routekit.boundaries.draft import Draft
from routekit.boundaries.edition import Edition
from routekit.boundaries.flaws import Flaw, FlawError
from routekit.boundaries.gather import Gathered, Outlined, gather_all, unfit
from routekit.boundaries.geojson import Shape
from routekit.boundaries.progress import Progress, stage
from routekit.errors import EditionError


def check(
    source: Draft | Edition,
    *,
    lists: Sequence[Path | Edition] = (),
    districts: Path | None = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Find everything that is wrong with what `build` would compile, or with what it compiled.

    `lists` are lists of the ONS (CSV), or editions, that codes, names and districts must agree with, as far
    as the source reaches: the districts that it has an area of, and the countries that it covers wholly.
    `districts` is a file of the boundaries of districts, by default the one that a draft comes with; without
    any, an area that touches none of its own district is found instead. `progress` hears of `reading`,
    `overlaps`, `gaps` and `districts`. Raises EditionError only for a file that cannot be read to its end.
    """
    gathered = (
        gather_all(source, stage(progress, "reading")) if isinstance(source, Draft) else _opened(source)
    )
    outlines = _outlines(source, districts)
    compared = _compared(source, gathered, lists)
    findings = [*_said(source, gathered, [flaw for each in compared for flaw in each.flaws])]
    if gathered.outlined:
        findings += _laid(gathered, outlines, progress)
    name = source.manifest.name if isinstance(source, Draft) else source.name
    return CheckReport(
        source=name,
        areas=len(gathered.outlined),
        notes=tuple(note for each in compared for note in each.notes),
        findings=in_order(findings),
    )


def _opened(edition: Edition) -> Gathered:
    """Take the areas of a compiled edition, with the repairs that were made when it was compiled."""
    repairs = {repair.code: repair for repair in edition.record.survey.repairs}
    names = edition.record.survey.mended
    return Gathered(
        tuple(
            Outlined(
                area,
                edition.area(area.code).geometry,
                repairs.get(area.code),
                tuple(name for name in names if name.code == area.code),
            )
            for area in edition.areas()
        ),
        edition.record.survey.left_out,
    )


def _compared(source: Draft | Edition, gathered: Gathered, lists: Sequence[Path | Edition]) -> list[Compared]:
    areas = [each.area for each in gathered.outlined]
    countries = source.manifest.countries if isinstance(source, Draft) else source.record.countries
    return [against(areas, countries, each) for each in lists]


def _said(source: Draft | Edition, gathered: Gathered, unlisted: Sequence[Flaw]) -> Iterator[Finding]:
    """Find what is wrong with features, codes, names and districts; lists say otherwise in `unlisted`."""
    by_code = {each.area.code: each for each in gathered.outlined}
    areas = {code: each.area for code, each in by_code.items()}
    yield from flawed(gathered.flaws, by_code)
    if isinstance(source, Draft):
        unlike = unfit(source, tuple(areas.values()))
        # A number that is wrong because a feature was is said by that feature.
        yield from flawed((each for each in unlike if each.kind != "count" or not gathered.flaws), by_code)
    yield from flawed(unlisted, by_code)
    named = {flaw.code for flaw in gathered.flaws if flaw.kind == "invalid-boundary"}
    repairs = (each.repair for each in gathered.outlined if each.repair)
    yield from repaired((repair for repair in repairs if repair.code not in named), areas)
    yield from misread(name for each in gathered.outlined for name in each.mended)
    yield from misplaced(areas.values())


def _laid(gathered: Gathered, outlines: Outlines | None, progress: Progress | None) -> Iterator[Finding]:
    """Find what is wrong with how the areas fit together, and into their districts."""
    laid = Laid(
        tuple(each.area for each in gathered.outlined),
        _array([each.shape for each in gathered.outlined]),
        _array([shape for shape in gathered.spare if shape.is_valid]),
    )
    yield from overlapping(laid, stage(progress, "overlaps"))
    holes = list(uncovered(laid, stage(progress, "gaps")))
    yield from (finding for finding, _ in holes)
    if outlines is None:
        yield from apart(laid)
        return
    yield from outside(laid, outlines)
    yield from in_neither(laid, outlines, _array([shape for _, shape in holes]), stage(progress, "districts"))


def _outlines(source: Draft | Edition, districts: Path | None) -> Outlines | None:
    if districts:
        try:
            return Outlines(*read_districts(districts, districts_in(districts)))
        except FlawError as flaw:
            raise EditionError(f"{districts}: {flaw}") from flaw
    if isinstance(source, Draft) and source.manifest.districts:
        drawn = source.manifest.districts
        return Outlines(*read_districts(source.path(drawn.file), drawn))
    return None


def _array(shapes: Sequence[Shape]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made
