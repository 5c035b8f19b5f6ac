"""The page of the view for maintainers: a form for a place, what is known of it, and each pack."""

import base64
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from routekit.errors import InputError
from routekit.rules.showing import html, picture_of, table_of
from routekit.service.asked import Where, day_in
from routekit.service.inspect.looking import Inspected, inspected, pack_for
from routekit.service.serving import Held

POLICY: Final = (
    "default-src 'none'; style-src {}; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
STYLE: Final = Path(__file__).parent / "static" / "inspect.css"
FIELDS: Final = ("latitude", "longitude", "easting", "northing", "postcode", "accuracy_m", "on")
_FORM: Final = "application/x-www-form-urlencoded"


def inspect_pages(held: Held) -> list[Route]:
    """Give the routes of the page."""
    site = _Site(held)
    return [
        Route("/inspect", site.asked, methods=["GET"]),
        Route("/inspect", site.told, methods=["POST"]),
        Route("/inspect/inspect.css", site.style, methods=["GET"]),
        Route("/inspect/{transaction}", site.pack, methods=["GET"]),
    ]


class _Site:
    """What each path answers. A place is in a body only, never in a URL."""

    def __init__(self, held: Held) -> None:
        self._held = held
        environment = Environment(
            loader=PackageLoader("routekit.service.inspect"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = environment.get_template("inspect.html")

    async def asked(self, _: Request) -> Response:
        return self._page({}, None)

    async def told(self, request: Request) -> Response:
        if not request.headers.get("content-type", "").startswith(_FORM):
            raise HTTPException(415, f"the content type {_FORM} is needed")
        async with request.form(max_fields=len(FIELDS), max_files=0) as form:
            given = {name: str(form[name]).strip() for name in FIELDS if name in form}
        try:
            where = Where(**{name: text for name, text in given.items() if text})
            found = await run_in_threadpool(inspected, self._held.now.router, where.place, where.day)
        except ValidationError as error:
            return self._page(given, None, f"{error.errors()[0]['loc'][0]} cannot be read")
        except InputError as error:
            return self._page(given, None, error.message)
        return self._page(given, found)

    async def pack(self, request: Request) -> Response:
        query = request.query_params
        router = self._held.now.router
        try:
            on = day_in(query.get("on"))
            pack = pack_for(router, request.path_params["transaction"], query.get("area"), on)
        except InputError as error:
            return self._page({}, None, error.message, status=404)
        language = "cy" if query.get("language") == "cy" else "en"
        table = table_of(pack, language=language)
        text = await run_in_threadpool(html, table, picture_of(pack, language=language))
        return _sent(text, style=_hash_of_style(text))

    async def style(self, _: Request) -> Response:
        return Response(
            STYLE.read_bytes(), media_type="text/css", headers={"cache-control": "public, max-age=300"}
        )

    def _page(
        self, given: dict[str, str], found: Inspected | None, wrong: str = "", *, status: int = 422
    ) -> Response:
        text = self._template.render(
            given=given, found=found, wrong=wrong, edition=self._held.now.router.edition
        )
        return _sent(text, status=status if wrong else 200)


def _sent(text: str, *, style: str = "'self'", status: int = 200) -> Response:
    headers = {"content-security-policy": POLICY.format(style), "cache-control": "no-store"}
    return HTMLResponse(text, status_code=status, headers=headers)


def _hash_of_style(text: str) -> str:
    """Name the one style sheet in a page by its hash, so that no other is taken."""
    style = text.partition("<style>")[2].partition("</style>")[0]
    return f"'sha256-{base64.b64encode(sha256(style.encode()).digest()).decode()}'"
