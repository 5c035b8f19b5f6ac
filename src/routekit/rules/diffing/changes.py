"""What differs between two versions of a pack: values that read as JSON."""

from typing import Literal

from routekit.model import PackRef
from routekit.model.value import Value
from routekit.rules.contrast import Named
from routekit.rules.parts import Cell

Kind = Literal["emergency", "destination", "fallback", "words"]
Gravity = Literal["emergency", "destination", "fallback", "words", "structure", "nothing"]
What = Literal["pack", "question", "option", "fact", "outcome", "stop", "row"]


class RowSaid(Value):
    """A row or an emergency stop, the outcome it leads to, and the reason it gives."""

    id: str
    outcome: str
    why: str


class Shift(Value):
    """Situations that a change leads elsewhere: to another authority, another duty, or other words.

    `kind` is `emergency` if a number to call is given before or after, `destination` if another role handles
    it, or one that is looked up elsewhere, `fallback` if only another has the duty or is told, and `words` if
    the same is named but by another outcome, with another text, reason or source, in English or in Welsh.
    `when` describes the situations without naming any twice. The rows are those that match there.
    """

    kind: Kind
    was: Named
    now: Named
    situations: int
    when: tuple[tuple[Cell, ...], ...]
    rows_was: tuple[RowSaid, ...]
    rows_now: tuple[RowSaid, ...]


class Part(Value):
    """A part that is new (`was` is None), removed (`now` is None), or taken for one by another name.

    An option is written as `question.option`.
    """

    what: What
    was: str | None
    now: str | None


class Edit(Value):
    """Something that a pack, or a part of it, says otherwise; None is nothing. `id` is the part's new one.

    A cell of a row or stop is a field, as `when danger`; there None is anything.

    `language` is there for words, in English (`en`) or Welsh (`cy`).
    """

    what: What
    id: str
    field: str
    was: str | None
    now: str | None
    language: Literal["en", "cy"] | None = None


class QuestionsAsked(Value):
    """The most questions that anyone is asked, and the mean over all situations; None if not counted."""

    most: int | None
    mean: float | None


class PackDiff(Value):
    """All that differs between two versions of a pack, over the `situations` that both know.

    Every whole number and every day counts as an answer of its own. `emergencies`, `destinations`,
    `fallbacks` and `words` count the situations of the shifts of each kind; in all others nothing changes.
    `shifts` has the gravest kind first, and of each kind the most frequent.

    `only_old` and `only_new` hold the questions and facts, and the answers of shared ones, that just one of
    the versions has. Situations with such an answer of a shared column, and those that just one of the
    versions says cannot be, are known to one alone and are counted in `unknown_to_new` and `unknown_to_old`.
    A part by another name counts as the same. `questions` has the text of each question that `when` names.
    """

    old: PackRef
    new: PackRef
    situations: int
    emergencies: int
    destinations: int
    fallbacks: int
    words: int
    unknown_to_old: int
    unknown_to_new: int
    only_old: tuple[Cell, ...]
    only_new: tuple[Cell, ...]
    shifts: tuple[Shift, ...]
    parts: tuple[Part, ...]
    edits: tuple[Edit, ...]
    asked_old: QuestionsAsked
    asked_new: QuestionsAsked
    questions: tuple[tuple[str, str], ...]

    @property
    def same(self) -> int:
        """In how many situations nothing changes."""
        return self.situations - self.emergencies - self.destinations - self.fallbacks - self.words

    @property
    def gravity(self) -> Gravity:
        """The gravest that changes.

        Situations that the new version no longer knows count as a destination that changed, since whoever
        was answered there is not any more. `structure` is all that changes nothing in any situation: what is
        asked and in which order, names of parts, and what a pack says of itself but for its version.
        """
        if self.emergencies:
            return "emergency"
        if self.destinations or self.unknown_to_new:
            return "destination"
        if self.fallbacks:
            return "fallback"
        if self.words or any(edit.language for edit in self.edits):
            return "words"
        return "structure" if self._differs else "nothing"

    @property
    def _differs(self) -> bool:
        only = self.only_old or self.only_new or self.unknown_to_old
        return bool(self.parts or self.edits or only) or self.asked_old != self.asked_new
