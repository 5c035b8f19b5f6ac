"""One HTTP request and one HTTP answer as values, and the head an answer has on the wire."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from routekit.errors import InputError

XML = "text/xml; charset=utf-8"
HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"

Protocol = Literal["GET", "POST", "SOAP"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it came: `path` without its `query`, header names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to send exactly as it is: any status, headers and bytes, whether they make sense or not.

    Content-Length is added and right. No Content-Type is sent if `content_type` is empty. Raises InputError
    for a status that is not three digits, a body that is not bytes, and headers that are not pairs.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = XML
    headers: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.status, int) or not 200 <= self.status <= 999:  # noqa: PLR2004 - HTTP
            raise InputError.of("status", self.status, "a final HTTP status, 200 to 999, is needed")
        if not isinstance(self.body, bytes):
            raise InputError.of("body", self.body, "bytes are needed; encode the text first")
        if not isinstance(self.headers, tuple) or not all(map(_is_pair, self.headers)):
            raise InputError.of("headers", self.headers, "a tuple of (name, text) pairs is needed")


def _is_pair(header: object) -> bool:
    match header:
        case (str(), str()):
            return True
        case _:
            return False


def head(answer: Answer, *, length: int | None, close: bool = False) -> bytes:
    """Write the status line and headers; `length` is the Content-Length to claim, or None to claim none."""
    fields = [("Server", "routekit-testing"), ("X-Routekit", "sample data")]
    if answer.content_type:
        fields.append(("Content-Type", answer.content_type))
    if length is not None:
        fields.append(("Content-Length", str(length)))
    if close:
        fields.append(("Connection", "close"))
    lines = [f"{name}: {text}" for name, text in (*fields, *answer.headers)]
    status = f"HTTP/1.1 {answer.status} {_phrase(answer.status)}"
    return "\r\n".join((status, *lines, "", "")).encode("latin-1", "replace")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def text_answer(status: int, text: str, *headers: tuple[str, str]) -> Answer:
    """Make a plain-text answer, the way the service reports its own errors."""
    return Answer(status=status, body=f"{text}\r\n".encode(), content_type=PLAIN, headers=headers)


def html_answer(status: int, title: str, content: str) -> Answer:
    """Make an HTML page that is also well-formed XML, as the pages of such sites often are.

    `title` is plain text, `content` is markup.
    """
    page = (
        f'\r\n<!DOCTYPE html>\r\n<html xmlns="http://www.w3.org/1999/xhtml" lang="en-GB">\r\n'
        f"<head><title>{html.escape(title)}</title></head>\r\n<body>\r\n{content}\r\n</body>\r\n</html>\r\n"
    )
    return Answer(status=status, body=page.encode(), content_type=HTML)


def unrecognised(ending: str = "") -> Answer:
    """Answer as ASP.NET does when a protocol is switched off, or a request is in none that it knows."""
    message = f"Request format is unrecognized{ending}."
    return html_answer(500, message, f"<h2><i>{html.escape(message)}</i></h2>")


def verb_not_allowed() -> Answer:
    """Answer as IIS does to PUT, DELETE and the like."""
    return html_answer(405, "405 - HTTP verb used to access this page is not allowed.", "<h2>405</h2>")


def page_not_found() -> Answer:
    """Answer as IIS does where there is nothing."""
    return html_answer(404, "404 - File or directory not found.", "<h2>404</h2>")
