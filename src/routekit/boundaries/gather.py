"""Gather the areas of an edition from its source files: named, on the National Grid, valid, in order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import shapely

from routekit.boundaries.agreement import disagreements
from routekit.boundaries.district import by_overlap
from routekit.boundaries.draft import Draft
from routekit.boundaries.flaws import FlawError, refused
from routekit.boundaries.geojson import Shape
from routekit.boundaries.grid import onto_grid
from routekit.boundaries.layout import is_area
from routekit.boundaries.manifest import Source
from routekit.boundaries.naming import Named, joined, named
from routekit.boundaries.repair import valid
from routekit.boundaries.report import Mended, Repair
from routekit.boundaries.source import Feature, features
from routekit.boundaries.table import entries
from routekit.errors import EditionError
from routekit.model import Area

Tell = Callable[[int, int], None]


class Outlined(NamedTuple):
    """An area, its boundary on the National Grid, and what had to be put right."""

    area: Area
    shape: Shape
    repair: Repair | None
    mended: tuple[Mended, ...]


class Gathered(NamedTuple):
    """The areas of an edition in the order of the tie rule, and how many rows of its sources are none."""

    outlined: tuple[Outlined, ...]
    left_out: int


@dataclass(slots=True)
class _Found:
    """An area as it is read: where it stands first, its name, and its parts on the National Grid."""

    where: str
    named: Named
    parts: list[Shape]


def gather(draft: Draft, tell: Tell) -> Gathered:
    """Read every source of an edition, and check its areas against the lists that it comes with.

    Parishes and communities come before unparished areas, and each by code. `tell` is told how many bytes of
    the sources are read, and of how many. Raises EditionError naming everything that is wrong.
    """
    gathering = _Gathering(draft)
    gathering.read(tell)
    outlined = tuple(gathering.outlined())
    flaws = gathering.flaws or _wrong(draft, tuple(each.area for each in outlined))
    if flaws:
        raise refused(f"{draft.manifest.name} cannot be compiled", tuple(flaws))
    return Gathered(outlined, gathering.left_out)


class _Gathering:
    """The areas of a draft being gathered; what is wrong is put into `flaws`."""

    def __init__(self, draft: Draft) -> None:
        joins = draft.manifest.joins
        self.flaws: list[str] = []
        self.left_out = 0
        self._draft = draft
        self._tables = joined(chain.from_iterable(entries(draft.path(each.file), each) for each in joins))
        self._found: dict[str, _Found] = {}

    def read(self, tell: Tell) -> None:
        """Read all sources."""
        sources = self._draft.manifest.sources
        sizes = [_size(self._draft.path(source.file)) for source in sources]
        for number, source in enumerate(sources):
            before = sum(sizes[:number])
            place = onto_grid(source.crs)
            for feature in _rows(self._draft.path(source.file), source):
                try:
                    self._add(feature, source, place)
                except FlawError as flaw:
                    self.flaws.append(f"{feature.where}: {flaw}")
                tell(before + feature.at, sum(sizes))
        tell(sum(sizes), sum(sizes))

    def outlined(self) -> Iterator[Outlined]:
        """Give the areas in the order of the tie rule, repaired where needed, each in its district."""
        districts = self._draft.manifest.districts
        district_of = by_overlap(self._draft, districts) if districts else _no_district
        for found in sorted(self._found.values(), key=_rank):
            try:
                yield self._outlined(found, district_of)
            except FlawError as flaw:
                self.flaws.append(f"{found.where}: {found.named.code}: {flaw}")

    def _add(self, feature: Feature, source: Source, place: Callable[[Shape], Shape]) -> None:
        parts = source.layout == "boundary-line"
        if parts and not is_area(feature.properties):
            self.left_out += 1
            return
        area = named(feature.properties, source, self._tables)
        known = self._found.get(area.code)
        if known and not (parts and known.named == area):
            raise FlawError(f"the code {area.code} was given before")
        try:
            shape = place(feature.outline())
        except FlawError as flaw:
            raise FlawError(f"{area.code}: {flaw}") from flaw
        self._found.setdefault(area.code, _Found(feature.where, area, [])).parts.append(shape)

    def _outlined(self, found: _Found, district_of: Callable[[Shape], str]) -> Outlined:
        code = found.named.code
        whole = found.parts[0] if len(found.parts) == 1 else _together(found.parts)
        shape, repair = valid(code, whole, accepted=code in self._draft.manifest.accept_repairs)
        area = found.named.in_district(found.named.district or district_of(shape))
        return Outlined(area, shape, repair, found.named.mended)


def _rows(path: Path, source: Source) -> Iterator[Feature]:
    """Read the features of a source; EditionError if the first lacks a column that every area needs."""
    needed = (source.fields.code, source.fields.name, source.fields.district)
    for number, feature in enumerate(features(path, source)):
        lacking = [column for column in needed if column and column not in feature.properties]
        if number == 0 and lacking:
            found = ", ".join(feature.properties)
            raise EditionError(f"{path} has no column {', '.join(lacking)}; its columns are {found}")
        yield feature


def _wrong(draft: Draft, areas: tuple[Area, ...]) -> list[str]:
    """Name what is wrong with the areas as a whole."""
    expected = draft.manifest.count
    if not areas or (expected is not None and len(areas) != expected):
        needed = "at least one is needed" if expected is None else f"edition.toml expects {expected:,}"
        return [f"there are {len(areas):,} areas; {needed}"]
    return [
        difference
        for check in draft.manifest.checks
        for difference in disagreements(areas, check, entries(draft.path(check.file), check))
    ]


def _rank(found: _Found) -> tuple[bool, str]:
    return found.named.kind == "unparished", found.named.code


def _together(parts: list[Shape]) -> Shape:
    return shapely.MultiPolygon(shapely.get_parts(parts).tolist())


def _no_district(_: Shape) -> str:
    raise FlawError("it has no district; the GSS code of one is needed")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise EditionError(f"{path} cannot be read ({error.strerror}); edition.toml names it") from error
