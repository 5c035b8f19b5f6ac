"""What a healthy service answers: the operations of mgWebService.asmx, and the pages beside it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from routekit.testing.answers import (
    Answer,
    Protocol,
    Request,
    html_answer,
    page_not_found,
    text_answer,
    unrecognised,
    verb_not_allowed,
)
from routekit.testing.councils import ParishCouncilRecord
from routekit.testing.documents import DECLARATION, Shape, parish_councils
from routekit.testing.pages import Pages
from routekit.testing.soap import is_call, operation_of, soap_answer, soap_refusal

OPERATION = "GetParishCouncils"
_SERVICE = "mgwebservice.asmx"
_FORM = "application/x-www-form-urlencoded"


class Call(NamedTuple):
    """Which protocol a request speaks and which operation it names; None where it calls nothing."""

    protocol: Protocol | None = None
    operation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A service with these councils, at this path, with these protocols, shape of its lists, and pages."""

    councils: tuple[ParishCouncilRecord, ...]
    path: str
    protocols: AbstractSet[Protocol]
    shape: Shape
    pages: Pages

    def call_of(self, request: Request) -> Call:
        """Tell what a request calls. File names match in any case, operations only as written."""
        name, _, operation = self._below(request).partition("/")
        if name.lower() != _SERVICE:
            return Call()
        if operation:
            return Call("POST" if request.method == "POST" else "GET", operation)
        return Call("SOAP", operation_of(request)) if request.method == "POST" else Call()

    def answer(self, request: Request) -> Answer:
        """Answer a request as the service does when it is well."""
        call = self.call_of(request)
        if request.method not in {"GET", "POST", "HEAD"}:
            return verb_not_allowed()
        if call.protocol is None:
            return self._page(request)
        if call.protocol == "SOAP":
            return self._soap(request, call.operation)
        return self._plain_call(request, call)

    def _below(self, request: Request) -> str:
        start = f"{self.path}/"
        return request.path.removeprefix(start) if request.path.startswith(start) else ""

    def _plain_call(self, request: Request, call: Call) -> Answer:
        form = request.headers.get("content-type", "").startswith(_FORM)
        if call.protocol not in self.protocols or (call.protocol == "POST" and not form):
            return unrecognised(f" for URL unexpectedly ending in '/{call.operation}'")
        if call.operation != OPERATION:
            return text_answer(500, f"{call.operation} Web Service method name is not valid.")
        return Answer(body=(DECLARATION + parish_councils(self.councils, self.shape)).encode())

    def _soap(self, request: Request, operation: str | None) -> Answer:
        if "SOAP" not in self.protocols or operation is None:
            return unrecognised()
        if operation != OPERATION:
            header = "Server did not recognize the value of HTTP Header SOAPAction"
            return soap_refusal(request, f"{header}: {operation}.")
        if not is_call(request, operation):
            return soap_refusal(request, "Server was unable to read request.")
        return soap_answer(request, operation, parish_councils(self.councils, self.shape))

    def _page(self, request: Request) -> Answer:
        name = self._below(request)
        if request.method == "POST":
            return page_not_found()
        if name.lower() == _SERVICE:
            link = f'<a href="mgWebService.asmx?op={OPERATION}">{OPERATION}</a>'
            return html_answer(200, "mgWebService Web Service", f"<ul><li>{link}</li></ul>")
        return self.pages.page(name, request.query, self.councils)
