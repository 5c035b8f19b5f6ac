"""Every call of the service: where it is, what it takes and gives, and who answers it."""

from typing import Final

from routekit.service import calls
from routekit.service.asked import (
    Batch,
    Given,
    Manner,
    Route,
    RouteManner,
    RouteUrl,
    TransactionsOn,
    Where,
    WhereUrl,
)
from routekit.service.calling import Call
from routekit.service.evidence.misroutes import MISROUTES
from routekit.service.flat import FlatRouting, FlatRoutings, FlatWhereabouts
from routekit.service.inspect.calls import CALLS as INSPECT
from routekit.service.settings import Settings
from routekit.service.told import Described, Routing, Routings, Transactions, Whereabouts

_PLACE: Final = {"latitude": 51.4147, "longitude": -1.5154, "accuracy_m": 8, "on": "2026-04-01"}
_ANSWERS: Final = {"answers": {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}}
_TRANSACTION: Final = "report-speeding-traffic"
_READS: Final = (400, 413, 415, 422, 503)

_ROUTE: Final = Call(
    method="POST",
    path="/v1/route/{transaction}",
    name="route",
    summary="Who handles a transaction at a place",
    description="Give the place and the answers so far. The answer is an authority, the only question that "
    "can still matter, or why nobody can be named; each is a 200, told apart by `status`.",
    answer=calls.route,
    query=RouteManner,
    body=Route,
    gives=Routing | FlatRouting,
    fails=(404, *_READS),
    example={**_PLACE, **_ANSWERS, "reference": "FS-1042"},
)
_ROUTE_BY_URL: Final = Call(
    method="GET",
    path="/v1/route/{transaction}",
    name="route_by_url",
    summary="Who handles a transaction at a place that is in the URL",
    description="Only where the service is set to: a place is personal data, and URLs are logged and kept.",
    answer=calls.route_by_url,
    query=RouteUrl,
    gives=Routing | FlatRouting,
    fails=(304, 400, 404, 422, 503),
)
_WHERE_BY_URL: Final = Call(
    method="GET",
    path="/v1/where",
    name="where_by_url",
    summary="Which area a place that is in the URL is in",
    description="Only where the service is set to: a place is personal data, and URLs are logged and kept.",
    answer=calls.where_by_url,
    query=WhereUrl,
    gives=Whereabouts | FlatWhereabouts,
    fails=(304, 400, 422, 503),
)
_OTHERS: Final = (
    Call(
        method="POST",
        path="/v1/where",
        name="where",
        summary="Which area a place is in, and who plays each role there",
        description="The area that answers for the place, every area it may be in, and its district.",
        answer=calls.where,
        query=Given,
        body=Where,
        gives=Whereabouts | FlatWhereabouts,
        fails=_READS,
        example=_PLACE,
    ),
    Call(
        method="POST",
        path="/v1/batch",
        name="batch",
        summary="Many rows at once",
        description="Each row is answered as a call of its own would be, without contacts. A row that cannot "
        "be answered is told so in its place.",
        answer=calls.batch,
        query=Manner,
        body=Batch,
        gives=Routings | FlatRoutings,
        fails=_READS,
        example={"rows": [{"transaction": _TRANSACTION, "postcode": "RG14 5LD", "reference": "FS-1"}]},
    ),
    Call(
        method="GET",
        path="/v1/transactions",
        name="transactions",
        summary="Every transaction",
        description="Every transaction that can be asked about, with its title and its LGSL numbers.",
        answer=calls.transactions,
        query=TransactionsOn,
        gives=Transactions,
        fails=(304, 400, 422, 503),
    ),
    Call(
        method="GET",
        path="/v1/transactions/{transaction}",
        name="transaction",
        summary="One transaction and its questions",
        description="Its questions with options and ranges, without what single councils have otherwise.",
        answer=calls.transaction,
        query=TransactionsOn,
        gives=Described,
        fails=(304, 400, 404, 422, 503),
    ),
)


def every_call(settings: Settings) -> tuple[Call, ...]:
    """Give every call of the service; some are there only if the settings say so."""
    by_url = (_ROUTE_BY_URL, _WHERE_BY_URL) if settings.get_route else ()
    return (_ROUTE, *by_url, *_OTHERS, MISROUTES, *(INSPECT if settings.inspect else ()))
