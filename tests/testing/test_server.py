"""The server's life: starting, stopping, counting, serving many at once, and leaving nothing behind."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from routekit.errors import InputError
from routekit.testing import Fault, ModernGovServer, ParishCouncilRecord, Shape


def open_files():
    return sum(1 for _ in Path("/dev/fd").iterdir())


def test_fifty_clients_at_once_are_all_served(server, client):
    expected = client(server).ask()
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: client(server).ask(), range(200)))
    assert answers == [expected] * 200
    assert len(server.requests) == 201


def test_fifty_slow_requests_wait_side_by_side(councils, client):
    with ModernGovServer(councils, lasting_s=0.5) as server:
        server.fault = Fault.SLOW
        together = threading.Barrier(50, timeout=30)

        def ask(_):
            together.wait()
            return client(server, 30).ask().status

        with ThreadPoolExecutor(50) as pool:
            assert set(pool.map(ask, range(50))) == {200}


def test_it_leaves_no_thread_and_no_socket(councils, client):
    threads, files = set(threading.enumerate()), open_files()
    for fault in (None, Fault.RESET, Fault.SLOW, Fault.REFUSED):
        with ModernGovServer(councils, lasting_s=30) as server:
            asking = client(server, 0.1)
            with asking.connect(), asking.connect() as busy:
                server.fault = fault
                if fault is not Fault.REFUSED:
                    busy.sendall(b"GET / HTTP/1.1\r\nHost: t\r\n\r\n")
                    while not server.requests:
                        time.sleep(0.005)
                server.stop()
    assert set(threading.enumerate()) == threads
    assert open_files() == files


def test_nobody_answers_after_it_stops(councils, client):
    server = ModernGovServer(councils).start()
    asking = client(server)
    assert asking.ask().status == 200
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        asking.ask()
    with pytest.raises(InputError, match="stopped"):
        server.base_url  # noqa: B018 - a property that raises
    assert "stopped" in repr(server)


def test_it_can_be_started_again_and_remembers_what_it_saw(councils, client):
    server = ModernGovServer(councils)
    for _ in range(3):
        with server:
            assert client(server).ask().status == 200
    assert len(server.requests) == 3


def test_starting_and_stopping_twice_does_nothing_more(councils, client):
    server = ModernGovServer(councils)
    server.stop()
    url = server.start().base_url
    assert server.start().base_url == url
    assert sum(thread.name == "routekit-testing" for thread in threading.enumerate()) == 1
    server.stop()
    server.stop()
    assert not any(thread.name == "routekit-testing" for thread in threading.enumerate())


def test_it_is_only_on_the_loopback_address(server):
    assert server.base_url.startswith("http://127.0.0.1:")


def test_requests_tell_what_was_asked_and_by_whom(server, client):
    asking = client(server)
    asking.ask(headers={"User-Agent": "test/1", "X-Other": "no"})
    asking.ask("/mgParishCouncilDetails.aspx?ID=7")
    asking.ask("/mgWebService.asmx", "POST", "<a/>", {"Content-Type": "text/xml", "SOAPAction": '"urn:x/Y"'})
    got, page, soap = server.requests
    assert (got.method, got.protocol, got.operation) == ("GET", "GET", "GetParishCouncils")
    assert got.path == "/mgWebService.asmx/GetParishCouncils"
    assert ("user-agent", "test/1") in got.headers
    assert "x-other" not in dict(got.headers)
    assert (page.path, page.query) == ("/mgParishCouncilDetails.aspx", "ID=7")
    assert (page.protocol, page.operation) == (None, None)
    assert (soap.protocol, soap.operation) == ("SOAP", "urn:x/Y")


def test_a_request_is_counted_even_if_its_fault_gives_no_answer(server, client):
    server.fault = Fault.RESET
    client(server).raw()
    assert len(server.requests) == 1


def test_its_councils_may_change_while_it_runs(server, client):
    server.councils = [ParishCouncilRecord(id="9", title="Newly Made Parish Council")]
    assert b"Newly Made" in client(server).ask().body
    assert len(server.councils) == 1


def test_faults_may_be_switched_while_it_is_asked(server, client):
    statuses = []
    done = threading.Event()

    def keep_asking():
        while not done.is_set():
            try:
                statuses.append(client(server).ask().status)
            except (OSError, EOFError):
                statuses.append(None)

    asking = [threading.Thread(target=keep_asking) for _ in range(4)]
    for thread in asking:
        thread.start()
    for fault in (Fault.SERVER_ERROR, Fault.REFUSED, None, Fault.NOT_FOUND) * 3:
        server.fault = fault
        enough = len(statuses) + 8
        while len(statuses) < enough:
            time.sleep(0.002)
    done.set()
    for thread in asking:
        thread.join(10)
    assert set(statuses) >= {200, 404, 500, None}
    server.fault = None
    assert client(server).ask().status == 200


def test_it_prints_nothing(server, client, capfd):
    client(server).ask()
    client(server).ask("/nowhere")
    for fault in (Fault.RESET, Fault.TRUNCATED, Fault.DRIP):
        server.fault = fault
        client(server).raw()
    with client(server).connect() as rude:
        rude.sendall(b"GET / HT")
    server.stop()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "moderngov"},
        {"path": "/moderngov/"},
        {"path": "/a b"},
        {"path": "/a\r\nX: y"},
        {"protocols": {"FTP"}},
        {"protocols": "GET"},
        {"shape": "round"},
        {"lasting_s": 0},
        {"lasting_s": 31},
        {"lasting_s": float("nan")},
        {"councils": ["Sample Parish Council"]},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_when_it_is_made(wrong):
    with pytest.raises(InputError):
        ModernGovServer(**wrong)


@pytest.mark.parametrize("wrong", ["html", 500, True, Fault, ["html"]])
def test_what_is_no_fault_is_refused_and_changes_nothing(server, wrong):
    server.fault = Fault.EMPTY
    with pytest.raises(InputError):
        server.fault = wrong
    with pytest.raises(InputError):
        server.script(wrong)
    assert server.fault is Fault.EMPTY


def test_a_bad_list_of_councils_leaves_the_old_one(server, councils):
    with pytest.raises(InputError):
        server.councils = [*councils, None]
    assert server.councils == councils


def test_shapes_and_faults_are_named_in_its_signature_order():
    assert ModernGovServer((), path="/x", protocols=("SOAP",), shape=Shape.FLAT, lasting_s=1).fault is None
