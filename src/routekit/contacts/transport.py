"""One request and its answer over httpx, kept to an allowance, with every failure made one of ours."""

import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, closing
from dataclasses import dataclass, field

import httpcore
import httpx

from routekit.contacts.network import Allowance, AsyncBackend, Backend
from routekit.errors import SourceError

_LOGGER = logging.getLogger("routekit.contacts")
_TIMEOUTS = (httpcore.TimeoutException, TimeoutError)
_PROTOCOLS = (httpcore.ProtocolError, httpx.HTTPError)
_FAILURES = (*_TIMEOUTS, *_PROTOCOLS, httpcore.NetworkError, httpcore.ProxyError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send; nothing in it is personal."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. The body may hold personal data, so it is never shown."""

    status: int
    content_type: str = ""
    retry_after: str | None = None
    location: str | None = None
    body: bytes = field(default=b"", repr=False)


Send = Callable[[Request, Allowance], Reply]
AsyncSend = Callable[[Request, Allowance], Awaitable[Reply]]


def send(request: Request, allowance: Allowance) -> Reply:
    """Send a request and read its answer whole. Raises SourceError."""
    left = allowance.deadline.remaining()
    try:
        with (
            _Transport(request, allowance) as transport,
            closing(transport.handle_request(_prepared(request, allowance, _forget))) as response,
        ):
            receiving = _Receiving(response, allowance)
            for block in response.iter_raw():
                receiving.take(block)
            return receiving.reply()
    except _FAILURES as error:
        failure = _typed(error, allowance)
    finally:
        _log(allowance, left - allowance.deadline.remaining())
    raise failure  # not from the error: the protocol library quotes what it received, names and all


async def asend(request: Request, allowance: Allowance) -> Reply:
    """Do what `send` does, for asyncio."""
    left = allowance.deadline.remaining()
    try:
        async with (
            _AsyncTransport(request, allowance) as transport,
            aclosing(
                await transport.handle_async_request(_prepared(request, allowance, _aforget))
            ) as response,
        ):
            receiving = _Receiving(response, allowance)
            async for block in response.aiter_raw():
                receiving.take(block)
            return receiving.reply()
    except _FAILURES as error:
        failure = _typed(error, allowance)
    finally:
        _log(allowance, left - allowance.deadline.remaining())
    raise failure  # not from the error, as in `send`


def _prepared(request: Request, allowance: Allowance, trace: object) -> httpx.Request:
    """Make the request of httpx. No httpx.Client sends it: that would log the URL with its query."""
    timeout = httpx.Timeout(None, connect=allowance.limits.connect_s)  # the deadline bounds all the rest
    return httpx.Request(
        request.method,
        request.url,
        headers=request.headers,
        content=request.content,
        extensions={"trace": trace, "timeout": timeout.as_dict()},
    )


def _forget(event: str, about: dict[str, object]) -> None:
    """Empty what httpcore is about to write to its debug log: headers, and bytes it could not read."""
    if not event.endswith(".started"):
        about.clear()


async def _aforget(event: str, about: dict[str, object]) -> None:
    _forget(event, about)


def _log(allowance: Allowance, seconds: float) -> None:
    host, status = allowance.origin.host, allowance.status
    facts = {"event": "request", "host": host, "status": status, "seconds": seconds}
    _LOGGER.info("%s status %s in %.3f s", host, status, seconds, extra=facts)


class _Receiving:
    """An answer as it comes in: refused as soon as it is compressed or too large."""

    def __init__(self, response: httpx.Response, allowance: Allowance) -> None:
        self._response, self._allowance = response, allowance
        self._body = bytearray()
        allowance.status = response.status_code
        size = sum(len(name) + len(value) for name, value in response.headers.raw)
        if size > allowance.limits.header_bytes:
            raise allowance.origin.unreadable("sent more headers than we accept")
        if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise allowance.origin.unreadable("sent a compressed answer, which was not asked for")

    def take(self, block: bytes) -> None:
        self._body += block
        if len(self._body) > self._allowance.limits.body_bytes:
            raise self._allowance.origin.unreadable("sent more than a list of councils can be")

    def reply(self) -> Reply:
        headers = self._response.headers
        return Reply(
            status=self._response.status_code,
            content_type=headers.get("content-type", ""),
            retry_after=headers.get("retry-after"),
            location=headers.get("location"),
            body=bytes(self._body),
        )


def _typed(error: Exception, allowance: Allowance) -> SourceError:
    """Make a failure of the network one of ours, keeping nothing that was received."""
    origin = allowance.origin
    if allowance.deadline.remaining() <= 0:
        return origin.unavailable(f"did not answer within {allowance.limits.deadline_s:g} seconds")
    if isinstance(error, _TIMEOUTS):
        return origin.unavailable("cannot be reached: no connection in time", passing=True)
    if isinstance(error, _PROTOCOLS) and allowance.received:
        return origin.unreadable("broke off its answer, or it is not HTTP")
    secure = _tls_error(error)
    if isinstance(secure, ssl.SSLCertVerificationError):
        return origin.unavailable(f"has a certificate that cannot be trusted: {secure.verify_message}")
    if secure is not None:
        return origin.unavailable(f"cannot be reached securely: {secure.reason}")
    return origin.unavailable(f"cannot be reached: {_told(error)}", passing=True)


def _told(error: Exception) -> str:
    """Quote what the operating system said, and nothing that the other side said."""
    if isinstance(error, httpcore.ProxyError):
        return "the proxy refuses"
    return str(error) if isinstance(error, httpcore.NetworkError | OSError) and str(error) else "no answer"


def _tls_error(error: BaseException | None) -> ssl.SSLError | None:
    """Find the TLS error behind a connection error; httpcore hides causes but not contexts."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error


def _trust(url: str, allowance: Allowance) -> ssl.SSLContext | None:
    """Give the certificates that are trusted, if they are needed."""
    return allowance.trust() if url.startswith("https:") else None


class _Transport(httpx.BaseTransport):
    """httpx over a connection of our own: httpx has no parameter for a network backend."""

    def __init__(self, request: Request, allowance: Allowance) -> None:
        trust, backend, proxy = _trust(request.url, allowance), Backend(allowance), allowance.proxy
        if proxy is None:
            self._pool = httpcore.ConnectionPool(ssl_context=trust, network_backend=backend)
        else:
            self._pool = httpcore.HTTPProxy(
                proxy.address,
                proxy.credentials,
                ssl_context=trust,
                proxy_ssl_context=_trust(proxy.address, allowance),
                network_backend=backend,
            )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        response = self._pool.handle_request(_for_httpcore(request))
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _AsyncTransport(httpx.AsyncBaseTransport):
    """The same for asyncio."""

    def __init__(self, request: Request, allowance: Allowance) -> None:
        trust, backend, proxy = _trust(request.url, allowance), AsyncBackend(allowance), allowance.proxy
        if proxy is None:
            self._pool = httpcore.AsyncConnectionPool(ssl_context=trust, network_backend=backend)
        else:
            self._pool = httpcore.AsyncHTTPProxy(
                proxy.address,
                proxy.credentials,
                ssl_context=trust,
                proxy_ssl_context=_trust(proxy.address, allowance),
                network_backend=backend,
            )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        response = await self._pool.handle_async_request(_for_httpcore(request))
        return httpx.Response(response.status, headers=response.headers, stream=_AsyncBody(response))

    async def aclose(self) -> None:
        """Close the connection."""
        await self._pool.aclose()


def _for_httpcore(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._response.aiter_stream()

    async def aclose(self) -> None:
        await self._response.aclose()
