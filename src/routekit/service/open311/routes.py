"""The paths of GeoReport v2: discovery, services and their definitions, and errors in its own form."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from routekit.errors import UnknownTransactionError
from routekit.router import Router
from routekit.rules import Pack
from routekit.service.open311.documents import TYPES, Document, Form, Part
from routekit.service.open311.services import service_definition, service_list
from routekit.service.serving import Held
from routekit.service.settings import Settings

SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
NO_KEY: Final = "No key is needed: services are described here, and no reports are taken."
NO_REPORTS: Final = (
    "This service says who handles a report and takes none: "
    "POST /v1/route/{service_code} names the authority."
)
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")


class Wrong(Exception):  # noqa: N818 - it never leaves this room, which answers with it
    """A request that is answered with an error of GeoReport: 404 for what there is not, else 400."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status, self.description = status, description


def open311_routes(held: Held, settings: Settings) -> list[Route]:
    """Give the routes below `/open311`; none if the settings say so."""
    if not settings.open311:
        return []
    site = _Site(held, settings)
    return [
        Route("/open311/discovery.{form}", site.discovery),
        Route("/open311/v2/services.{form}", site.services),
        Route("/open311/v2/services/{code}.{form}", site.definition),
        Route("/open311/v2/requests{rest:path}", site.requests, methods=METHODS),
        Route("/open311/{rest:path}", site.nowhere, methods=METHODS),
    ]


class _Site:
    """What each path answers."""

    def __init__(self, held: Held, settings: Settings) -> None:
        self._held, self._settings = held, settings

    async def discovery(self, request: Request) -> Response:
        try:
            form = _form(request)
            base = self._settings.public_url or _own_url(request)
            document = self._discovered(base)
        except Wrong as wrong:
            return _sent_error(request, wrong)
        return self._sent(document, form, kept=bool(self._settings.public_url))

    async def services(self, request: Request) -> Response:
        try:
            form = self._asked(request)
        except Wrong as wrong:
            return _sent_error(request, wrong)
        packs = _packs(self._held.now.router)
        return self._sent(service_list(packs, self._settings.open311_groups), form)

    async def definition(self, request: Request) -> Response:
        try:
            form = self._asked(request)
            pack = _pack(self._held.now.router, request.path_params["code"])
        except Wrong as wrong:
            return _sent_error(request, wrong)
        return self._sent(service_definition(pack), form)

    async def requests(self, request: Request) -> Response:
        """Refuse a report, whose body is not read, and a look at reports."""
        return _sent_error(request, Wrong(404, NO_REPORTS))

    async def nowhere(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return _sent_error(request, Wrong(400, "GET is the only method here"))
        return _sent_error(
            request, Wrong(404, "there is nothing at this path; /open311/discovery.xml says what there is")
        )

    def _asked(self, request: Request) -> Form:
        """Give the form that is asked for. An empty jurisdiction is the same as none: only one is served."""
        ours, theirs = self._settings.open311_jurisdiction, request.query_params.get("jurisdiction_id")
        if ours and theirs and theirs != ours:
            raise Wrong(404, f"jurisdiction_id was not found; this is {ours}")
        return _form(request)

    def _discovered(self, base: str) -> Document:
        router = self._held.now.router
        changed = _changed(_packs(router))
        endpoint: Part = {
            "specification": SPECIFICATION,
            "url": f"{base}/open311/v2",
            "changeset": changed,
            "type": "test" if router.edition.ref.sample else "production",
            "formats": [each.partition(";")[0] for each in TYPES.values()],
        }
        return Document(
            "discovery",
            {
                "changeset": changed,
                "contact": self._settings.open311_contact,
                "key_service": NO_KEY,
                "endpoints": [endpoint],
            },
        )

    def _sent(self, document: Document, form: Form, *, kept: bool = True) -> Response:
        keep = f"public, max-age={self._settings.cache_s}" if kept else "no-store"
        headers = {"content-type": TYPES[form], "cache-control": keep}
        return Response(document.written(form), headers=headers)


def _form(request: Request) -> Form:
    match request.path_params["form"]:
        case "xml":
            return "xml"
        case "json":
            return "json"
        case _:
            raise Wrong(404, "the formats are xml and json")


def _sent_error(request: Request, wrong: Wrong) -> Response:
    """Answer in the form that the path ends with, which is XML unless it is JSON."""
    form: Form = "json" if request.url.path.endswith(".json") else "xml"
    document = Document("errors", [{"code": wrong.status, "description": wrong.description}])
    headers = {"content-type": TYPES[form], "cache-control": "no-store"}
    return Response(document.written(form), status_code=wrong.status, headers=headers)


def _packs(router: Router) -> list[Pack]:
    return [router.pack(each.id) for each in router.transactions()]


def _pack(router: Router, code: str) -> Pack:
    try:
        return router.pack(code)
    except UnknownTransactionError as error:
        raise Wrong(404, "service_code was not found; services.xml has them all") from error


def _changed(packs: list[Pack]) -> str:
    """Say when the newest pack was written, in UTC, which sorts; if no file says so, when it is in force."""
    days = [datetime.combine(pack.effective_from, datetime.min.time(), UTC).timestamp() for pack in packs]
    files = [Path(pack.file).stat().st_mtime for pack in packs if Path(pack.file).is_file()]
    return f"{datetime.fromtimestamp(max(files or days, default=0), UTC):%Y-%m-%d %H:%M}"


def _own_url(request: Request) -> str:
    """Give the address by which the service was asked. It is the client's word, so nobody may keep it."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise Wrong(400, "the host cannot be read")
    return f"{request.url.scheme}://{host}"
