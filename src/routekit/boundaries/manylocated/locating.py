"""Say where many places lie: what is near no boundary at once, the rest by its edges, a few one by one."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from routekit.boundaries.covered import EXACT_M, GAP_M
from routekit.boundaries.gridindex.bulk import Bulk
from routekit.boundaries.gridindex.cut import Flags
from routekit.boundaries.gridindex.lists import kept_once
from routekit.boundaries.gridindex.segments import Floats, Integers
from routekit.boundaries.gridindex.tables import Tables
from routekit.boundaries.manylocated.clear import FAR_M, UNCLEAR, Windows, labels_around
from routekit.boundaries.manylocated.touched import Circles, Toucher
from routekit.boundaries.manylocated.value import ManyLocated, bits_of
from routekit.boundaries.ostn15 import EAST, NORTH
from routekit.boundaries.projection_near import NearGrid
from routekit.model import Grid, LatLon, Located

_NOWHERE: Final = -1
_ALONE: Final = -1
_COVER_EDGE_M: Final = 500.0  # the shifts of OSTN15 are far less, so what is further in is in its cover


class Locating:
    """Does for many places what `area_at` does for one, whom it asks about what only boundaries can tell."""

    def __init__(
        self,
        tables: Tables,
        bulk: Bulk,
        codes: Sequence[str],
        area_at: Callable[[LatLon | Grid], Located],
        near_grid: Callable[[], NearGrid],
    ) -> None:
        self._frame = tables.frame
        self._bulk = bulk
        self._toucher = Toucher(tables.frame, bulk.raster, bulk.leaves, len(codes))
        self._position = {code: position for position, code in enumerate(codes)}
        self._area_at = area_at
        self._near_grid = near_grid

    def at_grid(
        self, eastings: Floats, northings: Floats, accuracy_m: Floats, *, ashore: Flags | None = None
    ) -> ManyLocated:
        """Say where places on the National Grid lie, each as `area_at` says it of a `Grid`.

        Arrays of metres, of one length. `ashore` says of which places no part counts as outside if an area
        answers: those of a country that the edition has all of. Raises InvalidPlaceError for what no `Grid`
        can be, unless it is far from every boundary.
        """

        def place(at: int) -> Grid:
            return Grid(easting=_f(eastings, at), northing=_f(northings, at), accuracy_m=_f(accuracy_m, at))

        circles = Circles(eastings, northings, accuracy_m)
        return self._located(circles, np.zeros(len(eastings), dtype=np.bool_), place, ashore)

    def at_lonlat(self, longitudes: Floats, latitudes: Floats, accuracy_m: Floats) -> ManyLocated:
        """Say where places in degrees lie, each as `area_at` says it of a `LatLon`."""

        def place(at: int) -> LatLon:
            return LatLon(
                latitude=_f(latitudes, at), longitude=_f(longitudes, at), accuracy_m=_f(accuracy_m, at)
            )

        x, y = self._near_grid().at(longitudes, latitudes)
        inner = (x > _COVER_EDGE_M) & (x < EAST - _COVER_EDGE_M)
        inner &= (y > _COVER_EDGE_M) & (y < NORTH - _COVER_EDGE_M)
        return self._located(Circles(x, y, accuracy_m), ~inner, place, None)

    def _located(
        self, circles: Circles, hard: Flags, place: Callable[[int], LatLon | Grid], ashore: Flags | None
    ) -> ManyLocated:
        """Locate circles; `hard` are those that are asked about one by one, to which others are added."""
        ashore = np.zeros(len(hard), dtype=np.bool_) if ashore is None else ashore
        labels, sure = self._bulk.sure_labels(circles.eastings, circles.northings)
        hard |= ~sure
        answer = labels.astype(np.int32) - 1
        alone = sure & (answer >= 0) & (circles.radii < EXACT_M)
        around = self._unclear(circles, np.flatnonzero(~(alone | hard)))
        hard[around[answer[around] < 0]] = True
        around = around[answer[around] >= 0]
        hard[around[circles.radii[around] > FAR_M]] = True
        of, areas, doubted = self._touched(circles, around[~hard[around]], answer, ashore)
        hard[doubted] = True
        kept = ~hard[of]
        found = _Gathered(answer, of[kept], areas[kept])
        for at in np.flatnonzero(hard).tolist():
            found.put(at, self._area_at(place(at)), self._position)
        return found.all(outside_counts=~ashore)

    def _unclear(self, circles: Circles, points: Integers) -> Integers:
        """Give those of some circles that are not all around as at their centres."""
        some = circles.some(points)
        reach = some.radii + GAP_M
        windows = Windows.around(self._frame, some.eastings, some.northings, reach)
        labels = labels_around(self._bulk.raster, windows, reach)
        unclear: Integers = points[labels == UNCLEAR]
        return unclear

    def _touched(
        self, circles: Circles, points: Integers, answer: npt.NDArray[np.int32], ashore: Flags
    ) -> tuple[Integers, Integers, Integers]:
        """Give pairs of a circle and each area that it may be in, if several; and doubtful circles."""
        some = circles.some(points)
        windows = Windows.around(self._frame, some.eastings, some.northings, some.radii + GAP_M)
        touched = self._toucher.touched(some, windows)
        own = answer[points].astype(np.int64)
        other = touched.areas != own[touched.circles]
        several = np.unique(touched.circles[other])
        of = np.concatenate([touched.circles[other], several])
        areas = np.concatenate([touched.areas[other], own[several]])
        order = np.lexsort((areas, of))
        doubted = np.concatenate([touched.unsure, touched.odd[~ashore[points[touched.odd]]]])
        return points[of[order]], areas[order], points[doubted]


class _Gathered:
    """What has been found of places, as it is put together."""

    def __init__(self, answer: npt.NDArray[np.int32], of: Integers, areas: Integers) -> None:
        self._answer = answer
        self._candidates = np.full(len(answer), _ALONE, dtype=np.int32)
        self._outside = answer < 0
        self._warnings = np.zeros(len(answer), dtype=np.uint8)
        starts = np.append(np.flatnonzero(np.diff(of, prepend=-1)), len(of))
        kept = kept_once(starts, areas)
        places, numbers = np.unique(kept.places, return_inverse=True)
        if len(of):
            self._candidates[of[starts[:-1]]] = numbers
        lists = (kept.values[place + 1 : place + 1 + kept.values[place]] for place in places.tolist())
        self._numbers = {tuple(each.tolist()): number for number, each in enumerate(lists)}

    def put(self, at: int, located: Located, position: dict[str, int]) -> None:
        """Put in what is found of one place."""
        candidates = tuple(position[each.area.code] for each in located.candidates)
        self._answer[at] = _NOWHERE if located.area is None else position[located.area.code]
        self._candidates[at] = (
            self._numbers.setdefault(candidates, len(self._numbers))
            if candidates and candidates != (self._answer[at],)
            else _ALONE
        )
        self._outside[at] = bool(located.outside)
        self._warnings[at] = bits_of([each.code for each in located.warnings])

    def all(self, *, outside_counts: Flags) -> ManyLocated:
        """Give everything; what is outside counts where no area answers, and where it is said to."""
        return ManyLocated(
            answer=self._answer,
            candidates=self._candidates,
            outside=self._outside & (outside_counts | (self._answer < 0)),
            warnings=self._warnings,
            lists=tuple(self._numbers),
        )


def _f(values: Floats, at: int) -> float:
    return float(values[at])
