"""What a council or an area is called, without what does not count in a name.

Case, accents, punctuation, the style of the council and the letters of a district in brackets do not count.
"""

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

Style = Literal[
    "parish", "town", "city", "community", "village", "neighbourhood", "meeting", "grouped", "unknown"
]

_LONGEST_TITLE = 300
_DISTRICT_TAG = re.compile(r"\s*\([A-Z]{2,4}\)\s*$")
_KINDS = r"parish|town|city|community|village|neighbourhood"
_SHARED = r"\b(?:group(?:ed)?|joint)\b"
_SUFFIX = re.compile(
    rf"(?P<core>.+?) (?P<style>(?:{_SHARED} )?(?:(?:{_KINDS}) )?(?:council|meeting)(?: group)?"
    rf"|(?:{_SHARED} )?(?:p ?c|t ?c|c ?c)|c ?p|p ?m|parish)"
)
_WELSH = "cyngor (?:cymuned(?:ol)?|tref a chymuned|tref|y dref|dinas|plwyf)"
_PREFIX = re.compile(
    rf"(?P<style>(?:{_SHARED} )?(?:{_KINDS}) (?:council|meeting)|{_WELSH}) (?:of )?(?P<core>.+)"
)
_PLACE = re.compile(rf"(?:the )?(?:(?:{_KINDS}) of )?(?P<core>.+)")
_STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "parish": "parish",
        "pc": "parish",
        "plwyf": "parish",
        "town": "town",
        "tc": "town",
        "tref": "town",
        "dref": "town",
        "city": "city",
        "dinas": "city",
        "community": "community",
        "cc": "community",
        "cymuned": "community",
        "cymunedol": "community",
        "village": "village",
        "neighbourhood": "neighbourhood",
        "meeting": "meeting",
        "pm": "meeting",
    }
)
_SEPARATOR = re.compile(r" (,|and|with|cum) ")
_HALVES = re.compile(r"\s+[-\u2013\u2014|/]\s+|[/|]")
_BRACKETS = re.compile(r"([^()]+)\(([^()]+)\)([^()]*)")


class Name(NamedTuple):
    """A council's or area's name without what does not count. `core` keeps a list's commas."""

    core: str
    style: Style

    @property
    def cores(self) -> frozenset[str]:
        """Give what it may be called: "Wareham Town Council" is of Wareham, or of Wareham Town."""
        core = whole(self.core)
        return frozenset({core, f"{core} {self.style}"} if self.style in {"town", "village"} else {core})


def name_of(title: str) -> Name:
    """Take a title apart into its core and the style of the council."""
    plain = _plain(title)
    found = _SUFFIX.fullmatch(plain) or _PREFIX.fullmatch(plain)
    core, style = (found["core"], _style(found["style"])) if found else (plain, "unknown")
    place = _PLACE.fullmatch(core)
    return Name(place["core"] if place else core, style)


def whole(core: str) -> str:
    """Give a core without the commas of a list."""
    return " ".join(core.replace(",", " ").split())


def parts_of(core: str) -> Sequence[str]:
    """Split "A, B and C" into its parts, with the words between them."""
    return _SEPARATOR.split(core)


def halves_of(title: str) -> tuple[str, ...]:
    """Give the two names of a title that says the same twice, as in English and Welsh; else nothing."""
    in_brackets = _BRACKETS.fullmatch(title[:_LONGEST_TITLE])
    if in_brackets:
        one, other, style = in_brackets.groups()
        return f"{one} {style}", f"{other} {style}"
    halves = tuple(filter(None, (half.strip() for half in _HALVES.split(title[:_LONGEST_TITLE]))))
    return halves if len(halves) == 2 else ()  # noqa: PLR2004 - two languages


def _style(words: str) -> Style:
    if re.search(_SHARED, words):
        return "grouped"
    if "meeting" in words:
        return "meeting"
    short = words.replace(" ", "")
    return next((style for word, style in _STYLES.items() if word in (*words.split(), short)), "unknown")


def _plain(title: str) -> str:
    """Reduce a name to lower-case words and commas."""
    text = html.unescape(html.unescape(_DISTRICT_TAG.sub("", title[:_LONGEST_TITLE])))
    if not text.isascii():  # most are, and have nothing in them that does not show
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not _does_not_count(c))
    text = re.sub("['`\u2018\u2019\u02bc]", "", text).replace("&", " and ").casefold()
    text = re.sub(r"[^\w,/]|_", " ", text)
    text = re.sub(r" *[,/] *(?:and )?", " , ", text)
    return " ".join("st" if word == "saint" else word for word in text.split())


def _does_not_count(character: str) -> bool:
    """Tell accents, and the characters that do not show, which a reader does not see."""
    return bool(unicodedata.combining(character)) or unicodedata.category(character) == "Cf"
