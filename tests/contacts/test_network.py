"""Names and addresses: resolved once, all of them checked, and the checked one called."""

import asyncio
import socket

import pytest

from routekit.contacts import Limits
from routekit.contacts.guard import Deadline
from routekit.contacts.network import Allowance, AsyncBackend, Backend, system_resolve
from routekit.contacts.origin import Origin
from routekit.errors import SourceResponseError, SourceUnavailableError


class Resolver:
    """A resolver that answers from a script, the last answer for ever, and counts."""

    def __init__(self, *answers):
        self.answers, self.asked = answers, []

    def __call__(self, host, port):
        self.asked.append((host, port))
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


def at_a_name(server):
    port = server.base_url.partition("127.0.0.1:")[2]
    return f"http://council.example:{port}"


def test_a_host_is_resolved_once_and_called_by_its_name_at_that_address(source, server):
    resolver = Resolver(["127.0.0.1"], ["192.0.2.1"])
    assert len(source.modern_gov(at_a_name(server), resolve=resolver).councils()) == 3
    host, _, port = at_a_name(server).removeprefix("http://").partition("/")[0].partition(":")
    assert resolver.asked == [(host, int(port))]
    assert dict(server.requests[0].headers)["host"] == f"{host}:{port}"


def test_the_next_address_is_tried_when_one_does_not_accept(source, server):
    resolver = Resolver(["127.0.0.2", "127.0.0.1"])
    assert len(source.modern_gov(at_a_name(server), resolve=resolver).councils()) == 3


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["64:ff9b::7f00:1"], ["100.64.0.1"], []],
)
def test_an_address_that_is_not_public_is_not_called(source, server, answers):
    resolver = Resolver(answers)
    modern_gov = source.modern_gov("https://council.example", allow_insecure=False, resolve=resolver)
    with pytest.raises(SourceUnavailableError, match=r"council\.example"):
        modern_gov.councils()
    assert server.requests == ()
    assert len(resolver.asked) == 1


@pytest.mark.parametrize("error", [OSError("no such host"), UnicodeError("label too long"), TimeoutError()])
def test_a_name_that_cannot_be_found_is_unavailable(source, server, quick, error):
    with pytest.raises(SourceUnavailableError, match="by name"):
        source.modern_gov(at_a_name(server), resolve=Resolver(error), limits=quick).councils()


def test_a_name_server_that_fails_once_is_asked_again(source, server):
    resolver = Resolver(OSError("try again"), ["127.0.0.1"])
    assert len(source.modern_gov(at_a_name(server), resolve=resolver).councils()) == 3


def test_a_name_server_that_fails_when_asked_for_ipv6_is_asked_for_ipv4_alone(monkeypatch):
    def getaddrinfo(host, port, family=socket.AF_UNSPEC, **_):
        if family != socket.AF_INET:
            raise socket.gaierror(socket.EAI_AGAIN, "temporary failure")
        return [(family, socket.SOCK_STREAM, 6, "", ("192.0.2.7", port))] * 2

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert system_resolve("council.example", 443) == ["192.0.2.7"]


def test_proxies_and_passwords_of_the_environment_are_not_used(source, server, monkeypatch, tmp_path):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("default login clerk password hunter2\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert len(source.modern_gov(server.base_url).councils()) == 3
    assert "authorization" not in dict(server.requests[0].headers)


def test_a_real_name_that_does_not_exist_is_unavailable(source, quick):
    with pytest.raises(SourceUnavailableError):
        source.modern_gov("https://council.invalid", allow_insecure=False, limits=quick).councils()


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1", "council.example.", "www.council.example"])
def test_no_other_host_than_the_base_urls_is_even_looked_up(source, host):
    resolver = Resolver(["93.184.216.34"])
    allowance = Allowance(
        origin=Origin("council.example", "https://council.example/mgWebService.asmx"),
        limits=Limits(),
        deadline=Deadline(1.0),
        allow_insecure=True,
        resolve=resolver,
    )
    connect = {
        "sync": lambda: Backend(allowance).connect_tcp(host, 443),
        "async": lambda: asyncio.run(AsyncBackend(allowance).connect_tcp(host, 443)),
    }
    with pytest.raises(SourceResponseError, match="another host"):
        connect[source.name]()
    assert resolver.asked == []
