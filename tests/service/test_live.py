"""A service that is really started: what comes over the wire, who is cut off, and how it stops."""

import json
import resource
import signal
import socket
import subprocess
import threading
import time
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from asked_of_service import ANSWERS, HUNGERFORD, SPEEDING
from live_service import ROUTEKIT, live, read_all

BODY = json.dumps({**HUNGERFORD, "answers": ANSWERS}).encode()


def request(body=BODY, path=SPEEDING, *, method="POST", more=""):
    length = f"content-length: {len(body)}\r\n" if body else ""
    head = f"{method} {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{length}{more}\r\n"
    return head.encode() + body


LAST = "connection: close\r\n"


def statuses(came):
    return [int(part[:3]) for part in came.split(b"HTTP/1.1 ")[1:]]


def test_a_started_service_routes(started):
    reply = httpx.post(f"{started.url}{SPEEDING}", json={**HUNGERFORD, "answers": ANSWERS})
    assert reply.json()["decision"]["authority"]["name"] == "Hungerford Town Council"
    assert "server" not in reply.headers


def test_requests_that_come_at_once_are_answered_in_their_order(started):
    bodies = [json.dumps({**HUNGERFORD, "reference": str(number)}).encode() for number in range(40)]
    whole = b"".join(map(request, bodies)) + request(b"", "/healthz", method="GET", more=LAST)
    came = started.send(whole)
    assert statuses(came) == [200] * 41
    places = [came.index(b'"reference":"%d"' % number) for number in range(40)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "data",
    [
        b"not http\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /healthz HTTP/1.1\r\nhost : x\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nhost: x\r\n\r\n",
        b"POST /v1/where HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"POST /v1/where HTTP/1.1\r\ncontent-length: 99999999999999999999999\r\n\r\n",
    ],
    ids=range(7),
)
def test_what_is_no_http_is_refused_and_the_connection_closed(started, data):
    came = started.send(data)
    assert statuses(came) == [400]
    assert json.loads(came.partition(b"\r\n\r\n")[2])["error_code"] == "bad-request"


@pytest.mark.parametrize(
    "framing",
    [
        "content-length: 5\r\ntransfer-encoding: chunked\r\n",
        "content-length: 5\r\ncontent-length: 6\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
        "transfer-encoding: xchunked\r\n",
    ],
)
def test_a_request_whose_end_is_in_doubt_smuggles_nothing_in(started, framing):
    hidden = b"GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n"
    head = f"POST {SPEEDING} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{framing}\r\n".encode()
    came = started.send(head + b"0\r\n\r\n" + hidden)
    assert b"unknown-path" not in came
    assert len(statuses(came)) <= 1
    assert all(status >= 400 for status in statuses(came))


def test_a_body_in_chunks_is_read(started):
    head = f"POST {SPEEDING} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{LAST}"
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
    assert statuses(started.send(f"{head}transfer-encoding: chunked\r\n\r\n".encode() + chunks)) == [200]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"GET http://other.example/healthz HTTP/1.1\r\n", 200),
        (b"GET http://other.example HTTP/1.1\r\n", 400),
        (b"OPTIONS * HTTP/1.1\r\n", 404),
        (b"CONNECT x:443 HTTP/1.1\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n", 400),
        (b"GET /healthz HTTP/1.0\r\n", 200),
        (b'GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b"<>\r\n', 200),
        (b"GET /v1/transactions/a%00b HTTP/1.1\r\n", 404),
        (b"GET /v1/transactions/%2e%2e%2f HTTP/1.1\r\n", 404),
        (b"GET /v1/transactions/%ff%fe HTTP/1.1\r\n", 404),
        (b"GET /v1/transactions/%zz HTTP/1.1\r\n", 404),
        (b"GET //healthz HTTP/1.1\r\n", 404),
        (b"GET /v1/transactions?on=%ff HTTP/1.1\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nx-http-method-override: DELETE\r\n", 200),
        (b"TRACE /healthz HTTP/1.1\r\n", 405),
    ],
)
def test_an_odd_request_has_one_answer_of_the_service_with_the_headers_of_all(started, head, expected):
    came = started.send(head + LAST.encode() + b"\r\n")
    assert statuses(came) == [expected]
    assert came.lower().count(b"x-content-type-options: nosniff\r\n") == 1
    assert came.lower().count(b"content-security-policy: ") == 1


UPGRADE = (
    "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
)


def test_an_upgrade_is_ignored_or_where_its_body_would_be_lost_refused_in_plain_words(started):
    came = started.send(request(b"", "/healthz", method="GET", more=UPGRADE))
    assert statuses(came) == [200]
    came = started.send(request(more=UPGRADE))
    assert statuses(came) == [400]
    assert b"send no Upgrade header" in came


def test_a_client_that_sends_thousands_of_requests_ahead_is_cut_off(started):
    came = started.send(request(b"", "/healthz", method="GET") * 3_000)
    assert len(statuses(came)) < 3_000


