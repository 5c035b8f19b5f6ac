"""A rule pack in use: decide a whole situation, or walk the derived flow as far as the answers go."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from routekit.errors import Problem, RulesError
from routekit.model import Option, PackRef, Question, Transaction
from routekit.rules.answers import checked, refuse_facts
from routekit.rules.flow import follow
from routekit.rules.installed import installed_file
from routekit.rules.lint import Examined, examine, read_bytes
from routekit.rules.outline import UNKNOWN, Outline, listed
from routekit.rules.parts import Case, Cell, FactSpec, LookUp, Outcome, Row, Walk
from routekit.rules.schema import (
    LAYER,
    FactEntry,
    LookUpEntry,
    OtherwiseEntry,
    PackFile,
    QuestionEntry,
    RowEntry,
)
from routekit.rules.table import Cube, Table, bits, columns_of, cube_of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Pack:
    """The rules of one transaction, proved complete and disjoint when they were loaded.

    Immutable, safe to share between threads, usable after a fork, and it pickles. Packs of the same bytes
    are equal. A pack holds from `effective_from` to the day before `effective_to`, or for good.
    """

    ref: PackRef
    transaction: Transaction
    effective_from: date
    effective_to: date | None
    maintainer: str
    licence: str
    status: str
    used_by: tuple[str, ...]
    questions: Mapping[str, Question]
    facts: Mapping[str, FactSpec]
    outcomes: Mapping[str, Outcome]
    rows: tuple[Row, ...]
    cases: tuple[Case, ...]
    file: str
    _data: bytes
    _options: Mapping[str, tuple[str, ...]]
    _table: Table
    _row_of_cube: tuple[Row, ...]

    @classmethod
    def load(cls, path_or_name: str | Path) -> "Pack":
        """Load a pack from a path to a YAML file, or an installed pack by the id of its transaction.

        A text is a path if it ends in .yaml or .yml or has a slash in it. Raises RulesError with
        every problem of the file, or UnknownTransactionError if no such pack is installed.
        """
        if isinstance(path_or_name, Path) or _looks_like_a_path(path_or_name):
            return cls._from_file(Path(path_or_name))
        pack = cls._from_file(installed_file(path_or_name))
        if pack.ref.transaction != path_or_name:
            message = f"the file holds {pack.ref.transaction}; rename it {pack.ref.transaction}.yaml"
            raise RulesError.of((Problem(pack.file, 1, 1, "E120", message),))
        return pack

    @classmethod
    def parse(cls, data: bytes, file: str) -> "Pack":
        """Make a pack from the bytes of its file, which problems call `file`. Raises RulesError."""
        examined = examine(data, file)
        if examined.broken:
            raise RulesError.of(examined.problems)
        return _assembled(examined, data, file)

    @classmethod
    def _from_file(cls, path: Path) -> "Pack":
        data = read_bytes(path)
        if isinstance(data, Problem):
            raise RulesError.of((data,))
        return cls.parse(data, str(path))

    def in_force(self, day: date) -> bool:
        """Tell whether the pack holds on a day."""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)

    def decide(self, given: Mapping[str, str]) -> Row:
        """Give the one row that matches a situation: every question and fact, each with one of its options.

        Raises InvalidAnswerError for anything missing, unknown or not an option.
        """
        try:
            at = self._table.find(given)
            right = len(given) == len(self._options)
        except (AttributeError, KeyError, TypeError):
            right = False
        if not right:
            at = self._table.find(checked(given, self._options, needed=self._options))
        return self._row_of_cube[at]

    def walk(self, given: Mapping[str, str]) -> Walk:
        """Follow the flow with every fact and the answers so far, which are not remembered.

        Facts are taken first, then the questions in the author's order; one is asked only while the outcome
        can still depend on it, and the flow ends when all rows left have one outcome. Only answers to
        questions that the flow asks are used. Raises InvalidAnswerError, also for a fact that is missing.
        """
        answers = checked(given, self._options, needed=self.facts)
        steps = follow(self._table, self.facts, self.questions, answers)
        rows = (self._row_of_cube[at] for at in bits(steps.live))
        return Walk(
            question=self.questions[steps.asks] if steps.asks else None,
            rows=tuple({row.id: row for row in rows}.values()),
            used=tuple((name, answers[name]) for name in steps.used),
            ignored=steps.ignored,
        )

    def step(self, given: Mapping[str, str]) -> Question | Row:
        """Give what `walk` leads to: the next question, or the first of the rows left."""
        walk = self.walk(given)
        return walk.question or walk.rows[0]

    def check_answers(self, answers: Mapping[str, str]) -> None:
        """Raise InvalidAnswerError unless every name is a question and every value one of its options."""
        refuse_facts(answers, self.facts)
        checked(answers, {name: self._options[name] for name in self.questions})

    def __eq__(self, other: object) -> bool:
        return self.ref == other.ref if isinstance(other, Pack) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.ref)

    def __repr__(self) -> str:
        return f"<Pack {self.ref.transaction} {self.ref.version} of {len(self.rows)} rows>"

    def __reduce__(self) -> tuple[object, ...]:
        return (Pack.parse, (self._data, self.file))


def _looks_like_a_path(text: object) -> bool:
    return isinstance(text, str) and (text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text)


# --- from the file to the values -----------------------------------------------------------------------


def _assembled(examined: Examined, data: bytes, file: str) -> Pack:
    source, names, root = examined.pack, examined.names, examined.root
    assert source is not None, "a pack without errors has been read whole"
    assert names is not None
    assert root is not None
    id_, version, digest = source.transaction, source.version, hashlib.sha256(data).hexdigest()
    rows = tuple(_row(entry) for entry in source.rows)
    otherwise = (_row(source.otherwise),) if source.otherwise else ()
    row_of_cube = rows + otherwise * len(examined.rest)
    return Pack(
        ref=PackRef(transaction=id_, version=version, sha256=digest),
        transaction=Transaction(id=id_, title=source.title, version=version, lgsl=source.lgsl),
        effective_from=source.effective.from_,
        effective_to=source.effective.to,
        maintainer=source.maintainer,
        licence=source.licence,
        status=source.status,
        used_by=source.used_by,
        questions=MappingProxyType(_questions(source)),
        facts=MappingProxyType(_facts(source)),
        outcomes=MappingProxyType(_outcomes(source)),
        rows=rows + otherwise,
        cases=_cases(source, [node.line for node in listed(root, "cases")]),
        file=file,
        _data=data,
        _options=MappingProxyType(names.columns),
        _table=_table(names, rows, examined.rest, [row.outcome for row in row_of_cube]),
        _row_of_cube=row_of_cube,
    )


def _table(names: Outline, rows: tuple[Row, ...], rest: tuple[Cube, ...], outcomes: list[str]) -> Table:
    columns = columns_of(names.columns)
    return Table(columns, [*(cube_of(columns, row.when) for row in rows), *rest], outcomes)


def _row(entry: RowEntry | OtherwiseEntry) -> Row:
    when = entry.when if isinstance(entry, RowEntry) else {}
    cells = tuple(Cell(column=column, options=options) for column, options in when.items())
    return Row(id=entry.id, outcome=entry.then, why=entry.why, source=entry.source, cells=cells)


def _questions(source: PackFile) -> dict[str, Question]:
    return {
        id_: Question(id=id_, text=entry.text, hint=entry.hint, options=_options(entry))
        for id_, entry in source.questions.items()
    }


def _options(entry: QuestionEntry) -> tuple[Option, ...]:
    return tuple(Option(id=option, text=text) for option, text in entry.options.items())


def _facts(source: PackFile) -> dict[str, FactSpec]:
    return {
        id_: FactSpec(id=id_, source=entry.source, options=(*entry.options, UNKNOWN), look_up=_look_up(entry))
        for id_, entry in source.facts.items()
    }


def _look_up(entry: FactEntry | LookUpEntry | None) -> LookUp | None:
    if entry is None or entry.column is None or entry.within_m is None:
        return None
    return LookUp(layer=entry.source.removeprefix(LAYER), column=entry.column, within_m=entry.within_m)


def _outcomes(source: PackFile) -> dict[str, Outcome]:
    return {
        id_: Outcome(
            id=id_,
            role=entry.role,
            authority=_look_up(entry.authority),
            fallback=entry.fallback,
            also_tell=entry.also_tell,
            say=entry.say,
        )
        for id_, entry in source.outcomes.items()
    }


def _cases(source: PackFile, lines: list[int]) -> tuple[Case, ...]:
    return tuple(
        Case(line=line, given=tuple(entry.given.items()), expect=entry.expect, row=entry.row, ask=entry.ask)
        for line, entry in zip(lines, source.cases, strict=True)
    )
