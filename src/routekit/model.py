"""The words of the domain as frozen values: places, areas, authorities, decisions, contacts.

Only values live here: nothing in this file reads a file, a clock or the network.
"""

import math
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from routekit.errors import InvalidPlaceError

__all__ = [
    "Area",
    "Ask",
    "Authority",
    "Because",
    "Candidate",
    "Contact",
    "Decision",
    "EditionRef",
    "Fact",
    "GivenAnswer",
    "Grid",
    "LatLon",
    "Located",
    "Option",
    "PackRef",
    "Place",
    "Provenance",
    "Question",
    "Reason",
    "Referral",
    "RouteWarning",
    "Routed",
    "Transaction",
    "Unrouted",
]


class Value(BaseModel):
    """A frozen value: JSON, hashable and a `match` subject at once; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- places: what the caller gives -------------------------------------------------------------------


class LatLon(Value):
    """A point in degrees (WGS84, taken as ETRS89), known to within `accuracy_m` metres.

    Raises InvalidPlaceError for anything that is not a finite number in range, for coordinates that are
    clearly swapped, and for 0, 0, which is how a missing location usually looks.
    """

    kind: Literal["latlon"] = "latlon"
    latitude: float
    longitude: float
    accuracy_m: float = 0.0

    def __init__(
        self, *, latitude: float, longitude: float, accuracy_m: float = 0.0, **unknown: object
    ) -> None:
        _refuse_unknown("a LatLon", unknown, "latitude, longitude and accuracy_m")
        _number("latitude", latitude)
        _number("longitude", longitude)
        if _in_britain(latitude=longitude, longitude=latitude):
            raise InvalidPlaceError.of(
                "latitude", latitude, f"latitude and longitude look swapped (longitude is {longitude!r})"
            )
        _within("latitude", latitude, -90, 90, "degrees")
        _within("longitude", longitude, -180, 180, "degrees")
        if latitude == longitude == 0:
            raise InvalidPlaceError.of("latitude", latitude, "0, 0 is not a place but a missing location")
        _within("accuracy_m", _number("accuracy_m", accuracy_m), 0, LARGEST_ACCURACY_M, "metres")
        BaseModel.__init__(self, latitude=latitude, longitude=longitude, accuracy_m=accuracy_m)


class Grid(Value):
    """A point in metres on the British National Grid (EPSG:27700), known to within `accuracy_m` metres.

    Raises InvalidPlaceError for anything that is not a finite number on the grid (0 to 700,000 east,
    0 to 1,300,000 north), for swapped coordinates, for degrees, and for 0, 0.
    """

    kind: Literal["grid"] = "grid"
    easting: float
    northing: float
    accuracy_m: float = 0.0

    def __init__(
        self, *, easting: float, northing: float, accuracy_m: float = 0.0, **unknown: object
    ) -> None:
        _refuse_unknown("a Grid", unknown, "easting, northing and accuracy_m")
        _number("easting", easting)
        _number("northing", northing)
        if _in_britain(easting, northing) or _in_britain(northing, easting):
            raise InvalidPlaceError.of("easting", easting, "this looks like degrees; use LatLon for degrees")
        if GRID_EAST < easting <= GRID_NORTH and 0 <= northing <= GRID_EAST:
            raise InvalidPlaceError.of(
                "easting", easting, f"easting and northing look swapped (northing is {northing!r})"
            )
        _within("easting", easting, 0, GRID_EAST, "metres on the British National Grid")
        _within("northing", northing, 0, GRID_NORTH, "metres on the British National Grid")
        if easting == northing == 0:
            raise InvalidPlaceError.of("easting", easting, "0, 0 is not a place but a missing location")
        _within("accuracy_m", _number("accuracy_m", accuracy_m), 0, LARGEST_ACCURACY_M, "metres")
        BaseModel.__init__(self, easting=easting, northing=northing, accuracy_m=accuracy_m)


Place = Annotated[LatLon | Grid, Field(discriminator="kind")]

GRID_EAST, GRID_NORTH = 700_000, 1_300_000
LARGEST_ACCURACY_M = 5_000


def _refuse_unknown(what: str, unknown: dict[str, object], expected: str) -> None:
    unknown.pop("kind", None)
    for field, value in unknown.items():
        raise InvalidPlaceError.of(field, value, f"{what} takes {expected}")


def _number(field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidPlaceError.of(field, value, "a number is needed")
    if not math.isfinite(value):
        raise InvalidPlaceError.of(field, value, "a finite number is needed")
    return value


def _within(field: str, value: float, low: float, high: float, unit: str) -> None:
    if not low <= value <= high:
        raise InvalidPlaceError.of(field, value, f"it must be from {low:,} to {high:,} {unit}")


def _in_britain(latitude: float, longitude: float) -> bool:
    return 49 <= latitude <= 61 and -9 <= longitude <= 2.5  # noqa: PLR2004 - Great Britain, generously


# --- areas: land ---------------------------------------------------------------------------------------

AreaKind = Literal["parish", "community", "unparished"]
WarningCode = Literal[
    "assumed-council",
    "postcode-estimate",
    "edition-later-than-date",
    "gap-filled",
    "on-boundary",
    "low-accuracy-projection",
    "not-checked",
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

    `distance_m` is 0 inside or on the boundary. For an exact point the share is 1 for the covering areas.
    """

    area: Area
    share: float
    distance_m: float


