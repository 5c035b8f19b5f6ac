"""Say what was probably meant by a name nobody knows, and show such names, both within bounds."""

import difflib
from collections.abc import Collection
from itertools import islice

LONGEST_SHOWN = 60
LONGEST_LIST_SHOWN = 12
LONGEST_LIST_COMPARED = 200


def nearest(word: object, known: Collection[str]) -> str | None:
    """Give the known name most like a word, or None.

    What is not a text, or is longer than any name, is like none. Among more names than can be compared in a
    moment, only the same word in capitals or small letters is.
    """
    if not isinstance(word, str) or len(word) > LONGEST_SHOWN:
        return None
    for recased in (word.upper(), word.lower()):
        if recased in known:
            return recased
    if len(known) > LONGEST_LIST_COMPARED:
        return None
    close = difflib.get_close_matches(word.lower().replace(" ", "_"), known, n=1)
    return close[0] if close else None


def suggestion(word: object, known: Collection[str]) -> str:
    """Say which name was probably meant, else which there are, else that there are none."""
    if meant := nearest(word, known):
        return f'did you mean "{meant}"?'
    return choice(known) if known else "there are none"


def choice(known: Collection[str]) -> str:
    """List what can be chosen, shortened."""
    shown = map(shortened, islice(known, LONGEST_LIST_SHOWN))
    return f"choose one of {', '.join(shown)}{', …' if len(known) > LONGEST_LIST_SHOWN else ''}"


def quoted(text: str) -> str:
    """Give a text in double quotes, shortened, with nothing that a terminal would obey or not show."""
    return '"' + "".join(map(_visible, shortened(text))) + '"'


def _visible(character: str) -> str:
    if character in "\r\n":
        return " "
    return character if character.isprintable() else f"\\u{ord(character):04x}"


def shortened(text: str) -> str:
    """Give a text as it is or, if it is long, its beginning."""
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
