"""The decision table of a pack as a value in words or ids, for pages, spreadsheets and terminals."""

from collections.abc import Iterator
from typing import Final, Literal

from routekit.model import PackRef
from routekit.model.value import Value
from routekit.rules.columns import Interval
from routekit.rules.pack import Pack
from routekit.rules.parts import Outcome, Row
from routekit.rules.showing.deriving import EMERGENCY, inside
from routekit.rules.showing.wording import Wording, wording

ANY: Final = "-"


class TableColumn(Value):
    """A question or a fact: what it is, and every answer to it with what it means."""

    id: str
    kind: str
    words: str
    answers: tuple[tuple[str, str], ...]


class TableRow(Value):
    """A row, an emergency stop or `otherwise`, with a cell for each column: `-` where any answer will do."""

    id: str
    kind: Literal["stop", "row", "otherwise"]
    cells: tuple[str, ...]
    outcome: str
    handled_by: str
    why: str
    source: str


class TableOutcome(Value):
    """An outcome, or for an emergency the number to call: who handles it, and what the public reads."""

    id: str
    handled_by: str
    say: str


class DecisionTable(Value):
    """All the rows of a pack. Stops come first and `otherwise` last; any other order would mean the same.

    `effective` says in words when it holds, `note` how to read it, and `impossible` what cannot be.
    `sections` has the headings of the rows, the columns, the outcomes and what cannot be.
    """

    pack: PackRef
    title: str
    language: str
    effective: str
    maintainer: str
    note: str
    headings: tuple[str, ...]
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    outcomes: tuple[TableOutcome, ...]
    impossible: tuple[str, ...]
    sections: tuple[str, str, str, str]

    @property
    def head(self) -> tuple[str, ...]:
        """The headings of all columns: the row, what is asked and looked up, then what follows."""
        first, *rest = self.headings
        return (first, *(column.words for column in self.columns), *rest)

    @property
    def body(self) -> tuple[tuple[str, ...], ...]:
        """The cells under the headings."""
        return tuple(
            (row.id, *row.cells, row.outcome, row.handled_by, row.why, row.source) for row in self.rows
        )


def table_of(pack: Pack, *, language: str = "en", ids: bool = False) -> DecisionTable:
    """Give the decision table of a pack, in English (`en`) or Welsh (`cy`), by words or by ids.

    Raises InputError for another language.
    """
    words = wording(pack, language=language, ids=ids)
    own, shown = words.own, words.pack
    days = [
        own("in force", shown.effective_from),
        *([own("until", shown.effective_to)] if shown.effective_to else []),
    ]
    return DecisionTable(
        pack=shown.ref,
        title=shown.transaction.title,
        language=language,
        effective=" ".join(days),
        maintainer=own("kept by", shown.maintainer),
        note=f"{own('each situation')} {own('any')}.",
        headings=tuple(own(name) for name in ("row", "outcome", "handled by", "why", "source")),
        columns=tuple(_columns(words)),
        rows=tuple(_rows(words)),
        outcomes=tuple(_outcomes(words)),
        impossible=tuple(_impossible(words)),
        sections=(own("rows"), own("questions and facts"), own("outcomes"), own("cannot be")),
    )


def _columns(words: Wording) -> Iterator[TableColumn]:
    """Give what stops look at first, then facts, then the other questions: the order of the flow."""
    pack, columns = words.pack, inside(words.pack).columns
    for name in dict.fromkeys((*pack.urgent, *pack.facts, *pack.questions)):
        spec = columns[name].spec
        members = (
            *([spec.span.in_words(Interval(spec.span.low, spec.span.high))] if spec.span else []),
            *spec.options,
        )
        answers = tuple(zip(members, words.answers(name, members), strict=True))
        yield TableColumn(id=name, kind=words.kind(name), words=words.column(name), answers=answers)


def _rows(words: Wording) -> Iterator[TableRow]:
    pack = words.pack
    stops = [
        row
        for row in dict.fromkeys(filter(None, inside(pack).owners))
        if row.outcome == EMERGENCY and row.id in pack.stops
    ]
    for row in (*stops, *pack.rows):
        kind: Literal["stop", "row", "otherwise"] = "row" if row.cells else "otherwise"
        yield _row(words, row, "stop" if row in stops else kind)


def _row(words: Wording, row: Row, kind: Literal["stop", "row", "otherwise"]) -> TableRow:
    pack = words.pack
    names = dict.fromkeys((*pack.urgent, *pack.facts, *pack.questions))
    stop = kind == "stop"
    return TableRow(
        id=row.id,
        kind=kind,
        cells=tuple(_cell(words, row, name, kind) for name in names),
        outcome=row.outcome if words.ids else words.own("stop") if stop else row.outcome.replace("_", " "),
        handled_by=words.own("call", pack.stops[row.id].call) if stop else words.handled_by(row.outcome),
        why=row.why,
        source=row.source,
    )


def _cell(words: Wording, row: Row, name: str, kind: str) -> str:
    if kind == "otherwise":
        return words.own("otherwise")
    members = row.when.get(name)
    return words.joined(words.answers(name, members)) if members else ANY


def _outcomes(words: Wording) -> Iterator[TableOutcome]:
    pack = words.pack
    for stop in pack.stops.values():
        called = words.own("call", stop.call)
        yield TableOutcome(
            id=stop.id if words.ids else f"{words.own('stop')} {stop.id}", handled_by=called, say=stop.say
        )
    outcomes: tuple[Outcome, ...] = tuple(pack.outcomes.values())
    for outcome in outcomes:
        name = outcome.id if words.ids else outcome.id.replace("_", " ")
        yield TableOutcome(id=name, handled_by=words.handled_by(outcome.id), say=outcome.say)


def _impossible(words: Wording) -> Iterator[str]:
    for cells, why in inside(words.pack).impossible:
        said = (
            f"{words.column(name)} {words.joined(words.answers(name, cell))}" for name, cell in cells.items()
        )
        yield f"{'; '.join(said)}: {why}"
