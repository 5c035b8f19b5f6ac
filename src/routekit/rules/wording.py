"""Check the words that the public reads: one thing a question, plain English, no jargon, nothing shouted.

The rules are those of GOV.UK; the README of the rule packs names them by their codes, with their sources.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from routekit.errors import Problem
from routekit.rules.outline import inner, listed, row_name, value
from routekit.rules.phrases import JARGON, PLAIN, avoided, short_words, well_known, words_of
from routekit.rules.reader import Node
from routekit.rules.scalars import LONGEST_TEXT
from routekit.suggest import quoted

MOST_WORDS = 25
LONGEST_ABBREVIATION = 5
FEWEST_REPEATED = 3

_ASKS_AGAIN = re.compile(
    r"\b(?:and|or),? (?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|"
    r"who|whose|what|when|where|which|why|how)\b",
    re.IGNORECASE,
)
_EITHER_OR_BOTH = re.compile(r"\band ?/ ?or\b", re.IGNORECASE)
_END_OF_SENTENCE = re.compile(r"[.?!:]+(?=\s|$)")
_CAPITALS = re.compile(r"[A-Z]{2,}(?![A-Za-z0-9])")
_OPENING = "([\"'\u2018\u201c "
_NOT_A_LETTER = re.compile(r"[\W_]+")


Kind = Literal["question", "option", "other"]


class Text(NamedTuple):
    """A text of a pack: the part it is of, in words, what it is, where it is, and whether it is Welsh."""

    part: str
    kind: Kind
    node: Node
    welsh: bool

    @property
    def words(self) -> str:
        """The text itself."""
        return self.node.text or ""

    def warning(self, code: str, message: str) -> Problem:
        """Give a warning about the text."""
        return self.node.problem(code, f"{self.part}: {message}", "warning")


def check_wording(root: Node) -> Iterator[Problem]:
    """Give every warning about the words of a pack, whatever else may be wrong with it."""
    for text in texts_of(root):
        for check in _ANY_LANGUAGE if text.welsh else (*_ANY_LANGUAGE, *_ENGLISH):
            yield from check(text)
    for language in (root, *filter(None, [_welsh(root)])):
        for name, entry in inner(language, "questions").items():
            yield from _alike(name, entry.value)
            yield from _repeated(name, entry.value)


def texts_of(root: Node) -> Iterator[Text]:
    """Give every text of a pack that the public reads, in English and in Welsh, but none that is too long."""
    yield from _texts(root, welsh=False)
    welsh = _welsh(root)
    if welsh is not None:
        yield from _texts(welsh, welsh=True)


def _welsh(root: Node) -> Node | None:
    return inner(root, "texts")["cy"].value if "cy" in inner(root, "texts") else None


def _texts(root: Node, *, welsh: bool) -> Iterator[Text]:
    for part, kind, node in _parts(root):
        if node is not None and 0 < len(node.text or "") <= LONGEST_TEXT:
            yield Text(part, kind, node, welsh)


def _parts(root: Node) -> Iterator[tuple[str, Kind, Node | None]]:
    yield "the title", "other", value(root, "title")
    for name, entry in inner(root, "questions").items():
        yield f"question {quoted(name)}", "question", value(entry.value, "text")
        yield f"hint of {quoted(name)}", "other", value(entry.value, "hint")
        for option, each in inner(entry.value, "options").items():
            yield f"option {quoted(option)} of {quoted(name)}", "option", each.value
    for name, entry in inner(root, "outcomes").items():
        yield f"outcome {quoted(name)}", "other", value(entry.value, "say")
    for section in ("stops", "rows"):
        for part, node in _listed(root, section):
            yield part, "other", value(node, "say")
            yield part, "other", value(node, "why")
    for at, node in enumerate(listed(root, "impossible")):
        yield f"impossible {at + 1}", "other", value(node, "why")
    otherwise = value(root, "otherwise")
    if otherwise is not None:
        yield "otherwise", "other", value(otherwise, "why")


def _listed(root: Node, section: str) -> Iterator[tuple[str, Node]]:
    """Give rows or stops: a list in the rules, a mapping by their ids in words apart."""
    word = section.removesuffix("s")
    for at, node in enumerate(listed(root, section)):
        yield row_name(node, at, word), node
    for name, entry in inner(root, section).items():
        yield f"{word} {quoted(name)}", entry.value


# --- any language --------------------------------------------------------------------------------------


def _one_question_mark(text: Text) -> Iterator[Problem]:
    if text.kind == "question" and text.words.count("?") > 1:
        yield text.warning(
            "W501", "it asks more than once; ask one thing, and the rest in a question of its own"
        )


def _sentences(text: Text) -> Iterator[Problem]:
    counts = [len(sentence.split()) for sentence in _END_OF_SENTENCE.split(text.words)]
    if max(counts) > MOST_WORDS:
        message = f"a sentence of {max(counts)} words is hard to read; split it, {MOST_WORDS} are enough"
        yield text.warning("W502", message)


def _shouted(text: Text) -> Iterator[Problem]:
    for word in _in_capitals(text.words):
        if _is_shouted(word):
            yield text.warning("W505", f"{quoted(word)} is in capitals; write {quoted(word.lower())}")


def _exclaimed(text: Text) -> Iterator[Problem]:
    if "!" in text.words:
        yield text.warning("W507", "an exclamation mark shouts; end with a full stop")


def _ended_option(text: Text) -> Iterator[Problem]:
    if text.kind == "option" and text.words.rstrip().endswith("."):
        yield text.warning("W509", "an option is no sentence; leave out the full stop")


# --- English -------------------------------------------------------------------------------------------


def _one_thing(text: Text) -> Iterator[Problem]:
    if _EITHER_OR_BOTH.search(text.words):
        yield text.warning("W501", '"and/or" leaves open which; write "and", or write "or"')
    again = _ASKS_AGAIN.search(text.words) if text.kind == "question" else None
    if again:
        second = quoted(f"{again[0]} ...")
        yield text.warning("W501", f"{second} asks a second thing; ask that in a question of its own")


def _plain(text: Text) -> Iterator[Problem]:
    for phrase in avoided(words_of(text.words), PLAIN):
        yield text.warning("W503", f"{quoted(phrase.shown)} is not plain English; say: {phrase.say}")


def _jargon(text: Text) -> Iterator[Problem]:
    for phrase in avoided(words_of(text.words), JARGON):
        yield text.warning("W504", f"{quoted(phrase.shown)} is council jargon; say: {phrase.say}")


def _unexplained(text: Text) -> Iterator[Problem]:
    said = {
        word
        for table in (PLAIN, JARGON)
        for each in avoided(words_of(text.words), table)
        for word in each.words
    }
    for word in _in_capitals(text.words):
        if _is_shouted(word) or word in said or f"({word})" in text.words or f"{word} (" in text.words:
            continue
        message = f"{quoted(word)} is not explained; write it out, or put it in brackets behind its full name"
        yield text.warning("W506", message)


def _in_capitals(text: str) -> Iterator[str]:
    """Give the words in capitals, each once; several behind one another are one."""
    found: list[str] = []
    end = -1
    for match in _CAPITALS.finditer(text):
        before = text[end : match.start()] if end >= 0 else ""
        if found and before.isspace() and match[0] not in well_known():
            found[-1] += f" {match[0]}"
        elif match[0] not in well_known() and text[match.start() - 1 : match.start()].strip(_OPENING) == "":
            found.append(match[0])
        end = match.end()
    yield from dict.fromkeys(found)


def _is_shouted(word: str) -> bool:
    return " " in word or len(word) > LONGEST_ABBREVIATION or word.lower() in short_words()


_ANY_LANGUAGE: tuple[Callable[[Text], Iterator[Problem]], ...] = (
    _one_question_mark,
    _sentences,
    _shouted,
    _exclaimed,
    _ended_option,
)
_ENGLISH: tuple[Callable[[Text], Iterator[Problem]], ...] = (_one_thing, _plain, _jargon, _unexplained)


# --- a whole question ----------------------------------------------------------------------------------


def _alike(name: str, question: Node) -> Iterator[Problem]:
    """Find options that somebody who reads them could not tell apart."""
    seen: dict[str, str] = {}
    for option, entry in inner(question, "options").items():
        read = _read(entry.value)
        if read and read in seen:
            message = f"options {quoted(seen[read])} and {quoted(option)} of {quoted(name)} read alike"
            yield entry.value.problem("W508", f"{message}; make them differ", "warning")
        seen.setdefault(read, option)


def _repeated(name: str, question: Node) -> Iterator[Problem]:
    text, hint = value(question, "text"), value(question, "hint")
    if text is None or hint is None:
        return
    asked, said = _read(text), _read(hint)
    if asked == said or (len(asked.split()) >= FEWEST_REPEATED and asked in said):
        message = (
            f"hint of {quoted(name)}: it repeats the question; say what helps to answer it, or leave it out"
        )
        yield hint.problem("W510", message, "warning")


def _read(node: Node) -> str:
    """Give a text as it sounds: in small letters, without punctuation."""
    return _NOT_A_LETTER.sub(" ", node.text or "").strip().casefold()
