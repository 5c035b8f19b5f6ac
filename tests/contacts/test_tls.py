"""TLS: the system's certificates decide, the name is checked, and nothing falls back to plain text."""

import ssl
from datetime import UTC, datetime

import pytest
import trustme

from routekit.contacts import Hosts
from routekit.errors import SourceError, SourceUnavailableError

BODY = b"<parishcouncils><parish><id>7</id><name>Over</name></parish></parishcouncils>"


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """A certificate authority that the system trusts for as long as a test runs."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return ca


@pytest.fixture
def council(source, quick):
    """A source of the name council.example, which is found on the loopback."""

    def at(port):
        url = f"https://council.example:{port}"
        return source.modern_gov(url, limits=quick, resolve=lambda *_: ["127.0.0.1"])

    return at


def certified(issuer, *names, **facts):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(*names, **facts).configure_cert(context)
    return context


def test_a_certificate_for_the_name_is_good_at_whatever_address(council, trusted, raw_server, http):
    with raw_server(http(BODY), tls=certified(trusted, "council.example")) as (port, heard):
        (found,) = council(port).councils()
    assert found.title == "Over"
    assert f"Host: council.example:{port}".encode() in heard[0]


@pytest.fixture(params=["another name", "expired", "unknown authority"])
def untrusted(request, trusted):
    """The server side of a certificate that cannot be trusted."""
    if request.param == "another name":
        return certified(trusted, "other.example")
    if request.param == "expired":
        return certified(trusted, "council.example", not_after=datetime(2020, 1, 1, tzinfo=UTC))
    return certified(trustme.CA(), "council.example")


def test_a_certificate_that_cannot_be_trusted_ends_it_at_once(council, untrusted, raw_server):
    with (
        raw_server(b"", tls=untrusted) as (port, heard),
        pytest.raises(SourceUnavailableError, match="certificate") as caught,
    ):
        council(port).councils()
    assert heard == []
    assert not caught.value.passing


def test_plain_text_on_a_secure_port_is_unavailable(council, raw_server, http):
    with raw_server(http(BODY)) as (port, heard), pytest.raises(SourceUnavailableError):
        council(port).councils()
    assert b"GET" not in b"".join(heard)


def test_a_handshake_that_never_ends_is_inside_the_deadline(council, raw_server):
    with raw_server(None) as (port, _), pytest.raises(SourceUnavailableError):
        council(port).councils()


@pytest.mark.parametrize("length", [0, 10, 60, 100])
def test_an_answer_cut_off_under_tls_is_no_list(council, trusted, raw_server, http, length):
    answer = http(BODY)[:length]
    with (
        raw_server(answer, tls=certified(trusted, "council.example")) as (port, _),
        pytest.raises(SourceError, match=r"council\.example"),
    ):
        council(port).councils()


def test_an_http_address_is_called_over_tls(source):
    modern_gov = source.modern_gov("http://council.example", allow_insecure=False)
    assert "https://council.example/mgWebService.asmx" in repr(modern_gov)


def test_a_service_that_sends_us_to_https_on_its_own_host_is_asked_there_once(
    source, trusted, raw_server, http, quick
):
    calls, asked = [["127.0.0.1"], ["127.0.0.1"]], []

    def resolve(host, port):
        asked.append((host, port))
        return calls[len(asked) - 1]

    secure_answer = http(BODY)
    with raw_server(secure_answer, tls=certified(trusted, "council.example")) as (secure_port, secure):
        path = "/mgWebService.asmx/GetParishCouncils"
        location = f"Location: https://council.example:{secure_port}{path}"
        moved = http(b"", status="301 Moved Permanently", headers=(location,))
        with raw_server(moved) as (port, plain):
            url = f"http://council.example:{port}"
            (found,) = source.modern_gov(url, limits=quick, resolve=resolve).councils()
    assert found.title == "Over"
    assert asked == [("council.example", port), ("council.example", secure_port)]
    assert (len(plain), len(secure)) == (1, 1)
    assert secure[0].startswith(f"GET {path} HTTP/1.1\r\n".encode())


def test_a_service_that_sends_us_to_https_and_on_is_not_followed_further(
    source, trusted, raw_server, http, quick
):
    path = "/mgWebService.asmx/GetParishCouncils"
    on = http(b"", status="302 Found", headers=(f"Location: https://council.example{path}",))
    with raw_server(on, tls=certified(trusted, "council.example")) as (secure_port, secure):
        location = f"Location: https://council.example:{secure_port}{path}"
        moved = http(b"", status="301 Moved Permanently", headers=(location,))
        with (
            raw_server(moved) as (port, _),
            pytest.raises(SourceError, match=r"sends us to council\.example"),
        ):
            source.modern_gov(
                f"http://council.example:{port}", limits=quick, resolve=lambda *_: ["127.0.0.1"]
            ).councils()
    assert len(secure) == 1


def test_the_certificates_of_the_system_are_loaded_once_for_all_that_share_hosts(
    source, trusted, raw_server, http, monkeypatch
):
    loaded = []
    create = ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda: loaded.append(1) or create())
    hosts = Hosts()
    with raw_server(http(BODY), tls=certified(trusted, "council.example")) as (port, _):
        for _ in range(3):
            url = f"https://council.example:{port}"
            source.modern_gov(url, hosts=hosts, resolve=lambda *_: ["127.0.0.1"]).councils()
    assert loaded == [1]
