"""Say what was probably meant by a name nobody knows."""

import difflib
from collections.abc import Collection

LONGEST_SHOWN = 60
LONGEST_LIST_SHOWN = 12
LONGEST_LIST_COMPARED = 200


def nearest(word: object, known: Collection[str]) -> str | None:
    """Give the known name most like a word, or None.

    Only words and lists of a sane size are compared, since a hostile file can hold thousands of both.
    """
    if not isinstance(word, str) or len(word) > LONGEST_SHOWN or len(known) > LONGEST_LIST_COMPARED:
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
    shown = list(known)[:LONGEST_LIST_SHOWN]
    return f"choose one of {', '.join(shown)}{', …' if len(known) > LONGEST_LIST_SHOWN else ''}"


def quoted(text: str) -> str:
    """Give a text in double quotes, shortened, with nothing that would break a line of output."""
    shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return '"' + shown.replace("\r", " ").replace("\n", " ") + '"'
