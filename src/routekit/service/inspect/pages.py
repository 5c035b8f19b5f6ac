"""The page of the view for maintainers: a form for a place, what is known of it, and each pack."""

import base64
from functools import partial
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

from routekit.boundaries import Projection
from routekit.errors import InputError
from routekit.rules.showing import html, picture_of, table_of
from routekit.service.asked import Where, day_in
from routekit.service.inspect.looking import inspected, pack_for
from routekit.service.inspect.mapping import InspectMaps, Seen
from routekit.service.pages.assets import Assets
from routekit.service.pages.maps import Maps
from routekit.service.pages.rendering import response
from routekit.service.pages.settings import PageSettings
from routekit.service.serving import Held

POLICY: Final = (
    "default-src 'none'; style-src {}; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
STYLE: Final = Path(__file__).parent / "static" / "inspect.css"
ASSETS: Final = "/inspect/assets"
FIELDS: Final = ("latitude", "longitude", "easting", "northing", "postcode", "accuracy_m", "on")
_FORM: Final = "application/x-www-form-urlencoded"


def inspect_pages(held: Held, settings: PageSettings) -> list[Route]:
    """Give the routes of the page, whose map has the district and the tiles of the settings."""
    site = _Site(held, settings)
    return [
        Route("/inspect", site.asked, methods=["GET"]),
        Route("/inspect", site.told, methods=["POST"]),
        Route("/inspect/inspect.css", site.style, methods=["GET"]),
        Route(f"{ASSETS}/{{version}}/{{name:path}}", site.assets.send, methods=["GET"]),
        Route("/inspect/{transaction}", site.pack, methods=["GET"]),
    ]


class _Site:
    """What each path answers. A place is in a body only, never in a URL."""

    def __init__(self, held: Held, settings: PageSettings) -> None:
        self._held, self._tiles = held, settings.tiles
        self.assets = Assets.found()
        self._maps = InspectMaps(Maps(Projection.open()), settings)
        environment = Environment(
            loader=PackageLoader("routekit.service.inspect"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = environment.get_template("inspect.html")

    def asked(self, _: Request) -> Response:
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
            wrong = f"{error.errors()[0]['loc'][0]} cannot be read"
            return await run_in_threadpool(self._page, given, None, wrong)
        except InputError as error:
            return await run_in_threadpool(self._page, given, None, error.message)
        return await run_in_threadpool(self._page, given, Seen(where.place, found))

    async def pack(self, request: Request) -> Response:
        query = request.query_params
        router = self._held.now.router
        try:
            on = day_in(query.get("on"))
            pack = pack_for(router, request.path_params["transaction"], query.get("area"), on)
        except InputError as error:
            return await run_in_threadpool(partial(self._page, status=404), {}, None, error.message)
        language = "cy" if query.get("language") == "cy" else "en"
        table = table_of(pack, language=language)
        text = await run_in_threadpool(html, table, picture_of(pack, language=language))
        return _sent(text, style=_hash_of_style(text))

    async def style(self, _: Request) -> Response:
        return Response(
            STYLE.read_bytes(), media_type="text/css", headers={"cache-control": "public, max-age=300"}
        )

    def _page(
        self, given: dict[str, str], seen: Seen | None, wrong: str = "", *, status: int = 422
    ) -> Response:
        router = self._held.now.router
        text = self._template.render(
            given=given,
            found=seen.found if seen else None,
            wrong=wrong,
            edition=router.edition,
            map=self._maps.of(router, seen),
            assets=f"{ASSETS}/{self.assets.version}",
            live="leaflet/leaflet.js" in self.assets.files,
        )
        return response(text, self._tiles, status=status if wrong else 200)


def _sent(text: str, *, style: str) -> Response:
    headers = {"content-security-policy": POLICY.format(style), "cache-control": "no-store"}
    return HTMLResponse(text, headers=headers)


def _hash_of_style(text: str) -> str:
    """Name the one style sheet in a page by its hash, so that no other is taken."""
    style = text.partition("<style>")[2].partition("</style>")[0]
    return f"'sha256-{base64.b64encode(sha256(style.encode()).digest()).decode()}'"
