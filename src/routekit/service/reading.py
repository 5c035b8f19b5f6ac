"""Read the body of a request: within its limits, as JSON that means one thing only."""

import itertools
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, NoReturn

from routekit.service.failing import Refused

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Headers = list[tuple[bytes, bytes]]

_OPENING: Final = (b"{", b"[")
_NO_BRACKET: Final = bytes(set(range(256)) - set(b"{}[]"))
MOST_KEYS: Final = 1_000  # of one object; no request has as many


class Gone(Exception):  # noqa: N818 - nobody is left to tell
    """The client went away before its request was whole."""


def check_type(headers: Headers) -> None:
    """Refuse a body that says it is anything but JSON; one that says nothing is taken for it."""
    for name, value in headers:
        if name == b"content-type" and not _is_json(value):
            raise Refused("wrong-type", "the content type application/json is needed", field="content-type")
        if name == b"content-encoding" and value.strip().lower() not in {b"", b"identity"}:
            raise Refused("wrong-type", "a body that is not compressed is needed", field="content-encoding")


def _is_json(content_type: bytes) -> bool:
    kind, *parameters = (part.strip().lower() for part in content_type.split(b";"))
    charsets = [each.partition(b"=")[2].strip(b'" ') for each in parameters if each.startswith(b"charset")]
    return kind == b"application/json" and all(charset in {b"utf-8", b"utf8"} for charset in charsets)


async def read_body(receive: Receive) -> bytes:
    """Give the whole body, whose length whoever gives `receive` bounds. Raises Gone."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        whole: bytes = message.get("body", b"")
        return whole
    pieces = bytearray()
    while message["type"] == "http.request":
        pieces += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(pieces)
        message = await receive()
    raise Gone


def parse(body: bytes, *, max_depth: int, max_nests: int) -> object:
    """Read JSON that means one thing only, in a time that grows with its length and no faster.

    Refused are a key that stands twice, NaN, infinities, other encodings, nests that are too deep, and more
    lists and objects than `max_nests`: making hundreds of thousands of them would hold up other callers.
    """
    if sum(map(body.count, _OPENING)) > max_depth:
        _check_nests(body, max_depth, max_nests)
    try:
        return _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused("malformed-json", "the body is not UTF-8") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Refused("malformed-json", f"the body is no JSON: {error.msg}, {where}") from error
    except (ValueError, RecursionError) as error:
        raise Refused("malformed-json", "the body is no JSON: a number has too many digits") from error


def _check_nests(body: bytes, max_depth: int, max_nests: int) -> None:
    brackets = b"".join(_outside_texts(body)).translate(None, _NO_BRACKET)
    if _depth(brackets[: 2 * max_nests]) > max_depth:  # what is beyond is refused below, or is no JSON
        raise Refused("too-deep", f"the body is nested deeper than {max_depth} levels")
    if sum(map(brackets.count, _OPENING)) > max_nests:
        raise Refused("too-large", f"a body of at most {max_nests:,} lists and objects is taken")


def _depth(brackets: bytes) -> int:
    """Give how deep brackets are nested."""
    return max(itertools.accumulate(1 if each in b"{[" else -1 for each in brackets), default=0)


def _outside_texts(body: bytes) -> list[bytes]:
    return body.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # it adds
        raise Refused("malformed-json", f"{json.dumps(twice)[:100]} stands twice in one object")
    if len(pairs) > MOST_KEYS:
        raise Refused("too-large", f"an object of at most {MOST_KEYS:,} keys is taken")
    return found


def _no_number(name: str) -> NoReturn:
    raise Refused("malformed-json", f"{name} is not a number in JSON")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
