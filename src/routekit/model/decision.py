"""Decisions: ask, routed or unrouted, each with its reasons."""

import re
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from routekit.model.area import Area, Candidate, RouteWarning
from routekit.model.authority import Authority
from routekit.model.value import Value

PLACE: Final = "place"  # the question in which of several areas a place lies, which routekit itself asks
OUTSIDE: Final = "outside"  # its answer for none of them

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class Transaction(Value):
    """Something a citizen asks a council to do, as a pack describes it.

    `lgsl` are numbers of services in the Local Government Services List, `lgil` is that of the interaction.
    """

    id: str
    title: str
    version: str
    lgsl: tuple[int, ...] = ()
    lgil: int | None = None


class Option(Value):
    """One of the closed set of replies to a question."""

    id: str
    text: str


class AnswerRange(Value):
    """The whole numbers or the days that answer a question: from `first` to `last`, both included."""

    kind: Literal["number", "date"]
    first: str
    last: str
    unit: str | None = None

    def holds(self, text: str) -> bool:
        """Tell whether a text is one of them, written in the one way that counts."""
        if self.kind == "date":
            return bool(_DAY.fullmatch(text)) and _is_day(text) and self.first <= text <= self.last
        return bool(_NUMBER.fullmatch(text)) and int(self.first) <= int(text) <= int(self.last)


class Question(Value):
    """What must be known next, in words for the public. `id` keys the answer.

    The answer is the id of one of the options or, where there is a `range`, a number or a day of it as a text
    such as 30 or 2026-04-01.
    """

    id: str
    text: str
    hint: str | None = None
    options: tuple[Option, ...]
    range: AnswerRange | None = None


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

    There is one reason unless several rows remain possible that all say the same. `agreement` says who acts
    for whom and where that is written, if the authority acts for the one that plays the role.
    """

    reasons: tuple[Reason, ...]
    answers: tuple[GivenAnswer, ...] = ()
    facts: tuple[Fact, ...] = ()
    area: Area | None = None
    candidates: tuple[Candidate, ...] = ()
    fallback_taken: bool = False
    agreement: str | None = None


class Step(Value):
    """What every decision carries, so that it can be repeated: date, rules, boundaries and warnings."""

    kind: str
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
