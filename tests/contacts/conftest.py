"""What the contact tests stand on: one interface for both clients, invented areas, a raw socket server."""

import asyncio
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest

from routekit.contacts import AsyncDirectory, AsyncModernGov, Directory, Limits, ModernGov
from routekit.model import Area, Authority, Because, PackRef, Reason, Routed
from routekit.testing import ModernGovServer, sample_councils

DISTRICT = "E06999037"


class Awaited:
    """An asynchronous source used from blocking code, each call in an event loop of its own."""

    def __init__(self, source):
        self.source = source

    def councils(self):
        return asyncio.run(self.source.councils())

    def contact_for(self, authority):
        return asyncio.run(self.source.contact_for(authority))

    def close(self):
        asyncio.run(self.source.aclose())

    def __repr__(self):
        return repr(self.source)


@dataclass(frozen=True)
class Kind:
    """One of the two families of sources."""

    name: str

    def modern_gov(self, base_url, *, district=DISTRICT, allow_insecure=True, **choices):
        choices = {"district": district, "allow_insecure": allow_insecure, **choices}
        if self.name == "sync":
            return ModernGov(base_url, **choices)
        return Awaited(AsyncModernGov(base_url, **choices))

    def directory(self, installs, **choices):
        if self.name == "sync":
            return Directory(installs, **choices)
        return Awaited(AsyncDirectory(installs, **choices))

    def open_directory(self, path=None, **choices):
        if self.name == "sync":
            return Directory.open(path, **choices)
        return Awaited(AsyncDirectory.open(path, **choices))


@pytest.fixture(params=["sync", "async"])
def source(request):
    return Kind(request.param)


def _area(number, name, district=DISTRICT, kind="parish", name_cy=None):
    return Area(code=f"E04990{number:03}", name=name, name_cy=name_cy, kind=kind, district=district)


def _authority(name, *areas, district=DISTRICT, kind="parish-council", **facts):
    codes = tuple(each.code for each in areas)
    ident = f"parish-council:{codes[0]}" if codes else "a-council"
    return Authority(id=ident, name=name, kind=kind, areas=codes, district=district, **facts)


@pytest.fixture
def until():
    """Wait until something is so."""

    def wait(is_so):
        end = time.monotonic() + 10
        while not is_so() and time.monotonic() < end:
            time.sleep(0.01)

    return wait


@pytest.fixture
def make_area():
    return _area


@pytest.fixture
def make_authority():
    return _authority


@pytest.fixture
def areas():
    return (_area(1, "Ashsample"), _area(2, "St. Mary Sample"), _area(3, "Overmade"), _area(4, "Undermade"))


@pytest.fixture
def server(areas):
    with ModernGovServer(sample_councils(areas[:3]), path="/moderngov") as running:
        yield running


@pytest.fixture
def quick():
    """Limits that give up soon, and at the first failure."""
    return Limits(deadline_s=0.4, attempts=1)


@pytest.fixture
def http():
    return _http


@pytest.fixture
def raw_server():
    return _raw_server


def _http(body, *, status="200 OK", headers=("Content-Type: text/xml",), length=True):
    """Write an HTTP answer; without a length it ends where the connection does."""
    lines = [f"HTTP/1.1 {status}", "Connection: close", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


@contextmanager
def _raw_server(*answers, tls=None):
    """Answer each connection with these bytes, the last of them for ever; give the port and what was heard.

    None in place of bytes is silence until the test ends.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    over, heard, threads = threading.Event(), [], []

    def serve(connection, answer):
        with connection:
            try:
                connection = tls.wrap_socket(connection, server_side=True) if tls else connection
                heard.append(connection.recv(65536))
                if answer is None:
                    over.wait(20)
                else:
                    connection.sendall(answer)
                    connection.shutdown(socket.SHUT_WR)
                    connection.settimeout(1)
                    connection.recv(1)
            except OSError:
                pass
            finally:
                connection.close()

    def accept():
        for number in range(10_000):
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.settimeout(20)
            answer = answers[min(number, len(answers) - 1)]
            threads.append(threading.Thread(target=serve, args=(connection, answer)))
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (accepting, *threads):
            thread.join(5)


@pytest.fixture
def make_decision():
    """Give a function from an authority to a decision that names it."""

    def make(authority, fallback=None):
        pack = PackRef(transaction="report-a-bench", version="1.0.0", sha256="0" * 64)
        because = Because(reasons=(Reason(row="R1", why="invented"),))
        return Routed(
            transaction="report-a-bench", on=date(2026, 11, 21), pack=pack, authority=authority,
            role="parish_council", outcome="clerk", say="invented", because=because, fallback=fallback,
        )  # fmt: skip

    return make
