"""The head of an answer is sent with what follows it, in one piece, and no answer stays behind."""

import socket

import httpx

from routekit.service.protocol import Together


class Sent:
    """What a transport was told."""

    def __init__(self):
        self.told = []

    def write(self, data):
        self.told.append(data)

    def close(self):
        self.told.append("closed")

    def is_closing(self):
        return "closed" in self.told


def test_head_and_body_are_one_piece_and_the_next_answer_is_another():
    transport = Sent()
    together = Together(transport)
    for _ in range(2):
        together.write(b"HTTP/1.1 200 OK\r\n\r\n")
        together.write(b"body")
        together.write(b"more")
        together.end()
    assert transport.told == [b"HTTP/1.1 200 OK\r\n\r\nbody", b"more"] * 2


def test_a_head_without_a_body_is_sent_at_the_end_and_before_a_close():
    transport = Sent()
    together = Together(transport)
    together.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    together.end()
    together.write(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")
    together.close()
    assert transport.told == [
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        b"HTTP/1.1 503 Service Unavailable\r\n\r\n",
        "closed",
    ]
    assert together.is_closing()


def test_leave_to_go_on_is_given_at_once():
    transport = Sent()
    together = Together(transport)
    together.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    together.write(b"HTTP/1.1 200 OK\r\n\r\n")
    together.write(b"body")
    assert transport.told == [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\nbody"]


def test_answers_without_a_body_come_over_a_real_connection(started):
    with httpx.Client(base_url=started.url, timeout=5) as client:
        tag = client.get("/v1/transactions").headers["etag"]
        unchanged = client.get("/v1/transactions", headers={"if-none-match": tag})
        head = client.head("/v1/transactions")
        again = client.get("/v1/transactions")
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert again.json()["transactions"]


def test_requests_that_come_at_once_are_answered_in_their_order(started):
    url = httpx.URL(started.url)
    with socket.create_connection((url.host, url.port), timeout=5) as connection:
        wanted = b"HEAD /v1/transactions HTTP/1.1\r\nhost: x\r\n\r\n"
        last = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        connection.sendall(wanted * 3 + last)
        got = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert got.count(b"HTTP/1.1 200 OK") == 4
    assert got.endswith(b'{"status":"ok"}')
