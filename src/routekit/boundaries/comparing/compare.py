"""Compare two editions: areas, the land that changed hands, and its shapes."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple, TypedDict

import numpy as np
import shapely

from routekit.boundaries.comparing.changes import Changed, EditionDiff, Land, LeftOut
from routekit.boundaries.comparing.land import Pieces, exchanged, sides
from routekit.boundaries.comparing.tolerance import Tolerance
from routekit.boundaries.edition import Edition
from routekit.boundaries.progress import Progress, stage
from routekit.boundaries.survey import Shapes
from routekit.model import Area

_SAME: Final = 0.99  # of the land of both: a tolerance that is large must not make a merger a new code


class Comparison(NamedTuple):
    """What differs between two editions, and the shapes of the land of `diff.land`, one after another.

    `small` is the land under the tolerance, each piece one polygon.
    """

    diff: EditionDiff
    land: tuple[shapely.MultiPolygon, ...]
    small: Shapes


class _Sorted(NamedTuple):
    """Land that changed hands, with its shape, largest first, and the pieces under the tolerance."""

    land: tuple[tuple[Land, shapely.MultiPolygon], ...]
    small: Shapes


def compare(
    old: Edition, new: Edition, tolerance: Tolerance | None = None, *, progress: Progress | None = None
) -> Comparison:
    """Compare two editions.

    Areas are matched by code. Land changed hands where the code that answers for a point (`Edition.code_at`)
    differs, unless its piece is under the `tolerance`. `progress` hears of `reading` and of `comparing`.
    EditionError if a boundary is damaged.
    """
    tolerance = tolerance or Tolerance()
    found = _Sorted((), np.zeros(0, dtype=object))
    if old.ref.sha256 != new.ref.sha256:
        before, after = sides(old, new, stage(progress, "reading"))
        found = _sorted(exchanged(before, after, stage(progress, "comparing")), tolerance)
    recoded = _recoded([land for land, _ in found.land], old, new)
    kept = [(land, shape) for land, shape in found.land if (land.was, land.now) not in recoded]
    diff = EditionDiff(
        old=old.ref,
        new=new.ref,
        attributions=tuple(dict.fromkeys((old.provenance.attribution, new.provenance.attribution))),
        tolerance=tolerance,
        recoded=tuple(
            Changed(was=each, now=by) for each, by in sorted(recoded, key=lambda pair: pair[0].code)
        ),
        land=tuple(land for land, _ in kept),
        left_out=_left_out(found.small),
        **_of_areas(old, new, recoded, [land for land, _ in kept]),
    )
    return Comparison(diff, tuple(shape for _, shape in kept), found.small)


class _OfAreas(TypedDict):
    """What of a diff is told by codes, names and districts."""

    unchanged: int
    created: tuple[Area, ...]
    abolished: tuple[Area, ...]
    renamed: tuple[Changed, ...]
    redistricted: tuple[Changed, ...]


def _of_areas(
    old: Edition, new: Edition, recoded: Collection[tuple[Area, Area]], land: Sequence[Land]
) -> _OfAreas:
    was, now = ({area.code: area for area in edition.areas()} for edition in (old, new))
    both = [Changed(was=was[code], now=now[code]) for code in sorted(was.keys() & now.keys())]
    return _OfAreas(
        unchanged=_unchanged(both, land),
        created=_only(now, was, {area.code for _, area in recoded}),
        abolished=_only(was, now, {area.code for area, _ in recoded}),
        renamed=tuple(each for each in both if _names(each.was) != _names(each.now)),
        redistricted=tuple(each for each in both if each.was.district != each.now.district),
    )


def _sorted(found: Iterable[Pieces], tolerance: Tolerance) -> _Sorted:
    land: list[tuple[Land, shapely.MultiPolygon]] = []
    small: list[Shapes] = []
    for was, now, pieces in found:
        counts = tolerance.counts(pieces)
        small.append(pieces[~counts])
        if counts.any():
            land.append(_land(was, now, pieces[counts]))
    land.sort(key=lambda pair: (-pair[0].area_m2, _code(pair[0].was), _code(pair[0].now)))
    return _Sorted(tuple(land), np.concatenate([np.zeros(0, dtype=object), *small]))


def _land(was: Area | None, now: Area | None, pieces: Shapes) -> tuple[Land, shapely.MultiPolygon]:
    areas = shapely.area(pieces)
    point = shapely.point_on_surface(pieces[int(areas.argmax())])
    land = Land(
        was=was,
        now=now,
        pieces=len(pieces),
        area_m2=round(float(areas.sum()), 1),
        largest_m2=round(float(areas.max()), 1),
        easting=round(point.x, 1),
        northing=round(point.y, 1),
    )
    return land, shapely.MultiPolygon(pieces.tolist())


def _recoded(land: Sequence[Land], old: Edition, new: Edition) -> set[tuple[Area, Area]]:
    """Pair abolished and created areas that exchanged nearly all land with each other, and none besides."""
    losers, gainers = Counter(_code(each.was) for each in land), Counter(_code(each.now) for each in land)
    was, now = ({area.code for area in edition.areas()} for edition in (old, new))
    return {
        (each.was, each.now)
        for each in land
        if each.was
        and each.now
        and each.becomes == "moved"
        and each.was.code not in now
        and each.now.code not in was
        and losers[each.was.code] == gainers[each.now.code] == 1
        and each.area_m2 >= _SAME * max(_size(old, each.was), _size(new, each.now))
    }


def _size(edition: Edition, area: Area) -> float:
    size: float = edition.area(area.code).geometry.area
    return size


def _unchanged(changed: Iterable[Changed], land: Iterable[Land]) -> int:
    moved = {area.code for each in land for area in (each.was, each.now) if area}
    return sum(each.was == each.now and each.was.code not in moved for each in changed)


def _only(these: dict[str, Area], others: dict[str, Area], recoded: set[str]) -> tuple[Area, ...]:
    return tuple(these[code] for code in sorted(these.keys() - others.keys() - recoded))


def _names(area: Area) -> tuple[str, str | None]:
    return area.name, area.name_cy


def _code(area: Area | None) -> str:
    return area.code if area else ""


def _left_out(small: Shapes) -> LeftOut:
    if not len(small):
        return LeftOut()
    areas = shapely.area(small)
    return LeftOut(
        pieces=len(small), area_m2=round(float(areas.sum()), 1), largest_m2=round(float(areas.max()), 1)
    )
