"""A port on 127.0.0.1 that serves HTTP or refuses, and lets go of every thread and socket when closed."""

import contextlib
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn

from routekit.testing.answers import Request, head, text_answer
from routekit.testing.delivery import Pipe

HOST = "127.0.0.1"
LARGEST_REQUEST_BYTES = 64 * 1024
IDLE_S = 30.0
_JOIN_S = 10.0
_LONGEST_LENGTH = 9

Serve = Callable[[Pipe, Request], bool]


class Doorway:
    """One port for as long as this lives, whether it is answered or refuses connections."""

    def __init__(self, serve: Serve, *, lasting_s: float) -> None:
        self._serve, self._lasting_s = serve, lasting_s
        self._listener: _Listener | None = None
        self._held: socket.socket | None = None
        self.port = 0

    def listen(self) -> None:
        """Answer from now on."""
        self.close()
        self._listener = _Listener((HOST, self.port), self._serve, lasting_s=self._lasting_s)
        self.port = self._listener.server_address[1]
        self._listener.start()

    def refuse(self) -> None:
        """Refuse from now on: the port is bound, so that nobody else gets it, but nobody listens."""
        self.close()
        self._held = socket.socket()
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind((HOST, self.port))
        self.port = self._held.getsockname()[1]

    def close(self) -> None:
        """End every connection and thread and let go of the port."""
        if self._listener is not None:
            self._listener.stop()
        if self._held is not None:
            self._held.close()
        self._listener = self._held = None


class _Listener(ThreadingMixIn, TCPServer):
    allow_reuse_address = True
    request_queue_size = 512
    server_address: tuple[str, int]

    def __init__(self, address: tuple[str, int], serve: Serve, *, lasting_s: float) -> None:
        super().__init__(address, _Handler)
        self.serve = serve
        self.lasting_s = lasting_s
        self.stopping = threading.Event()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        self._accepting = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.01}, name="routekit-testing", daemon=True
        )

    def start(self) -> None:
        self._accepting.start()

    def stop(self) -> None:
        self.stopping.set()
        self.shutdown()
        self._accepting.join(_JOIN_S)
        self.server_close()
        with self._lock:
            remaining = tuple(self._open.items())
        for _, connection in remaining:
            _hang_up(connection)
        for thread, _ in remaining:
            thread.join(_JOIN_S)

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]  # TCP has only sockets
        """Serve a connection on a thread of its own that `stop` can end and wait for."""
        thread = threading.Thread(
            target=self._serve_connection,
            args=(request, client_address),
            name="routekit-testing",
            daemon=True,
        )
        with self._lock:
            self._open[thread] = request
        thread.start()

    def _serve_connection(self, request: socket.socket, client_address: object) -> None:
        try:
            with contextlib.suppress(OSError):  # the client went away, which is its right
                self.finish_request(request, client_address)
        finally:
            self.shutdown_request(request)
            with self._lock:
                del self._open[threading.current_thread()]

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]  # TCP has only sockets
        """Close a connection; one that is to be reset must not say goodbye first."""
        if not request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER):
            _hang_up(request, socket.SHUT_WR)
        request.close()


def _hang_up(connection: socket.socket, how: int = socket.SHUT_RDWR) -> None:
    with contextlib.suppress(OSError):  # it is closed already
        connection.shutdown(how)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_S
    server: _Listener

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers:
            self.send_error(411)
        elif not (length.isascii() and length.isdigit()):
            self.send_error(400)
        elif len(length) > _LONGEST_LENGTH or int(length) > LARGEST_REQUEST_BYTES:
            self.send_error(413)
        else:
            self._serve(self.rfile.read(int(length)))

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _answer  # noqa: N815 - http.server's

    def _serve(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): text for name, text in self.headers.items()}
        request = Request(method=self.command, path=path, query=query, headers=headers, body=body)
        pipe = Pipe(self.connection, self.server.stopping, self.server.lasting_s)
        again = self.server.serve(pipe, request)
        self.connection.settimeout(self.timeout)
        self.close_connection = self.close_connection or not again

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that is not proper HTTP, then end the connection."""
        self.close_connection = True
        answer = text_answer(code, message or explain or "Bad request.")
        self.wfile.write(head(answer, length=len(answer.body), close=True) + answer.body)

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is its own."""
