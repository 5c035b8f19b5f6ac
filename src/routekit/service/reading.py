"""Read the body of a request: within its limits, as JSON that means one thing only."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, NoReturn

from routekit.service.failing import Refused

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Headers = list[tuple[bytes, bytes]]

_OPENING: Final = (b"{", b"[")


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


def parse(body: bytes, *, max_depth: int) -> object:
    """Read JSON. A key that stands twice, NaN, infinities, other encodings and too deep nests are refused."""
    if sum(map(body.count, _OPENING)) > max_depth and _depth(body) > max_depth:
        raise Refused("too-deep", f"the body is nested deeper than {max_depth} levels")
    try:
        return _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused("malformed-json", "the body is not UTF-8") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Refused("malformed-json", f"the body is no JSON: {error.msg}, {where}") from error
    except (ValueError, RecursionError) as error:
        raise Refused("malformed-json", "the body is no JSON: a number has too many digits") from error


def _depth(body: bytes) -> int:
    """Give how deep brackets are nested outside texts, in one pass."""
    deepest = depth = 0
    for piece in _outside_texts(body):
        for byte in piece:
            if byte in b"{[":
                depth += 1
                deepest = max(deepest, depth)
            elif byte in b"}]":
                depth -= 1
    return deepest


def _outside_texts(body: bytes) -> list[bytes]:
    return body.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Refused("malformed-json", f"{json.dumps(twice)[:100]} stands twice in one object")
    return found


def _no_number(name: str) -> NoReturn:
    raise Refused("malformed-json", f"{name} is not a number in JSON")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
