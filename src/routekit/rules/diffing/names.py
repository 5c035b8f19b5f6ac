"""Find the parts of a pack that have another name in another version, and give a pack with the new names."""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

from routekit.errors import InputError
from routekit.model import Question
from routekit.rules.columns import Column
from routekit.rules.divided import Divided, divided
from routekit.rules.pack import Pack
from routekit.rules.parts import FactSpec, Outcome, Row
from routekit.rules.references import EMERGENCY
from routekit.suggest import suggestion

Each = TypeVar("Each")
Pairs = Mapping[str, str]


class Names(NamedTuple):
    """The new name of each part that has another one; options by the old name of their question or fact."""

    columns: Pairs
    options: Mapping[str, Pairs]
    outcomes: Pairs
    rows: Pairs
    stops: Pairs

    def outcome(self, id_: str) -> str:
        """Give the new name of an outcome."""
        return self.outcomes.get(id_, id_)

    def option(self, column: str, option: str) -> str:
        """Give the new name of an option of a column, by the column's old name."""
        return self.options.get(column, {}).get(option, option)

    def cells(self, row: Row) -> frozenset[tuple[str, frozenset[str]]]:
        """Give the cells of a row with the new names."""
        return frozenset(
            (self.columns.get(name, name), frozenset(self.option(name, each) for each in options))
            for name, options in row.when.items()
        )


NONE = Names({}, {}, {}, {}, {})


def names_of(old: Pack, new: Pack, renamed: Mapping[str, str]) -> Names:
    """Pair what only the old version has with what only the new one has, where both say the same.

    Questions and options are the same if their text is, facts if they are looked up in the same way, outcomes
    if they name and say the same, rows and stops if they match the same and lead to the same. Where several
    would do, none is taken. `renamed` says of questions and facts, and of options as `question.option`, what
    cannot be found so. Raises InputError for a name there that is not in one version alone.
    """
    columns = _with(
        {was: now for was, now in renamed.items() if "." not in was},
        {**_paired(old.questions, new.questions, _question), **_paired(old.facts, new.facts, _fact)},
    )
    options = {name: _options(old, new, name, columns.get(name, name)) for name in old.questions}
    for name in (*old.questions, *old.facts):
        head = f"{name}."
        said = {was: now for was, now in renamed.items() if was.startswith(head)}
        options[name] = _with(
            {was.removeprefix(head): now.partition(".")[2] for was, now in said.items()},
            options.get(name, {}),
        )
    names = Names(columns, options, _paired(old.outcomes, new.outcomes, _outcome), {}, {})
    _check(names, old, new, renamed)
    return names._replace(
        rows=_paired(_rows(old, names), _rows(new, NONE), _itself),
        stops=_paired(_stops(old, names), _stops(new, NONE), _itself),
    )


def under(names: Names, pack: Divided) -> Divided:
    """Give a pack of the old version with the names of the new one."""
    return Divided(tuple(_column(names, column) for column in pack.columns), pack.pieces)


def _column(names: Names, column: Column) -> Column:
    options = tuple(names.option(column.id, option) for option in column.spec.options)
    return Column(
        names.columns.get(column.id, column.id), replace(column.spec, options=options), column.starts
    )


def _paired(old: Mapping[str, Each], new: Mapping[str, Each], key: Callable[[Each], Hashable]) -> Pairs:
    gone = _unique((key(each), name) for name, each in old.items() if name not in new)
    come = _unique((key(each), name) for name, each in new.items() if name not in old)
    return {was: come[same] for same, was in gone.items() if same in come}


def _unique(pairs: Iterator[tuple[Hashable, str]]) -> dict[Hashable, str]:
    """Give the name of each key that only one has."""
    found: dict[Hashable, list[str]] = {}
    for same, name in pairs:
        found.setdefault(same, []).append(name)
    return {same: names[0] for same, names in found.items() if len(names) == 1}


# --- what is the same ----------------------------------------------------------------------------------


def _question(question: Question) -> Hashable:
    return _plain(question.text), question.range.kind if question.range else None


def _fact(fact: FactSpec) -> Hashable:
    return fact.source, frozenset(fact.options), fact.look_up, fact.span, fact.needs


def _outcome(outcome: Outcome) -> Hashable:
    return outcome.role, outcome.authority, outcome.fallback, frozenset(outcome.also_tell), outcome.say


def _rows(pack: Pack, names: Names) -> dict[str, Hashable]:
    return {row.id: (names.cells(row), names.outcome(row.outcome)) for row in pack.rows}


def _stops(pack: Pack, names: Names) -> dict[str, Hashable]:
    cells = {row.id: names.cells(row) for row in stop_rows(pack)}
    return {id_: (cells.get(id_), stop.call) for id_, stop in pack.stops.items()}


def stop_rows(pack: Pack) -> tuple[Row, ...]:
    """Give the emergency stops of a pack as rows, those that can be reached."""
    found = {row.id: row for _, row in divided(pack).pieces if row.outcome == EMERGENCY}
    return tuple(found[id_] for id_ in pack.stops if id_ in found)


def _itself(same: Hashable) -> Hashable:
    return same


def _options(old: Pack, new: Pack, was: str, now: str) -> Pairs:
    if now not in new.questions:
        return {}
    before, after = (
        {option.id: option.text for option in question.options}
        for question in (old.questions[was], new.questions[now])
    )
    return _paired(before, after, _plain)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


# --- what the caller says ------------------------------------------------------------------------------


def _with(said: Pairs, found: Pairs) -> Pairs:
    """Put what the caller says before what was found."""
    left = {was: now for was, now in found.items() if was not in said and now not in said.values()}
    return {**left, **said}


def _check(names: Names, old: Pack, new: Pack, renamed: Mapping[str, str]) -> None:
    """Check that what is said to have another name is in one version alone, and is of one kind."""
    before, after = set(_known(old)), set(_known(new))
    for was, now in renamed.items():
        if was not in before - after:
            expected = f"a name is needed that only the old version has; {_some(was, before - after)}"
            raise InputError.of("renamed", was, expected)
        if now not in after - before or list(renamed.values()).count(now) > 1:
            expected = (
                f"a name of its own is needed that only the new version has; {_some(now, after - before)}"
            )
            raise InputError.of("renamed", now, expected)
        column = was.partition(".")[0]
        if now.partition(".")[:2] != (names.columns.get(column, column), was.partition(".")[1]):
            expected = f"the new name of {was} is needed; an option is written question.option"
            raise InputError.of("renamed", now, expected)


def _some(name: str, known: Collection[str]) -> str:
    return suggestion(name, sorted(known))


def _known(pack: Pack) -> Iterator[str]:
    yield from (*pack.questions, *pack.facts)
    for name, question in pack.questions.items():
        yield from (f"{name}.{option.id}" for option in question.options)
    for name, fact in pack.facts.items():
        yield from (f"{name}.{option}" for option in fact.options)
