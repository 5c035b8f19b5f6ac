"""Templates and headers: how a page becomes a response that is not kept, and that runs no foreign code."""

from collections.abc import Mapping

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from starlette.responses import HTMLResponse

from routekit.service.pages.settings import Tiles


def templates() -> Environment:
    """Open our templates and the macros of govuk-frontend-jinja; whatever is put into a page is escaped."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(
        loader=ChoiceLoader([macros, PackageLoader("routekit.service.pages")]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def headers(tiles: Tiles | None) -> Mapping[str, str]:
    """Give the headers of every page.

    Nothing but our own scripts and stylesheets, and pictures of the tiles' host, is loaded; a page is kept by
    nobody but the browser that asked, for its Back button, framed by nobody, and sends its address to nobody.
    """
    pictures = f"'self' data: {tiles.origin}" if tiles else "'self' data:"
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": pictures,
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cache-Control": "private, no-cache",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(self)",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def response(html: str, tiles: Tiles | None, *, status: int = 200) -> HTMLResponse:
    """Give a page as a response."""
    return HTMLResponse(html, status_code=status, headers=dict(headers(tiles)))
