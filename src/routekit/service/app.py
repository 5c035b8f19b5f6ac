"""The service as an ASGI application, put together of its calls, its health and its pages."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route, Router

from routekit.service.accesslog import AccessLog
from routekit.service.calling import Call, Endpoint, Reply, Scope, Send, reply_to, send_reply
from routekit.service.evidence.exposing import expose
from routekit.service.evidence.keeping import Keeper
from routekit.service.evidence.serving import evidence_routes
from routekit.service.failing import Refused
from routekit.service.guards import Guards
from routekit.service.health import State, health
from routekit.service.inspect.pages import inspect_pages
from routekit.service.metrics import Metrics
from routekit.service.open311 import open311_routes
from routekit.service.openapi import document
from routekit.service.reading import Receive
from routekit.service.serving import Held
from routekit.service.settings import Settings
from routekit.service.table import every_call

OPENAPI: Final = "/v1/openapi.json"

More = Callable[[Held, Settings], Iterable[BaseRoute]]


def create_app(  # noqa: PLR0913 - one for each thing that is shared with whoever runs it
    held: Held,
    settings: Settings,
    *,
    state: State | None = None,
    metrics: Metrics | None = None,
    keeper: Keeper | None = None,
    log: AccessLog | None = None,
    more: Sequence[More] = (),
) -> Guards:
    """Make the ASGI application that answers from what is held, within the limits that are set.

    Each of `more` gives further routes, such as pages; they come after those of the service itself.
    """
    counted = metrics or Metrics()
    found = every_call(settings)
    routes = [_described(found), *health(held, state or State(), counted if settings.metrics else None)]
    routes += evidence_routes(keeper or Keeper(held.now.evidence, settings), settings)
    expose(held.now.evidence, counted.registry)
    routes += open311_routes(held, settings)
    routes += inspect_pages(held, settings.page_settings) if settings.inspect else []
    further = [route for each in more for route in each(held, settings)]
    site = Site([Endpoint(call, held, settings) for call in found], [*routes, *further], settings.request_s)
    return Guards(site, settings, counted, log)


class Site:
    """Every call and route, and the one form of error for a path or method that there is not.

    Calls are found by their path at once. What else there is, such as pages, is found by Starlette, and may
    take `longest_s` seconds; calls see to their own time.
    """

    def __init__(self, endpoints: Sequence[Endpoint], routes: Sequence[BaseRoute], longest_s: float) -> None:
        self._endpoints = {(each.call.method, each.call.path): each for each in endpoints}
        self._routes, self._longest_s = routes, longest_s
        self._router = Router(routes, redirect_slashes=False, default=_unknown)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find what a request is for, and let it answer."""
        endpoint = self._endpoint(scope)
        if endpoint is not None:
            await endpoint(scope, receive, send)
            return
        scope["app"] = self  # without it, Starlette answers in a form of its own
        try:
            async with asyncio.timeout(self._longest_s):
                await self._router(scope, receive, send)
        except HTTPException as error:
            await send_reply(self._reply(scope, error), send)

    def _endpoint(self, scope: Scope) -> Endpoint | None:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        for path in _paths(scope["path"]):
            found = self._endpoints.get((method, path))
            if found is not None:
                scope["endpoint"] = found
                scope["path_params"] = {"transaction": scope["path"].rpartition("/")[2]}
                return found
        return None

    def _reply(self, scope: Scope, error: HTTPException) -> Reply:
        if error.status_code == WRONG_METHOD:
            reply = reply_to(Refused("wrong-method", "this path has no such method"))
            return reply._replace(headers=(*reply.headers, (b"allow", self._allowed(scope))))
        if error.status_code == NOT_FOUND:
            return self._nowhere(scope)
        return reply_to(Refused("bad-request", str(error.detail), status=error.status_code))

    def _nowhere(self, scope: Scope) -> Reply:
        """Say that there is no such path, or that a call's path has no such method."""
        allowed = self._allowed(scope)
        return self._reply(scope, HTTPException(WRONG_METHOD)) if allowed else reply_to(NOWHERE)

    def _allowed(self, scope: Scope) -> bytes:
        """Give the methods of every call and route on the path."""
        paths = _paths(scope["path"])
        methods = {method for method, each in self._endpoints if each in paths}
        here = [each for each in self._routes if each.matches(scope)[0] is not Match.NONE]
        methods |= {method for each in here for method in getattr(each, "methods", None) or ()}
        return ", ".join(sorted(methods)).encode()


def _paths(path: str) -> tuple[str, ...]:
    """Give the paths of calls that a path may be of: itself, or with the id of a transaction at its end."""
    head, _, last = path.rpartition("/")
    return (path, f"{head}/{{transaction}}") if last else (path,)


NOT_FOUND: Final = 404
WRONG_METHOD: Final = 405
NOWHERE: Final = Refused("unknown-path", f"there is nothing at this path; {OPENAPI} describes what there is")


async def _unknown(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise HTTPException(NOT_FOUND)


def _described(found: Sequence[Call]) -> Route:
    """Give the route of the OpenAPI document, which is made when first asked for."""
    made: list[bytes] = []

    async def openapi(_: Request) -> Response:
        if not made:
            made.append(to_json(document(found)))
        return Response(
            made[0], media_type="application/json", headers={"cache-control": "public, max-age=300"}
        )

    return Route(OPENAPI, openapi)
