"""What two versions of a pack say otherwise, part by part: words, days, where facts are looked up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from routekit.model import Question
from routekit.rules.diffing.changes import Edit, Part, What
from routekit.rules.diffing.names import NONE, Names, Pairs, stop_rows
from routekit.rules.pack import Pack
from routekit.rules.parts import FactSpec, LookUp, Outcome, Row, Stop

Language = Literal["en", "cy"]


class _Key(NamedTuple):
    """What is said: of which part, in which field, and in which language if it is words."""

    what: What
    id: str
    field: str
    language: Language | None = None


def edits_of(old: Pack, new: Pack, names: Names) -> tuple[Edit, ...]:
    """Give what parts of both versions say otherwise; parts of one alone are not edited."""
    before, after = dict(_said(old, names)), dict(_said(new, NONE))
    both = {(key.what, key.id) for key in before} & {(key.what, key.id) for key in after}
    found = (
        Edit(**key._asdict(), was=before.get(key), now=after.get(key))
        for key in dict.fromkeys((*after, *before))
        if (key.what, key.id) in both and before.get(key) != after.get(key)
    )
    return (*found, *_orders(old, new, names))


def _orders(old: Pack, new: Pack, names: Names) -> Iterator[Edit]:
    """Give the questions, and the options of a question, that stand in another order than they did."""
    before = [names.columns.get(name, name) for name in old.questions]
    yield from _order("pack", "", before, tuple(new.questions))
    for was, question in old.questions.items():
        now = names.columns.get(was, was)
        if now in new.questions:
            options = [names.option(was, option.id) for option in question.options]
            yield from _order("question", now, options, [option.id for option in new.questions[now].options])


def _order(what: What, id_: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Edit]:
    was, now = [each for each in before if each in after], [each for each in after if each in before]
    if was != now:
        yield Edit(what=what, id=id_, field="order", was=", ".join(was), now=", ".join(now))


def parts_of(old: Pack, new: Pack, names: Names) -> tuple[Part, ...]:
    """Give the parts that are new, removed, or by another name; options only of what both versions have."""
    return tuple(_parts(old, new, names))


def _parts(old: Pack, new: Pack, names: Names) -> Iterator[Part]:
    yield from _named("stop", old.stops, new.stops, names.stops)
    yield from _named("question", old.questions, new.questions, names.columns)
    yield from _named("fact", old.facts, new.facts, names.columns)
    before, after = dict(_options(old)), dict(_options(new))
    for was, options in before.items():
        now = names.columns.get(was, was)
        if now in after:
            pairs = {f"{now}.{one}": f"{now}.{other}" for one, other in names.options.get(was, {}).items()}
            here, there = ([f"{now}.{option}" for option in each] for each in (options, after[now]))
            yield from _named("option", here, there, pairs)
    yield from _named("outcome", old.outcomes, new.outcomes, names.outcomes)
    yield from _named("row", (row.id for row in old.rows), (row.id for row in new.rows), names.rows)


def _named(what: What, old: Iterable[str], new: Iterable[str], pairs: Pairs) -> Iterator[Part]:
    before, after = tuple(old), tuple(new)
    renamed = {was: pairs[was] for was in before if was in pairs}
    yield from (Part(what=what, was=was, now=now) for was, now in renamed.items())
    gone = [was for was in before if was not in after and was not in renamed]
    yield from (Part(what=what, was=was, now=None) for was in gone)
    come = [now for now in after if now not in before and now not in renamed.values()]
    yield from (Part(what=what, was=None, now=now) for now in come)


def _options(pack: Pack) -> Iterator[tuple[str, Sequence[str]]]:
    for name, question in pack.questions.items():
        yield name, [option.id for option in question.options]
    for name, fact in pack.facts.items():
        yield name, fact.options


# --- what a pack says ----------------------------------------------------------------------------------


def _said(pack: Pack, names: Names) -> Iterator[tuple[_Key, str]]:
    """Give all that a pack says by the new names of its parts, without what is empty."""
    welsh = pack.in_language("cy")
    for key, text in (*_plain(pack, names), *_worded(pack, names, "en")):
        if text:
            yield key, text
    if welsh is pack:
        return
    english = dict(_worded(pack, names, "en"))
    for key, text in _worded(welsh, names, "cy"):
        if text and text != english[key._replace(language="en")]:  # else it has no Welsh
            yield key, text


def _worded(pack: Pack, names: Names, language: Language) -> Iterator[tuple[_Key, str | None]]:
    yield _Key("pack", "", "title", language), pack.transaction.title
    for id_, stop in pack.stops.items():
        key = _Key("stop", names.stops.get(id_, id_), "say", language)
        yield from ((key, stop.say), (key._replace(field="why"), stop.why))
    for id_, question in pack.questions.items():
        yield from _question_words(
            question, names, _Key("question", names.columns.get(id_, id_), "text", language)
        )
    for id_, outcome in pack.outcomes.items():
        yield _Key("outcome", names.outcome(id_), "say", language), outcome.say
    for row in pack.rows:
        yield _Key("row", names.rows.get(row.id, row.id), "why", language), row.why


def _question_words(question: Question, names: Names, key: _Key) -> Iterator[tuple[_Key, str | None]]:
    yield key, question.text
    yield key._replace(field="hint"), question.hint
    for option in question.options:
        yield key._replace(field=f"option {names.option(question.id, option.id)}"), option.text


def _plain(pack: Pack, names: Names) -> Iterator[tuple[_Key, str | None]]:
    """Give what is not words."""
    for field, text in _about(pack).items():
        yield _Key("pack", "", field), text
    for row in stop_rows(pack):
        yield from _cells(row, names, _Key("stop", names.stops.get(row.id, row.id), ""))
    for id_, stop in pack.stops.items():
        yield from _stop(stop, _Key("stop", names.stops.get(id_, id_), ""))
    for id_, question in pack.questions.items():
        yield from _range(question, _Key("question", names.columns.get(id_, id_), ""))
    for id_, fact in pack.facts.items():
        yield from _fact(fact, names, _Key("fact", names.columns.get(id_, id_), ""))
    for id_, outcome in pack.outcomes.items():
        yield from _outcome(outcome, _Key("outcome", names.outcome(id_), ""))
    for row in pack.rows:
        yield from _row(row, names, _Key("row", names.rows.get(row.id, row.id), ""))


def _about(pack: Pack) -> Mapping[str, str | None]:
    return {
        "transaction": pack.ref.transaction,
        "effective from": pack.effective_from.isoformat(),
        "effective to": pack.effective_to.isoformat() if pack.effective_to else None,
        "status": pack.status,
        "maintainer": pack.maintainer,
        "licence": pack.licence,
        "lgsl": ", ".join(map(str, pack.transaction.lgsl)),
        "lgil": str(pack.transaction.lgil) if pack.transaction.lgil is not None else None,
        "used_by": ", ".join(pack.used_by),
    }


def _stop(stop: Stop, key: _Key) -> Iterator[tuple[_Key, str | None]]:
    yield key._replace(field="call"), stop.call
    yield key._replace(field="source"), stop.source


def _range(question: Question, key: _Key) -> Iterator[tuple[_Key, str | None]]:
    if question.range is not None:
        yield key._replace(field="range"), f"{question.range.first}..{question.range.last}"
        yield key._replace(field="unit"), question.range.unit


def _fact(fact: FactSpec, names: Names, key: _Key) -> Iterator[tuple[_Key, str | None]]:
    yield key._replace(field="source"), fact.source
    yield key._replace(field="look-up"), _looked_up(fact.look_up)
    yield key._replace(field="range"), fact.span
    yield key._replace(field="needs"), ", ".join(names.columns.get(need, need) for need in fact.needs)


def _outcome(outcome: Outcome, key: _Key) -> Iterator[tuple[_Key, str | None]]:
    yield key._replace(field="role"), outcome.role
    yield key._replace(field="fallback"), outcome.fallback
    yield key._replace(field="also_tell"), ", ".join(sorted(outcome.also_tell))
    yield key._replace(field="authority"), _looked_up(outcome.authority)


def _row(row: Row, names: Names, key: _Key) -> Iterator[tuple[_Key, str | None]]:
    yield from _cells(row, names, key)
    yield key._replace(field="then"), names.outcome(row.outcome)
    yield key._replace(field="source"), row.source


def _cells(row: Row, names: Names, key: _Key) -> Iterator[tuple[_Key, str | None]]:
    """Give the cells of a row; the order of options is no part of what it says."""
    for column, options in sorted(names.cells(row)):
        yield key._replace(field=f"when {column}"), " or ".join(sorted(options))


def _looked_up(look_up: LookUp | None) -> str | None:
    return f"{look_up.column} of {look_up.layer} within {look_up.within_m} m" if look_up else None
