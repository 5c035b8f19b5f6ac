"""Compare two versions of a pack: the situations that go elsewhere, what is asked, and every part."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from routekit.rules.asked import MOST_NODES
from routekit.rules.contrast import NOTHING, Contrast, Named, named
from routekit.rules.diffing.changes import Kind, PackDiff, QuestionsAsked, RowSaid, Shift
from routekit.rules.diffing.edits import edits_of, parts_of
from routekit.rules.diffing.names import Names, names_of, under
from routekit.rules.divided import divided
from routekit.rules.pack import Pack
from routekit.rules.parts import Row

KINDS: tuple[Kind, ...] = ("emergency", "destination", "fallback", "words")


def diff(
    old: Pack, new: Pack, *, renamed: Mapping[str, str] = NOTHING, most_nodes: int = MOST_NODES
) -> PackDiff:
    """Say what changes from one version of a pack to another, the gravest first.

    Parts are matched by id. A part that says the same under another id is the same part by another name;
    `renamed` says so of questions, facts and options (`question.option`) that do not. How many questions are
    asked is counted only if the flow has no more than `most_nodes` points. Raises InputError for names that
    are not there, and where one version asks for a number and the other for a day.
    """
    names = names_of(old, new, renamed)
    contrast = Contrast(under(names, divided(old)), divided(new))
    found = _shifts(contrast, old, new, names)
    counts = {kind: sum(each.situations for each in found if each.kind == kind) for kind in KINDS}
    return PackDiff(
        old=old.ref,
        new=new.ref,
        situations=contrast.situations,
        emergencies=counts["emergency"],
        destinations=counts["destination"],
        fallbacks=counts["fallback"],
        words=counts["words"],
        unknown_to_old=contrast.unknown_to_one,
        unknown_to_new=contrast.unknown_to_other,
        only_old=contrast.only_one,
        only_new=contrast.only_other,
        shifts=found,
        parts=parts_of(old, new, names),
        edits=edits_of(old, new, names),
        asked_old=_asked(old, most_nodes),
        asked_new=_asked(new, most_nodes),
        questions=tuple(_questions(old, new, names, found)),
    )


def shifts(
    old: Pack, new: Pack, given: Mapping[str, str], *, renamed: Mapping[str, str] = NOTHING
) -> tuple[Shift, ...]:
    """Give what changes where some answers and facts are known, which are not repeated in `when`.

    Raises InputError as `diff` does, and for what is no answer in either version.
    """
    names = names_of(old, new, renamed)
    return _shifts(Contrast(under(names, divided(old)), divided(new), given), old, new, names)


class _Said(NamedTuple):
    """What one row says: the outcome by its new name, and its words in English and Welsh."""

    outcome: str
    source: str
    words: tuple[str, ...]


class _Label(NamedTuple):
    """What sets shifts apart; outcomes only where nothing but words changes."""

    kind: Kind
    was: Named
    now: Named
    outcomes: tuple[str, str] | None


def _shifts(contrast: Contrast, old: Pack, new: Pack, names: Names) -> tuple[Shift, ...]:
    before, after = _Voice(old), _Voice(new)

    def label(mine: Row, theirs: Row) -> _Label | None:
        was, now = named(old, mine), named(new, theirs)
        if was != now:
            return _Label(_kind(was, now), was, now, None)
        said = before.said(mine, names.outcome(mine.outcome)), after.said(theirs, theirs.outcome)
        return _Label("words", was, now, (said[0].outcome, said[1].outcome)) if said[0] != said[1] else None

    found = [
        Shift(
            kind=each.kind,
            was=each.was,
            now=each.now,
            situations=met.situations,
            when=met.when,
            rows_was=tuple(_row(row) for row in met.rows_one),
            rows_now=tuple(_row(row) for row in met.rows_other),
        )
        for each, met in contrast.grouped(label)
    ]
    return tuple(sorted(found, key=_most_first))


class _Voice:
    """What the rows of a pack say to the public, in both languages."""

    def __init__(self, pack: Pack) -> None:
        self._packs = (pack, pack.in_language("cy"))
        self._whys = [
            {(row.id, row.outcome): row.why for _, row in divided(each).pieces} for each in self._packs
        ]

    def said(self, row: Row, outcome: str) -> _Said:
        """Give what a row says; `outcome` is the name by which its outcome is compared."""
        return _Said(outcome, row.source, tuple(self._words(row)))

    def _words(self, row: Row) -> Iterator[str]:
        for pack, whys in zip(self._packs, self._whys, strict=True):
            stop = pack.stops.get(row.id)
            outcome = pack.outcomes.get(row.outcome)
            yield whys[row.id, row.outcome]
            yield outcome.say if outcome else stop.say if stop else ""


def _kind(was: Named, now: Named) -> Kind:
    if was.emergency or now.emergency:
        return "emergency"
    return "destination" if was.is_elsewhere(now) else "fallback"


def _row(row: Row) -> RowSaid:
    return RowSaid(id=row.id, outcome=row.outcome, why=row.why)


def _most_first(shift: Shift) -> tuple[int, int, str]:
    return KINDS.index(shift.kind), -shift.situations, repr((shift.was, shift.now, shift.rows_was))


def _asked(pack: Pack, most_nodes: int) -> QuestionsAsked:
    proof = pack.prove(most_nodes=most_nodes)
    return QuestionsAsked(most=proof.most_questions, mean=proof.mean_questions)


def _questions(old: Pack, new: Pack, names: Names, found: tuple[Shift, ...]) -> Iterator[tuple[str, str]]:
    """Give the text of each question that is named, by its new name; it may be one of the old version."""
    told = {cell.column for shift in found for cells in shift.when for cell in cells}
    texts = {names.columns.get(name, name): each.text for name, each in old.questions.items()}
    texts |= {name: each.text for name, each in new.questions.items()}
    yield from ((name, text) for name, text in texts.items() if name in told)
