"""The parts of a loaded pack as values: facts, outcomes, rows, cases, and how far a walk came."""

from collections.abc import Mapping

from routekit.model import Question
from routekit.model.value import Value


class LookUp(Value):
    """Where a pack looks in a layer: a column of the feature nearest to the place, within some metres."""

    layer: str
    column: str
    within_m: int


class FactSpec(Value):
    """A fact a pack needs: where it is looked up, and its options, the last of which is `unknown`.

    `span` is the range if it is a number or a day. A derived fact follows from what it `needs`.
    """

    id: str
    source: str
    options: tuple[str, ...]
    look_up: LookUp | None = None
    span: str | None = None
    needs: tuple[str, ...] = ()


class Stop(Value):
    """An emergency: the number to call, what to say, and why. It comes before everything else."""

    id: str
    call: str
    say: str
    why: str
    source: str


class Outcome(Value):
    """An end of the flow: the role that handles it, who has the duty if that is another, who is told.

    `authority` is where it is looked up who plays the role at the place, before the tables are asked.
    """

    id: str
    role: str
    authority: LookUp | None = None
    fallback: str | None
    also_tell: tuple[str, ...]
    say: str


class Cell(Value):
    """The options of one question or fact with which a row matches."""

    column: str
    options: tuple[str, ...]


class Row(Value):
    """One row of a pack: its outcome, why in words for the public, and the source it rests on.

    A column in no cell may be anything. Only the `otherwise` row has no cells: it matches whatever no other
    row does. An emergency stop is a row whose outcome is `emergency`.
    """

    id: str
    outcome: str
    why: str
    source: str
    cells: tuple[Cell, ...]

    @property
    def when(self) -> Mapping[str, tuple[str, ...]]:
        """The cells as column -> options."""
        return {cell.column: cell.options for cell in self.cells}


class Case(Value):
    """An example kept in a pack: what is given, and the outcome and row, or the question, it leads to."""

    line: int
    given: tuple[tuple[str, str], ...]
    expect: str | None = None
    row: str | None = None
    ask: str | None = None


class Change(Value):
    """An answer or a fact that would have to be another: what it is, and what it would have to be."""

    column: str
    was: str
    options: tuple[str, ...]


class Alternative(Value):
    """Another outcome, a row that leads to it, and the fewest changes after which it could be reached."""

    outcome: str
    row: str
    changes: tuple[Change, ...]


class Explanation(Value):
    """Why a walk ended where it did.

    `rows` are those left. `used` holds the facts they look at and the answers that were asked for, `needed`
    those of them without which the outcome would not be certain, and `assumed` what is unknown. `others`
    has every other outcome, the nearest first.
    """

    rows: tuple[Row, ...]
    used: tuple[tuple[str, str], ...]
    needed: tuple[tuple[str, str], ...]
    assumed: tuple[tuple[str, str], ...]
    others: tuple[Alternative, ...]


class Walk(Value):
    """How far the flow came: the next question, or None when all the rows left have one outcome.

    `rows` are those that can still match. `used` holds the facts these rows look at and the answers the flow
    asked for, as (column, option). `ignored` holds the questions answered that can no longer matter.
    """

    question: Question | None
    rows: tuple[Row, ...]
    used: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
