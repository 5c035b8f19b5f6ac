"""Which areas a council acts for: names compared within one district, and only when they are the same.

Two names are the same when their cores are: case, accents, punctuation and the style of the council do not
count. Nothing is matched by resemblance.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from routekit.model import Area

Style = Literal[
    "parish", "town", "city", "community", "village", "neighbourhood", "meeting", "grouped", "unknown"
]
Method = Literal["exact", "grouped"]

_DISTRICT_TAG = re.compile(r"\s*\([A-Z]{2,4}\)\s*$")
_KINDS = r"parish|town|city|community|village|neighbourhood"
_SHARED = r"\b(?:group(?:ed)?|joint)\b"
_SUFFIX = re.compile(
    rf"(?P<core>.+?) (?P<style>(?:{_SHARED} )?(?:(?:{_KINDS}) )?(?:council|meeting)(?: group)?"
    r"|pc|tc|cp|parish)"
)
_PREFIX = re.compile(
    rf"(?P<style>(?:{_KINDS}) (?:council|meeting)|cyngor (?:cymuned(?:ol)?|tref|dinas)) (?:of )?(?P<core>.+)"
)
_PLACE = re.compile(rf"(?:the )?(?:(?:{_KINDS}) of )?(?P<core>.+)")
_STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "parish": "parish",
        "pc": "parish",
        "town": "town",
        "tc": "town",
        "city": "city",
        "community": "community",
        "village": "village",
        "neighbourhood": "neighbourhood",
        "cymuned": "community",
        "tref": "town",
        "dinas": "city",
    }
)
_SEPARATOR = re.compile(r" (,|and|with|cum) ")
_MOST_PARTS = 8


class Name(NamedTuple):
    """A council's or area's name without what does not count. `core` keeps a list's commas."""

    core: str
    style: Style

    @property
    def cores(self) -> frozenset[str]:
        """Give what it may be called: "Wareham Town Council" is of Wareham, or of Wareham Town."""
        whole = _whole(self.core)
        return frozenset({whole, f"{whole} {self.style}"} if self.style in {"town", "village"} else {whole})


def name_of(title: str) -> Name:
    """Take a title apart into its core and the style of the council."""
    plain = _plain(title)
    found = _SUFFIX.fullmatch(plain) or _PREFIX.fullmatch(plain)
    core, style = (found["core"], _style(found["style"])) if found else (plain, "unknown")
    place = _PLACE.fullmatch(core)
    return Name(place["core"] if place else core, style)


def _style(words: str) -> Style:
    if re.search(_SHARED, words):
        return "grouped"
    if "meeting" in words:
        return "meeting"
    return next((style for word, style in _STYLES.items() if word in words.split()), "unknown")


def _plain(title: str) -> str:
    """Reduce a name to lower-case words and commas."""
    text = html.unescape(_DISTRICT_TAG.sub("", title))
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    text = re.sub("['`\u2018\u2019\u02bc]", "", text).replace("&", " and ")
    text = re.sub(r"[^\w,/]|_", " ", text)
    text = re.sub(r" *[,/] *(?:and )?", " , ", text)
    return " ".join("st" if word == "saint" else word for word in text.split())


def _whole(core: str) -> str:
    return " ".join(core.replace(",", " ").split())


class Match(NamedTuple):
    """The areas a council certainly acts for, and how that is known; no areas when it is not."""

    areas: tuple[str, ...] = ()
    method: Method | None = None


class Areas:
    """The areas a service may list councils for, by name. Those of `district` can be matched.

    Areas of other districts are given where one service serves several: a name that is also there is not
    certain, so nothing is matched across districts.
    """

    def __init__(self, areas: Iterable[Area], *, district: str) -> None:
        self._district = district
        self._named: dict[str, dict[str, Area]] = {}
        for area in areas:
            for name in (area.name, area.name_cy):
                if name and area.kind != "unparished":
                    self._named.setdefault(_whole(name_of(name).core), {})[area.code] = area

    def match(self, titles: Iterable[str]) -> tuple[Match, ...]:
        """Match every title of a list; an area that two of them claim is certain for neither."""
        found = [self._match(name_of(title)) for title in titles]
        claims = Counter(code for match in found for code in match.areas)
        return tuple(Match() if any(claims[code] > 1 for code in match.areas) else match for match in found)

    def knows(self, title: str) -> bool:
        """Tell whether a council is named like an area, of whichever district."""
        return bool(self._called(name_of(title).cores))

    def _match(self, name: Name) -> Match:
        called = self._called(name.cores)
        if called:
            return Match(self._certain(called), "exact") if self._certain(called) else Match()
        ways = list(self._ways(_SEPARATOR.split(name.core)))
        return Match(tuple(sorted(ways[0])), "grouped") if len(ways) == 1 else Match()

    def _called(self, cores: Iterable[str]) -> dict[str, Area]:
        return {code: area for core in cores for code, area in self._named.get(core, {}).items()}

    def _certain(self, called: dict[str, Area]) -> tuple[str, ...]:
        """Give the code of the only area of that name, if it is of the district."""
        here = tuple(code for code, area in called.items() if area.district == self._district)
        return here if len(called) == 1 else ()

    def _ways(self, parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Give each way to read "A, B and C" as areas of the district; part of it may be one area's name."""
        if len(parts) > 2 * _MOST_PARTS:
            return
        for end in range(1, len(parts) + 1, 2):
            first = self._certain(self._called({_whole(" ".join(parts[:end]))}))
            if first and end == len(parts):
                yield first
            elif first:
                yield from (first + rest for rest in self._ways(parts[end + 1 :]))
