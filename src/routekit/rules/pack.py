"""A rule pack in use: decide a whole situation, or walk the derived flow as far as the answers go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from routekit.errors import InputError, InvalidAnswerError, Problem, RulesError
from routekit.model import PackRef, Question, Transaction
from routekit.rules import explain
from routekit.rules.answers import checked, refuse_facts
from routekit.rules.asked import MOST_NODES
from routekit.rules.assembled import Words, cases_of, words_of
from routekit.rules.files import Overlay, checked_councils, gathered, in_force, overlays_of, read_bytes
from routekit.rules.installed import installed_file, is_a_path
from routekit.rules.layers import Source
from routekit.rules.lint import Examined, examine
from routekit.rules.outline import listed
from routekit.rules.parts import Case, Explanation, FactSpec, Outcome, Row, Stop, Walk
from routekit.rules.proving import Proof, proof_of
from routekit.rules.workings import Workings, workings_of

if TYPE_CHECKING:
    from routekit.rules.diffing import PackDiff


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Pack:
    """The rules of one transaction, proved complete and disjoint when they were loaded.

    Immutable, safe to share between threads, usable after a fork, and it pickles. Packs that say the same
    are equal. A pack holds from `effective_from` to the day before `effective_to`, or for good. `overlays`
    are those of councils, which are not part of it. `proved` is False only if that was asked for.
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
    stops: Mapping[str, Stop]
    rows: tuple[Row, ...]
    cases: tuple[Case, ...]
    file: str
    overlays: tuple[Overlay, ...]
    proved: bool
    _sources: tuple[Source, ...]
    _workings: Workings
    _welsh: "Pack | None"

    @classmethod
    def load(
        cls,
        path_or_name: str | Path,
        *,
        overlay: str | Sequence[str] | None = None,
        on: date | None = None,
        unproved: bool = False,
    ) -> "Pack":
        """Load a pack from a path to a YAML file, or an installed pack by the id of its transaction.

        A text is a path if it ends in .yaml or .yml or has a slash in it. `overlay` is the GSS code of a
        council, or those of a county and a district, whose overlays on the day (without one: the newest)
        are laid over it; a council without one has the pack as it is. Raises RulesError with every problem
        of the files, or UnknownTransactionError if no such pack is installed. With `unproved` a pack is
        loaded although situations have no row or several: the first row counts.
        """
        councils = checked_councils(overlay) if overlay is not None else ()
        if isinstance(path_or_name, Path) or is_a_path(path_or_name):
            path = Path(path_or_name)
            pack = _made(gathered(read_bytes(path), str(path)), unproved=unproved)
            overlays = overlays_of(pack.ref.transaction, path, installed=False)
        else:
            pack = _installed(path_or_name, unproved=unproved)
            overlays = overlays_of(pack.ref.transaction, Path(pack.file), installed=True)
        chosen = tuple(in_force(overlays, councils, on))
        return replace(pack, overlays=overlays).overlaid(chosen, unproved=unproved)

    @classmethod
    def parse(cls, data: bytes, file: str, *, unproved: bool = False) -> "Pack":
        """Make a pack from the bytes of its file, which problems call `file`. Raises RulesError."""
        return _made(gathered(data, file), unproved=unproved)

    def overlaid(self, overlays: Sequence[Overlay], *, unproved: bool = False) -> "Pack":
        """Give the pack with overlays laid over it, the strongest last. Raises RulesError."""
        if not overlays:
            return self
        sources = (*self._sources, *(overlay.source for overlay in overlays))
        made = _made(sources, unproved=unproved or not self.proved)
        return replace(made, overlays=self.overlays)

    def in_language(self, language: str) -> "Pack":
        """Give the same pack in English (`en`) or Welsh (`cy`); what has no Welsh is in English."""
        if language not in {"en", "cy"}:
            raise InputError.of("language", language, "en or cy is needed")
        return self._welsh or self if language == "cy" else self

    @property
    def urgent(self) -> tuple[str, ...]:
        """The questions that emergency stops look at, which come before all else."""
        return self._workings.engine.flow.urgent

    @property
    def looks_in_layers(self) -> bool:
        """Whether a fact, or the authority of an outcome, is looked up in a layer."""
        looked_up = [fact.look_up for fact in self.facts.values()]
        return any([*looked_up, *(outcome.authority for outcome in self.outcomes.values())])

    def has_answer(self, name: str, text: str) -> bool:
        """Tell whether a text is an answer to a question, or a value of a fact, of the pack."""
        spec = self._workings.specs.get(name)
        return spec is not None and (
            text in spec.options or (spec.span is not None and spec.span.value(text) is not None)
        )

    def in_force(self, day: date) -> bool:
        """Tell whether the pack holds on a day."""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)

    def decide(self, given: Mapping[str, str]) -> Row:
        """Give the one row that matches a situation: every question and fact, each with one of its answers.

        An emergency stop is a row too, of the outcome `emergency`. Raises InvalidAnswerError for anything
        missing, unknown or not an answer, and ImpossibleSituationError for what the pack says cannot be.
        """
        return self._workings.decide(given)

    def walk(self, given: Mapping[str, str]) -> Walk:
        """Follow the flow with every fact and the answers so far, which are not remembered.

        Emergency stops come first, then facts, then the questions in the author's order, or so that few are
        asked; one is asked only while the outcome can still depend on it, and the flow ends when all rows
        left have one outcome. Only answers to questions that the flow asks are used. Raises
        InvalidAnswerError, also for a fact that is missing, and ImpossibleSituationError.
        """
        answers, steps = self._workings.followed(given)
        return Walk(
            question=self.questions[steps.asks] if steps.asks else None,
            rows=self._workings.rows(steps.live),
            used=tuple((name, answers[name]) for name in steps.used),
            ignored=steps.ignored,
        )

    def step(self, given: Mapping[str, str]) -> Question | Row:
        """Give what `walk` leads to: the next question, or the first of the rows left."""
        _, steps = self._workings.followed(given)
        return self.questions[steps.asks] if steps.asks else self._workings.rows(steps.live)[0]

    def opening(self, answers: Mapping[str, str]) -> Question | Stop | None:
        """Give what comes before any fact is needed: a question about an emergency, or the stop reached."""
        given = checked(answers, self._workings.specs)
        flow = self._workings.engine.flow
        asks, live = flow.open(given)
        if asks:
            return self.questions[asks]
        return self.stops[self._workings.rows(live)[0].id] if live & flow.stops else None

    def possible_outcomes(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        """Give the outcomes that answers can still lead to when some facts are known, in the pack's order."""
        found = self._workings.outcomes(facts)
        return tuple(outcome for outcome in self.outcomes if outcome in found)

    def derive(self, known: Mapping[str, str], on: date) -> dict[str, str]:
        """Give the derived facts that follow from answers and facts on a day, as far as these are known.

        Raises RulesError when a function gives what the pack does not list.
        """
        return self._workings.derive(known, on)

    def explain(self, given: Mapping[str, str]) -> Explanation:
        """Say why the answers and facts end where they do, and what would have to change for another outcome.

        Raises InvalidAnswerError while a question is left.
        """
        walk = self.walk(given)
        if walk.question is not None:
            raise InvalidAnswerError.of(walk.question.id, None, "it is still needed; answer it first")
        workings, known, outcome = self._workings, dict(walk.used), walk.rows[0].outcome
        table, columns = workings.engine.table, workings.names.columns
        return Explanation(
            rows=walk.rows,
            used=walk.used,
            needed=explain.needed(table, known),
            assumed=explain.assumed(known),
            others=explain.alternatives(table, columns, workings.row_of_cube, known, outcome),
        )

    def prove(self, *, most_nodes: int = MOST_NODES) -> Proof:
        """Give the proof: exact counts, witnesses, and how many questions are asked.

        Those are counted only if the flow has no more than `most_nodes` points.
        """
        workings = self._workings
        return proof_of(self.ref, workings.names, workings.division, workings.engine, most_nodes=most_nodes)

    def diff(self, new: "Pack") -> "PackDiff":
        """Say what changes for whom from this version to another: `routekit.rules.diffing.diff` has more."""
        from routekit.rules.diffing import diff  # noqa: PLC0415 - which makes it of packs

        return diff(self, new)

    def check_answers(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Give answers as texts. Raises InvalidAnswerError for what is no question, or no answer to it."""
        refuse_facts(answers, self.facts)
        return checked(answers, self._workings.names.questions)

    def __eq__(self, other: object) -> bool:
        return self.ref == other.ref if isinstance(other, Pack) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.ref)

    def __repr__(self) -> str:
        return f"<Pack {self.ref.transaction} {self.ref.version} of {len(self.rows)} rows>"

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored, (self._sources, self.overlays, self.proved))


def _installed(name: str, *, unproved: bool) -> Pack:
    path = installed_file(name)
    pack = _made(gathered(read_bytes(path), str(path)), unproved=unproved)
    if path.stem.partition("@")[0] != pack.ref.transaction:
        message = f"the file holds {pack.ref.transaction}; rename it {pack.ref.transaction}.yaml"
        raise RulesError.of((Problem(pack.file, 1, 1, "E120", message),))
    return pack


def _restored(sources: tuple[Source, ...], overlays: tuple[Overlay, ...], proved: bool) -> Pack:  # noqa: FBT001 - pickle gives no names
    return replace(_made(sources, unproved=not proved), overlays=overlays)


def _made(sources: tuple[Source, ...], *, unproved: bool) -> Pack:
    """Make a pack of the files it is made of. Raises RulesError with every problem."""
    examined = examine(sources)
    whole = examined.pack is not None and examined.engine is not None
    if examined.unusable or (examined.broken and not (unproved and whole)):
        raise RulesError.of(examined.problems)
    return _assembled(examined, sources)


def _assembled(examined: Examined, sources: tuple[Source, ...]) -> Pack:
    source, names = examined.pack, examined.names
    assert source is not None, "a pack without errors has been read whole"
    assert names is not None
    assert examined.root is not None
    english, file = words_of(source, names), sources[-1].file
    workings = workings_of(examined, file, english)
    id_, version = source.transaction, f"{source.version}{examined.version}"
    pack = Pack(
        ref=PackRef(transaction=id_, version=version, sha256=examined.digest),
        transaction=Transaction(
            id=id_, title=english.title, version=version, lgsl=source.lgsl, lgil=source.lgil
        ),
        effective_from=source.effective.from_,
        effective_to=source.effective.to,
        maintainer=source.maintainer,
        licence=source.licence,
        status=source.status,
        used_by=source.used_by,
        questions=MappingProxyType(english.questions),
        facts=workings.facts,
        outcomes=MappingProxyType(english.outcomes),
        stops=MappingProxyType(english.stops),
        rows=english.rows,
        cases=cases_of(source, [node.line for node in listed(examined.root, "cases")]),
        file=file,
        overlays=(),
        proved=not examined.broken,
        _sources=sources,
        _workings=workings,
        _welsh=None,
    )
    if source.texts.cy is None:
        return pack
    return replace(pack, _welsh=_in_welsh(pack, words_of(source, names, source.texts.cy)))


def _in_welsh(pack: Pack, welsh: Words) -> Pack:
    return replace(
        pack,
        transaction=pack.transaction.model_copy(update={"title": welsh.title}),
        questions=MappingProxyType(welsh.questions),
        outcomes=MappingProxyType(welsh.outcomes),
        stops=MappingProxyType(welsh.stops),
        rows=welsh.rows,
        _workings=pack._workings.in_words(welsh),  # noqa: SLF001 - its own module
    )
