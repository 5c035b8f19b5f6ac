"""What a replay finds: values that read as JSON."""

from datetime import date
from typing import Final, Literal

from routekit.model import EditionRef, PackRef
from routekit.model.value import Value

HandsKind = Literal["abolished", "boundary", "recoded", "role", "holder"]
ChangeKind = Literal[
    HandsKind,
    "unrouted",
    "needs-answer",
    "routed",
    "answered",
    "asks-otherwise",
    "reason",
    "outcome",
    "fallback",
    "renamed",
    "area",
]
Kind = Literal[ChangeKind, "same", "unanswered"]

# The gravest first; those in which a place changes hands, then the others.
HANDS: Final[tuple[HandsKind, ...]] = ("abolished", "boundary", "recoded", "role", "holder")
KINDS: Final[tuple[ChangeKind, ...]] = (
    *HANDS,
    "unrouted",
    "needs-answer",
    "routed",
    "answered",
    "asks-otherwise",
    "reason",
    "outcome",
    "fallback",
    "renamed",
    "area",
)


class Setting(Value):
    """What one side was decided with: the day, the pack without any council's overlay, and the boundaries."""

    on: date
    pack: PackRef
    edition: EditionRef


class Handler(Value):
    """Who handles it, or why nobody can be named yet or at all.

    `authority` is None where each parish has its own council, and where nobody is named; `handled_by` says
    which. `fallback` is the id of the authority that has the duty; it and `outcome` are left out where a
    place changes hands, so that each way is one change.
    """

    status: Literal["routed", "needs_answers", "unrouted"]
    authority: str | None = None
    handled_by: str
    role: str | None = None
    outcome: str | None = None
    fallback: str | None = None


class Sample(Value):
    """One place that changes, by its id, and the area that it was in; None is no area."""

    id: str
    area: str | None
    area_name: str | None


class Move(Value):
    """Places that were in one area and are in another or the same; None is no area of the edition."""

    was: str | None
    was_name: str | None
    now: str | None
    now_name: str | None
    places: int


class Change(Value):
    """Places that go the same way, from one handler to another.

    `why` says of the samples why they do. `rows_was` and `rows_now` are ids of rows of the packs. `areas` are
    all areas that the places were and are in, the most places first.
    """

    kind: ChangeKind
    was: Handler
    now: Handler
    places: int
    why: tuple[str, ...] = ()
    rows_was: tuple[str, ...] = ()
    rows_now: tuple[str, ...] = ()
    areas: tuple[Move, ...] = ()
    samples: tuple[Sample, ...] = ()

    @property
    def hands(self) -> bool:
        """Whether another authority handles it."""
        return self.kind in HANDS


class Where(Value):
    """How many places there are in a parish or in a district, and how many of them change; None is no area.

    A place is where it was on the first side. `council` is the district, unitary or borough of the first day.
    """

    code: str | None
    name: str
    council: str | None
    places: int
    changed: int
    hands: int


class NotCompared(Value):
    """Places that cannot be compared, why, and the ids of some.

    `code` is that of an error, the reason why a postcode has no place, or `unanswered`; `column` is the
    column that is wrong, or the question.
    """

    code: str
    column: str
    reason: str
    places: int
    samples: tuple[str, ...]


class Replay(Value):
    """The same places decided twice, every one at its point.

    `places` = `same` + `changed` + `not_compared`. Of those that are the same, `outside` are in no area of
    either edition; of those that changed, `hands` have another authority. `changes` come the gravest kind
    first, then the most places; `parishes` and `districts`, of which only those with a change are listed,
    the most changes first.
    """

    transaction: str
    what: str
    answers: tuple[tuple[str, str], ...]
    was: Setting
    now: Setting
    attributions: tuple[str, ...]
    places: int
    same: int
    outside: int
    changed: int
    hands: int
    not_compared: int
    changes: tuple[Change, ...]
    parishes: tuple[Where, ...]
    districts: tuple[Where, ...]
    left_out: tuple[NotCompared, ...]
