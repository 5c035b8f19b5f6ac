"""How wide a text is at most, and where to break it, so that it stays in its box whatever font draws it.

The widths are those of DejaVu Sans, the widest of the fonts that the picture names, rounded up.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

FONTS: Final = "DejaVu Sans, Verdana, Arial, Helvetica, sans-serif"
BOLD: Final = 1.27  # times as wide at most
_TWENTIETHS: Final = (
    (6, "'IJijl"),
    (7, " ,./:;\\|"),
    (8, "()-[]ft\u2018\u2019"),
    (9, "!r"),
    (10, '"*_`\u2013'),
    (11, "?csz“”"),
    (12, "FLkvxy"),
    (13, "$0123456789EPSTYabdeghnopqu{}£€"),
    (14, "ABCKRVXZ"),
    (15, "NU"),
    (16, "&DGHOQ"),
    (17, "#+<=>^w~"),
    (18, "M"),
    (20, "%@Wm—…→"),
)
_WIDTHS: Final = {letter: twentieths / 20 for twentieths, letters in _TWENTIETHS for letter in letters}
_ACCENTS: Final = frozenset("\u0300\u0301\u0302\u0303\u0308")  # grave, acute, circumflex, tilde, dots
_OTHER: Final = 1.2


def is_measured(text: str) -> bool:
    """Tell whether the width of every letter of a text is known, and not only assumed."""
    return all(_plain(letter) in _WIDTHS for letter in unicodedata.normalize("NFC", text))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Give a width that a text of some size does not exceed; letters that are not known count as wide."""
    ems = sum(_WIDTHS.get(_plain(letter), _OTHER) for letter in unicodedata.normalize("NFC", text))
    return ems * size * (BOLD if bold else 1)


def lines(text: str, size: float, most: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into lines of some width at most; a word that is longer is broken too."""
    found: list[str] = []
    for word in _words(text, size, most, bold=bold):
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size, bold=bold) <= most:
            found[-1] = longer
        else:
            found.append(word)
    return tuple(found)


def _words(text: str, size: float, most: float, *, bold: bool) -> Iterator[str]:
    for word in text.split():
        part = ""
        for letter in word:
            if part and width(part + letter, size, bold=bold) > most:
                yield part
                part = ""
            part += letter
        yield part


def _plain(letter: str) -> str:
    """Take the accents off that do not make a letter wider."""
    apart = unicodedata.normalize("NFD", letter)
    return apart[0] if set(apart[1:]) <= _ACCENTS else letter
