"""The calls of the view for maintainers."""

import asyncio
from typing import Final

from pydantic import Field

from routekit.service.asked import Id, NoParameters, TransactionsOn, Where, day_in
from routekit.service.calling import Asked, Call, Reply
from routekit.service.inspect.looking import Inspected, Shown, inspected, pack_for, shown


class OfPack(TransactionsOn):
    """Which pack is to be shown: that of a day, as the councils of an area have it."""

    area: Id | None = Field(
        None, description="The GSS code of an area, whose councils' overlays are laid over it."
    )


async def inspect(asked: Asked) -> Reply:
    """Say all that is known of a place."""
    where: Where = asked.body
    told = await asyncio.to_thread(inspected, asked.serving.router, where.place, where.day)
    return Reply(told.model_dump_json().encode())


async def inspect_pack(asked: Asked) -> Reply:
    """Show a pack."""
    query: OfPack = asked.query
    pack = pack_for(asked.serving.router, asked.path["transaction"], query.area, day_in(query.on))
    told = await asyncio.to_thread(shown, pack, query.language)
    return Reply(told.model_dump_json().encode())


CALLS: Final = (
    Call(
        method="POST",
        path="/v1/inspect",
        name="inspect",
        summary="All that is known of a place",
        description="Areas and distances, who plays each role, and how each pack begins there.",
        answer=inspect,
        query=NoParameters,
        body=Where,
        gives=Inspected,
        fails=(400, 413, 415, 422, 503),
        example={"latitude": 51.4147, "longitude": -1.5154, "on": "2026-04-01"},
    ),
    Call(
        method="GET",
        path="/v1/inspect/{transaction}",
        name="inspect_pack",
        summary="A pack for people to read",
        description="Its decision table, the picture of its flow, and the line of its proof.",
        answer=inspect_pack,
        query=OfPack,
        gives=Shown,
        fails=(400, 404, 422, 503),
    ),
)
