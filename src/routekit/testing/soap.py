"""SOAP 1.1 and 1.2 as ASP.NET speaks them: reading a call, wrapping an answer, refusing."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from routekit.testing.answers import XML, Answer, Request
from routekit.testing.documents import DECLARATION

NAMESPACE = "http://moderngov.co.uk/namespaces"

SoapVersion = Literal["1.1", "1.2"]

_ENVELOPES: Mapping[SoapVersion, str] = MappingProxyType(
    {"1.1": "http://schemas.xmlsoap.org/soap/envelope/", "1.2": "http://www.w3.org/2003/05/soap-envelope"}
)
_TYPES: Mapping[SoapVersion, str] = MappingProxyType(
    {"1.1": XML, "1.2": "application/soap+xml; charset=utf-8"}
)
_FAULTS: Mapping[SoapVersion, str] = MappingProxyType(
    {
        "1.1": "<faultcode>soap:Client</faultcode><faultstring>{}</faultstring><detail />",
        "1.2": "<soap:Code><soap:Value>soap:Sender</soap:Value></soap:Code>"
        '<soap:Reason><soap:Text xml:lang="en">{}</soap:Text></soap:Reason><soap:Detail />',
    }
)


def version_of(request: Request) -> SoapVersion:
    """Tell the version by the content type, which is what distinguishes them."""
    return "1.2" if "application/soap+xml" in request.headers.get("content-type", "") else "1.1"


def operation_of(request: Request) -> str | None:
    """Tell the operation from `SOAPAction` (1.1) or the `action` of the content type (1.2), or None."""
    if version_of(request) == "1.2":
        found = re.search(r'action="?([^";]+)', request.headers["content-type"])
    elif request.headers.get("content-type", "").startswith("text/xml"):
        found = re.fullmatch(r'"?([^"]+)"?', request.headers.get("soapaction", ""))
    else:
        found = None
    return found[1].removeprefix(f"{NAMESPACE}/") if found else None


def is_call(request: Request, operation: str) -> bool:
    """Tell whether the body is an envelope of the right version that calls the operation."""
    soap = f"{{{_ENVELOPES[version_of(request)]}}}"
    if b"<!DOCTYPE" in request.body:
        return False
    try:
        root = ET.fromstring(request.body)  # noqa: S314 - small, without a DTD, and from the test itself
    except ET.ParseError:
        return False
    return root.tag == f"{soap}Envelope" and root.find(f"{soap}Body/{{{NAMESPACE}}}{operation}") is not None


def soap_answer(request: Request, operation: str, inner: str) -> Answer:
    """Wrap an answer: the same tree, in no namespace, inside `<operation>Result`."""
    tree = inner.replace(">", ' xmlns="">', 1)
    result = f"<{operation}Result>{tree}</{operation}Result>"
    response = f'<{operation}Response xmlns="{NAMESPACE}">{result}</{operation}Response>'
    return _envelope(request, response, status=200)


def soap_refusal(request: Request, message: str) -> Answer:
    """Answer with a fault that puts the blame on the caller."""
    fault = _FAULTS[version_of(request)].format(escape(message))
    return _envelope(request, f"<soap:Fault>{fault}</soap:Fault>", status=500)


def _envelope(request: Request, content: str, *, status: int) -> Answer:
    version = version_of(request)
    xml = (
        f'{DECLARATION}<soap:Envelope xmlns:soap="{_ENVELOPES[version]}">'
        f"<soap:Body>{content}</soap:Body></soap:Envelope>"
    )
    return Answer(status=status, body=xml.encode(), content_type=_TYPES[version])
