"""In which district an area lies, when only the boundaries of the districts can say it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.draft import Draft
from routekit.boundaries.flaws import FlawError, refused
from routekit.boundaries.geojson import Shape
from routekit.boundaries.grid import onto_grid
from routekit.boundaries.manifest import DISTRICT, Districts
from routekit.boundaries.repair import mended
from routekit.boundaries.source import features
from routekit.boundaries.text import plain

Shapes = npt.NDArray[np.object_]

LEAST_SHARE: Final = 0.9  # of the part of an area that is in any district
LEAST_COVERED: Final = 0.5  # of the area: generalised districts cut off coasts

_DISTRICT: Final = re.compile(DISTRICT)


def by_overlap(draft: Draft, districts: Districts) -> Callable[[Shape], str]:
    """Read the boundaries of districts; give the function that says which holds an area.

    That is the one that holds at least 90 % of what is in any district, if at least half of the area is in
    any; its FlawError names the districts and their shares otherwise. Districts outside England and Wales
    are left out. EditionError: as for a source of areas.
    """
    codes, shapes = read_districts(draft.path(districts.file), districts)
    tree = shapely.STRtree(shapes)
    shapely.prepare(shapes)

    def district_of(area: Shape) -> str:
        near = np.sort(tree.query(area, predicate="intersects"))
        held = near[shapely.covers(shapes[near], area)]
        if len(held) == 1:
            return codes[int(held[0])]
        shares = shapely.area(shapely.intersection(shapes[near], area)) / area.area
        best = int(shares.argmax()) if len(near) else -1
        if len(near) and shares[best] >= LEAST_SHARE * shares.sum() and shares.sum() >= LEAST_COVERED:
            return codes[int(near[best])]
        found = ", ".join(f"{codes[at]} {share:.1%}" for at, share in zip(near, shares, strict=True))
        raise FlawError(
            f"no district holds it (its shares are {found or 'nothing'}, and {LEAST_SHARE:.0%} is needed); "
            "give its district in the file, or in a table"
        )

    return district_of


def read_districts(path: Path, districts: Districts) -> tuple[list[str], Shapes]:
    """Read codes and boundaries of districts of England and Wales; EditionError as for a source of areas."""
    placed = onto_grid(districts.crs)
    found: dict[str, Shape] = {}
    flaws: list[str] = []
    for feature in features(path, districts):
        try:
            code = plain(districts.code, feature.properties.get(districts.code))
            if code in found:
                flaws.append(f"{feature.where}: the code {code} was given before")
            elif _DISTRICT.fullmatch(code):
                found[code], _ = mended(code, placed(feature.outline()))
        except FlawError as flaw:
            flaws.append(f"{feature.where}: {flaw}")
    if flaws or not found:
        flaws = flaws or [f"no {districts.code} of a district of England or Wales"]
        raise refused(f"{path} cannot be used", tuple(flaws))
    return list(found), np.array(list(found.values()), dtype=object)
