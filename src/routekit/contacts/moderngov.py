"""The Modern.Gov web service without I/O: the requests to send, and the councils or error in a reply.

The service is `<base>/mgWebService.asmx`. Its operation GetParishCouncils takes no parameters and answers by
HTTP GET with the XML itself, and by SOAP 1.1 with the same XML in an envelope. Two public pages beside it
show the same councils to people.
"""

import re
from datetime import datetime
from importlib.metadata import version
from types import MappingProxyType
from typing import NamedTuple

import httpx

from routekit.contacts.guard import retry_after
from routekit.contacts.listing import Entry, entries
from routekit.contacts.origin import Origin, base_of
from routekit.contacts.transport import Reply, Request
from routekit.contacts.xmlread import Element, XmlRefusedError, read_xml
from routekit.errors import SourceError, SourceResponseError

OPERATION = "GetParishCouncils"
LIST_PAGE = "mgParishCouncilDetailsList.aspx"
INDEX_PAGE = "mgParishCouncilDetails.aspx"
NAMESPACE = "http://moderngov.co.uk/namespaces"
_ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    f'<{OPERATION} xmlns="{NAMESPACE}" /></soap:Body></soap:Envelope>'
).encode()
_HEADERS = MappingProxyType(
    {
        "User-Agent": f"routekit/{version('routekit')}",
        "Accept": "text/xml, application/xml",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
)
_NOT_OFFERED = re.compile(rb"method name is not valid|Request format is unrecogni[sz]ed", re.IGNORECASE)
_FIREWALL = re.compile(
    rb"_Incapsula_|Incapsula incident|Just a moment\.\.\.|cf-browser-verification|/cdn-cgi/challenge"
    rb"|Attention Required! \| Cloudflare|awswaf|Request Rejected|Pardon Our Interruption",
    re.IGNORECASE,
)
_HTML = re.compile(rb"<!doctype html|<html|<!--|<script", re.IGNORECASE)
_SOAP_FAULT = re.compile(rb"<(?:\w{1,20}:)?Fault[\s>]")
_WRAPPERS = frozenset({"body", f"{OPERATION}Response".lower(), f"{OPERATION}Result".lower()})
_TOLD_ROOTS = frozenset({"html", "script", "fault", "error", "definitions"})  # any other may be anything
_UTF8_BOM = b"\xef\xbb\xbf"
_OK = 200
_REDIRECTS, _SERVER_ERRORS = range(300, 400), range(500, 600)
_REFUSALS = frozenset({401, 403, 429})
_GONE = frozenset({404, 410})
_ANSWERED = frozenset({_OK, *_REFUSALS, *_GONE, 405, 406, 500, 501})
_PASSING = frozenset({502, 503, 504})
_LONGEST_NAME = 60


class Service(NamedTuple):
    """One install of the web service: the folder it is in, without a slash at the end."""

    base: httpx.URL

    @classmethod
    def at(cls, base_url: str, *, allow_insecure: bool) -> "Service":
        """Check a base URL. Raises InputError."""
        return cls(base_of(base_url, allow_insecure=allow_insecure))

    @property
    def address(self) -> str:
        """Give the URL of the web service."""
        return f"{self.base}/mgWebService.asmx"

    @property
    def origin(self) -> Origin:
        """Give the service as its errors name it."""
        return Origin(self.base.raw_host.decode("ascii"), self.address)

    def page(self, council: str) -> str | None:
        """Give the URL of the page about a council by the service's own id for it."""
        return self.page_url(INDEX_PAGE, council) if council else None

    def page_url(self, page: str, council: str = "") -> str:
        """Give the URL of a page, about one council if its id is given."""
        return f"{self.base}/{page}" + (f"?ID={council}" if council else "")

    def get(self) -> Request:
        """Ask for the parish councils by GET."""
        return Request(method="GET", url=f"{self.address}/{OPERATION}", headers=_HEADERS)

    def soap(self) -> Request:
        """Ask for the parish councils by SOAP 1.1."""
        action = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{NAMESPACE}/{OPERATION}"'}
        return Request(method="POST", url=self.address, headers={**_HEADERS, **action}, content=_ENVELOPE)

    def show(self, url: str) -> Request:
        """Ask for a page, which is no different from what a person's browser asks for."""
        return Request(method="GET", url=url, headers={**_HEADERS, "Accept": "text/html"})


def may_have_pages(error: SourceError) -> bool:
    """Tell whether a site whose web service failed may still serve its pages.

    It may if it answered, neither broke off nor sent us elsewhere, and did not say when to come back.
    """
    return error.retry_after is None and vars(error).get("status") in _ANSWERED


def is_gone(error: SourceError) -> bool:
    """Tell whether there is nothing at the address any more."""
    return vars(error).get("status") in _GONE


def get_is_off(reply: Reply) -> bool:
    """Tell whether the service says that it does not answer by GET, which leaves SOAP."""
    return reply.status in _SERVER_ERRORS and _NOT_OFFERED.search(reply.body) is not None


def checked_reply(service: Service, reply: Reply, *, now: datetime) -> Reply:
    """Give back a reply that may hold a list or a page, or says that GET is off.

    Raises SourceBlockedError, SourceUnavailableError or SourceResponseError for every other; each has the
    `status` of the reply.
    """
    refusal = _refusal(service.origin, reply, retry_after(reply.retry_after, now))
    if refusal is not None:
        vars(refusal)["status"] = reply.status
        raise refusal
    return reply


def listed(service: Service, reply: Reply) -> tuple[Entry, ...]:
    """Give the councils in a checked reply; none at all is an answer too, from a district without parishes.

    Raises SourceResponseError, which has the `status` of the reply; never gives part of a list.
    """
    try:
        return _listed(service, reply)
    except SourceResponseError as error:
        vars(error)["status"] = reply.status
        raise


def _listed(service: Service, reply: Reply) -> tuple[Entry, ...]:
    if get_is_off(reply):
        raise service.origin.unreadable(f"does not offer {OPERATION}, neither by GET nor by SOAP")
    if _is_page(reply):
        raise service.origin.unreadable("sent a web page instead of a list")
    try:
        root = read_xml(reply.body.removeprefix(_UTF8_BOM).strip())
    except XmlRefusedError as error:
        raise service.origin.unreadable(f"sent something else than a list: {error}") from error
    return _councils(service.origin, _unwrapped(service.origin, root))


def _refusal(origin: Origin, reply: Reply, wait: float | None) -> SourceError | None:
    """Find what is wrong with a reply before its XML is read; None if nothing is."""
    status, is_page = reply.status, _is_page(reply)
    if status in _REFUSALS or (is_page and _FIREWALL.search(reply.body)):
        return origin.blocked(f"refuses to serve us (status {status})", retry_after=wait)
    if get_is_off(reply):
        return None
    if status in _SERVER_ERRORS and not _SOAP_FAULT.search(reply.body):
        passing = status in _PASSING
        return origin.unavailable(f"failed (status {status})", retry_after=wait, passing=passing)
    if status in _REDIRECTS:
        return origin.unreadable(f"sends us to {_host_of(reply.location)}; give that base URL instead")
    if status != _OK:
        return origin.unreadable(f"does not serve parish councils at this address (status {status})")
    return None


def _is_page(reply: Reply) -> bool:
    """Tell whether a reply is a web page; recorded ones were well-formed XML, so parsing is no test."""
    start = reply.body.removeprefix(_UTF8_BOM).lstrip()
    return "html" in reply.content_type.lower() or _HTML.match(start) is not None


def _host_of(location: str | None) -> str:
    """Name the host of a redirect and nothing else of it."""
    try:
        host = httpx.URL(location or "").raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError):
        host = ""
    return host[:_LONGEST_NAME] if host.isprintable() and host else "another address"


def _unwrapped(origin: Origin, root: Element) -> Element:
    """Take an answer out of its SOAP envelope, if it is in one."""
    if root.name != "envelope":
        return root
    inner = next((child for child in root.children() if child.name == "body"), root)
    while inner.name in _WRAPPERS:
        inside = inner.children()
        if not inside:
            raise origin.unreadable("sent a SOAP answer with nothing in it")
        if len(inside) > 1:
            break
        inner = inside[0]
    return inner


def _councils(origin: Origin, root: Element) -> tuple[Entry, ...]:
    """Give the councils under a root that can hold councils. Recorded HTML pages have other roots."""
    if "parish" not in root.name:
        what = f"an element {root.name!r}" if root.name in _TOLD_ROOTS else "something else"
        raise origin.unreadable(f"sent {what} instead of a list of parish councils")
    found = entries(root)
    if not found and _says_something(root):
        raise origin.unreadable("sent a list in which no council can be told")
    return found


def _says_something(root: Element) -> bool:
    """Tell whether a list without councils holds anything but a count of none."""
    return any(
        _says_something(child) if child.children() else child.text().strip() not in {"", "0"}
        for child in root.children()
    )
