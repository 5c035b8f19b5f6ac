"""Turn a checked pack file into the values a pack is made of, in English or in Welsh."""

from collections.abc import Mapping
from typing import NamedTuple

from routekit.model import AnswerRange, Option, Question
from routekit.rules.columns import Spec
from routekit.rules.languages import LanguageEntry, OutcomeTexts, QuestionTexts, RowTexts, StopTexts
from routekit.rules.outline import UNKNOWN, Outline
from routekit.rules.parts import Case, Cell, FactSpec, LookUp, Outcome, Row, Stop
from routekit.rules.references import EMERGENCY
from routekit.rules.scalars import LAYER
from routekit.rules.schema import (
    FactEntry,
    LookUpEntry,
    OtherwiseEntry,
    OutcomeEntry,
    PackFile,
    QuestionEntry,
    RowEntry,
    StopEntry,
)

NO_WORDS = LanguageEntry()


class Words(NamedTuple):
    """All of a pack that is worded, in one language; what has no words in it is in English.

    `everything` has the rows, `otherwise`, and the stops as rows.
    """

    title: str
    questions: Mapping[str, Question]
    outcomes: Mapping[str, Outcome]
    stops: Mapping[str, Stop]
    rows: tuple[Row, ...]
    everything: tuple[Row, ...]


def words_of(source: PackFile, names: Outline, language: LanguageEntry = NO_WORDS) -> Words:
    """Give what is worded in a language; without one in English."""
    rows = tuple(_row(entry, names, language) for entry in source.rows)
    otherwise = (_row(source.otherwise, names, language),) if source.otherwise else ()
    stops = tuple(_stop_row(entry, names, language) for entry in source.stops)
    return Words(
        title=language.title or source.title,
        questions={
            id_: _question(id_, entry, names.questions[id_], language.questions.get(id_, QuestionTexts()))
            for id_, entry in source.questions.items()
        },
        outcomes={
            id_: _outcome(id_, entry, language.outcomes.get(id_, OutcomeTexts()))
            for id_, entry in source.outcomes.items()
        },
        stops={entry.id: _stop(entry, language.stops.get(entry.id, StopTexts())) for entry in source.stops},
        rows=rows + otherwise,
        everything=rows + otherwise + stops,
    )


def facts_of(source: PackFile, names: Outline) -> dict[str, FactSpec]:
    """Give the facts of a pack."""
    return {
        id_: FactSpec(
            id=id_,
            source=entry.source,
            options=(*(entry.options or ()), UNKNOWN),
            look_up=_look_up(entry),
            span=_span(names.facts[id_]),
            needs=entry.needs,
        )
        for id_, entry in source.facts.items()
    }


def cases_of(source: PackFile, lines: list[int]) -> tuple[Case, ...]:
    """Give the cases of a pack with the lines they stand on."""
    return tuple(
        Case(line=line, given=tuple(entry.given.items()), expect=entry.expect, row=entry.row, ask=entry.ask)
        for line, entry in zip(lines, source.cases, strict=True)
    )


def _span(spec: Spec) -> str | None:
    return f"{spec.span.shown(spec.span.low)}..{spec.span.shown(spec.span.high)}" if spec.span else None


def _look_up(entry: FactEntry | LookUpEntry | None) -> LookUp | None:
    if entry is None or entry.column is None or entry.within_m is None:
        return None
    return LookUp(layer=entry.source.removeprefix(LAYER), column=entry.column, within_m=entry.within_m)


def _outcome(id_: str, entry: OutcomeEntry, texts: OutcomeTexts) -> Outcome:
    return Outcome(
        id=id_,
        role=entry.role,
        authority=_look_up(entry.authority),
        fallback=entry.fallback,
        also_tell=entry.also_tell,
        say=texts.say or entry.say,
    )


def _given(texts: RowTexts | StopTexts) -> dict[str, str]:
    return texts.model_dump(exclude_none=True)


def _question(id_: str, entry: QuestionEntry, spec: Spec, texts: QuestionTexts) -> Question:
    options = (entry.options or {}).items()
    return Question(
        id=id_,
        text=texts.text or entry.text,
        hint=texts.hint or entry.hint,
        options=tuple(Option(id=option, text=texts.options.get(option, text)) for option, text in options),
        range=_range(entry, spec),
    )


def _range(entry: QuestionEntry, spec: Spec) -> AnswerRange | None:
    if spec.span is None:
        return None
    first, last = spec.span.shown(spec.span.low), spec.span.shown(spec.span.high)
    unit = entry.number.unit if entry.number else None
    return AnswerRange(kind=spec.span.kind, first=first, last=last, unit=unit)


def _row(entry: RowEntry | OtherwiseEntry, names: Outline, language: LanguageEntry) -> Row:
    when = entry.when if isinstance(entry, RowEntry) else {}
    texts = _given(language.rows.get(entry.id, RowTexts()))
    return Row(
        id=entry.id,
        outcome=entry.then,
        why=texts.get("why", entry.why),
        source=entry.source,
        cells=_cells(when, names),
    )


def _stop_row(entry: StopEntry, names: Outline, language: LanguageEntry) -> Row:
    texts = _given(language.stops.get(entry.id, StopTexts()))
    return Row(
        id=entry.id,
        outcome=EMERGENCY,
        why=texts.get("why", entry.why),
        source=entry.source,
        cells=_cells(entry.when, names),
    )


def _stop(entry: StopEntry, texts: StopTexts) -> Stop:
    return Stop.model_validate({**entry.model_dump(exclude={"when"}), **_given(texts)})


def _cells(when: Mapping[str, tuple[str, ...]], names: Outline) -> tuple[Cell, ...]:
    """Give cells with groups written out and ranges in the one form of columns."""
    columns = {column.id: column for column in names.columns}
    return tuple(
        Cell(column=name, options=columns[name].members(columns[name].mask(cell)))
        for name, cell in when.items()
    )
