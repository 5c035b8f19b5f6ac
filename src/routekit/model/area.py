"""Areas: named land in an edition, and where a place is among them."""

from typing import Literal

from routekit.model.value import Value

AreaKind = Literal["parish", "community", "unparished"]
WarningCode = Literal[
    "assumed-council",
    "postcode-estimate",
    "edition-later-than-date",
    "gap-filled",
    "on-boundary",
    "low-accuracy-projection",
    "not-checked",
    "not-proved",
]


class Area(Value):
    """A named piece of land in one edition. `code` is its GSS code and the only key; names repeat.

    `district` is the GSS code of the district or unitary the area lies in, in the edition's year.
    """

    code: str
    name: str
    name_cy: str | None = None
    kind: AreaKind
    district: str


class RouteWarning(Value):
    """Something true of an answer that its reader should know; `code` is from a closed set."""

    code: WarningCode
    detail: str


class Candidate(Value):
    """An area a place may lie in: its share of the circle of uncertainty (0 to 1) and metres to the point.

    `distance_m` is 0 inside or on the boundary. For an exact point the share is 1 for the covering areas. Of
    a stretch it is the share of the line, `length_m` its length in the area in metres, and `distance_m` 0.
    """

    area: Area
    share: float
    distance_m: float
    length_m: float | None = None


class Located(Value):
    """Where a place is in an edition: the area that answers, or None, and every area it may be in.

    `candidates` come in the order of the tie rule; `area` is the first of those that cover the point, or the
    first of those with the most of a stretch. `outside` is the share of the circle of uncertainty, or of the
    stretch, that lies in no area of the edition (0 to 1); cracks of up to 3 m between areas do not count.
    """

    area: Area | None
    candidates: tuple[Candidate, ...] = ()
    outside: float = 0.0
    warnings: tuple[RouteWarning, ...] = ()
