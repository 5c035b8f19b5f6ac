"""Gather the areas of an edition from its source files: named, on the National Grid, valid, in order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

import shapely

from routekit.boundaries.agreement import disagreements
from routekit.boundaries.district import by_overlap
from routekit.boundaries.draft import Draft
from routekit.boundaries.flaws import Flaw, FlawError, FlawKind, refused
from routekit.boundaries.geojson import Shape
from routekit.boundaries.grid import onto_grid
from routekit.boundaries.layout import is_area
from routekit.boundaries.manifest import Source
from routekit.boundaries.naming import Named, joined, named
from routekit.boundaries.progress import Tell
from routekit.boundaries.repair import mended, too_much
from routekit.boundaries.report import Mended, Repair
from routekit.boundaries.source import Feature, features
from routekit.boundaries.table import entries
from routekit.errors import EditionError
from routekit.model import Area

_REMEDY: Final = "mend it in the file, or list the code in accept_repairs of its folder's edition.toml"


class Outlined(NamedTuple):
    """An area, its boundary on the National Grid, and what had to be put right."""

    area: Area
    shape: Shape
    repair: Repair | None
    mended: tuple[Mended, ...]


class Gathered(NamedTuple):
    """The areas of an edition in the order of the tie rule, and how many rows of its sources are none.

    `flaws` is what is wrong with its sources, `spare` the land that they draw without its being an area: its
    row cannot be named, or has a code that was given before. `gather` gives neither.
    """

    outlined: tuple[Outlined, ...]
    left_out: int
    flaws: tuple[Flaw, ...] = ()
    spare: tuple[Shape, ...] = ()


@dataclass(slots=True)
class _Found:
    """An area as it is read: where it stands first, its name, and its parts on the National Grid."""

    where: str
    named: Named
    parts: list[Shape] = field(default_factory=list)


def gather(draft: Draft, tell: Tell) -> Gathered:
    """Read every source of an edition, and check its areas against the lists that it comes with.

    Parishes and communities come before unparished areas, and each by code. `tell` is told how many bytes of
    the sources are read, and of how many. Raises EditionError naming everything that is wrong.
    """
    found = gather_all(draft, tell)
    flaws = found.flaws or tuple(unfit(draft, tuple(each.area for each in found.outlined)))
    if flaws:
        raise refused(f"{draft.manifest.name} cannot be compiled", tuple(map(str, flaws)))
    return found


def gather_all(draft: Draft, tell: Tell) -> Gathered:
    """Do what `gather` does with whatever the sources give, flawed or not; the lists are left to `unfit`.

    Raises EditionError only for a file that cannot be read to its end.
    """
    gathering = _Gathering(draft)
    gathering.read(tell)
    outlined = tuple(gathering.outlined())
    return Gathered(outlined, gathering.left_out, tuple(gathering.flaws), tuple(gathering.spare))


class _Gathering:
    """The areas of a draft being gathered; what is wrong is put into `flaws`."""

    def __init__(self, draft: Draft) -> None:
        joins = draft.manifest.joins
        rows = chain.from_iterable(entries(draft.path(each.file), each) for each in joins)
        self._tables, contradictions = joined(rows)
        self.flaws = list(contradictions)
        self.left_out = 0
        self.spare: list[Shape] = []
        self._draft = draft
        self._found: dict[str, _Found] = {}

    def read(self, tell: Tell) -> None:
        """Read all sources."""
        sources = self._draft.manifest.sources
        sizes = [_size(self._draft.path(source.file)) for source in sources]
        for number, source in enumerate(sources):
            before = sum(sizes[:number])
            place = onto_grid(source.crs)
            for feature in _rows(self._draft.path(source.file), source):
                self._add(feature, source, place)
                tell(before + feature.at, sum(sizes))
        tell(sum(sizes), sum(sizes))

    def outlined(self) -> Iterator[Outlined]:
        """Give the areas in the order of the tie rule, repaired where needed, each in its district."""
        districts = self._draft.manifest.districts
        district_of = by_overlap(self._draft, districts) if districts else _no_district
        for found in sorted(self._found.values(), key=_rank):
            code = found.named.code
            whole = found.parts[0] if len(found.parts) == 1 else _together(found.parts)
            try:
                shape, repair = mended(code, whole)
            except FlawError as flaw:
                self._note("invalid-boundary", f"{code}: {flaw}", found.where, found.named, whole)
                continue
            if repair and code not in self._draft.manifest.accept_repairs:
                excess = too_much(repair, _REMEDY)
                if excess:
                    self._note("invalid-boundary", f"{code}: {excess}", found.where, found.named, shape)
            district = found.named.district or self._district(found, district_of, shape)
            yield Outlined(found.named.in_district(district), shape, repair, found.named.mended)

    def _add(self, feature: Feature, source: Source, place: Callable[[Shape], Shape]) -> None:
        parts = source.layout == "boundary-line"
        if parts and not is_area(feature.properties):
            self.left_out += 1
            return
        area, flaw = self._named(feature, source)
        shape = self._shape(feature, place, area)
        known = self._found.get(area.code) if area else None
        if area and known and not (parts and known.named == area):
            flaw = f"the code {area.code} was given before{_unlike(known.named, area)}"
            self._note("duplicate-code", flaw, feature.where, area, shape)
        elif area is None:
            self._note("unreadable", flaw, feature.where, None, shape)
        elif shape:
            self._found.setdefault(area.code, _Found(feature.where, area)).parts.append(shape)
            return
        self.spare += [shape] if shape else []

    def _named(self, feature: Feature, source: Source) -> tuple[Named | None, str]:
        try:
            return named(feature.properties, source, self._tables), ""
        except FlawError as flaw:
            return None, str(flaw)

    def _shape(self, feature: Feature, place: Callable[[Shape], Shape], area: Named | None) -> Shape | None:
        try:
            return place(feature.outline())
        except FlawError as flaw:
            what = f"{area.code}: {flaw}" if area else str(flaw)
            self._note("unreadable", what, feature.where, area, None)
            return None

    def _district(self, found: _Found, district_of: Callable[[Shape], str], shape: Shape) -> str:
        try:
            return district_of(shape)
        except FlawError as flaw:
            self._note("no-district", f"{found.named.code}: {flaw}", found.where, found.named, shape)
            return ""

    def _note(self, kind: FlawKind, what: str, where: str, area: Named | None, shape: Shape | None) -> None:
        code, name = (area.code, area.name) if area else (None, None)
        self.flaws.append(Flaw(kind, what, where, code, name, shape))


def _unlike(known: Named, again: Named) -> str:
    """Say how a row with a code that was given before differs from the first."""
    different = [
        f"{field} {ours!r}, and now {theirs!r}"
        for field, ours, theirs in zip(Named._fields, known, again, strict=True)
        if field in {"name", "name_cy", "district"} and ours != theirs
    ]
    return f", with the {' and the '.join(different)}" if different else ""


def _rows(path: Path, source: Source) -> Iterator[Feature]:
    """Read the features of a source; EditionError if the first lacks a column that every area needs."""
    needed = (source.fields.code, source.fields.name, source.fields.district)
    for number, feature in enumerate(features(path, source)):
        lacking = [column for column in needed if column and column not in feature.properties]
        if number == 0 and lacking:
            found = ", ".join(feature.properties)
            raise EditionError(f"{path} has no column {', '.join(lacking)}; its columns are {found}")
        yield feature


def unfit(draft: Draft, areas: tuple[Area, ...]) -> Iterator[Flaw]:
    """Name what is wrong with the areas as a whole: their number, and what the lists have otherwise."""
    expected = draft.manifest.count
    if not areas or (expected is not None and len(areas) != expected):
        needed = "at least one is needed" if expected is None else f"edition.toml expects {expected:,}"
        yield Flaw("count", f"there are {len(areas):,} areas; {needed}")
    for check in draft.manifest.checks:
        yield from disagreements(areas, check, entries(draft.path(check.file), check))


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
