"""What a text from outside may be: one printable line, a web address, a GSS code, a day."""

import re
import unicodedata
from datetime import date
from typing import Final
from urllib.parse import urlsplit

GSS_CODE: Final = "[A-Z][0-9]{8}"
LONGEST_LINE: Final = 500
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_URL: Final = re.compile(r"https?://[^\s\"'<>\\`{}|^@]+", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}")


def is_one_line(text: str) -> bool:
    """Tell whether a text may stand in a terminal or on a page: one line, printable, of a sane length.

    Control, escape, bidirectional and other invisible characters may not, and no line breaks.
    """
    return len(text) <= LONGEST_LINE and "\n" not in text and not hides_something(text)


def hides_something(text: str) -> bool:
    """Tell whether a text holds a character that does not show, but for line feeds."""
    if text.isascii() and text.isprintable():
        return False
    categories = (unicodedata.category(character) for character in text if character != "\n")
    return any(category.startswith("C") or category in {"Zl", "Zp"} for category in categories)


def is_web_address(text: str) -> bool:
    """Tell whether a text is a full http or https URL with a host name, without user or password."""
    if len(text) > LONGEST_LINE or not text.isascii() or not text.isprintable() or not _URL.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return _HOST.fullmatch(host) is not None and port != 0


def day_of(text: str) -> date:
    """Read a day written as 2026-04-01 and in no other way. Raises ValueError."""
    if not _DAY.fullmatch(text):
        raise ValueError("a day is needed, as 2026-04-01")
    return date.fromisoformat(text)
