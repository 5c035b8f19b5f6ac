"""The calls of the service, and how each is answered."""

import asyncio
import hashlib
import time
from typing import Final

from pydantic import TypeAdapter
from pydantic_core import to_json

from routekit.errors import InputError
from routekit.model import Decision
from routekit.service.asked import (
    Given,
    Manner,
    Route,
    RouteUrl,
    Row,
    Where,
    day_in,
)
from routekit.service.calling import JSON, Asked, Reply
from routekit.service.failing import Refused, refused
from routekit.service.flat import flat_routing, flat_trouble, flat_whereabouts
from routekit.service.keeping import Asking, Made
from routekit.service.reaching import reach_named
from routekit.service.serving import Serving
from routekit.service.splicing import with_contact, with_reference
from routekit.service.told import (
    Described,
    Routing,
    Status,
    Transactions,
    Trouble,
)
from routekit.service.whereabouts import whereabouts

AT_ONCE_S: Final = 0.002  # how long a batch works before other requests have their turn
STATUSES: Final[dict[str, Status]] = {"routed": "routed", "ask": "needs_answers", "unrouted": "unrouted"}
PRIVATE: Final = (b"cache-control", b"private, no-cache")

_ROUTING: Final = TypeAdapter(Routing)
_TROUBLE: Final = TypeAdapter(Trouble)


async def transactions(asked: Asked) -> Reply:
    """List the transactions, in the language and as they are on the day."""
    router, day = asked.serving.router, day_in(asked.query.on)
    packs = [router.pack(each.id, on=day) for each in router.transactions()]
    found = tuple(pack.in_language(asked.query.language).transaction for pack in packs)
    return _kept(asked, Transactions(transactions=found).model_dump_json().encode())


async def transaction(asked: Asked) -> Reply:
    """Describe one transaction and its questions."""
    language = asked.query.language
    pack = asked.serving.router.pack(asked.path["transaction"], on=day_in(asked.query.on)).in_language(
        language
    )
    told = Described(
        transaction=pack.transaction,
        language=language,
        pack=pack.ref,
        effective_from=pack.effective_from,
        effective_to=pack.effective_to,
        questions=tuple(pack.questions.values()),
    )
    return _kept(asked, told.model_dump_json().encode())


async def route(asked: Asked) -> Reply:
    """Say who handles a transaction at a place, or what must be asked next."""
    body: Route = asked.body
    return await _routed(asked, body)


async def route_by_url(asked: Asked) -> Reply:
    """Do the same for a place in the URL; a caller may keep the answer and ask whether it still holds."""
    reply = await _routed(asked, asked.query)
    return reply if asked.query.contact else _unchanged(asked, reply._replace(headers=(JSON, PRIVATE)))


async def where(asked: Asked) -> Reply:
    """Say which area a place is in, and who plays each role there."""
    return _placed(asked, asked.body)


async def where_by_url(asked: Asked) -> Reply:
    """Do the same for a place in the URL."""
    reply = _placed(asked, asked.query)
    return _unchanged(asked, reply._replace(headers=(JSON, PRIVATE)))


async def batch(asked: Asked) -> Reply:
    """Answer rows one after another, letting other requests in between; a row that cannot be is told so."""
    rows: list[Row] = asked.body.rows
    if len(rows) > asked.settings.max_rows:
        raise Refused("invalid-field", f"at most {asked.settings.max_rows:,} rows are taken", field="rows")
    told = []
    async with asyncio.timeout(asked.settings.request_s):
        turn = time.perf_counter()
        for row in rows:
            if time.perf_counter() - turn > AT_ONCE_S:
                await asyncio.sleep(0)
                turn = time.perf_counter()
            told.append(_row(asked.serving, row, asked.query))
    return Reply(b'{"rows":[' + b",".join(told) + b"]}")


async def _routed(asked: Asked, what: Where) -> Reply:
    transaction, manner = asked.path["transaction"], asked.query
    made = _made(asked.serving, transaction, what, manner)
    asked.serving.evidence.count(made.tally)
    text = _answered(made, what)
    if not manner.contact or made.named is None:
        return Reply(text)
    return Reply(with_contact(text, await reach_named(made.named, asked.serving), manner.shape))


def _made(serving: Serving, transaction: str, what: Where, manner: Manner) -> Made:
    given = what.given if isinstance(what, (Route, RouteUrl)) else {}
    day = what.day or serving.router.today
    asking = Asking(transaction, what.place, given, day, manner.language, manner.shape)
    return serving.decisions.of(asking, _written)


def _answered(made: Made, what: Where) -> bytes:
    """Give the answer with the caller's reference."""
    return with_reference(made.text, to_json(what.reference)) if what.reference else made.text


def _written(decision: Decision, shape: str) -> bytes:
    """Write the answer without a reference and without a contact."""
    told = Routing.model_construct(
        status=STATUSES[decision.kind],
        error_code="",
        error_desc="",
        reference="",
        decision=decision,
        contact_status=None,
        contact=None,
        fallback_contact=None,
    )
    return to_json(flat_routing(told)) if shape == "flat" else _ROUTING.dump_json(told)


def _row(serving: Serving, row: Row, manner: Manner) -> bytes:
    try:
        return _answered(_made(serving, row.transaction, row, manner), row)
    except InputError as error:
        told = refused(error).told(row.reference or "")
    return to_json(flat_trouble(told)) if manner.shape == "flat" else _TROUBLE.dump_json(told)


def _placed(asked: Asked, what: Where) -> Reply:
    given: Given = asked.query
    told = whereabouts(asked.serving.router, what.place, what.day, what.reference or "")
    return Reply(
        to_json(flat_whereabouts(told)) if given.shape == "flat" else told.model_dump_json().encode()
    )


def _kept(asked: Asked, body: bytes) -> Reply:
    """Let anybody keep an answer without a place for a while: it changes with the packs and the day alone."""
    keep = f"public, max-age={asked.settings.cache_s}".encode()
    return _unchanged(asked, Reply(body, headers=((b"cache-control", keep), JSON)))


def _unchanged(asked: Asked, reply: Reply) -> Reply:
    """Tag an answer by what it says, which holds the versions of pack and edition; 304 to who has it."""
    tag = b'"' + hashlib.sha256(reply.body).hexdigest()[:32].encode() + b'"'
    headers = (*reply.headers, (b"etag", tag))
    known = [value for name, value in asked.headers if name == b"if-none-match"]
    tags = {each.strip().removeprefix(b"W/") for value in known for each in value.split(b",")}
    if tags & {tag, b"*"}:
        return Reply(b"", 304, tuple(each for each in headers if each != JSON))
    return Reply(reply.body, reply.status, headers)
