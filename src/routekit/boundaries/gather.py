"""Gather the areas of an edition from its source files: named, on the National Grid, valid, in order."""

import re
import reprlib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from routekit.boundaries.flaws import FlawError, refused
from routekit.boundaries.geojson import Shape
from routekit.boundaries.grid import onto_grid
from routekit.boundaries.manifest import Fields, Manifest
from routekit.boundaries.repair import valid
from routekit.boundaries.report import Repair
from routekit.boundaries.source import Feature, features
from routekit.model import Area, AreaKind

_KINDS: Final[dict[str, AreaKind]] = {"E04": "parish", "W04": "community", "E43": "unparished"}
_CODE: Final = re.compile(r"[EW]\d{8}", re.ASCII)
_DISTRICT: Final = re.compile(r"[EW]0[6-9]\d{6}", re.ASCII)


class Outlined(NamedTuple):
    """An area, its boundary on the National Grid, and what had to be repaired."""

    area: Area
    shape: Shape
    repair: Repair | None


def gather(folder: Path, manifest: Manifest, done: Callable[[int], None]) -> list[Outlined]:
    """Read every source of an edition; give its areas in the order of the tie rule.

    Parishes and communities come before unparished areas, and each by code. `done` is told how many there
    are so far. Raises EditionError naming everything that is wrong with the sources.
    """
    found: dict[str, Outlined] = {}
    flaws: list[str] = []
    for source in manifest.sources:
        placed = onto_grid(source.crs)
        for feature in features(folder / source.file, sha256=source.sha256, crs=source.crs):
            try:
                outlined = _outlined(feature, source.fields, placed, manifest.accept_repairs)
            except FlawError as flaw:
                flaws.append(f"{feature.where}: {flaw}")
                continue
            if outlined.area.code in found:
                flaws.append(f"{feature.where}: the code {outlined.area.code} was given before")
            found[outlined.area.code] = outlined
            done(len(found))
    if not flaws and len(found) != manifest.count:
        flaws.append(f"there are {len(found):,} areas; edition.toml expects {manifest.count:,}")
    if flaws:
        raise refused(f"{folder} cannot be compiled", tuple(flaws))
    return sorted(found.values(), key=lambda each: (each.area.kind == "unparished", each.area.code))


def _outlined(
    feature: Feature, fields: Fields, placed: Callable[[Shape], Shape], accept_repairs: tuple[str, ...]
) -> Outlined:
    area = _area(feature.properties, fields)
    try:
        if isinstance(feature.shape, FlawError):
            raise feature.shape
        shape, repair = valid(area.code, placed(feature.shape), accepted=area.code in accept_repairs)
    except FlawError as flaw:
        raise FlawError(f"{area.code}: {flaw}") from flaw
    return Outlined(area, shape, repair)


def _area(properties: dict[str, object], fields: Fields) -> Area:
    code = _text(properties, fields.code)
    if not _CODE.fullmatch(code) or code[:3] not in _KINDS:
        raise FlawError(f"its code is {code!r}; nine characters starting {', '.join(_KINDS)} are needed")
    district = _text(properties, fields.district)
    has_welsh = fields.name_cy is not None and properties.get(fields.name_cy)
    if not _DISTRICT.fullmatch(district):
        raise FlawError(f"{code}: its district is {district!r}; the GSS code of a district is needed")
    return Area(
        code=code,
        name=_text(properties, fields.name),
        name_cy=_text(properties, fields.name_cy) if fields.name_cy and has_welsh else None,
        kind=_KINDS[code[:3]],
        district=district,
    )


def _text(properties: dict[str, object], field: str) -> str:
    """Read a property that must be printable text: control and direction marks hide what a name says."""
    value = properties.get(field)
    text = unicodedata.normalize("NFC", value.strip()) if isinstance(value, str) else ""
    if not text or not text.isprintable():
        raise FlawError(f"its {field} is {reprlib.repr(value)}; text is needed")
    return text
