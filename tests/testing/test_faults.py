"""Each fault does on the wire what it says, and ends."""

import http.client
import threading
import time
import tracemalloc
import zlib
from xml.parsers import expat

import pytest
from defusedxml import EntitiesForbidden
from defusedxml.ElementTree import ParseError, fromstring

from routekit.errors import InputError
from routekit.testing import Answer, Cut, Fault, ModernGovServer
from routekit.testing.delivery import HUGE_BYTES

GET = b"GET /mgWebService.asmx/GetParishCouncils HTTP/1.1\r\nHost: test\r\n\r\n"
ONCE = GET.replace(b"Host: test\r\n", b"Host: test\r\nConnection: close\r\n")


def split(wire):
    head, _, body = wire.partition(b"\r\n\r\n")
    return head.decode(), body


def claimed(head):
    return int(head.lower().split("content-length: ")[1].split("\r\n")[0])


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.SERVER_ERROR, (500, "text/plain", None)),
        (Fault.UNAVAILABLE, (503, "text/plain", "1")),
        (Fault.NOT_FOUND, (404, "text/html", None)),
        (Fault.FORBIDDEN, (403, "text/html", None)),
        (Fault.RATE_LIMITED, (429, "text/plain", "120")),
        (Fault.HTML, (200, "text/html", None)),
        (Fault.SCRIPT_REDIRECT, (200, "text/html", None)),
        (Fault.GET_OFF, (500, "text/html", None)),
    ],
)
def test_a_wrong_answer_has_its_status_and_headers(server, client, fault, expected):
    server.fault = fault
    got = client(server).ask()
    content_type = got.headers["Content-Type"].partition(";")[0]
    assert (got.status, content_type, got.headers.get("Retry-After")) == expected
    assert b"council" not in got.body.lower().replace(b"getparishcouncils", b"")


@pytest.mark.parametrize(
    ("fault", "root"),
    [(Fault.HTML, "{http://www.w3.org/1999/xhtml}html"), (Fault.SCRIPT_REDIRECT, "script")],
)
def test_pages_in_place_of_an_answer_parse_as_xml(server, client, fault, root):
    server.fault = fault
    assert fromstring(client(server).ask().body.strip()).tag == root


def test_a_redirect_leads_to_a_host_that_cannot_exist(server, client):
    server.fault = Fault.REDIRECT
    got = client(server).ask()
    assert (got.status, got.body) == (302, b"")
    assert got.headers["Location"].startswith("http://elsewhere.invalid/")


def test_get_off_refuses_get_only(server, client):
    server.fault = Fault.GET_OFF
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert b"Request format is unrecognized" in client(server).ask().body
    assert client(server).ask(method="POST", body="", headers=form).status == 200
    assert client(server).ask("/mgParishCouncilDetails.aspx").status == 200


