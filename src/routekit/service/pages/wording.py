"""The words of the pages in a language: those of `words/en.toml` and `words/cy.toml`, days and numbers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Self

from routekit.service.pages.answering import Mistake
from routekit.service.pages.settings import Language

_PACKAGE: Final = "routekit.service.pages"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language by their keys, such as `place.title`."""

    language: Language
    texts: Mapping[str, str]
    months: tuple[str, ...]

    @classmethod
    def of(cls, language: Language) -> Self:
        """Read the words of a language."""
        text = (files(_PACKAGE) / "words" / f"{language}.toml").read_text(encoding="utf-8")
        read = tomllib.loads(text)
        months = tuple(read.pop("months"))
        texts = {f"{block}.{key}": words for block, inner in read.items() for key, words in inner.items()}
        return cls(language, MappingProxyType(texts), months)

    def __call__(self, key: str, **parts: object) -> str:
        """Give the words of a key, with what stands in them."""
        return self.texts[key].format(**parts)

    def day(self, day: date) -> str:
        """Give a day as 1 April 2026."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def mistake(self, mistake: Mistake) -> str:
        """Say what is wrong with a field; days among the parts are said in words."""
        return self(mistake.key, **{name: self._said(part) for name, part in mistake.parts.items()})

    def _said(self, part: str | date) -> str:
        return self.day(part) if isinstance(part, date) else part
