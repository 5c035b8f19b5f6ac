"""Find the land that answers with another area in one edition than in another, pair of areas by pair.

An edition's answer follows its tie rule, so where areas overlap the earlier one has the land. Two areas that
are the same in both editions cannot exchange any (whichever outranks the other does so in both), so only
pairs with an area that changed are intersected.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.comparing.tolerance import polygons
from routekit.boundaries.edition import Edition
from routekit.boundaries.geojson import Shape
from routekit.boundaries.progress import Tell
from routekit.boundaries.survey import Shapes
from routekit.boundaries.threads import side_by_side
from routekit.model import Area

Flags = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.intp]

_AT_ONCE: Final = 64  # areas, between two notes of progress


class Side(NamedTuple):
    """One of the editions: areas and boundaries in the order of the tie rule, and which changed."""

    areas: tuple[Area, ...]
    shapes: Shapes
    changed: Flags
    tree: shapely.STRtree
    positions: Mapping[str, int]


class Pieces(NamedTuple):
    """Land that one area had and another has; None is no area. Each piece is one polygon."""

    was: Area | None
    now: Area | None
    land: Shapes


def sides(old: Edition, new: Edition, tell: Tell) -> tuple[Side, Side]:
    """Read both editions; an area changed if its code is in one only, or its boundary is not the same."""
    both = (old.areas(), new.areas())
    total = sum(map(len, both))
    shapes: list[Shapes] = []
    for edition, areas in zip((old, new), both, strict=True):
        read = np.empty(len(areas), dtype=object)
        for at, area in enumerate(areas):
            read[at] = edition.area(area.code).geometry
            if at % _AT_ONCE == 0:
                tell(sum(map(len, shapes)) + at, total)
        shapes.append(read)
    tell(total, total)
    return _side(both[0], shapes[0], both[1], shapes[1]), _side(both[1], shapes[1], both[0], shapes[0])


def exchanged(old: Side, new: Side, tell: Tell) -> Iterator[Pieces]:
    """Give the land of each pair of areas with different codes, then that with an area in one only."""
    first, second = _pairs(old, new)
    alone = [(old, new, at) for at in np.flatnonzero(old.changed).tolist()]
    alone += [(new, old, at) for at in np.flatnonzero(new.changed).tolist()]
    total = len(first) + len(alone)
    lost: defaultdict[str, list[Shapes]] = defaultdict(list)
    gained: defaultdict[str, list[Shapes]] = defaultdict(list)
    for each in _between_all(old, new, (first, second), lambda done, _: tell(done, total)):
        if each.was and each.now:
            lost[each.was.code].append(each.land)
            gained[each.now.code].append(each.land)
            yield each

    def by_itself(of: tuple[Side, Side, int]) -> Pieces:
        side, others, at = of
        area, exchanged = side.areas[at], lost if side is old else gained
        land = _alone(side, others, at, exchanged.get(area.code, []))
        return Pieces(area, None, land) if side is old else Pieces(None, area, land)

    for each in side_by_side(alone, by_itself, lambda done, _: tell(len(first) + done, total)):
        if len(each.land):
            yield each
    tell(total, total)


def _between_all(old: Side, new: Side, pairs: tuple[Positions, Positions], tell: Tell) -> Iterator[Pieces]:
    """Give the land of each of these pairs of areas, if there is any."""
    first, second = pairs
    slices = [slice(start, start + _AT_ONCE) for start in range(0, len(first), _AT_ONCE)]

    def between(some: slice) -> list[Pieces]:
        return [_between(old, new, o, n) for o, n in zip(first[some], second[some], strict=True)]

    def tell_pairs(done: int, _: int) -> None:
        tell(min(done * _AT_ONCE, len(first)), len(first))

    for found in side_by_side(slices, between, tell_pairs):
        yield from (each for each in found if len(each.land))


def is_same(was: Shape, now: Shape) -> bool:
    """Whether two boundaries have the same vertices, wherever their rings begin and however they run."""
    if was.equals_exact(now, 0.0):
        return True
    if shapely.get_num_coordinates(was) != shapely.get_num_coordinates(now):
        return False
    return bool(shapely.normalize(was).equals_exact(shapely.normalize(now), 0.0))


def _side(areas: tuple[Area, ...], shapes: Shapes, others: tuple[Area, ...], theirs: Shapes) -> Side:
    positions, there = ({area.code: at for at, area in enumerate(each)} for each in (areas, others))
    changed = [
        area.code not in there or not is_same(shapes[at], theirs[there[area.code]])
        for at, area in enumerate(areas)
    ]
    return Side(areas, shapes, np.array(changed, dtype=bool), shapely.STRtree(shapes), positions)


def _pairs(old: Side, new: Side) -> tuple[Positions, Positions]:
    """Pair each area with those of other codes that it meets in the other edition, if either changed."""
    asked = np.flatnonzero(old.changed)
    at, second = new.tree.query(old.shapes[asked], predicate="intersects")
    first = asked[at]
    # An area that did not change can still lose land to one that did.
    others = np.flatnonzero(new.changed)
    at, also = old.tree.query(new.shapes[others], predicate="intersects")
    kept = ~old.changed[also]
    first, second = np.concatenate([first, also[kept]]), np.concatenate([second, others[at[kept]]])
    codes, theirs = (np.array([area.code for area in side.areas], dtype="U9") for side in (old, new))
    differ = codes[first] != theirs[second]
    order = np.lexsort((second[differ], first[differ]))
    return first[differ][order], second[differ][order]


def _between(old: Side, new: Side, first: int, second: int) -> Pieces:
    """Give what the one area answered for in the old edition and the other answers for in the new one."""
    pieces = polygons(shapely.intersection(old.shapes[first], new.shapes[second]))
    if len(pieces):
        shared = shapely.multipolygons(pieces)
        outranking = (*_before(old, first, shared), *_before(new, second, shared))
        pieces = polygons(reduce(shapely.difference, outranking, shared))
    return Pieces(old.areas[first], new.areas[second], pieces)


def _before(side: Side, at: int, land: shapely.Geometry) -> Iterator[shapely.Geometry]:
    """Give the areas that meet the land and come before an area in the tie rule."""
    for other in np.sort(side.tree.query(land, predicate="intersects")):
        if other < at:
            yield side.shapes[other]


def _alone(side: Side, others: Side, at: int, exchanged: Sequence[Shapes]) -> Shapes:
    """Give what an area answers for where no area of the other edition does.

    That is what is left of it without its own land there, what it exchanged, and what another answers for.
    """
    land = side.shapes[at]
    own = others.positions.get(side.areas[at].code)
    if own is not None:
        land = shapely.difference(land, others.shapes[own])
    if exchanged:
        land = shapely.difference(land, shapely.union_all(np.concatenate(exchanged)))
    pieces = polygons(land)
    if not len(pieces):
        return pieces
    return polygons(reduce(shapely.difference, _before(side, at, land), land))
