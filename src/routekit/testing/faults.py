"""What can be wrong with the service: faults to switch on, and those that are only a different answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from routekit.errors import InputError
from routekit.testing.answers import HTML, Answer, html_answer, page_not_found, text_answer
from routekit.testing.documents import DECLARATION


class Fault(StrEnum):
    """One way in which the service fails. Each ends by itself, and at once when the server stops."""

    SERVER_ERROR = "server-error"
    """500 with a short text."""
    UNAVAILABLE = "unavailable"
    """503 with `Retry-After: 1`."""
    NOT_FOUND = "not-found"
    """404 with an HTML page."""
    FORBIDDEN = "forbidden"
    """403 with the page of a firewall."""
    RATE_LIMITED = "rate-limited"
    """429 with `Retry-After: 120`."""
    HTML = "html"
    """200 with a log-in page that also parses as XML (root `html`)."""
    SCRIPT_REDIRECT = "script-redirect"
    """200 with a script that redirects; the page also parses as XML (root `script`)."""
    TRUNCATED = "truncated"
    """Half of the body that Content-Length promises, then the connection ends."""
    CUT_XML = "cut-xml"
    """A complete HTTP answer whose XML stops half-way."""
    SLOW = "slow"
    """Nothing for `lasting_s`, then the right answer."""
    DRIP = "drip"
    """The headers, then the body at twenty bytes a second; the connection ends after `lasting_s`."""
    DRIP_HEADERS = "drip-headers"
    """The headers at twenty bytes a second; the connection ends after `lasting_s`."""
    REDIRECT = "redirect"
    """302 to another host, which does not exist."""
    EMPTY = "empty"
    """200 with no body."""
    NO_COUNCILS = "no-councils"
    """The right root element with nothing in it, as a district without parishes answers."""
    BOMB = "bomb"
    """A small document whose entities would expand to gigabytes ("billion laughs")."""
    HUGE = "huge"
    """64 MiB of well-formed rows without a Content-Length, for `lasting_s` at most."""
    GZIP_BOMB = "gzip-bomb"
    """Some hundred kilobytes of gzip, which nobody asked for, that unpack to 64 MiB."""
    GET_OFF = "get-off"
    """The service refuses GET ("Request format is unrecognized"); form POST, SOAP and pages work."""
    WRONG_ENCODING = "wrong-encoding"
    """The XML declaration and the headers say utf-8; the bytes are windows-1252 and not valid UTF-8."""
    RESET = "reset"
    """The connection is reset (RST) half-way through the body."""
    REFUSED = "refused"
    """Nobody listens: connections are refused, and open ones end. The port stays reserved."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The right answer, cut after so many bytes (headers included), then closed, reset or left hanging.

    A stalled one hangs for the server's `lasting_s`, then closes. Raises InputError for a negative number.
    """

    after: int
    then: Literal["close", "reset", "stall"] = "close"

    def __post_init__(self) -> None:
        if not isinstance(self.after, int) or self.after < 0:
            raise InputError.of("after", self.after, "a number of bytes, 0 or more, is needed")
        if self.then not in {"close", "reset", "stall"}:
            raise InputError.of("then", self.then, "it must be close, reset or stall")


AnyFault = Fault | Cut | Answer
"""What can be wrong: a fault by name, a cut at a given byte, or an answer to send instead."""


def spoilt(fault: Fault, answer: Answer) -> Answer:
    """Give what the service answers under a fault; `answer` itself if the fault is in how it is sent."""
    spoil = _SPOILT.get(fault)
    return answer if spoil is None else spoil(answer)


def _cut_xml(answer: Answer) -> Answer:
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def _wrong_encoding(answer: Answer) -> Answer:
    text = answer.body.decode().replace("Parish Council", "Parish\N{RIGHT SINGLE QUOTATION MARK}s Council")
    # The comment makes sure of a byte that UTF-8 does not allow, whatever the councils are called.
    return replace(
        answer, body=f"{text}<!-- caf\N{LATIN SMALL LETTER E WITH ACUTE} -->".encode("cp1252", "replace")
    )


def _bomb(_: Answer) -> Answer:
    bigger = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE parishcouncils [<!ENTITY e0 "laugh">{bigger}]>'
    return Answer(body=f"{DECLARATION}{doctype}<parishcouncils>&e9;</parishcouncils>".encode())


def _script_redirect(_: Answer) -> Answer:
    page = (
        "<!-- beginning of HttpRedirect.htm file -->\r\n"
        '<script type="text/javascript">\r\n'
        "function redirect() { window.location = window.location.href.replace('http:', 'https:'); }\r\n"
        "redirect();\r\n</script>\r\n<!-- end of HttpRedirect.htm file -->\r\n"
    )
    return Answer(body=page.encode(), content_type=HTML)


def _log_in(_: Answer) -> Answer:
    fields = '<p><input name="user" /></p><p><input name="password" type="password" /></p>'
    return html_answer(200, "Log in", f'<h1>Log in</h1><form action="/login" method="post">{fields}</form>')


def _redirect(_: Answer) -> Answer:
    location = ("Location", "http://elsewhere.invalid/mgWebService.asmx")
    return Answer(status=302, content_type="", headers=(location,))


_SPOILT: Mapping[Fault, Callable[[Answer], Answer]] = MappingProxyType(
    {
        Fault.SERVER_ERROR: lambda _: text_answer(
            500, "Object reference not set to an instance of an object."
        ),
        Fault.UNAVAILABLE: lambda _: text_answer(503, "The service is unavailable.", ("Retry-After", "1")),
        Fault.NOT_FOUND: lambda _: page_not_found(),
        Fault.FORBIDDEN: lambda _: html_answer(403, "Just a moment...", "<p>Checking your browser.</p>"),
        Fault.RATE_LIMITED: lambda _: text_answer(429, "Too many requests.", ("Retry-After", "120")),
        Fault.HTML: _log_in,
        Fault.SCRIPT_REDIRECT: _script_redirect,
        Fault.CUT_XML: _cut_xml,
        Fault.REDIRECT: _redirect,
        Fault.EMPTY: lambda answer: replace(answer, body=b""),
        Fault.BOMB: _bomb,
        Fault.WRONG_ENCODING: _wrong_encoding,
    }
)
