"""Postcodes: the format, checked once; whether there is such a postcode is for a list to say."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel

from routekit.errors import InvalidPlaceError
from routekit.model.value import Value

_EXAMPLE: Final = "RG14 5LD"
_INWARD: Final = 3  # characters in the second half

# Royal Mail, "Programmers' guide to the Postcode Address File": which letters stand where, without spaces.
# Matched in full, and never in two ways, so that time grows with the length alone.
_DIGITS: Final = "(?:[1-9][0-9]|[0-9])"
_FIRST_HALF: Final = f"[A-PR-UWYZ](?:{_DIGITS}|[0-9][A-HJKPSTUW]|[A-HK-Y](?:{_DIGITS}|[0-9][ABEHMNPRVWXY]))"
_SECOND_HALF: Final = "[0-9][ABD-HJLNP-UW-Z]{2}"
WHOLE: Final = re.compile(f"(?!BF){_FIRST_HALF}{_SECOND_HALF}|GIR0AA")
_FORCES: Final = re.compile("BF(?:PO|[0-9])")
_CUT_SHORT: Final = re.compile(f"{_FIRST_HALF}[0-9]?")
_ONLY_SECOND: Final = re.compile(_SECOND_HALF)
_ANY_LETTERS: Final = re.compile("[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}")

_SHAPES: Final = tuple(half + "911" for half in ("19", "199", "1199", "119", "191", "1191"))
_AS_DIGIT: Final = {"O": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"}
_AS_LETTER: Final = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B"}


class Postcode(Value):
    """A postcode, which stands for an area: all that can be known of its place is a point and a radius.

    `Postcode("rg145ld")` is kept as `RG14 5LD`. Spaces and the case of letters do not matter. Raises
    InvalidPlaceError for whatever cannot be a postcode, and for British Forces numbers (BFPO), which are at
    no one place. The format is that of Royal Mail's guide to the Postcode Address File.
    """

    kind: Literal["postcode"] = "postcode"
    postcode: str

    if TYPE_CHECKING:

        def __init__(self, postcode: str, *, kind: Literal["postcode"] = "postcode") -> None:
            """Take the text of a postcode."""
    else:

        def __init__(self, *text: object, **given: object) -> None:
            """Check the text before it is kept."""
            BaseModel.__init__(self, postcode=_checked(_only_text(text, given)))

    @property
    def compact(self) -> str:
        """The postcode without its space, as lists of postcodes are keyed."""
        return self.postcode.replace(" ", "")


def _only_text(text: tuple[object, ...], given: dict[str, object]) -> object:
    for field in given.keys() - {"kind", "postcode"}:
        raise InvalidPlaceError.of(field, given[field], "a Postcode takes a postcode and nothing else")
    found = [*text, *([given["postcode"]] if "postcode" in given else [])]
    if len(found) != 1:
        shown = found or None
        raise InvalidPlaceError.of("postcode", shown, f"a Postcode needs one postcode such as {_EXAMPLE}")
    return found[0]


def _checked(text: object) -> str:
    """Give the postcode in capitals with one space; InvalidPlaceError says what would be right."""
    if not isinstance(text, str):
        raise InvalidPlaceError.of("postcode", text, f"text such as {_EXAMPLE} is needed")
    squeezed = "".join(text.split())
    compact = squeezed.upper() if squeezed.isascii() else squeezed
    if _FORCES.match(compact):
        raise InvalidPlaceError.of(
            "postcode", text, "British Forces addresses are at no one place; a LatLon or a Grid is needed"
        )
    if not WHOLE.fullmatch(compact):
        raise InvalidPlaceError.of("postcode", text, _what_is_right(compact))
    return _spaced(compact)


def _spaced(compact: str) -> str:
    return f"{compact[:-_INWARD]} {compact[-_INWARD:]}"


def _what_is_right(compact: str) -> str:
    if _CUT_SHORT.fullmatch(compact):
        return f"that is only its first half; a whole postcode such as {_EXAMPLE} is needed"
    if _ONLY_SECOND.fullmatch(compact):
        return f"that is only its second half; a whole postcode such as {_EXAMPLE} is needed"
    meant = set(_meant(compact))
    if len(meant) == 1:
        return f"did you mean {_spaced(meant.pop())}?"
    if _ANY_LETTERS.fullmatch(compact) and not _ONLY_SECOND.fullmatch(compact[-_INWARD:]):
        return "the last two letters of a postcode are never C, I, K, M, O or V"
    return f"a postcode such as {_EXAMPLE} is needed"


def _meant(text: str) -> Iterator[str]:
    """Give every postcode that the text is with other punctuation, or with O for 0, I for 1 and the like."""
    compact = re.sub("[-.,()]", "", text)
    for shape in _SHAPES:
        if len(compact) == len(shape):
            swaps = (_AS_DIGIT if each == "9" else _AS_LETTER for each in shape)
            swapped = "".join(swap.get(char, char) for swap, char in zip(swaps, compact, strict=True))
            if WHOLE.fullmatch(swapped):
                yield swapped
