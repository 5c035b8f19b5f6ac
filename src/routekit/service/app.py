"""The service as an ASGI application, put together of its calls, its health and its pages."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route, Router

from routekit.service.calling import Call, Endpoint, Reply, Scope, Send, reply_to, send_reply
from routekit.service.calls import calls
from routekit.service.failing import Refused
from routekit.service.guards import Guards
from routekit.service.health import State, health
from routekit.service.metrics import Metrics
from routekit.service.openapi import document
from routekit.service.reading import Receive
from routekit.service.serving import Held
from routekit.service.settings import Settings

OPENAPI: Final = "/v1/openapi.json"

More = Callable[[Held, Settings], Iterable[BaseRoute]]


def create_app(
    held: Held,
    settings: Settings,
    *,
    state: State | None = None,
    metrics: Metrics | None = None,
    more: Sequence[More] = (),
) -> Guards:
    """Make the ASGI application that answers from what is held, within the limits that are set.

    Each of `more` gives further routes, such as pages; they come after those of the service itself.
    """
    counted = metrics or Metrics()
    found = calls(settings)
    routes: list[BaseRoute] = [_route(call, held, settings) for call in found]
    routes += [_described(found), *health(held, state or State(), counted if settings.metrics else None)]
    for each in more:
        routes += each(held, settings)
    return Guards(Site(routes), settings, counted)


class Site:
    """Every route, and the one form of error for a path or method that there is not."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._routes = routes
        self._router = Router(routes, redirect_slashes=False, default=_unknown)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the route of a request and let it answer."""
        scope["app"] = self  # without it, Starlette answers in a form of its own
        try:
            await self._router(scope, receive, send)
        except HTTPException as error:
            await send_reply(self._reply(scope, error), send)

    def _reply(self, scope: Scope, error: HTTPException) -> Reply:
        if error.status_code == WRONG_METHOD:
            reply = reply_to(Refused("wrong-method", "this path has no such method"))
            return reply._replace(headers=(*reply.headers, (b"allow", self._allowed(scope))))
        if error.status_code == NOT_FOUND:
            return reply_to(NOWHERE)
        return reply_to(Refused("bad-request", str(error.detail), status=error.status_code))

    def _allowed(self, scope: Scope) -> bytes:
        """Give the methods of every route on the path."""
        here = [each for each in self._routes if each.matches(scope)[0] is not Match.NONE]
        methods = {method for each in here for method in getattr(each, "methods", None) or ()}
        return ", ".join(sorted(methods)).encode()


NOT_FOUND: Final = 404
WRONG_METHOD: Final = 405
NOWHERE: Final = Refused("unknown-path", f"there is nothing at this path; {OPENAPI} describes what there is")


async def _unknown(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise HTTPException(NOT_FOUND)


def _route(call: Call, held: Held, settings: Settings) -> Route:
    return Route(call.path, Endpoint(call, held, settings), methods=[call.method], name=call.name)


def _described(found: Sequence[Call]) -> Route:
    """Give the route of the OpenAPI document, which is made when first asked for."""
    made: list[bytes] = []

    async def openapi(_: Request) -> Response:
        if not made:
            made.append(to_json(document(found)))
        return Response(made[0], media_type="application/json", headers={"cache-control": "public, max-age=300"})

    return Route(OPENAPI, openapi)
