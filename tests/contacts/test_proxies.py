"""Proxies that the environment names are used by those alone who ask for it."""

import base64
import logging
import socket
import ssl
import threading
import time
from contextlib import contextmanager

import pytest
import trustme

from routekit.contacts import Limits
from routekit.contacts.origin import Origin
from routekit.contacts.proxies import proxy_for
from routekit.errors import SourceError, SourceUnavailableError

BODY = b"<parishcouncils><parish><id>7</id><name>Over</name></parish></parishcouncils>"
ORIGIN = Origin("council.example", "https://council.example/mgWebService.asmx")
NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def nobody(*_):
    raise AssertionError("the proxy resolves the host, not we")


def through(port):
    """A name server that knows the proxy alone."""
    return lambda host, _port: ["127.0.0.1"] if host == "proxy.example" else nobody()


def test_a_plain_request_goes_through_the_proxy_that_was_asked_for(
    source, raw_server, http, quick, monkeypatch
):
    with raw_server(http(BODY)) as (port, heard):
        monkeypatch.setenv("http_proxy", f"http://clerk:hunter2@proxy.example:{port}")
        modern_gov = source.modern_gov(
            "http://council.example", environment_proxies=True, resolve=through(port), limits=quick
        )
        (found,) = modern_gov.councils()
    assert found.title == "Over"
    assert heard[0].startswith(b"GET http://council.example/mgWebService.asmx/GetParishCouncils HTTP/1.1")
    assert base64.b64encode(b"clerk:hunter2") in heard[0]


@contextmanager
def tunnel(answer, context, *, says=b"HTTP/1.1 200 Connection established\r\n\r\n"):
    """A proxy that lets one tunnel through to a service of its own; give its port and what it heard."""
    listener, heard = socket.create_server(("127.0.0.1", 0)), []

    def serve():
        connection, _ = listener.accept()
        connection.settimeout(5)
        with connection:
            heard.append(connection.recv(65536))
            connection.sendall(says)
            if b"200" in says[:15]:
                with context.wrap_socket(connection, server_side=True) as secure:
                    heard.append(secure.recv(65536))
                    secure.sendall(answer)

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        serving.join(5)
        listener.close()


@pytest.fixture
def certified(tmp_path, monkeypatch):
    ca, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    ca.issue_cert("council.example").configure_cert(context)
    return context


def test_a_secure_request_goes_through_a_tunnel_and_the_certificate_is_the_councils(
    source, certified, http, quick, monkeypatch
):
    with tunnel(http(BODY), certified) as (port, heard):
        monkeypatch.setenv("HTTPS_PROXY", f"proxy.example:{port}")
        modern_gov = source.modern_gov(
            "https://council.example",
            allow_insecure=False,
            environment_proxies=True,
            resolve=through(port),
            limits=quick,
        )
        (found,) = modern_gov.councils()
    assert found.title == "Over"
    assert heard[0].startswith(b"CONNECT council.example:443 HTTP/1.1")
    assert b"GetParishCouncils" not in heard[0]


def test_a_proxy_that_refuses_makes_the_service_unavailable_and_is_not_quoted(
    source, certified, quick, monkeypatch, caplog
):
    caplog.set_level(logging.DEBUG)
    refusal = b"HTTP/1.1 407 Zebedee\r\nX: Zebedee\r\nContent-Length: 0\r\n\r\n"
    with tunnel(b"", certified, says=refusal) as (port, _):
        monkeypatch.setenv("HTTPS_PROXY", f"http://clerk:hunter2@proxy.example:{port}")
        modern_gov = source.modern_gov(
            "https://council.example", environment_proxies=True, resolve=through(port), limits=quick
        )
        with pytest.raises(SourceUnavailableError, match="the proxy refuses") as caught:
            modern_gov.councils()
    told = f"{caught.value!r} {caught.value.__dict__} {caplog.text} {modern_gov!r}"
    assert "Zebedee" not in told
    assert "hunter2" not in told


def test_a_proxy_that_says_nothing_is_inside_the_deadline(source, raw_server, monkeypatch):
    with raw_server(None) as (port, _):
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{port}")
        limits = Limits(deadline_s=0.3, attempts=1)
        modern_gov = source.modern_gov("https://council.example", environment_proxies=True, limits=limits)
        began = time.monotonic()
        with pytest.raises(SourceUnavailableError):
            modern_gov.councils()
        assert time.monotonic() - began < 0.8


def test_a_host_that_no_proxy_excepts_is_called_directly_and_its_addresses_are_checked(
    source, quick, monkeypatch
):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "council.example")
    modern_gov = source.modern_gov(
        "https://council.example",
        allow_insecure=False,
        environment_proxies=True,
        resolve=lambda *_: ["127.0.0.1"],
        limits=quick,
    )
    with pytest.raises(SourceUnavailableError, match="not public"):
        modern_gov.councils()


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "ftp://a", "http://", "http://[::1", "://"])
def test_a_proxy_that_cannot_be_used_is_said_so_and_not_gone_round(source, quick, monkeypatch, proxy):
    monkeypatch.setenv("ALL_PROXY", proxy)
    modern_gov = source.modern_gov(
        "https://council.example", environment_proxies=True, resolve=nobody, limits=quick
    )
    with pytest.raises(SourceError, match="no http or https URL"):
        modern_gov.councils()


def test_the_password_of_a_proxy_is_in_no_repr(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://clerk:hunter2@proxy.example:3128")
    proxy = proxy_for(ORIGIN, "https")
    assert (proxy.host, proxy.address, proxy.credentials) == (
        "proxy.example",
        "http://proxy.example:3128/",
        ("clerk", "hunter2"),
    )
    assert "hunter2" not in f"{proxy!r} {proxy}"
    assert proxy_for(ORIGIN, "http") is None