def test_more_connections_than_may_be_are_told_so(tmp_path, sample_cache, postcodes_file):
    settings = {"postcodes": postcodes_file, "max_connections": 3}
    with live(tmp_path, sample_cache, **settings) as service:
        with ExitStack() as stack:
            for _ in range(3):
                stack.enter_context(service.connect())
            time.sleep(0.2)
            came = service.send(b"")
            assert statuses(came) == [503]
            assert b"too-busy" in came
            assert b"retry-after" in came
        time.sleep(0.3)
        assert httpx.get(f"{service.url}/healthz").status_code == 200


def test_bodies_on_their_way_hold_so_much_memory_together_and_no_more(tmp_path, sample_cache, postcodes_file):
    settings = {"postcodes": postcodes_file, "max_waiting_bytes": 2_000_000, "receive_s": 2}
    head = f"POST {SPEEDING} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n".encode()
    with live(tmp_path, sample_cache, **settings) as service, ExitStack() as stack:
        lines = [stack.enter_context(service.connect()) for _ in range(4)]
        for line in lines:
            line.sendall(head + b" " * 900_000)
        assert statuses(read_all(lines[-1]) + b"".join(map(read_all, lines[:3]))).count(503) == 2
        assert statuses(service.send(request(more=LAST))) == [200]
        for line in lines:
            line.close()


def test_headers_that_are_too_long_are_refused_with_or_without_an_end(started):
    head = b"GET /healthz HTTP/1.1\r\nhost: x\r\nx: "
    assert statuses(started.send(head + b"y" * 40_000 + b"\r\n\r\n")) == [431]
    with started.connect() as line:
        line.sendall(head)
        for _ in range(5):
            time.sleep(0.05)
            line.sendall(b"y" * 8_000)
        assert statuses(read_all(line)) == [431]


def test_too_long_a_body_is_refused_before_it_comes(started):
    head = f"POST {SPEEDING} HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n".encode()
    assert statuses(started.send(head)) == [413]


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"POST",
        request()[:60],
        request()[:-5],
        request(b"", "/healthz", method="GET") + b"POST /v1/wh",
    ],
    ids=["nothing", "a word", "headers", "a body", "a second request"],
)
def test_who_does_not_finish_a_request_is_cut_off(started, begun):
    began = time.perf_counter()
    came = started.send(begun)
    assert time.perf_counter() - began < 4  # the limit is 1 s in this service, looked at each 0.5 s
    assert statuses(came)[-1] == 408


def drips(line, drop):
    """Send a little again and again, and give the seconds until the service had enough; 8 if it never had."""
    began = time.perf_counter()
    while time.perf_counter() - began < 8:
        try:
            line.sendall(drop)
        except OSError:
            break
        time.sleep(0.1)
    return time.perf_counter() - began


def test_who_drips_is_cut_off_too(started):
    with started.connect() as line:
        assert drips(line, b"P") < 4


def test_who_sends_empty_lines_between_requests_is_cut_off_too(started):
    with started.connect() as line:
        line.sendall(request(b"", "/healthz", method="GET"))
        assert statuses(line.recv(65536)) == [200]
        assert drips(line, b"\r\n") < 4


@pytest.mark.parametrize("sent", [50, -5], ids=["headers", "a body"])
def test_good_callers_are_served_while_more_are_slow_than_may_be_under_way(started, sent):
    slow = [started.connect() for _ in range(300)]
    try:
        for line in slow:
            line.sendall(request()[:sent])
        with httpx.Client(base_url=started.url) as client:
            took = []
            for _ in range(100):
                began = time.perf_counter()
                assert client.post(SPEEDING, content=BODY).status_code == 200
                took.append(time.perf_counter() - began)
        assert sorted(took)[98] < 1
    finally:
        for line in slow:
            line.close()


def test_nothing_personal_is_in_the_log_of_a_started_service(tmp_path, sample_cache, postcodes_file):
    with live(tmp_path, sample_cache, postcodes=postcodes_file, get_route="true") as service:
        httpx.get(f"{service.url}{SPEEDING}?latitude=51.4147&longitude=-1.5154&reference=FS-CANARY")
        httpx.post(f"{service.url}/v1/where", json={"postcode": "RG14 5LD", "reference": "FS-CANARY"})
        httpx.post(f"{service.url}/v1/where", json={"postcode": "RG14 CANARY"})
        service.send(b"GET /51.4147 HTTP/1.1\r\nFS-CANARY : x\r\n\r\n")
        assert service.stop() == 0
        log = service.log.read_text("utf-8")
    assert "GET /v1/route/{transaction} 200" in log
    assert not [canary for canary in ("51.4147", "-1.5154", "RG14", "CANARY") if canary in log]


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_under_load_drops_nothing(tmp_path, sample_cache, postcodes_file, sent):
    with live(tmp_path, sample_cache, postcodes=postcodes_file) as service:
        callers = [Caller(service) for _ in range(8)]
        for caller in callers:
            caller.start()
        time.sleep(0.7)
        assert service.stop(sent) == 0
        for caller in callers:
            caller.join(10)
    assert [caller.failed for caller in callers] == [""] * 8
    assert min(caller.answered for caller in callers) > 5


