"""An answer that ends too early, in whatever way and at whatever byte, is never part of a list."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from routekit.contacts import Limits
from routekit.errors import SourceError
from routekit.testing import Cut, ModernGovServer, sample_councils

LIMITS = Limits(deadline_s=5.0, attempts=1)
STALLED = Limits(deadline_s=0.05, attempts=1)
STRIDE = 41


def whole_length(server):
    """Find how many bytes an answer has: cut after these and reset, it is still whole."""
    import http.client

    host, _, port = server.base_url.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port))
    connection.request("GET", "/mgWebService.asmx/GetParishCouncils")
    answer = connection.getresponse()
    head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n" + "".join(
        f"{name}: {text}\r\n" for name, text in answer.getheaders()
    )
    length = len(head) + 2 + len(answer.read())
    connection.close()
    return length


def cuts_give_nothing(source, areas, then, stride):
    """Cut an answer after every so many bytes; give how many lists came of it."""
    limits = STALLED if then == "stall" else LIMITS
    with ModernGovServer(sample_councils(areas[:2]), lasting_s=1.0) as server:
        length = whole_length(server)

        def lists(after):
            server.fault = Cut(after=after, then=then)
            try:
                return source.modern_gov(server.base_url, areas=areas, limits=limits).councils()
            except SourceError:
                return None

        came = [lists(after) for after in range(0, length, stride)]
        came.append(lists(length - 1))
        assert len(lists(length)) == 2
    return [each for each in came if each is not None], len(came)


@pytest.mark.parametrize("then", ["close", "reset", "stall"])
def test_an_answer_cut_anywhere_is_no_list(source, areas, then):
    lists, cuts = cuts_give_nothing(source, areas, then, STRIDE * (3 if then == "stall" else 1))
    assert lists == []
    assert cuts > 8


ITEM = "<parishcouncil><parishcouncilid>7</parishcouncilid><title>Over</title></parishcouncil>"
BODY = f"<parishcouncils>{ITEM}{ITEM}</parishcouncils>".encode()


def chunked(body):
    pieces = (body[start : start + 20] for start in range(0, len(body), 20))
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def cut_chunks_give_nothing(source, raw_server, http, stride):
    headers = ("Content-Type: text/xml", "Transfer-Encoding: chunked")
    whole = http(chunked(BODY), headers=headers, length=False)
    answers = [whole[:end] for end in range(0, len(whole), stride)]
    with raw_server(*answers, whole) as (port, _):

        def lists():
            try:
                return source.modern_gov(f"http://127.0.0.1:{port}", limits=LIMITS).councils()
            except SourceError:
                return None

        came = [lists() for _ in answers]
        assert len(lists()) == 2
    return [each for each in came if each is not None]


def test_an_answer_in_chunks_cut_anywhere_is_no_list(source, raw_server, http):
    assert cut_chunks_give_nothing(source, raw_server, http, 7) == []


def test_many_threads_under_cuts_get_whole_lists_or_errors(source, areas):
    with ModernGovServer(sample_councils(areas[:3])) as server:
        server.script(*(Cut(after=after) if after % 2 else None for after in range(100, 900, 13)))

        def ask(_):
            try:
                return len(source.modern_gov(server.base_url, limits=LIMITS).councils())
            except SourceError:
                return None

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(ask, range(60))) == {None, 3}
