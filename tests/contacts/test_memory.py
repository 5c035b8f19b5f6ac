"""What is too large or a bomb is refused before it costs memory or time, measured in a process of its own."""

import socket
import subprocess
import sys
import threading
import zlib
from contextlib import ExitStack, contextmanager, suppress

import pytest

MIB = 1024 * 1024
MOST_MORE_KIB = 8 * 1024
BLOCK = b"<parishcouncil><id>1</id><title>Sample</title></parishcouncil>" * 1000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"

# Each case is forked off a process that has done nothing yet, so that no memory is there to be used again.
FORKED = """
import asyncio, os, resource, sys, time
from routekit.contacts import AsyncModernGov, Limits, ModernGov
from routekit.contacts.xmlread import XmlRefusedError, read_xml
from routekit.errors import SourceResponseError

def peak_kib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

def ask(kind, port):
    choices = {"district": "E06999037", "allow_insecure": True, "limits": Limits(deadline_s=20, attempts=1)}
    url = f"http://127.0.0.1:{port}"
    if kind == "sync":
        return ModernGov(url, **choices).councils()
    return asyncio.run(AsyncModernGov(url, **choices).councils())

def answer(kind, usual, port):
    ask(kind, usual)
    before = peak_kib()
    try:
        return f"read {len(ask(kind, port))}"
    except SourceResponseError as error:
        return f"{peak_kib() - before} {error}"

def bomb(path):
    read_xml(b"<a>" + b"<b>x</b>" * 15_000 + b"</a>")
    with open(path, "rb") as file:
        body = file.read()
    before, took, refused = peak_kib(), [], 0
    for _ in range(5):
        began = time.perf_counter()
        try:
            read_xml(body)
        except XmlRefusedError:
            refused += 1
        took.append(time.perf_counter() - began)
    return f"{refused} {peak_kib() - before} {min(took) * 1000}"

for line in sys.stdin.read().splitlines():
    what, *words = line.split()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        print({"answer": answer, "bomb": bomb}[what](*words), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


def in_a_child(lines):
    """Measure one case a line; give what each came to."""
    words = [sys.executable, "-W", "ignore", "-c", FORKED]
    done = subprocess.run(words, input="\n".join(lines), stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return done.stdout.splitlines()


def zipped(size):
    pack = zlib.compressobj(level=9, wbits=31)
    whole = pack.compress(b"<parishcouncils>")
    for _ in range(size // MIB):
        whole += pack.compress(b" " * MIB)
    return whole + pack.flush()


def plain(size):
    return [BLOCK] * (size // len(BLOCK) + 1)


GZIP = zipped(200 * MIB)
LARGE = {
    "body": (HEAD + b"\r\n<parishcouncils>", plain(100 * MIB)),
    "body with its length": (HEAD + b"Content-Length: 104857600\r\n\r\n", plain(100 * MIB)),
    "body that says it is short": (HEAD + b"Content-Length: 7\r\n\r\n", plain(100 * MIB)),
    "chunks": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        [b"%x\r\n%b\r\n" % (len(BLOCK), BLOCK)] * (100 * MIB // len(BLOCK)),
    ),
    "one chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n6400000\r\n", plain(100 * MIB)),
    "headers": (HEAD, [b"X: " + b"y" * 8000 + b"\r\n"] * 12_500),
    "one header": (HEAD + b"X: ", [b"y" * 65_536] * 1_600),
    "gzip": (HEAD + b"Content-Encoding: gzip\r\n\r\n", [GZIP]),
    "gzip with its length": (
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(GZIP),
        [GZIP],
    ),
    "gzip that does not say so": (HEAD + b"\r\n", [GZIP]),
    "gzip as a transfer coding": (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", [GZIP]),
}


@contextmanager
def sending(head, blocks, *, times=1):
    """Send an answer of any size to each connection, block by block; give the port and the bytes sent."""
    listener, sent = socket.create_server(("127.0.0.1", 0)), []

    def serve():
        for _ in range(times):
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(20)
                try:
                    connection.recv(65536)
                    for block in (head, *blocks):
                        connection.sendall(block)
                        sent.append(len(block))
                except OSError:
                    pass
        listener.close()  # so that nobody waits for an answer to the next question, such as for a page

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        yield listener.getsockname()[1], sent
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        serving.join(20)
        listener.close()


CASES = [*(("sync", large) for large in LARGE), *(("async", large) for large in ("body", "chunks", "gzip"))]


@pytest.fixture(scope="module")
def answered():
    """Ask for every large answer, in both ways, in processes of their own."""
    rows = b"<parishcouncils>" + b"<p><id>1</id><name>Sample</name></p>" * 900 + b"</parishcouncils>"
    usual = HEAD + b"\r\n" + rows.ljust(MIB - 1024)
    cases = CASES
    with ExitStack() as stack:
        first, _ = stack.enter_context(sending(usual, [], times=len(cases)))
        servers = [stack.enter_context(sending(*LARGE[large])) for _, large in cases]
        pairs = list(zip(cases, servers, strict=True))
        lines = in_a_child([f"answer {kind} {first} {port}" for (kind, _), (port, _) in pairs])
        sent = [sum(each) for _, each in servers]
    told = [(*line.split(" ", 1), bytes_sent) for line, bytes_sent in zip(lines, sent, strict=True)]
    return dict(zip(cases, told, strict=True))


@pytest.mark.parametrize(("kind", "large"), CASES)
def test_an_answer_of_a_hundred_megabytes_is_refused_in_under_eight(answered, kind, large):
    more_kib, words, sent = answered[kind, large]
    assert words.startswith("127.0.0.1 "), words
    assert int(more_kib) < MOST_MORE_KIB
    assert sent < 16 * MIB, "what the system's buffers take is all that was sent"


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "billion laughs": f'<!DOCTYPE a [<!ENTITY e0 "laugh">{ENTITIES}]><a>&e9;</a>'.encode(),
    "quadratic": f'<!DOCTYPE a [<!ENTITY e "{"x" * 50_000}">]><a>{"&e;" * 50_000}</a>'.encode(),
    "external entity": b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]><a/>',
    "external DTD": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
    "bare DTD": b"<!DOCTYPE a><a/>",
    "DTD of a megabyte": b"<!DOCTYPE a [" + b"<!ELEMENT b ANY>" * 65_000 + b"]><a/>",
    "depth of a million": b"<a>" * 1_000_000,
    "a million attributes": b"<a " + b" ".join(b'a%d=""' % number for number in range(1_000_000)) + b"/>",
    "attributes in many tags": b"<a>"
    + (b"<b " + b" ".join(b'a%d=""' % n for n in range(6_000)) + b"/>") * 18,
    "a million elements": b"<a>" + b"<b/>" * 1_000_000 + b"</a>",
    "one tag": b"<" + b"a" * MIB,
    "one value": b'<a b="' + b"x" * MIB + b'"/>',
    "one comment": b"<a><!--" + b"x" * MIB + b"--></a>",
    "one instruction": b"<?a " + b"x" * MIB + b"?><a/>",
    "text": b"<a>" + b"x" * MIB + b"</a>",
    "attributes of one name": b"<a " + b'a="" ' * 100_000 + b"/>",
    "namespaces": b"<a " + b" ".join(b'xmlns:a%d="b"' % number for number in range(60_000)) + b"/>",
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    """Read every bomb in a process of its own."""
    folder = tmp_path_factory.mktemp("bombs")
    paths = [folder / str(number) for number in range(len(BOMBS))]
    for path, body in zip(paths, BOMBS.values(), strict=True):
        path.write_bytes(body)
    return dict(zip(BOMBS, in_a_child([f"bomb {path}" for path in paths]), strict=True))


@pytest.mark.parametrize("bomb", BOMBS)
def test_an_xml_bomb_is_refused_in_twenty_milliseconds_and_eight_megabytes(refused, bomb):
    times, more_kib, took_ms = refused[bomb].split()
    assert int(times) == 5
    assert int(more_kib) < MOST_MORE_KIB
    assert float(took_ms) < 20 * 3, "three times the promise, as a test may share its processor"