def test_a_stop_waits_for_what_is_under_way_but_not_for_ever(tmp_path, sample_cache, postcodes_file):
    settings = {"postcodes": postcodes_file, "stop_s": 2, "receive_s": 60}
    with live(tmp_path, sample_cache, **settings) as service, service.connect() as line:
        line.sendall(request()[:-5])
        time.sleep(0.3)
        began = time.perf_counter()
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        line.sendall(request()[-5:])
        assert statuses(read_all(line)) == [200]
        assert service.process.wait(10) == 0
        assert time.perf_counter() - began < 4
    with live(tmp_path, sample_cache, **settings) as service, service.connect() as line:
        line.sendall(request()[:-5])
        time.sleep(0.3)
        began = time.perf_counter()
        assert service.stop() == 0
        assert 1.5 < time.perf_counter() - began < 6


class Caller(threading.Thread):
    """Calls again and again on one connection, as a pool does, until it is told that it is closed."""

    def __init__(self, service):
        super().__init__()
        self._line = service.connect()
        self.answered, self.failed = 0, ""

    def run(self):
        with self._line as line:
            while True:
                try:
                    line.sendall(request())
                    came = b""
                    while b"\r\n\r\n" not in came or len(came.partition(b"\r\n\r\n")[2]) < length_of(came):
                        piece = line.recv(65536)
                        if not piece:
                            self.failed = f"cut off after {came!r}"
                            return
                        came += piece
                except OSError as error:
                    self.failed = repr(error)
                    return
                if statuses(came) != [200]:
                    self.failed = came.decode()
                    return
                self.answered += 1
                if b"connection: close" in came:
                    return


def length_of(came):
    return int(came.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])


def test_the_sample_is_refused_with_the_command_that_compiles_the_nation(sample_cache, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(sample_cache))
    done = subprocess.run(
        [ROUTEKIT, "serve", "--port", "0"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "routekit boundaries build ew-2019-12" in done.stderr
    assert done.stdout == ""


def test_a_port_that_is_taken_is_said_to_be(sample_cache, monkeypatch, postcodes_file):
    monkeypatch.setenv("XDG_CACHE_HOME", str(sample_cache))
    monkeypatch.setenv("ROUTEKIT_POSTCODES", str(postcodes_file))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [ROUTEKIT, "serve", "--sample", "--port", port],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert f"127.0.0.1 port {port} cannot be listened on" in done.stderr


def test_a_hangup_while_it_starts_does_not_end_a_service(sample_cache, monkeypatch, postcodes_file):
    monkeypatch.setenv("XDG_CACHE_HOME", str(sample_cache))
    monkeypatch.setenv("ROUTEKIT_POSTCODES", str(postcodes_file))
    command = [ROUTEKIT, "serve", "--sample", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stderr.readline()  # what is served is open, and nobody listens yet
        process.send_signal(signal.SIGHUP)
        line = process.stdout.readline()
        assert line
        url = json.loads(line)["url"]
        swapped = 'routekit_swaps_total{outcome="done"} 1.0'
        end = time.monotonic() + 15
        while swapped not in httpx.get(f"{url}/metrics").text and time.monotonic() < end:
            time.sleep(0.1)
        assert swapped in httpx.get(f"{url}/metrics").text
        process.terminate()
        process.communicate(timeout=15)
    assert process.returncode == 0


def test_a_check_says_what_would_keep_a_service_from_starting(sample_cache, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(sample_cache))
    kept = tmp_path / "notes.txt"
    kept.write_text("somebody's work, which is longer than the header of a file of SQLite is" * 2, "utf-8")
    monkeypatch.setenv("ROUTEKIT_EVIDENCE_FILE", str(kept))
    monkeypatch.setenv("ROUTEKIT_LAYERS", json.dumps({"roads": str(tmp_path / "nowhere.layer")}))
    command = [ROUTEKIT, "serve", "--sample", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "is not a file of evidence" in done.stderr
    assert "WARNING the layer roads says nothing" in done.stderr


@contextmanager
def few_files():
    """Let processes that are started meanwhile have 128 open files unless they ask for more."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_more_clients_than_the_usual_number_of_open_files_are_taken(tmp_path, sample_cache, postcodes_file):
    with ExitStack() as stack:
        with few_files():
            service = stack.enter_context(live(tmp_path, sample_cache, postcodes=postcodes_file))
        for _ in range(200):
            stack.enter_context(service.connect())
        assert httpx.get(f"{service.url}/healthz").status_code == 200
