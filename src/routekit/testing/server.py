"""The server itself: a Modern.Gov-style web service on a loopback socket, with faults to switch on."""

import re
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Literal, Self

from routekit.errors import InputError
from routekit.testing.answers import Answer, Protocol, Request
from routekit.testing.councils import ParishCouncilRecord
from routekit.testing.delivery import Pipe, deliver
from routekit.testing.documents import Shape
from routekit.testing.faults import AnyFault, Cut, Fault, spoilt
from routekit.testing.listening import Doorway
from routekit.testing.pages import Pages
from routekit.testing.site import Call, Site

ALL_PROTOCOLS: frozenset[Protocol] = frozenset({"GET", "POST", "SOAP"})
ALL_THE_PAGES = Pages()
LONGEST_FAULT_S = 30.0

Part = Literal["service", "pages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """A request the server received. `protocol` and `operation` are None if it called no operation.

    `headers` are those that say who asked and what for, with names in lower case. `at` and `until` are when
    it came and when it was answered (None: not yet), in seconds by a clock that only goes forward.
    """

    method: str
    path: str
    query: str
    protocol: Protocol | None
    operation: str | None
    headers: tuple[tuple[str, str], ...]
    at: float
    until: float | None = None


_HEADERS = (
    "host",
    "user-agent",
    "accept",
    "accept-encoding",
    "content-type",
    "soapaction",
    "authorization",
    "cookie",
)


class ModernGovServer:
    """A Modern.Gov-style web service on 127.0.0.1, with invented data and switchable faults.

    Use it as a context manager, or call `start` and `stop`; it can be started again, on another port. The
    operation GetParishCouncils answers by GET, form POST, SOAP 1.1 and SOAP 1.2 as the real service does.
    SYNTHETIC: the element names of its answer are invented, as no real one is publicly recorded; every
    answer carries the header `X-Routekit: sample data`.

    `path` is where the service lives on the host: "" or, say, "/moderngov". `protocols` are those switched
    on, `shape` how the answer is written, `pages` which public pages there are beside the service.
    `lasting_s` is how long any fault goes on, in seconds, at most 30. Raises InputError for values that
    cannot be.
    """

    def __init__(  # noqa: PLR0913 - one for each thing that a site may have otherwise
        self,
        councils: Iterable[ParishCouncilRecord] = (),
        *,
        path: str = "",
        protocols: Iterable[Protocol] = ALL_PROTOCOLS,
        shape: Shape = Shape.NESTED,
        pages: Pages = ALL_THE_PAGES,
        lasting_s: float = 20.0,
    ) -> None:
        self._path = _checked_path(path)
        self._protocols = _checked_protocols(protocols)
        self._shape = _checked_shape(shape)
        self._pages = _checked_pages(pages)
        self._lasting_s = _checked_time(lasting_s)
        self.councils = councils
        self._lifecycle = threading.Lock()
        self._lock = threading.Lock()
        self._doorway: Doorway | None = None
        self._fault: AnyFault | None = None
        self._spoilt: dict[Part, AnyFault | None] = {}
        self._script: deque[AnyFault | None] = deque()
        self._seen: list[SeenRequest] = []

    def start(self) -> Self:
        """Listen on a free port of 127.0.0.1; nothing happens if it listens already."""
        with self._lifecycle:
            if self._doorway is None:
                doorway = Doorway(self._serve, lasting_s=self._lasting_s)
                self._open_or_refuse(doorway)
                self._doorway = doorway
        return self

    def stop(self) -> None:
        """End every connection and thread, and let the port go; nothing happens if it is stopped already."""
        with self._lifecycle:
            doorway, self._doorway = self._doorway, None
            if doorway is not None:
                doorway.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """Where the service is: the folder that holds mgWebService.asmx, without a slash at the end."""
        doorway = self._doorway
        if doorway is None:
            raise InputError.of("server", "stopped", "start it before asking where it is")
        return f"http://127.0.0.1:{doorway.port}{self._path}"

    @property
    def councils(self) -> tuple[ParishCouncilRecord, ...]:
        """The councils it publishes; may be replaced at any time, from any thread."""
        return self._councils

    @councils.setter
    def councils(self, councils: Iterable[ParishCouncilRecord]) -> None:
        published = tuple(councils)
        for council in published:
            if not isinstance(council, ParishCouncilRecord):
                raise InputError.of("councils", council, "each must be a ParishCouncilRecord")
        self._councils = published

    @property
    def fault(self) -> AnyFault | None:
        """What is wrong with it from the next request on; None while it is well.

        A Fault or a Cut spoils the right answer; an Answer is sent in its place. May be set at any time,
        from any thread.
        """
        return self._fault

    @fault.setter
    def fault(self, fault: AnyFault | None) -> None:
        _check_fault(fault)
        with self._lifecycle:
            was, self._fault = self._fault, fault
            changes = (was is Fault.REFUSED) != (fault is Fault.REFUSED)
            if self._doorway is not None and changes:
                self._open_or_refuse(self._doorway)

    def _open_or_refuse(self, doorway: Doorway) -> None:
        if self._fault is Fault.REFUSED:
            doorway.refuse()
        else:
            doorway.listen()

    def script(self, *faults: AnyFault | None) -> None:
        """Let the next requests meet these faults, one each and in this order; then `fault` holds again.

        Raises InputError for REFUSED, which no request can meet.
        """
        for fault in faults:
            _check_fault(fault)
            if fault is Fault.REFUSED:
                raise InputError.of("faults", fault, "a refused connection has no request; set `fault`")
        with self._lock:
            self._script.extend(faults)

    def spoil(self, part: Part, fault: AnyFault | None) -> None:
        """Let one part of the site meet a fault from now on, the web service or the pages, or None again.

        It counts where neither `fault` nor a script says otherwise. Raises InputError for REFUSED.
        """
        _check_fault(fault)
        if part not in {"service", "pages"} or fault is Fault.REFUSED:
            raise InputError.of("part", (part, fault), "service or pages is needed, and a fault it can meet")
        self._spoilt[part] = fault

    @property
    def requests(self) -> tuple[SeenRequest, ...]:
        """Every request received so far, oldest first, over all starts."""
        with self._lock:
            return tuple(self._seen)

    def _serve(self, pipe: Pipe, request: Request) -> bool:
        call = self._site(None).call_of(request)
        with self._lock:
            number = len(self._seen)
            self._seen.append(_seen(request, call))
            own = self._spoilt.get("service" if call.protocol else "pages")
            fault = self._script.popleft() if self._script else self._fault or own
        answer = self._answer(request, fault)
        try:
            return deliver(pipe, answer, fault, with_body=request.method != "HEAD")
        finally:
            with self._lock:
                self._seen[number] = replace(self._seen[number], until=time.monotonic())

    def _answer(self, request: Request, fault: AnyFault | None) -> Answer:
        if isinstance(fault, Answer):
            return fault
        answer = self._site(fault).answer(request)
        return spoilt(fault, answer) if isinstance(fault, Fault) else answer

    def _site(self, fault: Fault | Cut | None) -> Site:
        return Site(
            councils=() if fault is Fault.NO_COUNCILS else self._councils,
            path=self._path,
            protocols=self._protocols - {"GET"} if fault is Fault.GET_OFF else self._protocols,
            shape=self._shape,
            pages=self._pages,
        )

    def __repr__(self) -> str:
        return f"<ModernGovServer {self.base_url if self._doorway else 'stopped'}>"


def _checked_path(path: str) -> str:
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*", path):
        raise InputError.of("path", path, 'it must be "" or like "/moderngov", without a slash at the end')
    return path


def _checked_protocols(protocols: Iterable[Protocol]) -> frozenset[Protocol]:
    known = frozenset(protocols)
    if not known <= ALL_PROTOCOLS:
        raise InputError.of("protocols", protocols, "they must be among GET, POST and SOAP")
    return known


def _checked_shape(shape: Shape) -> Shape:
    if not isinstance(shape, Shape):
        raise InputError.of("shape", shape, "a Shape is needed")
    return shape


def _checked_pages(pages: Pages) -> Pages:
    if not isinstance(pages, Pages):
        raise InputError.of("pages", pages, "Pages are needed")
    return pages


def _checked_time(lasting_s: float) -> float:
    if not 0 < lasting_s <= LONGEST_FAULT_S:
        raise InputError.of("lasting_s", lasting_s, f"it must be above 0, up to {LONGEST_FAULT_S:g} seconds")
    return lasting_s


def _check_fault(fault: object) -> None:
    if not (fault is None or isinstance(fault, AnyFault)):
        raise InputError.of("fault", fault, "a Fault, a Cut, an Answer or None is needed")


def _seen(request: Request, call: Call) -> SeenRequest:
    return SeenRequest(
        method=request.method,
        path=request.path,
        query=request.query,
        protocol=call.protocol,
        operation=call.operation,
        headers=tuple((name, request.headers[name]) for name in _HEADERS if name in request.headers),
        at=time.monotonic(),
    )
