"""Find where areas do not fit together: overlaps, holes, and areas that lie apart from their district."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.checking.finding import RIGHT, Finding, FindingKind, Severity
from routekit.boundaries.covered import GAP_M
from routekit.boundaries.district import LEAST_SHARE
from routekit.boundaries.progress import Tell
from routekit.boundaries.survey import SMALLEST_M2, Shapes, holes, is_narrow, polygons_in, shared_land
from routekit.boundaries.threads import side_by_side
from routekit.model import Area

_MEETS_M: Final = 0.01
_MOST_NAMED: Final = 4


class Laid(NamedTuple):
    """Areas with their boundaries, in the order of the tie rule, and land that is drawn besides."""

    areas: Sequence[Area]
    shapes: Shapes
    spare: Shapes

    @property
    def cover(self) -> Shapes:
        """All land that is drawn."""
        both: Shapes = np.concatenate([self.shapes, self.spare])
        return both


class Outlines(NamedTuple):
    """The codes and boundaries of districts."""

    codes: Sequence[str]
    shapes: Shapes


def overlapping(laid: Laid, tell: Tell) -> Iterator[Finding]:
    """Give a finding for each pair of areas that share land; one nowhere wider than a gap is a warning."""
    shared = shared_land(laid.shapes, tell)
    for first, second, land in zip(shared.first, shared.second, shared.land, strict=True):
        both = laid.areas[first], laid.areas[second]
        kinds = {area.kind == "unparished" for area in both}
        pieces = polygons_in(land)
        severity: Severity = "warning" if is_narrow(pieces).all() else "error"
        names = f"{both[0].name} ({both[0].code}) and {both[1].name} ({both[1].code})"
        number = f" in {len(pieces):,} pieces" if len(pieces) > 1 else ""
        kind: FindingKind = "unparished-overlap" if len(kinds) > 1 else "overlap"
        yield found_on(pieces, severity, kind, both, f"{names} share land{number}")


def uncovered(laid: Laid, tell: Tell) -> Iterator[tuple[Finding, shapely.Polygon]]:
    """Give a finding for each hole that areas enclose, with its shape; a sliver is a warning."""
    found = holes(laid.cover, tell)
    found = found[shapely.area(found) >= SMALLEST_M2]
    around: list[list[int]] = [[] for _ in found]
    for area, hole in (
        shapely.STRtree(found).query(laid.shapes, predicate="dwithin", distance=_MEETS_M).T.tolist()
    ):
        around[hole].append(area)
    for hole, narrow, near in zip(found, is_narrow(found), around, strict=True):
        areas = [laid.areas[at] for at in sorted(near)]
        kind: Literal["sliver", "hole"] = "sliver" if narrow else "hole"
        what = f"land in no area, between {_listed(areas)}"
        yield (
            found_on(np.array([hole], dtype=object), "warning" if narrow else "error", kind, areas, what),
            hole,
        )


def apart(laid: Laid) -> Iterator[Finding]:
    """Give a warning for each area whose neighbours are all of other districts, unless it is its own."""
    sizes = Counter(area.district for area in laid.areas)
    district = np.array([area.district for area in laid.areas])
    tree = shapely.STRtree(laid.shapes)
    first, second = tree.query(laid.shapes, predicate="intersects")
    with_own = np.unique(first[(district[first] == district[second]) & (first != second)])
    for at in np.setdiff1d(np.arange(len(laid.areas)), with_own).tolist():
        area = laid.areas[at]
        near = tree.query(laid.shapes[at], predicate="dwithin", distance=GAP_M)
        others = sorted({laid.areas[each].district for each in near if each != at})
        if sizes[area.district] > 1 and others and area.district not in others:
            what = (
                f"{area.name} ({area.code}) touches no area of its district {area.district}, and others of "
                f"{', '.join(others)}"
            )
            yield found_on(laid.shapes[at : at + 1], "warning", "apart-from-district", [area], what)


def outside(laid: Laid, outlines: Outlines) -> Iterator[Finding]:
    """Give an error for each area of which its district's boundary holds less than 90 %."""
    position = {code: at for at, code in enumerate(outlines.codes)}
    tree = shapely.STRtree(outlines.shapes)
    for area, shape in zip(laid.areas, laid.shapes, strict=True):
        near = np.sort(tree.query(shape, predicate="intersects"))
        if area.district not in position or shapely.covers(outlines.shapes[position[area.district]], shape):
            continue
        shares = {
            outlines.codes[at]: shapely.intersection(outlines.shapes[at], shape).area / shape.area
            for at in near
        }
        own = shares.pop(area.district, 0.0)
        best = max(shares, key=lambda code: shares[code], default=None)
        # Generalised districts cut off coasts: what is in no district says nothing.
        if own >= LEAST_SHARE * (own + sum(shares.values())) and own:
            continue
        other = f", and {shares[best]:.0%} in {best}" if best else ""
        what = f"{own:.0%} of {area.name} ({area.code}) lies in its district {area.district}{other}"
        yield found_on(np.array([shape], dtype=object), "error", "outside-district", [area], what)


def in_neither(laid: Laid, outlines: Outlines, known: Shapes, tell: Tell) -> Iterator[Finding]:
    """Give a finding for land of a district in no area, but for holes that are known already."""
    districts = {area.district for area in laid.areas}
    cover = laid.cover
    tree = shapely.STRtree(cover)
    asked = [
        (code, shape)
        for code, shape in zip(outlines.codes, outlines.shapes, strict=True)
        if code in districts
    ]

    def bare(of: tuple[str, shapely.Geometry]) -> Shapes:
        near = cover[np.sort(tree.query(of[1], predicate="intersects"))]
        return polygons_in(shapely.difference(of[1], shapely.union_all(near)))

    holes_known = shapely.STRtree(known)
    for (code, _), pieces in zip(asked, side_by_side(asked, bare, tell), strict=True):
        for piece, narrow in zip(pieces, is_narrow(pieces), strict=True):
            if len(holes_known.query(shapely.point_on_surface(piece), predicate="intersects")):
                continue
            severity: Severity = "warning" if narrow else "error"
            what = f"land of the district {code} in neither a parish nor an unparished area"
            one = np.array([piece], dtype=object)
            yield found_on(one, severity, "land-in-neither", [], what).model_copy(update={"codes": (code,)})


def found_on(
    pieces: Shapes, severity: Severity, kind: FindingKind, areas: Sequence[Area], what: str
) -> Finding:
    """Make a finding of land: a point in its largest piece, its size, and its widest piece's mean width."""
    size: npt.NDArray[np.float64] = shapely.area(pieces)
    point = shapely.point_on_surface(pieces[int(size.argmax())])
    return Finding(
        severity=severity,
        kind=kind,
        codes=tuple(area.code for area in areas),
        names=tuple(area.name for area in areas),
        what=what,
        right=RIGHT[kind],
        easting=round(point.x, 2),
        northing=round(point.y, 2),
        area_m2=round(float(size.sum()), 2),
        width_m=round(float((2 * size / shapely.length(pieces)).max()), 2),
    )


def _listed(areas: Sequence[Area]) -> str:
    shown = [f"{area.name} ({area.code})" for area in areas[:_MOST_NAMED]]
    more = [f"{len(areas) - _MOST_NAMED} more"] if len(areas) > _MOST_NAMED else []
    return " and ".join([*shown, *more]) or "areas that are not named"