def test_truncated_promises_more_than_it_sends(server, client):
    whole = client(server).ask().body
    server.fault = Fault.TRUNCATED
    wire, ending = client(server).raw()
    head, body = split(wire)
    assert claimed(head) == len(whole)
    assert body == whole[: len(whole) // 2]
    assert ending == "closed"
    with pytest.raises(http.client.IncompleteRead):
        client(server).ask()


def test_cut_xml_is_complete_as_http_and_broken_as_xml(server, client):
    server.fault = Fault.CUT_XML
    got = client(server).ask()
    assert int(got.headers["Content-Length"]) == len(got.body)
    with pytest.raises(ParseError):
        fromstring(got.body)


def test_reset_ends_half_way_with_a_reset(server, client):
    server.fault = Fault.RESET
    wire, ending = client(server).raw()
    assert ending == "reset"
    # A reset may overtake what was sent before it.
    assert b"HTTP/1.1 200 OK".startswith(wire[:15])
    assert b"</parishcouncils>" not in wire


def test_slow_says_nothing_at_first_and_then_the_right_thing(server, client, councils):
    whole = client(server).ask().body
    with ModernGovServer(councils, lasting_s=1.5) as slow:
        slow.fault = Fault.SLOW
        impatient = client(slow, timeout=0.3).raw()
        assert impatient == (b"", "silent")
        assert client(slow).ask().body == whole


def test_a_drip_gives_the_headers_and_then_byte_after_byte(server, client):
    server.fault = Fault.DRIP
    wire, ending = client(server).raw()
    head, body = split(wire)
    assert 1 <= len(body) <= 11
    assert claimed(head) > len(body)
    assert ending == "closed"


def test_dripping_headers_come_byte_after_byte(server, client):
    server.fault = Fault.DRIP_HEADERS
    wire, ending = client(server).raw()
    assert 1 <= len(wire) <= 11
    assert b"HTTP/1.1 200".startswith(wire)
    assert ending == "closed"


def test_a_short_answer_may_drip_to_its_end(client):
    with ModernGovServer(lasting_s=30) as server:
        server.fault = Fault.DRIP
        got = client(server, 30).ask("/mgWebService.asmx/x")
    assert (got.status, got.body) == (500, b"x Web Service method name is not valid.\r\n")


def test_empty_is_a_success_without_a_body(server, client):
    server.fault = Fault.EMPTY
    got = client(server).ask()
    assert (got.status, got.headers["Content-Length"], got.body) == (200, "0", b"")


def test_no_councils_is_a_root_with_nothing_in_it(server, client):
    server.fault = Fault.NO_COUNCILS
    root = fromstring(client(server).ask().body)
    assert (root.tag, list(root)) == ("parishcouncils", [])


def test_the_bomb_is_small_and_would_expand_to_gigabytes(server, client):
    server.fault = Fault.BOMB
    bomb = client(server).ask().body
    assert len(bomb) < 1000
    with pytest.raises(EntitiesForbidden):
        fromstring(bomb)
    sizes = {}

    def declared(name, _parameter, text, *_):
        sizes[name] = sum(sizes[part] for part in text.strip("&;").split(";&")) if "&" in text else len(text)

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declared
    parser.Parse(bomb[: bomb.index(b"<parishcouncils>")])
    assert sizes["e9"] == 5 * 10**9


def drained(client, server):
    """Read an answer to its end without keeping it; give its head and how many bytes followed."""
    with client(server).connect() as connection:
        connection.sendall(GET)
        room = bytearray(1 << 20)
        head, total = b"", 0
        while size := connection.recv_into(room):
            if b"\r\n\r\n" not in head:
                head += bytes(room[:size])
            total += size
    top = head.partition(b"\r\n\r\n")[0]
    return top.decode(), total - len(top) - 4


def test_huge_streams_many_megabytes_and_holds_few(councils, client):
    with ModernGovServer(councils, lasting_s=30) as server:
        server.fault = Fault.HUGE
        tracemalloc.start()
        try:
            head, size = drained(client, server)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert size >= HUGE_BYTES
    assert "Content-Length" not in head
    assert peak < 4 * 1024 * 1024


def test_the_gzip_bomb_is_small_until_it_is_unpacked(councils, client):
    with ModernGovServer(councils, lasting_s=30) as server:
        server.fault = Fault.GZIP_BOMB
        got = client(server).ask()
    assert got.headers["Content-Encoding"] == "gzip"
    assert len(got.body) < 1024 * 1024
    unpack, size, rest = zlib.decompressobj(wbits=31), 0, got.body
    while rest:
        size += len(unpack.decompress(rest, 1 << 20))
        rest = unpack.unconsumed_tail
    assert unpack.eof
    assert size > HUGE_BYTES


def test_wrong_encoding_claims_utf_8_and_is_not(server, client):
    server.fault = Fault.WRONG_ENCODING
    got = client(server).ask()
    assert "utf-8" in got.headers["Content-Type"]
    assert b'encoding="utf-8"' in got.body
    with pytest.raises(UnicodeDecodeError):
        got.body.decode()
    assert "Parish\N{RIGHT SINGLE QUOTATION MARK}s Council" in got.body.decode("cp1252")
    with pytest.raises(ParseError):
        fromstring(got.body)


def test_a_refused_server_can_be_put_right_on_the_same_port(server, client):
    asking = client(server)
    url = server.base_url
    with asking.connect() as open_connection:
        open_connection.sendall(GET)
        assert open_connection.recv(65536).startswith(b"HTTP/1.1 200")
        server.fault = Fault.REFUSED
        assert open_connection.recv(1) == b""
    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            asking.ask()
    assert server.base_url == url
    server.fault = None
    assert asking.ask().status == 200


def test_a_server_can_start_refusing(client, councils):
    server = ModernGovServer(councils)
    server.fault = Fault.REFUSED
    with server:
        with pytest.raises(ConnectionRefusedError):
            client(server).ask()
        server.fault = Fault.EMPTY
        assert client(server).ask().body == b""


@pytest.mark.parametrize("then", ["close", "reset"])
def test_a_cut_gives_exactly_so_many_bytes(server, client, then):
    whole, _ = client(server).raw(ONCE)
    for after in (1, 9, 40, 150, len(whole) // 2, len(whole) - 1):
        server.fault = Cut(after, then=then)
        wire, ending = client(server).raw()
        assert ending == ("closed" if then == "close" else "reset")
        # A reset may overtake bytes that were sent before it.
        assert wire == whole[:after] if then == "close" else whole[:after].startswith(wire)


def test_a_cut_after_nothing_is_an_empty_reply(server, client):
    server.fault = Cut(0)
    with pytest.raises(http.client.RemoteDisconnected):
        client(server).ask()


def test_a_stalled_cut_hangs_and_then_ends(server, client):
    server.fault = Cut(30, then="stall")
    wire, ending = client(server, timeout=0.1).raw()
    assert (len(wire), ending) == (30, "silent")
    wire, ending = client(server).raw()
    assert (len(wire), ending) == (30, "closed")


def test_an_answer_is_sent_exactly_as_it_is(server, client):
    strange = Answer(
        status=299,
        body=b"\xff\xfe<\x00",
        content_type="text/x; a=b",
        headers=(("Retry-After", "-1"), ("A", "1")),
    )
    server.fault = strange
    got = client(server).ask()
    assert (got.status, got.body) == (299, strange.body)
    assert got.headers["Content-Type"] == "text/x; a=b"
    assert (got.headers["Retry-After"], got.headers["A"]) == ("-1", "1")
    server.fault = Answer(content_type="")
    assert "Content-Type" not in client(server).ask().headers


def test_a_fault_holds_for_pages_and_soap_too(server, client):
    server.fault = Fault.UNAVAILABLE
    assert client(server).ask("/mgParishCouncilDetailsList.aspx").status == 503
    assert client(server).ask("/mgWebService.asmx", "POST", body="<a/>").status == 503


def test_a_script_gives_the_next_requests_one_fault_each(server, client):
    server.fault = Fault.EMPTY
    server.script(Fault.SERVER_ERROR, None, Answer(status=418))
    assert [client(server).ask().status for _ in range(3)] == [500, 200, 418]
    assert client(server).ask().body == b""


def test_a_refusal_cannot_be_scripted(server):
    with pytest.raises(InputError, match="refused"):
        server.script(None, Fault.REFUSED)
    assert server.fault is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: Cut(-1),
        lambda: Cut(1.5),
        lambda: Cut(1, then="explode"),
        lambda: Answer(status=99),
        lambda: Answer(status="200"),
        lambda: Answer(body="text"),
        lambda: Answer(headers=(("A", 1),)),
        lambda: Answer(headers=[("A", "1")]),
    ],
)
def test_a_fault_that_cannot_be_is_refused_when_it_is_made(make):
    with pytest.raises(InputError):
        make()


LASTING = [Fault.SLOW, Fault.DRIP, Fault.DRIP_HEADERS, Fault.HUGE, Cut(5, then="stall")]


@pytest.mark.parametrize("fault", LASTING, ids=str)
def test_every_lasting_fault_ends_when_the_server_stops(councils, client, fault):
    server = ModernGovServer(councils, lasting_s=30).start()
    server.fault = fault
    with client(server, timeout=20).connect() as connection:
        connection.sendall(GET)
        while not server.requests:
            time.sleep(0.005)
        server.stop()
        received = b""
        try:
            while block := connection.recv(1 << 20):
                received = (received + block)[-1000:]
        except ConnectionResetError:
            pass
    assert b"</parishcouncils>" not in received


@pytest.mark.parametrize("fault", LASTING, ids=str)
def test_every_lasting_fault_ends_by_itself_even_if_nobody_reads(councils, client, fault):
    with ModernGovServer(councils, lasting_s=0.3) as server:
        before = threading.active_count()
        server.fault = fault
        with client(server).connect() as connection:
            connection.sendall(ONCE)
            while not server.requests:
                time.sleep(0.005)
            for _ in range(200):
                if threading.active_count() == before:
                    break
                time.sleep(0.05)
            assert threading.active_count() == before
