"""Turn what is wrong with features, names, codes and lists into findings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np
import shapely

from routekit.boundaries.checking.finding import RIGHT, Finding
from routekit.boundaries.flaws import Flaw
from routekit.boundaries.gather import Outlined
from routekit.boundaries.geojson import Shape
from routekit.boundaries.report import Mended, Repair
from routekit.model import Area

_PLACE: Final = re.compile(r"\[(?P<x>-?[\d.]+(?:e[+-]?\d+)?) (?P<y>-?[\d.]+(?:e[+-]?\d+)?)\]")

_Point = tuple[float | None, float | None]


def flawed(flaws: Iterable[Flaw], outlined: Mapping[str, Outlined]) -> Iterator[Finding]:
    """Give an error for each flaw, with the place and size of its area where they are known."""
    for flaw in flaws:
        drawn = outlined.get(flaw.code or "")
        shape = flaw.shape or (drawn.shape if drawn else None)
        name = flaw.name or (drawn.area.name if drawn else None)
        easting, northing = _point(flaw.what, shape)
        yield Finding(
            severity="error",
            kind=flaw.kind,
            codes=(flaw.code,) if flaw.code else (),
            names=(name,) if name else (),
            what=_with_name(flaw.what, flaw.code, name),
            right=RIGHT[flaw.kind],
            where=flaw.where,
            easting=easting,
            northing=northing,
            area_m2=round(shape.area, 2) if shape else None,
        )


def repaired(repairs: Iterable[Repair], areas: Mapping[str, Area]) -> Iterator[Finding]:
    """Give a warning for each boundary that a build makes valid; its size is by how much the area changes."""
    for repair in repairs:
        easting, northing = _point(repair.reason, None)
        name = areas[repair.code].name
        yield Finding(
            severity="warning",
            kind="invalid-boundary",
            codes=(repair.code,),
            names=(name,),
            what=f"{name} ({repair.code}) is invalid, {repair.reason.partition('[')[0]}, and is repaired",
            right=RIGHT["invalid-boundary"],
            easting=easting,
            northing=northing,
            area_m2=round(abs(repair.area_after_m2 - repair.area_before_m2), 2),
        )


def misread(names: Iterable[Mended]) -> Iterator[Finding]:
    """Give a warning for each name that was misread before it was published."""
    for each in names:
        yield Finding(
            severity="warning",
            kind="misread-name",
            codes=(each.code,),
            names=(each.became,),
            what=f"{each.code} is called {each.was!r}, which is {each.became!r} misread",
            right=RIGHT["misread-name"],
        )


def misplaced(areas: Iterable[Area]) -> Iterator[Finding]:
    """Give an error for each area whose district is of the other nation, by the letters of their codes."""
    for area in areas:
        if area.district and area.code[0] != area.district[0]:
            yield Finding(
                severity="error",
                kind="other-nation",
                codes=(area.code,),
                names=(area.name,),
                what=f"{area.name} ({area.code}) is in the district {area.district} of the other nation",
                right=RIGHT["other-nation"],
            )


def _point(what: str, shape: Shape | None) -> _Point:
    """Give the place that GEOS names in its reason, else a point of the shape."""
    if match := _PLACE.search(what):
        return round(float(match["x"]), 2), round(float(match["y"]), 2)
    if shape is None:
        return None, None
    if shapely.is_valid(shape):
        point = shapely.point_on_surface(shape)
        return round(point.x, 2), round(point.y, 2)
    x, y = np.round(shapely.get_coordinates(shape)[0], 2).tolist()
    return x, y


def _with_name(what: str, code: str | None, name: str | None) -> str:
    """Put the name beside the code where only the code is given."""
    return what.replace(code, f"{name} ({code})", 1) if code and name and name not in what else what
