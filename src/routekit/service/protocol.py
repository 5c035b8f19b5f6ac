"""HTTP on one connection: uvicorn's own, but a client may take only so long and send only so much."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from routekit.service.calling import reply_to
from routekit.service.failing import Refused
from routekit.service.guards import CLOSE, SECURITY
from routekit.service.settings import Settings

MOST_AHEAD: Final = 1_000  # requests that one client sends before it is answered
LINGER_S: Final = 1.0  # an idle connection is kept so long after a stop: a request may be coming


_GO_ON: Final = b"HTTP/1.1 100 "


class UnreadableError(Exception):
    """A request whose headers say that it is not read."""


class Together:
    """A transport for answers, each of which has its head sent with what follows: one call of the system."""

    __slots__ = ("_head", "_in_head", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport, self._head, self._in_head = transport, b"", True

    def write(self, data: bytes) -> None:
        """Keep the head, which uvicorn writes first and by itself; send what comes after it."""
        if self._in_head and not data.startswith(_GO_ON):
            self._head, self._in_head = data, False
            return
        self._transport.write(self._head + data if self._head else data)
        self._head = b""

    def end(self) -> None:
        """Send the head of an answer that has nothing else; what comes next is another answer."""
        if self._head:
            self.write(b"")
        self._in_head = True

    def close(self) -> None:
        """Send everything and close."""
        self.end()
        self._transport.close()

    def is_closing(self) -> bool:
        """Tell whether it closes."""
        return self._transport.is_closing()


class GuardedProtocol(HttpToolsProtocol):
    """One connection. Whoever is slow to send a request, or to take an answer, is cut off.

    uvicorn bounds neither: a client that sends a header a minute would be kept for ever. Nothing that one
    sent is logged.
    """

    def __init__(self, settings: Settings, **given: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(**given)
        self._settings = settings
        self._since: float | None = None  # since when a request is awaited that is not whole yet
        self._closing: float | None = None
        self._in_head, self._head_bytes = False, 0
        self._stopping = False
        self._refusal = Refused("bad-request", "this is no HTTP request that can be read")

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own
        """Take note of a connection, whose first request is awaited from now on."""
        super().connection_made(transport)
        self._sending = Together(transport)
        self._since = self.loop.time()
        if len(self.connections) > self._settings.max_connections:
            self._write(Refused("too-busy", "too many connections are open; try again in a second"))
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Read a piece of a request."""
        if self._since is None and (self.cycle is None or self.cycle.response_complete):
            self._since = self.loop.time()
        was_in_head = self._in_head
        super().data_received(data)
        if was_in_head and self._in_head:  # all of this piece was headers
            self._head_bytes += len(data)
            if self._head_bytes > self._settings.max_header_bytes:
                self._refuse_head()

    def on_message_begin(self) -> None:
        """Begin with a request."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        self._since = self._since or self.loop.time()

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the headers are too long."""
        self._in_head = False
        length = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if length > self._settings.max_header_bytes:
            self._say_too_large()
            raise UnreadableError
        upgrade = self.parser.should_upgrade()
        if upgrade and self._says_it_has_a_body():
            self._refusal = Refused("bad-request", "send no Upgrade header: a body with it cannot be read")
            raise UnreadableError
        if len(self.pipeline) >= MOST_AHEAD:
            self.transport.abort()
            return
        super().on_headers_complete()
        if self.cycle is not None:
            self.cycle.transport = self._sending  # type: ignore[assignment]  # it has what a cycle uses
        if self._stopping or upgrade:  # httptools reads nothing after a request to upgrade
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """Take note that a request is whole."""
        self._since = None
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Send what is left of an answer, such as the head of one without a body."""
        self._sending.end()
        super().on_response_complete()

    def shutdown(self) -> None:
        """Stop after the answer under way, or when nothing has come for a moment."""
        self._stopping = True
        for cycle in (self.cycle, *(each for each, _ in self.pipeline)):
            if cycle is not None and not cycle.response_complete:
                cycle.keep_alive = False
        self.loop.call_later(LINGER_S, self._close_if_idle)

    def is_late(self, now: float) -> bool:
        """Tell whether the client is too slow to send or to take. `now` is by the clock of the event loop."""
        if self.transport.is_closing():
            self._closing = self._closing or now
            return now - self._closing > self._settings.receive_s
        return self._since is not None and now - self._since > self._settings.receive_s

    def cut(self) -> None:
        """Tell a slow client so, if no answer has begun, and let it go."""
        if self.transport.is_closing():  # what was sent is not taken
            self.transport.abort()
            return
        begun = self.cycle is not None and not self.cycle.response_complete and self.cycle.response_started
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not begun:
            self._write(Refused("too-slow", "the request took too long to come", status=408))
        self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words; ours are in the one form
        """Refuse what is no request, and close."""
        if not self._is_open():
            return
        self._write(self._refusal)
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: what a client would rather speak is no matter of the log."""

    def _says_it_has_a_body(self) -> bool:
        return any(
            name == b"transfer-encoding" or (name == b"content-length" and value.strip(b" 0"))
            for name, value in self.headers
        )

    def _refuse_head(self) -> None:
        self._say_too_large()
        self.send_400_response("")

    def _say_too_large(self) -> None:
        longest = self._settings.max_header_bytes
        self._refusal = Refused("headers-too-large", f"headers of at most {longest:,} bytes are taken")

    def _close_if_idle(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()

    def _is_open(self) -> bool:
        return not self.transport.is_closing()

    def _write(self, refusal: Refused) -> None:
        reply = reply_to(refusal)
        headers = (*reply.headers, *SECURITY, CLOSE, (b"content-length", b"%d" % len(reply.body)))
        head = b"".join(b"%b: %b\r\n" % header for header in headers)
        self.transport.write(STATUS_LINE[refusal.status] + head + b"\r\n" + reply.body)
