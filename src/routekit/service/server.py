"""Run the service: listen, answer, swap in what is new, and stop without dropping a request."""

import asyncio
import contextlib
import gc
import itertools
import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from socket import socket
from typing import Final

import uvicorn

from routekit.errors import RoutekitError
from routekit.service.accesslog import AccessLog
from routekit.service.app import More, create_app
from routekit.service.evidence.keeping import Keeper
from routekit.service.guards import Guards
from routekit.service.health import State
from routekit.service.metrics import Metrics
from routekit.service.opening import Opener
from routekit.service.pages.wanted import wanted_pages
from routekit.service.protocol import GuardedProtocol
from routekit.service.settings import Settings
from routekit.service.swapping import Swapper

SWEEP_S: Final = 0.05
MOST_CUT: Final = 20  # at a time: good callers wait meanwhile
STOPS: Final = (signal.SIGINT, signal.SIGTERM)

Ready = Callable[[str], None]

MORE: Final[tuple[More, ...]] = (wanted_pages,)  # what is served beside the calls
MOST_FILES: Final = 65_536


class ListenError(RoutekitError):
    """The service cannot listen where it is to."""

    code = "cannot-listen"


def serve(settings: Settings, ready: Ready) -> None:
    """Serve until SIGTERM or SIGINT. `ready` is called with the URL once requests are answered.

    SIGHUP opens everything anew. Raises RoutekitError for what cannot be opened, and ListenError.
    """
    early = note_hangups()
    state, metrics = State(), Metrics()
    swapper = Swapper(Opener.of(settings), state, metrics)
    log = AccessLog(sys.stderr.write) if settings.access_log else None
    keeper = Keeper(swapper.held.now.evidence, settings)
    app = create_app(swapper.held, settings, state=state, metrics=metrics, keeper=keeper, log=log, more=MORE)
    quiet_uvicorn()
    allow_many_connections()
    regular = () if log is None else (log.flush,)
    server = Server(_config(app, settings), state, swapper, ready, regular=regular, early=early)
    try:
        with keeper:
            server.run()
    except SystemExit as error:
        raise ListenError(f"{settings.host} port {settings.port} cannot be listened on") from error
    finally:
        if log is not None:
            log.flush()


def _config(app: Guards, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=partial(GuardedProtocol, settings),  # type: ignore[arg-type]  # it makes a protocol, as a class does
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=settings.keep_alive_s,
        timeout_graceful_shutdown=settings.stop_s,
    )


class Server(uvicorn.Server):
    """uvicorn's server, which sweeps slow clients off, watches files, and ends with exit code 0."""

    def __init__(  # noqa: PLR0913 - one for each thing that it sees to
        self,
        config: uvicorn.Config,
        state: State,
        swapper: Swapper,
        ready: Ready,
        *,
        regular: Sequence[Callable[[], None]] = (),
        early: Sequence[int] = (),
    ) -> None:
        super().__init__(config)
        self._state, self._swapper, self._ready = state, swapper, ready
        self._regular = regular  # what is done every now and then
        self._early = early  # the SIGHUPs that came while everything was opened

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._sweeping = asyncio.create_task(self._sweep())
        settle_garbage()
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        self._ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")

    async def main_loop(self) -> None:
        """Answer until told to stop, with what goes on beside."""
        watching = asyncio.create_task(self._swapper.run())
        try:
            await super().main_loop()
        finally:
            watching.cancel()
            self._state.stopping = True

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Finish what is under way, still sweeping off who is slow."""
        try:
            await super().shutdown(sockets)
        finally:
            self._sweeping.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT without being ended by them, and open everything anew on SIGHUP."""
        loop = asyncio.get_running_loop()
        handled = dict.fromkeys(STOPS, self._stop)
        if sys.platform != "win32":
            handled[signal.SIGHUP] = self._swapper.wake
        try:
            for each, handler in handled.items():
                loop.add_signal_handler(each, handler)
        except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
            with super().capture_signals():
                yield
            return
        if self._early:
            self._swapper.wake()
        try:
            yield
        finally:
            for each in handled:
                loop.remove_signal_handler(each)

    def _stop(self) -> None:
        self.should_exit = True

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(SWEEP_S)
            for each in self._regular:
                each()
            late = self._late(loop.time())
            for connection in itertools.islice(late, MOST_CUT):
                connection.cut()

    def _late(self, now: float) -> Iterator[GuardedProtocol]:
        """Give the connections whose clients are too slow."""
        connections = tuple(self.server_state.connections)
        return (each for each in connections if isinstance(each, GuardedProtocol) and each.is_late(now))


def settle_garbage() -> None:
    """Let the garbage collector leave alone what is there now, such as packs and tables, until a swap.

    It would look through all of it, for a tenth of a second, whenever answers that are kept have become many.
    """
    gc.collect()
    gc.freeze()


def note_hangups() -> list[int]:
    """Note SIGHUP, which would end a service that still opens what it is to serve; give those that came.

    It is handled, not blocked: threads of libraries that were started before would still be hit.
    """
    came: list[int] = []
    if sys.platform != "win32" and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGHUP, lambda number, _: came.append(number))
    return came


def allow_many_connections() -> None:
    """Take as many open files as this process may have: the usual 1,024 are soon held by slow clients."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def quiet_uvicorn() -> None:
    """Let uvicorn log warnings only, and without what an exception holds."""
    logger = logging.getLogger("uvicorn.error")
    logger.setLevel(logging.WARNING)
    logger.addFilter(_without_exception)


def _without_exception(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True
