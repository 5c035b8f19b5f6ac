"""Where a contact source may live: which base URLs and network addresses may be called, and its errors."""

import ipaddress
import re
from collections.abc import Iterable
from typing import NamedTuple

import httpx

from routekit.errors import (
    InputError,
    SourceBlockedError,
    SourceResponseError,
    SourceUnavailableError,
)

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_HTTP_PORT, _LAST_PORT = 80, 65_535
_HOST = re.compile(r"(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}")
_LONGEST_HOST = 253
_MOVED = frozenset({301, 302, 307, 308})
_ENDS_IN_A_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)")
_INSECURE = "allow_insecure=True (--allow-insecure)"
_EXPECTED = "the https address of the folder that holds mgWebService.asmx is needed"


class Origin(NamedTuple):
    """A contact source as its errors name it: host, and address without query, as facts of each error."""

    host: str
    url: str

    def unavailable(
        self, what: str, *, retry_after: float | None = None, passing: bool = False
    ) -> SourceUnavailableError:
        """Make the error of a source that cannot be reached; `passing` if trying again may help."""
        return SourceUnavailableError(
            f"{self.host} {what}", host=self.host, url=self.url, retry_after=retry_after, passing=passing
        )

    def blocked(self, what: str, *, retry_after: float | None = None) -> SourceBlockedError:
        """Make the error of a source that refuses us."""
        return SourceBlockedError(
            f"{self.host} {what}", host=self.host, url=self.url, retry_after=retry_after
        )

    def unreadable(self, what: str) -> SourceResponseError:
        """Make the error of an answer that cannot be a list of councils."""
        return SourceResponseError(f"{self.host} {what}", host=self.host, url=self.url)


def base_of(base_url: str, *, allow_insecure: bool) -> httpx.URL:
    """Check a base URL and give it without a slash at its end.

    An http address is taken as https on the same host unless `allow_insecure`. Raises InputError for
    anything that is not a plain http or https URL, and for an address that is not public.
    """
    url = _parsed(base_url)
    path = url.path.rstrip("/")
    if "//" in path or path.lower().endswith(".asmx"):
        raise InputError.of("base_url", base_url, _EXPECTED)
    if allow_insecure:
        return url.copy_with(path=path)
    address = literal(url.host)
    if address is not None and not is_public(address):
        raise InputError.of("base_url", base_url, f"this address is not public; it needs {_INSECURE}")
    if url.scheme == "http" and url.port not in {None, _HTTP_PORT}:
        raise InputError.of("base_url", base_url, f"plain http on a port of its own needs {_INSECURE}")
    port = url.port if url.scheme == "https" else None
    return url.copy_with(scheme="https", port=port, path=path)


def _parsed(base_url: object) -> httpx.URL:
    if not isinstance(base_url, str):
        raise InputError.of("base_url", base_url, _EXPECTED)
    if "@" in base_url:
        without = base_url.rpartition("@")[2]
        raise InputError.of("base_url", without, "an address without user or password is needed")
    try:
        url = httpx.URL(base_url)
        names = (url.host, url.raw_host)  # httpx takes some that it cannot decode or encode
    except (httpx.InvalidURL, ValueError) as error:
        raise InputError.of("base_url", base_url, _EXPECTED) from error
    odd = not base_url.isprintable() or any(character in base_url for character in " \\?#%")
    if odd or not all(names) or url.scheme not in {"http", "https"} or not _can_be_called(url):
        raise InputError.of("base_url", base_url, _EXPECTED)
    return url


def _can_be_called(url: httpx.URL) -> bool:
    host = url.raw_host.decode("ascii")
    is_name = len(host) <= _LONGEST_HOST and _HOST.fullmatch(host) and not _ENDS_IN_A_NUMBER.fullmatch(host)
    return (bool(is_name) or literal(host) is not None) and (url.port is None or 0 < url.port <= _LAST_PORT)


def upgraded(url: str, status: int, location: str | None) -> str | None:
    """Give where a redirect leads if that is the same address over https, and it was called over http.

    No other redirect is followed. Another port than 443 is the same address only where one was given before.
    """
    try:
        here, there = httpx.URL(url), httpx.URL(location or "")
        same = (there.raw_host, there.raw_path) == (here.raw_host, here.raw_path)
    except (httpx.InvalidURL, ValueError):
        return None
    if status not in _MOVED or (here.scheme, there.scheme) != ("http", "https"):
        return None
    odd = there.userinfo or there.fragment or (there.port is not None and here.port is None)
    return str(there) if same and not odd else None


def literal(host: str) -> IPAddress | None:
    """Read a host that is itself an address; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(address: IPAddress) -> bool:
    """Tell whether an address is on the public internet, also when it is wrapped for NAT64 or 6to4.

    `is_global` alone says yes to 64:ff9b::7f00:1 and 2002:7f00:1::, which lead to the loopback.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address in _NAT64:
        inner = ipaddress.IPv4Address(address.packed[-4:])
    if inner is not None:
        return is_public(inner)
    return address.is_global and address in _GLOBAL_UNICAST


def checked(origin: Origin, addresses: Iterable[str], *, allow_insecure: bool) -> tuple[str, ...]:
    """Give the addresses of a host if all of them may be called, else raise SourceUnavailableError.

    One that is not public refuses all of them: whoever answers for the host also chooses the order.
    """
    found = tuple(addresses)
    if not found:
        raise origin.unavailable("has no address")
    if not allow_insecure and not all(map(_is_public, found)):
        raise origin.unavailable(f"has an address that is not public; it needs {_INSECURE}")
    return found


def _is_public(address: str) -> bool:
    found = literal(address)
    return found is not None and is_public(found)
