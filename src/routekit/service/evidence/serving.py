"""`GET /v1/evidence.csv`: the counts for whoever looks after the packs, where the settings allow it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from routekit.service.evidence.keeping import Keeper
from routekit.service.evidence.telling import as_csv
from routekit.service.settings import Settings

PATH = "/v1/evidence.csv"


def evidence_routes(keeper: Keeper, settings: Settings) -> list[Route]:
    """Give the route of the counts; none unless the settings say so: a reverse proxy must guard it."""

    async def told(_: Request) -> Response:
        counts = await run_in_threadpool(keeper.counts)
        text = await run_in_threadpool(as_csv, counts, least=settings.evidence_least)
        return Response(text, media_type="text/csv", headers={"cache-control": "no-store"})

    return [Route(PATH, told, methods=["GET"])] if settings.evidence else []
