"""The phrases to avoid in what the public reads and what to say instead, as tables in `english/`."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

FOLDER = "english"
PLAIN, JARGON = "plain-english.csv", "council-jargon.csv"
ABBREVIATIONS, SHORT_WORDS = "abbreviations.txt", "short-words.txt"

_TOKEN = re.compile(r"[^\s,;:()\"\u201c\u201d\u2018?!]+")
_NUMBER = re.compile(r"[0-9]+")


class Phrase(NamedTuple):
    """A phrase to avoid, as the words it is made of, and what to say instead."""

    words: tuple[str, ...]
    say: str

    @property
    def shown(self) -> str:
        """The phrase in words."""
        return " ".join(self.words).replace("#", "...")


Phrases = Mapping[str, tuple[Phrase, ...]]


def words_of(text: str) -> list[str]:
    """Give the words of a text, without punctuation; in each, `#` stands for a number."""
    return [_NUMBER.sub("#", word.strip(".'\u2019")) for word in _TOKEN.findall(text)]


@cache
def phrases(table: str) -> Phrases:
    """Give the phrases of a table by their first word in small letters, the longest first.

    Its column `avoid` has the forms of a phrase between bars. A form with a capital letter is meant as it is
    written, others in any letters.
    """
    found: dict[str, list[Phrase]] = {}
    for row in csv.DictReader(_text(table).splitlines()):
        for form in row["avoid"].split("|"):
            words = tuple(words_of(form))
            found.setdefault(words[0].lower(), []).append(Phrase(words, row["say"]))
    longest_first = {
        first: sorted(each, key=lambda phrase: -len(phrase.words)) for first, each in found.items()
    }
    return MappingProxyType({first: tuple(each) for first, each in longest_first.items()})


@cache
def well_known() -> frozenset[str]:
    """Give the abbreviations that need not be explained to anyone."""
    return frozenset(_text(ABBREVIATIONS).split())


@cache
def short_words() -> frozenset[str]:
    """Give the words that are so short that in capitals they look like an abbreviation."""
    return frozenset(_text(SHORT_WORDS).split())


def _text(name: str) -> str:
    return (files("routekit.rules") / FOLDER / name).read_text(encoding="utf-8")


def avoided(words: Sequence[str], table: str) -> Iterator[Phrase]:
    """Give the phrases of a table that are in some words, in their order, each once."""
    known, seen = phrases(table), set[Phrase]()
    at = 0
    while at < len(words):
        found = next((each for each in known.get(words[at].lower(), ()) if _is_at(each, words, at)), None)
        if found is not None and found not in seen:
            seen.add(found)
            yield found
        at += len(found.words) if found else 1


def _is_at(phrase: Phrase, words: Sequence[str], at: int) -> bool:
    there = words[at : at + len(phrase.words)]
    return len(there) == len(phrase.words) and all(
        wanted == (word if wanted != wanted.lower() else word.lower())
        for wanted, word in zip(phrase.words, there, strict=True)
    )
