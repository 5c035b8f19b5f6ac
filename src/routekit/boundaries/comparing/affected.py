"""Find the postcodes that are in another area, or another district, in one edition than in another."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.comparing.changes import PostcodesAffected, PostcodesMoved, Reason
from routekit.boundaries.comparing.compare import Comparison
from routekit.boundaries.edition import Edition
from routekit.boundaries.postcodes.lookup import Postcodes
from routekit.boundaries.postcodes.table import compact_of
from routekit.errors import EditionError
from routekit.formulas import escaped
from routekit.model import Postcode

HEADER: Final = ("postcode", "was", "was_name", "was_district", "now", "now_name", "now_district", "reason")

_Codes = npt.NDArray[np.str_]


class Affected(NamedTuple):
    """A postcode that is affected: the codes of its area in both editions, "" for none, and why."""

    postcode: str
    was: str
    now: str
    reason: Reason


def affected(
    comparison: Comparison, old: Edition, new: Edition, postcodes: Postcodes
) -> tuple[PostcodesAffected, tuple[Affected, ...]]:
    """Put every postcode's point into both editions; give counts, and each whose area or district differs.

    A postcode is one point here: near a line that moved, only some of its addresses may be affected.
    """
    columns = postcodes.columns
    located = np.flatnonzero(columns.radius)
    eastings = columns.easting[located].astype(np.float64)
    northings = columns.northing[located].astype(np.float64)
    was, now = old.codes_at(eastings, northings), new.codes_at(eastings, northings)
    districts = [_districts(edition, codes) for edition, codes in ((old, was), (new, now))]
    differ = np.flatnonzero((was != now) | (districts[0] != districts[1]))
    points = shapely.points(eastings[differ], northings[differ])
    reasons = _reasons(comparison, was[differ], now[differ], points)
    keys = columns.key[located[differ]].tolist()
    found = tuple(
        Affected(Postcode(compact_of(key)).postcode, *rest)
        for key, *rest in zip(keys, was[differ].tolist(), now[differ].tolist(), reasons, strict=True)
    )
    edition = postcodes.record.edition
    return PostcodesAffected(
        edition=edition.name,
        attribution=edition.attribution,
        compared=int(((was != "") | (now != "")).sum()),
        affected=len(found),
        moved=_moved(found),
    ), found


def _moved(found: Iterable[Affected]) -> tuple[PostcodesMoved, ...]:
    """Count the postcodes that went the same way, the most first."""
    counts = Counter((each.was, each.now, each.reason) for each in found)
    moved = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        PostcodesMoved(was=was, now=now, reason=reason, postcodes=number)
        for (was, now, reason), number in moved
    )


def write_list(path: Path, found: Iterable[Affected], old: Edition, new: Edition) -> None:
    """Write the affected postcodes into a table (CSV); EditionError if it cannot be written."""
    was = {area.code: (area.name, area.district) for area in old.areas()}
    now = {area.code: (area.name, area.district) for area in new.areas()}
    none = ("", "")
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(HEADER)
            for each in found:
                before, after = was.get(each.was, none), now.get(each.now, none)
                cells = (each.postcode, each.was, *before, each.now, *after, each.reason)
                rows.writerow([escaped(cell) for cell in cells])
    except OSError as error:
        raise EditionError(f"{path} cannot be written ({error.strerror})") from error


def _districts(edition: Edition, codes: _Codes) -> _Codes:
    district = {"": ""} | {area.code: area.district for area in edition.areas()}
    known, back = np.unique(codes, return_inverse=True)
    of_known: _Codes = np.array([district[code] for code in known.tolist()], dtype=np.str_)
    return of_known[back]


def _reasons(
    comparison: Comparison, was: _Codes, now: _Codes, points: npt.NDArray[np.object_]
) -> Iterator[Reason]:
    recoded = {(each.was.code, each.now.code) for each in comparison.diff.recoded}
    counted = np.zeros(len(points), dtype=bool)
    land = np.array(comparison.land, dtype=object)
    if len(land):
        counted[shapely.STRtree(points).query(land, predicate="intersects")[1]] = True
    for a, b, counts in zip(was.tolist(), now.tolist(), counted.tolist(), strict=True):
        if a == b:
            yield "district"
        elif (a, b) in recoded:
            yield "recoded"
        else:
            yield "land" if counts else "under-tolerance"
