"""Slow in whatever way: an exchange ends at its deadline, and leaves nothing open."""

import socket
import ssl
import threading
import time
from contextlib import contextmanager

import pytest
import trustme
from faulted_calls import open_descriptors

from routekit.contacts import Limits
from routekit.errors import SourceUnavailableError
from routekit.testing import Answer, Fault

LIMITS = Limits(deadline_s=0.25, connect_s=0.2, attempts=3)
LATE_S = 0.1
TRIES = 3  # of which one must be in time: a test may share its processor with others
EVERY_S = 0.03


@contextmanager
def dripping(*before, drip, tls=None):
    """Send some bytes, then one of `drip` now and then for ever, on each connection; give the port."""
    listener, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve(connection):
        try:
            with tls.wrap_socket(connection, server_side=True) if tls else connection as wrapped:
                for piece in before:
                    wrapped.sendall(piece)
                while not over.wait(EVERY_S):
                    wrapped.sendall(drip)
        except OSError:
            pass

    def accept():
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(5)


@contextmanager
def full():
    """Give a port that lets nobody in: a connection to it is never made and never refused."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = []
    for _ in range(4):
        waiting.append(socket.socket())
        waiting[-1].settimeout(0)
        waiting[-1].connect_ex(listener.getsockname())
    try:
        yield listener.getsockname()[1]
    finally:
        for each in (*waiting, listener):
            each.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
KINDS = {
    "silence": ((), b""),
    "status line": ((b"HTTP/1.1 200 ",), b"O"),
    "headers": ((HEAD,), b"X: y\r\n"),
    "one header": ((HEAD, b"X: "), b"y"),
    "interim answers": ((), b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "body": ((HEAD, b"Content-Length: 99999\r\n\r\n<parishcouncils>"), b" "),
    "body without a length": ((HEAD, b"\r\n<parishcouncils>"), b" "),
    "chunks": ((HEAD, b"Transfer-Encoding: chunked\r\n\r\n"), b"1\r\n \r\n"),
    "one chunk": ((HEAD, b"Transfer-Encoding: chunked\r\n\r\nfff\r\n"), b" "),
    "length of a chunk": ((HEAD, b"Transfer-Encoding: chunked\r\n\r\n"), b"0"),
    "trailers": ((HEAD, b"Transfer-Encoding: chunked\r\n\r\n1\r\n \r\n0\r\n"), b"X: y\r\n"),
}


def ends_in_time(make):
    """Call a source that is made anew each time, and give the shortest and the longest it took to give up."""
    took = []
    while len(took) < TRIES and min(took, default=9.0) > LIMITS.deadline_s + LATE_S:
        modern_gov = make()
        began = time.monotonic()
        with pytest.raises(SourceUnavailableError):
            modern_gov.councils()
        took.append(time.monotonic() - began)
    return LIMITS.deadline_s - 0.01 <= min(took) <= LIMITS.deadline_s + LATE_S


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_part_of_an_answer_is_slow_the_deadline_holds(source, kind):
    before, drip = KINDS[kind]
    with dripping(*before, drip=drip) as port:
        assert ends_in_time(lambda: source.modern_gov(f"http://127.0.0.1:{port}", limits=LIMITS))


@pytest.mark.parametrize(
    ("before", "drip"),
    [((), b""), ((b"\x16\x03\x03\x3f\xff",), b"\x02"), ((), b"\x16\x03\x03\x00\x01\x00")],
    ids=["silence", "one record", "empty records"],
)
def test_a_slow_handshake_is_inside_the_deadline(source, before, drip):
    def make():
        return source.modern_gov(f"https://127.0.0.1:{port}", limits=Limits(deadline_s=0.25, connect_s=0.25))

    with dripping(*before, drip=drip) as port:
        if drip == b"\x16\x03\x03\x00\x01\x00":  # which OpenSSL refuses at once
            with pytest.raises(SourceUnavailableError):
                make().councils()
        else:
            assert ends_in_time(make)


def test_a_slow_answer_under_tls_is_inside_the_deadline(source, tmp_path, monkeypatch):
    ca, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    ca.issue_cert("council.example").configure_cert(context)
    with dripping(HEAD, b"\r\n<parishcouncils>", drip=b" ", tls=context) as port:
        resolve = lambda *_: ["127.0.0.1"]  # noqa: E731 - it is no more than that
        url = f"https://council.example:{port}"
        assert ends_in_time(lambda: source.modern_gov(url, limits=LIMITS, resolve=resolve))


def test_a_slow_name_server_is_inside_the_deadline(source):
    over = threading.Event()

    def resolve(host, port):
        over.wait(20)
        return []

    try:
        assert ends_in_time(
            lambda: source.modern_gov("http://council.example:9", resolve=resolve, limits=LIMITS)
        )
    finally:
        over.set()


def test_a_host_that_lets_nobody_in_is_inside_the_deadline(source):
    limits = Limits(deadline_s=0.25, connect_s=0.25, attempts=1)
    with full() as port:
        assert ends_in_time(lambda: source.modern_gov(f"http://127.0.0.1:{port}", limits=limits))


def test_a_slow_name_server_and_one_of_many_addresses_are_inside_the_deadline(source):
    over = threading.Event()
    slow = lambda *_: over.wait(20) and []  # noqa: E731 - it is no more than that
    assert ends_in_time(lambda: source.modern_gov("http://council.example:9", resolve=slow, limits=LIMITS))
    over.set()
    with full() as port:
        url, many = f"http://council.example:{port}", lambda *_: ["127.0.0.1"] * 40
        assert ends_in_time(lambda: source.modern_gov(url, resolve=many, limits=LIMITS))


def test_retries_the_second_try_by_soap_and_waiting_for_a_server_are_inside_the_deadline(source, server):
    def make():
        server.script(Answer(status=503, headers=(("Retry-After", "0"),)), Fault.GET_OFF, Fault.SLOW)
        return source.modern_gov(server.base_url, limits=LIMITS)

    assert ends_in_time(make)


def test_twenty_exchanges_that_are_given_up_leave_no_descriptor_open(source):
    limits = Limits(deadline_s=0.03, attempts=1)
    make = lambda: source.modern_gov(f"http://127.0.0.1:{port}", limits=limits)  # noqa: E731 - said twice
    with dripping(HEAD, drip=b"X: y\r\n") as port:
        with pytest.raises(SourceUnavailableError):
            make().councils()
        before = open_descriptors()
        for _ in range(20):
            with pytest.raises(SourceUnavailableError):
                make().councils()
        time.sleep(0.1)  # the server's side of the last ones is closed by its next byte
        assert open_descriptors() <= before + 2
