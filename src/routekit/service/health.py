"""Whether the service is there, what it serves, and its metrics."""

from typing import Any, Final

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from routekit.service.metrics import Metrics
from routekit.service.serving import Held

PLAIN: Final = "text/plain; version=0.0.4; charset=utf-8"
HEADERS: Final = {"cache-control": "no-store"}


class State:
    """What the service says of itself beside what it serves: whether it stops, and how the last swap went."""

    def __init__(self) -> None:
        self.stopping = False
        self.swap = ""  # why the newest packs or editions are not served, empty if they are


def health(held: Held, state: State, metrics: Metrics | None) -> list[Route]:
    """Give the routes of `/healthz`, `/readyz` and, unless it is None, `/metrics`."""

    async def healthz(_: Request) -> Response:
        return _json({"status": "ok"})

    async def readyz(_: Request) -> Response:
        return _json(_ready(held, state), status=503 if state.stopping else 200)

    async def told(_: Request) -> Response:
        assert metrics is not None
        return Response(metrics.text(), media_type=PLAIN, headers=HEADERS)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
    return [*routes, Route("/metrics", told)] if metrics else routes


def _ready(held: Held, state: State) -> dict[str, Any]:
    router = held.now.router
    return {
        "status": "stopping" if state.stopping else "ready",
        "swap": state.swap,
        "edition": router.edition.ref.model_dump(mode="json"),
        "packs": {each.id: each.version for each in router.transactions()},
    }


def _json(said: dict[str, Any], *, status: int = 200) -> Response:
    return Response(to_json(said), status_code=status, media_type="application/json", headers=HEADERS)
