"""The OpenAPI document, made by FastAPI from the very models that check requests."""

import inspect
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated, Any, Final

from fastapi import Body, Path, Query
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from routekit.service.calling import Call
from routekit.service.told import Trouble

WORDS: Final = {
    304: "What the caller has is still so",
    400: "The request cannot be read",
    404: "There is no such transaction",
    413: "The body is too large",
    415: "The content type is not JSON",
    422: "A field cannot be used: `field`, `error_code` and `error_desc` say why",
    503: "Too much to do, or it took too long; try again",
}
ABOUT: Final = (
    "Which public body handles a council transaction here, why, and how to reach it. Places are personal "
    "data: send them in bodies, not in URLs."
)


def document(calls: Sequence[Call]) -> dict[str, Any]:
    """Describe the calls as OpenAPI 3.1."""
    found: dict[str, Any] = get_openapi(
        title="routekit",
        version=version("routekit"),
        summary="Routes council transactions",
        description=ABOUT,
        license_info={"name": "MIT", "identifier": "MIT"},
        routes=[_route(call) for call in calls],
    )
    return found


def _route(call: Call) -> APIRoute:
    async def endpoint() -> None:
        """Stand for the call; the service itself answers it."""

    endpoint.__signature__ = _signature(call)  # type: ignore[attr-defined]  # what FastAPI reads
    return APIRoute(
        call.path,
        endpoint,
        methods=[call.method],
        name=call.name,
        operation_id=call.name,
        summary=call.summary,
        description=call.description,
        response_model=call.gives,
        response_description="The answer",
        responses={status: _failing(status) for status in call.fails},
    )


def _signature(call: Call) -> inspect.Signature:
    """Say what a call takes, in the way FastAPI reads it."""
    taken: dict[str, Any] = {}
    if "{transaction}" in call.path:
        taken["transaction"] = Annotated[
            str, Path(description="The id of the transaction.", examples=["report-speeding-traffic"])
        ]
    taken["query"] = Annotated[call.query, Query()]
    if call.body is not None:
        taken["body"] = Annotated[call.body, Body(openapi_examples={"one": {"value": dict(call.example)}})]
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Signature(
        [inspect.Parameter(name, keyword, annotation=kind) for name, kind in taken.items()]
    )


def _failing(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {"description": WORDS[status]}
    return said if status == 304 else {**said, "model": Trouble}  # noqa: PLR2004 - HTTP's own
