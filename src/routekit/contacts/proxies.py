"""Which proxy the environment names for a host, for callers who ask for it; nobody else uses one."""

from typing import NamedTuple
from urllib.request import getproxies, proxy_bypass

import httpx

from routekit.contacts.origin import Origin

_PORTS = {"http": 80, "https": 443}


class Proxy(NamedTuple):
    """A proxy: where it is, and the user and password that it wants, if any."""

    url: httpx.URL

    @property
    def host(self) -> str:
        """Give its host."""
        return self.url.raw_host.decode("ascii")

    @property
    def address(self) -> str:
        """Give its URL without user and password."""
        return str(self.url.copy_with(username=None, password=None))

    @property
    def credentials(self) -> tuple[str, str] | None:
        """Give its user and password."""
        return (self.url.username, self.url.password) if self.url.userinfo else None

    def __repr__(self) -> str:
        return f"<Proxy {self.host}>"


def proxy_for(origin: Origin, scheme: str) -> Proxy | None:
    """Give the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names, unless NO_PROXY excepts the host.

    Raises SourceUnavailableError for one that is no http or https proxy; a direct call was not asked for.
    """
    named = getproxies()
    found = named.get(scheme) or named.get("all")
    if not found or proxy_bypass(origin.host):
        return None
    try:
        url = httpx.URL(found if "://" in found else f"http://{found}")
        usable = url.scheme in _PORTS and bool(url.raw_host)
    except (httpx.InvalidURL, ValueError):
        usable = False
    if not usable:
        raise origin.unavailable("cannot be reached: the proxy in the environment is no http or https URL")
    return Proxy(url.copy_with(port=url.port or _PORTS[url.scheme], path="/", query=None, fragment=None))