class Located(Value):
    """Where a place is in an edition: the area that answers, or None, and every area it may be in.

    `candidates` come in the order of the tie rule; `area` is the first of those that cover the point.
    """

    area: Area | None
    candidates: tuple[Candidate, ...] = ()
    warnings: tuple[RouteWarning, ...] = ()


# --- authorities ---------------------------------------------------------------------------------------

AuthorityKind = Literal["parish-council", "parish-meeting", "principal-council", "police", "national"]


class Authority(Value):
    """A public body on a date, keyed by a stable `id`.

    The id is a GSS code for principal councils, `parish-council:<code>` with the lowest code of its areas for
    parish bodies, `police:<force area code>`, otherwise a slug. `valid_to` is exclusive.
    """

    id: str
    name: str
    kind: AuthorityKind
    areas: tuple[str, ...] = ()
    district: str | None = None
    website: str | None = None
    telephone: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Provenance(Value):
    """Where a fact comes from: source, licence or terms if stated, and when it was fetched (UTC)."""

    source: str
    url: str | None = None
    licence: str | None = None
    fetched_at: datetime | None = None


# --- decisions -----------------------------------------------------------------------------------------


class Transaction(Value):
    """Something a citizen asks a council to do, as a pack describes it."""

    id: str
    title: str
    version: str
    lgsl: tuple[int, ...] = ()


class Option(Value):
    """One of the closed set of replies to a question."""

    id: str
    text: str


class Question(Value):
    """What must be known next, in words for the public. `id` keys the answer."""

    id: str
    text: str
    hint: str | None = None
    options: tuple[Option, ...]


class GivenAnswer(Value):
    """An answer that was used: question id and option id."""

    question: str
    option: str


class Fact(Value):
    """Something looked up, never asked: its value, where it came from, and how far away that is in metres."""

    id: str
    value: str
    source: str
    distance_m: float | None = None


class Reason(Value):
    """The row of the pack that led here: its id, why it says so, and the source it cites."""

    row: str
    why: str
    source: str | None = None


class PackRef(Value):
    """The exact rules used."""

    transaction: str
    version: str
    sha256: str


class EditionRef(Value):
    """The exact boundaries used. `sample` is true for the edition that covers one district only."""

    name: str
    date: date
    sha256: str
    sample: bool = False


class Because(Value):
    """Why: rows, answers and facts used, the area found, and the other areas it might be.

    There is one reason unless several rows remain possible that all say the same.
    """

    reasons: tuple[Reason, ...]
    answers: tuple[GivenAnswer, ...] = ()
    facts: tuple[Fact, ...] = ()
    area: Area | None = None
    candidates: tuple[Candidate, ...] = ()
    fallback_taken: bool = False


class Step(Value):
    """What every decision carries, so that it can be repeated: date, rules, boundaries and warnings."""

    transaction: str
    on: date
    pack: PackRef
    edition: EditionRef | None = None
    warnings: tuple[RouteWarning, ...] = ()
    ignored: tuple[str, ...] = ()


class Ask(Step):
    """One more answer is needed. `question.id` is `place` when only the area is undecided."""

    kind: Literal["ask"] = "ask"
    question: Question
    answers: tuple[GivenAnswer, ...] = ()


class Routed(Step):
    """The authority that handles it, and why.

    `fallback` is the body with the duty, given whenever another acts by choice. `valid_until` is the first
    day on which a dated row used here no longer holds, or None.
    """

    kind: Literal["routed"] = "routed"
    authority: Authority
    role: str
    outcome: str
    say: str
    also_tell: tuple[Authority, ...] = ()
    fallback: Authority | None = None
    because: Because
    valid_until: date | None = None


UnroutedReason = Literal["outside-coverage", "no-responsible-authority", "not-in-force", "emergency"]


class Unrouted(Step):
    """Nobody can be named, for a reason from a closed set; `call` is a number to ring in an emergency."""

    kind: Literal["unrouted"] = "unrouted"
    reason: UnroutedReason
    detail: str
    call: str | None = None
    because: Because | None = None


Decision = Annotated[Ask | Routed | Unrouted, Field(discriminator="kind")]


# --- contacts ------------------------------------------------------------------------------------------

ContactStatus = Literal["fresh", "stale", "none-published", "unavailable", "blocked"]


class Contact(Value):
    """How to reach an authority. `name` and `postal_address` are personal data and None unless asked for.

    `looks_personal` flags a mailbox that seems to be a person's own rather than the authority's.
    """

    authority: str
    organisation: str
    role: str
    email: str | None = None
    telephone: str | None = None
    page: str | None = None
    name: str | None = None
    postal_address: str | None = None
    looks_personal: bool = False
    provenance: Provenance


class Referral(Value):
    """A decision, unchanged, with how to reach the authority it names, or why that is not known."""

    decision: Routed
    contact: Contact | None
    contact_status: ContactStatus
    fallback_contact: Contact | None = None
