"""A call of the service: what it takes and gives, and how a request of HTTP is turned into it and back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias
from urllib.parse import parse_qsl

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import to_json

from routekit.errors import InputError
from routekit.service.failing import Refused, refused, unfit
from routekit.service.reading import Message, Receive, check_type, parse, read_body
from routekit.service.serving import Held, Serving
from routekit.service.settings import Settings

Send: TypeAlias = Callable[[Message], Awaitable[None]]
Scope: TypeAlias = Message
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

JSON: Final = (b"content-type", b"application/json")
NO_STORE: Final = (b"cache-control", b"no-store")
_MOST_PARAMETERS: Final = 300
NESTS, NESTS_A_ROW = 100, 20  # lists and objects; ten times those of as many rows as are taken


class Reply(NamedTuple):
    """What is sent: a status, a body, and headers beside its length."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = (JSON, NO_STORE)


class Asked(NamedTuple):
    """One request as a call sees it: its parts, checked, and what it is answered from to its end."""

    serving: Serving
    settings: Settings
    path: Mapping[str, str]
    query: Any
    body: Any
    headers: list[tuple[bytes, bytes]]

    @property
    def reference(self) -> str:
        """What the caller wants to have back."""
        asked = self.query if self.body is None else self.body
        return getattr(asked, "reference", None) or ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Call:
    """One call: where it is, what it takes in its URL and body, and what it gives.

    `query` and `body` are models; `gives` is what a 200 holds and `fails` the other statuses. Requests are
    checked by the very models that OpenAPI describes. `label` stands for it in logs and metrics.
    """

    method: str
    path: str
    name: str
    summary: str
    description: str
    answer: Callable[[Asked], Awaitable[Reply]]
    query: type[BaseModel]
    gives: Any
    body: type[BaseModel] | None = None
    fails: tuple[int, ...] = ()
    example: Mapping[str, object] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The method and the path, without what stands in its place."""
        return f"{self.method} {self.path}"

    @cached_property
    def read_query(self) -> TypeAdapter[Any]:
        """What checks the parameters of the URL."""
        return TypeAdapter(self.query)

    @cached_property
    def read_body(self) -> TypeAdapter[Any] | None:
        """What checks the body."""
        return None if self.body is None else TypeAdapter(self.body)

    @cached_property
    def lists(self) -> frozenset[str]:
        """The parameters of the URL that may be repeated."""
        fields = self.query.model_fields.items()
        return frozenset(name for name, each in fields if str(each.annotation).startswith("list["))


class Endpoint:
    """A call as ASGI: reads a request, checks it, has it answered, and sends the answer or what is wrong."""

    def __init__(self, call: Call, held: Held, settings: Settings) -> None:
        self.call = call
        self._held, self._settings = held, settings
        self._no_query = call.read_query.validate_python({}) if _may_be_empty(call.query) else None

    @property
    def label(self) -> str:
        """What stands for the call in logs and metrics."""
        return self.call.label

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        parsed: object = None
        try:
            body = await self._body(scope, receive)
            parsed = self._parsed(body) if self.call.body else None
            reply = await self.call.answer(self._asked(scope, parsed))
        except Refused as refusal:
            reply = reply_to(refusal, _reference(parsed))
        except InputError as error:
            reply = reply_to(refused(error), _reference(parsed))
        await send_reply(reply, send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        if self.call.body is None:
            return b""
        check_type(scope["headers"])
        return await read_body(receive)

    def _parsed(self, body: bytes) -> object:
        chosen = self._settings
        return parse(body, max_depth=chosen.max_depth, max_nests=NESTS_A_ROW * chosen.max_rows + NESTS)

    def _asked(self, scope: Scope, parsed: object) -> Asked:
        try:
            query = self._query(scope["query_string"])
            read = self.call.read_body
            body = None if read is None else read.validate_python(parsed)
        except ValidationError as error:
            raise unfit(error) from None  # the error holds what was sent
        return Asked(
            self._held.now, self._settings, scope.get("path_params", {}), query, body, scope["headers"]
        )

    def _query(self, text: bytes) -> Any:  # noqa: ANN401 - the model differs by call
        if not text and self._no_query is not None:
            return self._no_query
        return self.call.read_query.validate_python(_parameters(text, self.call.lists))


def reply_to(refusal: Refused, reference: str = "") -> Reply:
    """Give what is sent for a refusal."""
    more = ((b"retry-after", b"1"),) if refusal.status == 503 else ()  # noqa: PLR2004 - HTTP's own
    return Reply(to_json(refusal.told(reference)), refusal.status, (JSON, NO_STORE, *more))


async def send_reply(reply: Reply, send: Send) -> None:
    """Send an answer. One that is not modified has no body and no length."""
    headers = list(reply.headers)
    if reply.status != 304:  # noqa: PLR2004 - HTTP's own
        headers.append((b"content-length", b"%d" % len(reply.body)))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


def _parameters(text: bytes, lists: frozenset[str]) -> dict[str, Any]:
    """Read a query string. A parameter that stands twice is refused unless it may be repeated."""
    try:
        pairs = parse_qsl(
            text.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_PARAMETERS, errors="strict"
        )
    except ValueError as error:
        raise Refused("bad-request", "the query string cannot be read") from error
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in lists:
            found.setdefault(name, []).append(value)
        elif name in found:
            raise Refused("invalid-field", f"{name[:100]} is given twice", field=name[:100])
        else:
            found[name] = value
    return found


def _reference(parsed: object) -> str:
    """Find what the caller wants to have back in what could not be read otherwise."""
    said = parsed.get("reference") if isinstance(parsed, dict) else None
    return said if isinstance(said, str) and len(said) <= LONGEST_REFERENCE and _is_text(said) else ""


LONGEST_REFERENCE: Final = 200


def _is_text(text: str) -> bool:
    """Tell whether a text can be sent; half a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _may_be_empty(model: type[BaseModel]) -> bool:
    return not any(each.is_required() for each in model.model_fields.values())
