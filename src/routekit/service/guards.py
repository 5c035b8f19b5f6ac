"""What stands before every call and page: limits, security headers, metrics, and the access log."""

import logging
import time
import traceback
from typing import Final

from routekit.errors import DataError
from routekit.service.accesslog import AccessLog
from routekit.service.calling import App, Scope, Send, reply_to, send_reply
from routekit.service.failing import Refused
from routekit.service.metrics import Metrics
from routekit.service.reading import Gone, Message, Receive
from routekit.service.settings import Settings

LOGGER: Final = logging.getLogger("routekit.service")

# A page says for itself what it may load; an answer for a program loads nothing.
SECURITY: Final = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)

CLOSE: Final = (b"connection", b"close")


class Guards:
    """An ASGI application within limits. Nothing that a caller sent reaches a log or a metric."""

    def __init__(self, app: App, settings: Settings, metrics: Metrics, log: AccessLog | None) -> None:
        self._app, self._settings, self._metrics, self._log = app, settings, metrics, log
        self.under_way = 0
        self.waiting_bytes = 0  # of bodies that are not whole yet
        metrics.watch(lambda: self.under_way)
        self._longest = settings.max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens within."""
        if scope["type"] != "http":
            return
        began, sent, turn = time.perf_counter(), _Sent(send), _Turn(self, scope["path"])
        try:
            await self._within_limits(scope, receive, sent, turn)
        except Gone:
            sent.status = sent.status or GONE
        finally:
            turn.end()
            self._tell(scope, sent.status, time.perf_counter() - began)

    async def _within_limits(self, scope: Scope, receive: Receive, sent: "_Sent", turn: "_Turn") -> None:
        try:
            await self._app(scope, self._bounded(scope, receive, turn), sent)
        except Refused as refusal:
            await sent.refuse(refusal)
        except TimeoutError:
            LOGGER.warning("%s took longer than %g s", label_of(scope), self._settings.request_s)
            await sent.refuse(Refused("too-slow", "this took too long; try again"))
        except Gone:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller is told in the one form
            _log_failure(label_of(scope), error)
            await sent.refuse(Refused("failed", "the service cannot answer this at present"))

    def _bounded(self, scope: Scope, receive: Receive, turn: "_Turn") -> Receive:
        """Bound the body, and begin the turn when it is whole: who is slow to send takes nobody's place."""
        if not self._has_body(scope) or scope["method"] in NOT_READ:
            turn.begin()
            return receive
        so_far = 0

        async def bounded() -> Message:
            nonlocal so_far
            message = await receive()
            length = len(message.get("body", b""))
            so_far += length
            if so_far > self._longest:
                raise self._too_large()
            if message.get("more_body", False):
                turn.wait(length)
            else:
                turn.begin()
            return message

        return bounded

    def _has_body(self, scope: Scope) -> bool:
        """Tell whether there is a body. Raises Refused for one that says it is too long."""
        length = 0
        for name, value in scope["headers"]:
            if name == b"content-length":
                length = int(value)
            elif name == b"transfer-encoding":
                return True
        if length > self._longest:
            raise self._too_large()
        return length > 0

    def is_full(self) -> bool:
        """Tell whether as many requests are under way as may be."""
        return self.under_way >= self._settings.max_requests

    def has_no_room(self) -> bool:
        """Tell whether bodies that are not whole yet hold as much memory as they may."""
        return self.waiting_bytes > self._settings.max_waiting_bytes

    def _too_large(self) -> Refused:
        return Refused("too-large", f"a body of at most {self._longest:,} bytes is taken")

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        label = label_of(scope)
        self._metrics.count(label, status, seconds)
        if self._log is not None:
            self._log.add(label, status, seconds)


NOT_READ: Final = frozenset({"GET", "HEAD"})  # nobody reads what these have for a body
HEALTH: Final = frozenset({"/healthz", "/readyz", "/metrics"})
GONE: Final = 499  # as nginx notes a client that did not wait


class _Turn:
    """The place of one request among those under way, or before that what it has sent of its body."""

    __slots__ = ("_begun", "_guards", "_path", "_waits")

    def __init__(self, guards: Guards, path: str) -> None:
        self._guards, self._path, self._begun = guards, path, False
        self._waits = 0  # bytes

    def wait(self, length: int) -> None:
        """Hold more of a body that is not whole. Raises Refused where that is too much with all others."""
        self._waits += length
        self._guards.waiting_bytes += length
        if self._guards.has_no_room():
            raise Refused("too-busy", "too many bodies are on their way; try again in a second")

    def begin(self) -> None:
        """Take a place. Raises Refused if there is none; whether the service is well is always told."""
        if self._begun:
            return
        if self._guards.is_full() and self._path not in HEALTH:
            raise Refused("too-busy", "too many requests are under way; try again in a second")
        self._begun = True
        self._guards.under_way += 1

    def end(self) -> None:
        """Give the place back, and what was held."""
        self._guards.under_way -= self._begun
        self._guards.waiting_bytes -= self._waits


class _Sent:
    """Sends what an application sends, with security headers, and knows the status."""

    __slots__ = ("_send", "status")

    def __init__(self, send: Send) -> None:
        self._send, self.status = send, 0

    async def __call__(self, message: Message) -> None:
        """Send a message."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message["headers"]
            own = {name for name, _ in headers}  # what a page says of itself is said once
            message["headers"] = [*headers, *(each for each in SECURITY if each[0] not in own)]
        await self._send(message)

    async def refuse(self, refusal: Refused) -> None:
        """Send a refusal and let the connection go: what is left of the request is not read."""
        if self.status:
            raise ConnectionAbortedError("an answer was cut off")
        reply = reply_to(refusal)
        await send_reply(reply._replace(headers=(*reply.headers, CLOSE)), self)


def label_of(scope: Scope) -> str:
    """Name a request by its call or page; of what is no such thing, nothing is told but that."""
    label = getattr(scope.get("endpoint"), "label", None)
    if label is not None:
        return str(label)
    path = getattr(scope.get("route"), "path", None)
    return "other" if path is None else f"{scope['method']} {path}"


def _log_failure(label: str, error: Exception) -> None:
    """Log what failed and where, but not what it says: an error may hold what was sent."""
    if isinstance(error, DataError):
        LOGGER.error("%s failed: %s", label, error)
        return
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    LOGGER.error("%s failed: %s at %s", label, type(error).__name__, where)
