"""TLS: the system's certificates decide, the name is checked, and nothing falls back to plain text."""

import ssl
from datetime import UTC, datetime

import pytest
import trustme

from routekit.errors import SourceUnavailableError

BODY = b"<parishcouncils><parish><id>7</id><name>Over</name></parish></parishcouncils>"


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """A certificate authority that the system trusts for as long as a test runs."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return ca


def serving(issuer, *names, **facts):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(*names, **facts).configure_cert(context)
    return context


def council(source, port, quick):
    return source.modern_gov(
        f"https://council.example:{port}", limits=quick, resolve=lambda *_: ["127.0.0.1"]
    )


def test_a_certificate_for_the_name_is_good_at_whatever_address(source, authority, raw_server, http, quick):
    with raw_server(http(BODY), tls=serving(authority, "council.example")) as (port, heard):
        (found,) = council(source, port, quick).councils()
    assert found.title == "Over"
    assert f"Host: council.example:{port}".encode() in heard[0]


@pytest.mark.parametrize("fault", ["other name", "expired", "unknown authority"])
def test_a_certificate_that_cannot_be_trusted_ends_it_at_once(
    source, authority, raw_server, http, quick, fault
):
    context = {
        "other name": lambda: serving(authority, "other.example"),
        "expired": lambda: serving(authority, "council.example", not_after=datetime(2020, 1, 1, tzinfo=UTC)),
        "unknown authority": lambda: serving(trustme.CA(), "council.example"),
    }[fault]()
    with raw_server(http(BODY), tls=context) as (port, heard):
        with pytest.raises(SourceUnavailableError, match="certificate") as caught:
            council(source, port, quick).councils()
    assert heard == []
    assert not caught.value.passing


def test_plain_text_on_a_secure_port_is_unavailable(source, raw_server, http, quick):
    with raw_server(http(BODY)) as (port, heard), pytest.raises(SourceUnavailableError):
        council(source, port, quick).councils()
    assert b"GET" not in b"".join(heard)


def test_a_handshake_that_never_ends_is_inside_the_deadline(source, raw_server, quick):
    with raw_server(None) as (port, _), pytest.raises(SourceUnavailableError):
        council(source, port, quick).councils()


def test_an_answer_cut_off_under_tls_is_no_list(source, authority, raw_server, http, quick):
    answers = [http(BODY)[:length] for length in (0, 10, 60, 100)]
    for answer in answers:
        with raw_server(answer, tls=serving(authority, "council.example")) as (port, _):
            with pytest.raises(Exception, match=r"council\.example"):
                council(source, port, quick).councils()


def test_an_http_address_is_called_over_tls(source, server, quick):
    modern_gov = source.modern_gov(
        "http://council.example", allow_insecure=False, limits=quick, resolve=lambda *_: ["127.0.0.1"]
    )
    assert "https://council.example/mgWebService.asmx" in repr(modern_gov)
