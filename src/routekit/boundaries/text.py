"""Names as published, made plain: without blanks around them, composed, and read in the right encoding."""

import reprlib
import unicodedata
from typing import Final

from routekit.boundaries.flaws import FlawError

# How UTF-8 is commonly misread; the second has a character for every byte.
_MISREADINGS: Final = ("cp1252", "latin-1")


def plain(what: str, value: object) -> str:
    """Give printable text; FlawError for anything else, as control and direction marks hide what is said."""
    text = tidy(_mended(value)) if isinstance(value, str) else ""
    if not text or not text.isprintable():
        raise FlawError(f"its {what} is {reprlib.repr(value)}; text is needed")
    return text


def tidy(text: str) -> str:
    """Give a text without blanks around it, its accents composed with their letters (NFC)."""
    return unicodedata.normalize("NFC", text.strip())


def is_blank(value: object) -> bool:
    """Whether a value says nothing: none, or blanks only."""
    return value is None or (isinstance(value, str) and not value.strip())


def _mended(text: str) -> str:
    """Give a text whose UTF-8 was misread before it was published as it was meant: `LlandÅµ` as `Llandŵ`.

    Any other text comes back as it is: no real name is UTF-8 when it is written in another encoding.
    """
    for misreading in () if text.isascii() else _MISREADINGS:
        try:
            return text.encode(misreading).decode("utf-8")
        except UnicodeError:
            continue
    return text
