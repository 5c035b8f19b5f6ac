"""Connections under guard: a host resolved once and checked, every wait and every byte counted."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Thread

import httpcore

from routekit.contacts.guard import Deadline, Limits
from routekit.contacts.origin import Origin, checked, literal
from routekit.contacts.proxies import Proxy

Resolve = Callable[[str, int], Sequence[str]]
Trust = Callable[[], ssl.SSLContext]
SocketOptions = Iterable[httpcore.SOCKET_OPTION] | None
_REFUSED = (httpcore.ConnectError, httpcore.ConnectTimeout)


def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for every address of a host, in the order it prefers them.

    IPv4 alone is the second try: some councils' name servers fail when asked for IPv6.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        found = socket.getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(slots=True, kw_only=True)
class Allowance:
    """What one request may still do: the time left, the bytes left, and where it may connect.

    It may connect to the host of its origin alone, or to the `proxy` that its caller asked for. `trust` gives
    the certificates that are trusted, when they are needed.
    """

    origin: Origin
    limits: Limits
    deadline: Deadline
    allow_insecure: bool
    resolve: Resolve
    trust: Trust = ssl.create_default_context
    proxy: Proxy | None = None
    received: int = field(default=0, init=False)
    status: int | None = field(default=None, init=False)

    def allow(self, timeout: float | None) -> float:
        """Shorten a wait to the time left. Raises httpcore.ReadTimeout when none is left."""
        left = self.deadline.remaining()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return left if timeout is None else min(timeout, left)

    def count(self, data: bytes) -> bytes:
        """Count what was received. Raises SourceResponseError beyond what headers and body may have."""
        self.received += len(data)
        if self.received > self.limits.body_bytes + self.limits.header_bytes:
            raise self.origin.unreadable("sent more than a list of councils can be")
        return data

    def addresses(self, host: str, port: int) -> "Future[tuple[str, ...]]":
        """Find and check a host's addresses on a thread that nobody has to wait for.

        Those of a proxy are not checked: one is asked for by name, and most are in the caller's own network.
        """
        if host != (self.proxy.host if self.proxy else self.origin.host):
            raise self.origin.unreadable("leads to another host")
        found: Future[tuple[str, ...]] = Future()
        found.set_running_or_notify_cancel()
        Thread(target=self._find, args=(host, port, found), name="routekit-resolve", daemon=True).start()
        return found

    def _find(self, host: str, port: int, found: "Future[tuple[str, ...]]") -> None:
        try:
            addresses = [host] if literal(host) else self.resolve(host, port)
            unchecked = self.allow_insecure or self.proxy is not None
            found.set_result(checked(self.origin, addresses, allow_insecure=unchecked))
        except (OSError, UnicodeError):
            found.set_exception(self.origin.unavailable("cannot be found by name", passing=True))
        except Exception as error:  # noqa: BLE001 - it is raised where the addresses are waited for
            found.set_exception(error)


class Backend(httpcore.NetworkBackend):
    """A network backend that keeps to an allowance."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that accepts."""
        try:
            addresses = self._allowance.addresses(host, port).result(self._allowance.allow(None))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("the host was not found in time") from error
        for address in addresses:
            wait = self._allowance.allow(timeout)
            try:
                stream = self._plain.connect_tcp(address, port, wait, local_address, socket_options)
            except _REFUSED as error:
                refusal = error
            else:
                return Stream(stream, self._allowance)
        raise refusal


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """The same for asyncio."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first checked address that accepts."""
        addresses = await asyncio.wrap_future(self._allowance.addresses(host, port))
        for address in addresses:
            wait = self._allowance.allow(timeout)
            try:
                stream = await self._plain.connect_tcp(address, port, wait, local_address, socket_options)
            except _REFUSED as error:
                refusal = error
            else:
                return AsyncStream(stream, self._allowance)
        raise refusal


class Stream(httpcore.NetworkStream):
    """A connection that keeps to an allowance."""

    def __init__(self, plain: httpcore.NetworkStream, allowance: Allowance) -> None:
        self._plain, self._allowance = plain, allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is."""
        return self._allowance.count(self._plain.read(max_bytes, self._allowance.allow(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._plain.write(buffer, self._allowance.allow(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._plain.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Begin TLS; the certificate is checked against the name, not the address."""
        return Stream(
            self._plain.start_tls(ssl_context, server_hostname, self._allowance.allow(timeout)),
            self._allowance,
        )

    def get_extra_info(self, info: str) -> object:
        """Tell what httpcore asks of its connections."""
        return self._plain.get_extra_info(info)


class AsyncStream(httpcore.AsyncNetworkStream):
    """The same for asyncio."""

    def __init__(self, plain: httpcore.AsyncNetworkStream, allowance: Allowance) -> None:
        self._plain, self._allowance = plain, allowance

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's
        """Read what there is."""
        return self._allowance.count(await self._plain.read(max_bytes, self._allowance.allow(timeout)))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's
        """Write all of it."""
        await self._plain.write(buffer, self._allowance.allow(timeout))

    async def aclose(self) -> None:
        """Close the connection."""
        await self._plain.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
    ) -> httpcore.AsyncNetworkStream:
        """Begin TLS; the certificate is checked against the name, not the address."""
        wait = self._allowance.allow(timeout)
        try:
            secure = await self._plain.start_tls(ssl_context, server_hostname, wait)
        except BaseException:
            await self._plain.aclose()  # httpcore leaves the socket open when a handshake is cancelled
            raise
        return AsyncStream(secure, self._allowance)

    def get_extra_info(self, info: str) -> object:
        """Tell what httpcore asks of its connections."""
        return self._plain.get_extra_info(info)
