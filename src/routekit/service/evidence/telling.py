"""Evidence as CSV, from which no single report of a small place can be read."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from routekit.service.evidence.counts import Key

COLUMNS: Final = (
    "period",
    "kind",
    "transaction",
    "version",
    "subject",
    "authority",
    "should_be",
    "area",
    "count",
)
LEAST: Final = 5  # reports of one place, fewer of which are not told apart
BY_PLACE: Final = "misroute_place"


def as_csv(counts: Mapping[Key, int], *, least: int = LEAST) -> str:
    """Write counts as CSV with a header, in one order.

    Misroutes stand there twice: by month, version and reason, in full; and by year with authority and area,
    as `misroute_place`. There a line of fewer than `least` is added to those that differ from it in the area
    only, then in the authority that it should have been; what is still fewer is left out.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((*key, number) for key, number in lines(counts, least=least))
    return written.getvalue()


def lines(counts: Mapping[Key, int], *, least: int = LEAST) -> list[tuple[Key, int]]:
    """Give the lines that the CSV has."""
    without_place: Counter[Key] = Counter()
    for key, number in counts.items():
        without_place[Key(*key[:5])] += number
    placed = ((key, number) for key, number in counts.items() if key.authority or key.should_be or key.area)
    return sorted([*without_place.items(), *_by_place(placed, least)])


def _by_place(misroutes: Iterable[tuple[Key, int]], least: int) -> Iterable[tuple[Key, int]]:
    left: Counter[Key] = Counter()
    for key, number in misroutes:
        left[key._replace(period=key.period[:4], kind=BY_PLACE, version="")] += number
    for coarser in ({}, {"area": ""}, {"area": "", "should_be": ""}):
        found: Counter[Key] = Counter()
        for key, number in left.items():
            found[key._replace(**coarser)] += number
        left = Counter({key: number for key, number in found.items() if number < least})
        enough = ((key, number) for key, number in found.items() if number >= least)
        yield from ((key, number) for key, number in enough if key.authority or key.should_be or key.area)
