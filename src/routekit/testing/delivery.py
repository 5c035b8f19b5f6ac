"""How an answer goes down a connection: whole, late, slowly, in part, or in quantity."""

import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, repeat

from routekit.testing.answers import Answer, head
from routekit.testing.faults import AnyFault, Cut, Fault

DRIP_EVERY_S = 0.05
HUGE_BYTES = 64 * 1024 * 1024
_BLOCK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Pipe:
    """The way to one client, until the server is `stopping`; no fault takes longer than `lasting_s`."""

    connection: socket.socket
    stopping: threading.Event
    lasting_s: float

    def send(self, data: bytes) -> None:
        """Send at once."""
        self.stream((data,))

    def drip(self, data: bytes) -> None:
        """Send one byte at a time."""
        waits = (self.stopping.wait(DRIP_EVERY_S) for _ in data)
        self.stream(data[n : n + 1] for n, stopped in enumerate(waits) if not stopped)

    def stall(self) -> None:
        """Send nothing for as long as a fault lasts."""
        self.stopping.wait(self.lasting_s)

    def stream(self, blocks: Iterable[bytes]) -> None:
        """Send block after block, holding one at a time, until the time is over or the server stops."""
        end = time.monotonic() + self.lasting_s
        for block in blocks:
            left = end - time.monotonic()
            if left <= 0 or self.stopping.is_set():
                raise TimeoutError
            self.connection.settimeout(left)
            self.connection.sendall(block)

    def reset_on_close(self) -> None:
        """Make the close of this connection a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def deliver(pipe: Pipe, answer: Answer, fault: AnyFault | None, *, with_body: bool) -> bool:
    """Send an answer in the way that the fault has it; tell whether the connection may be used again.

    Raises OSError when the client has gone, the time is over or the server stops.
    """
    top = head(answer, length=len(answer.body))
    body = answer.body if with_body else b""
    half = len(top) + len(body) // 2
    match fault:
        case Cut():
            _send_part(pipe, top + body, fault)
        case Fault.TRUNCATED:
            _send_part(pipe, top + body, Cut(half))
        case Fault.RESET:
            _send_part(pipe, top + body, Cut(half, then="reset"))
        case Fault.DRIP:
            pipe.send(top)
            pipe.drip(body)
        case Fault.DRIP_HEADERS:
            pipe.drip(top + body)
        case Fault.HUGE:
            _send_much(pipe, answer, _huge())
        case Fault.GZIP_BOMB:
            _send_much(pipe, answer, _gzip_bomb(), ("Content-Encoding", "gzip"))
        case _:
            if fault is Fault.SLOW:
                pipe.stall()
            pipe.send(top + body)
            return True
    return False


def _send_part(pipe: Pipe, whole: bytes, cut: Cut) -> None:
    pipe.send(whole[: cut.after])
    if cut.then == "stall":
        pipe.stall()
    if cut.then == "reset":
        pipe.reset_on_close()


def _send_much(pipe: Pipe, answer: Answer, blocks: Iterator[bytes], *headers: tuple[str, str]) -> None:
    top = head(replace(answer, headers=(*answer.headers, *headers)), length=None, close=True)
    pipe.stream(chain((top,), blocks))


def _huge() -> Iterator[bytes]:
    row = (
        b"<parishcouncil><parishcouncilid>1</parishcouncilid>"
        b"<parishcounciltitle>Sample Parish Council</parishcounciltitle></parishcouncil>\r\n"
    )
    rows = row * (_BLOCK_BYTES // len(row))
    start = b'<?xml version="1.0" encoding="utf-8"?>\r\n<parishcouncils>\r\n'
    return chain((start,), repeat(rows, HUGE_BYTES // len(rows) + 1), (b"</parishcouncils>",))


def _gzip_bomb() -> Iterator[bytes]:
    pack = zlib.compressobj(level=1, wbits=31)
    yield pack.compress(b'<?xml version="1.0" encoding="utf-8"?>\r\n<parishcouncils>')
    for _ in range(HUGE_BYTES // _BLOCK_BYTES):
        yield pack.compress(b" " * _BLOCK_BYTES)
    yield pack.compress(b"</parishcouncils>") + pack.flush()
