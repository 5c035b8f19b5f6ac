"""An HTTP client that shares no code with the server: http.client, and a bare socket below it."""

import http.client
import socket
from contextlib import closing
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from routekit.model import Area
from routekit.testing import ModernGovServer, sample_councils

GET = b"GET /mgWebService.asmx/GetParishCouncils HTTP/1.1\r\nHost: test\r\n\r\n"


class Got(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Asks a server, one connection for each request."""

    service = "/mgWebService.asmx"
    operation = "/mgWebService.asmx/GetParishCouncils"

    def __init__(self, server: ModernGovServer, timeout: float = 10.0) -> None:
        url = urlsplit(server.base_url)
        self.address, self.timeout = (url.hostname, url.port), timeout

    def ask(self, path=operation, method="GET", body=None, headers=()) -> Got:
        with closing(http.client.HTTPConnection(*self.address, timeout=self.timeout)) as connection:
            connection.request(method, path, body=body, headers=dict(headers))
            with closing(connection.getresponse()) as response:
                return Got(response.status, dict(response.headers), response.read())

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=self.timeout)

    def raw(self, request: bytes = GET) -> tuple[bytes, str]:
        """Send bytes as they are; give all that came back and how it ended: closed, reset or silent."""
        received = b""
        with self.connect() as connection:
            connection.sendall(request)
            while True:
                try:
                    block = connection.recv(65536)
                except ConnectionResetError:
                    return received, "reset"
                except TimeoutError:
                    return received, "silent"
                if not block:
                    return received, "closed"
                received += block


@pytest.fixture
def client():
    return Client


@pytest.fixture
def areas():
    names = ("Ashsample", "Bareham & Coley", "St Invent's", "Dunspecimen", "Eaton Example")
    return tuple(
        Area(code=f"E04999{number:03}", name=name, kind="parish", district="E06999001")
        for number, name in enumerate(names, start=1)
    )


@pytest.fixture
def councils(areas):
    return sample_councils(areas, towns={"E04999004"})


@pytest.fixture
def server(councils):
    with ModernGovServer(councils, lasting_s=0.5) as running:
        yield running
