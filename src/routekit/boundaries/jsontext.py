"""Read the values of a JSON text one after another, so that a large file is never whole in memory."""

import codecs
import json
import re
import reprlib
from collections import Counter
from collections.abc import Iterator
from typing import Final, NoReturn, Protocol

from routekit.errors import EditionError

LARGEST_VALUE: Final = 96 * 1024**2  # characters: two million vertices with fifteen digits
MOST_BRACKETS: Final = (
    5_000_000  # each costs a hundred bytes once read, so a short text could fill the memory
)

_PIECE: Final = 1024**2
_BEHIND: Final = 3  # characters that must be seen behind a value, as 1 may yet become 1e+2
_SPACE: Final = re.compile(r"[ \t\r\n]*")


class Readable(Protocol):
    """What gives bytes: at most so many as are asked for, and none at the end."""

    def read(self, size: int, /) -> bytes:
        """Give the next bytes."""


class JsonText:
    """A JSON text being read. Whatever is no JSON raises EditionError, which names the file.

    A value may have at most 96 million characters. A key that an object has twice is refused, as are NaN and
    infinities, which JSON has not.
    """

    def __init__(self, where: str, file: Readable) -> None:
        self._where = where
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._text = ""
        self._at = 0

    def peek(self) -> str:
        """Give the next character that is not white space, without taking it; "" at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # it can be empty
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def members(self) -> Iterator[str]:
        """Take an object: give each key, whose value is to be taken before the next is asked for."""
        self._take("{")
        while self.peek() != "}":
            key = self.value()
            if not isinstance(key, str):
                self._refuse(f"{reprlib.repr(key)} stands where a key is needed")
            self._take(":")
            yield key
            if not self._goes_on("}"):
                return
        self._take("}")

    def elements(self) -> Iterator[object]:
        """Take an array: give its elements one after another."""
        self._take("[")
        while self.peek() != "]":
            yield self.value()
            if not self._goes_on("]"):
                return
        self._take("]")

    def end(self) -> None:
        """Take note that nothing may follow."""
        if self.peek():
            self._refuse("something follows where it ends")

    def value(self) -> object:
        """Take the next value."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if len(self._text) - error.pos > _PIECE or not self._more():
                    self._refuse(error.msg)
            except (ValueError, RecursionError) as error:
                self._refuse(str(error))
            else:
                if len(self._text) - end >= _BEHIND or not self._more():
                    self._at = end
                    return value

    def _take(self, *characters: str) -> str:
        found = self.peek()
        if not found or found not in characters:
            self._refuse(f"{found!r} stands where {' or '.join(characters)} is needed")
        self._at += 1
        return found

    def _goes_on(self, closing: str) -> bool:
        if self._take(",", closing) == closing:
            return False
        if self.peek() == closing:
            self._refuse(f"a comma stands before {closing}")
        return True

    def _more(self) -> bool:
        """Read on, as much again as is waiting, so that a long value is not begun over and over."""
        waiting = len(self._text) - self._at
        if waiting > LARGEST_VALUE:
            raise EditionError(
                f"{self._where} holds a value of more than {LARGEST_VALUE // 1024**2} million characters; "
                "that is too long"
            )
        piece = self._file.read(max(_PIECE, waiting))
        try:
            more = self._decode(piece, not piece)
        except UnicodeDecodeError as error:
            self._refuse(str(error))
        if not piece:
            return False
        self._text, self._at = self._text[self._at :] + more, 0
        _refuse_brackets(self._where, self._text.count("[") + self._text.count("{"))
        return True

    def _refuse(self, why: str) -> NoReturn:
        raise EditionError(f"{self._where} is not GeoJSON: {why}")


def one_value(where: str, text: bytes) -> object:
    """Read a text that is one value; EditionError as for `JsonText`."""
    _refuse_brackets(where, text.count(b"[") + text.count(b"{"))
    try:
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        raise EditionError(f"{where} is not GeoJSON: {error}") from error


def _refuse_brackets(where: str, count: int) -> None:
    if count > MOST_BRACKETS:
        raise EditionError(
            f"{where} holds a value with more than {MOST_BRACKETS:,} brackets; that is too many"
        )


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"the key {twice!r} is given twice")
    return members


def _not_a_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_not_a_number)
