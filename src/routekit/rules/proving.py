"""The proof of a pack as a value: exact counts, witnesses in words, and one line anyone can read."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from routekit.model import PackRef
from routekit.model.value import Value
from routekit.rules.asked import asked
from routekit.rules.columns import Column
from routekit.rules.engine import Engine, unreachable_outcomes, unused_questions
from routekit.rules.outline import Outline, RowOutline
from routekit.rules.partition import Partition
from routekit.rules.proof import Overlap, Pieces, Space
from routekit.rules.table import in_words

MOST_DIGITS = 15


class Witness(Value):
    """Situations that no row answers (`gap`) or that two do (`overlap`): how many, and some in words."""

    kind: Literal["gap", "overlap"]
    rows: tuple[str, ...]
    situations: int
    words: str


class Proof(Value):
    """What is proved of a pack. Every whole number and every day counts as an answer of its own.

    `situations` are all there are, of which stops take `emergencies`, `impossible` cannot be, and `otherwise`
    goes to the `otherwise` row. `rows` counts the rows, `gaps` the situations that none answers, and
    `overlaps` the pairs of rows that share some. A row that can never match is dead. `most_questions` and
    `mean_questions` are None where the flow is too large to be followed.
    """

    pack: PackRef
    situations: int
    emergencies: int
    impossible: int
    rows: int
    otherwise: int
    gaps: int
    overlaps: int
    dead_rows: tuple[str, ...]
    unreachable_outcomes: tuple[str, ...]
    unused_questions: tuple[str, ...]
    witnesses: tuple[Witness, ...]
    most_questions: int | None
    mean_questions: float | None

    @property
    def unambiguous(self) -> bool:
        """Whether every situation that can be has exactly one row; only then do answers mean anything."""
        return self.gaps == 0 and not self.overlaps

    @property
    def holds(self) -> bool:
        """Whether besides every row, outcome and question is of use."""
        return self.unambiguous and not (self.dead_rows or self.unreachable_outcomes or self.unused_questions)

    @property
    def line(self) -> str:
        """Say all of it in one line."""
        impossible = f" ({shown(self.impossible)} impossible)" if self.impossible else ""
        counted = f"{shown(self.situations)} situations{impossible}, {_counted(self.rows, 'row')}"
        return f"{counted}: {', '.join(self._findings())}"

    def _findings(self) -> Iterator[str]:
        yield f"{shown(self.gaps)} without a row" if self.gaps else "complete"
        yield _counted(self.overlaps, "overlap") if self.overlaps else "no overlap"
        for names, word in (
            (self.dead_rows, "row never matches"),
            (self.unreachable_outcomes, "outcome is never given"),
            (self.unused_questions, "question never matters"),
        ):
            if names:
                yield f"{word}: {', '.join(names)}"
        if self.most_questions is not None and self.mean_questions is not None:
            yield f"at most {_counted(self.most_questions, 'question')}"
            yield f"mean {self.mean_questions:.1f}"


def shown(count: int) -> str:
    """Give a count as people read it: in full, or if it is beyond reading as a power of ten."""
    return f"{count:,}" if count < 10**MOST_DIGITS else f"{Decimal(count):.1e}".replace("e+", " x 10^")


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def proof_of(ref: PackRef, names: Outline, found: Partition, made: Engine, *, most_nodes: int) -> Proof:
    """Sum a proof up; the flow is followed for `most_nodes` points at most."""
    space = found.space
    places = {column.id: at for at, column in enumerate(names.columns)}
    flow = asked(made.flow, places, space, most_nodes=most_nodes)
    overlapping = (*found.stop_overlaps, *found.overlaps)
    return Proof(
        pack=ref,
        situations=space.situations,
        emergencies=_volume(space, found.stops),
        impossible=_volume(space, found.impossible),
        rows=len(names.rows) + (names.otherwise is not None),
        otherwise=sum(map(space.volume, found.rest)),
        gaps=found.gap.missing if found.gap else 0,
        overlaps=sum(1 + overlap.more for overlap in overlapping),
        dead_rows=tuple(_dead(names, found)),
        unreachable_outcomes=unreachable_outcomes(names),
        unused_questions=unused_questions(names, made.flow),
        witnesses=_witnesses(names, found),
        most_questions=flow.most if flow else None,
        mean_questions=flow.mean if flow else None,
    )


def _volume(space: Space, pieces: Pieces) -> int:
    return sum(map(space.volume, pieces.index.cubes))


def _dead(names: Outline, found: Partition) -> Iterator[str]:
    for row, pieces in zip(names.rows, found.rows.of_row, strict=True):
        if not pieces:
            yield row.id
    if names.otherwise is not None and not found.rest:
        yield "otherwise"


def _witnesses(names: Outline, found: Partition) -> tuple[Witness, ...]:
    told = [_overlap(names.columns, names.stops, each) for each in found.stop_overlaps]
    told += [_overlap(names.columns, names.rows, each) for each in found.overlaps]
    if found.gap:
        words = in_words(names.columns, found.gap.example)
        told.append(Witness(kind="gap", rows=(), situations=found.gap.missing, words=words))
    return tuple(told)


def _overlap(columns: Sequence[Column], rows: Sequence[RowOutline], found: Overlap) -> Witness:
    return Witness(
        kind="overlap",
        rows=(rows[found.first].id, rows[found.second].id),
        situations=found.situations,
        words=in_words(columns, found.shared),
    )
