"""A host that fails is spared, by every source that asks it, and whoever watches is told."""

import asyncio
import logging
import os
import signal
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from routekit.contacts import (
    AsyncModernGov,
    Closed,
    Hooks,
    Hosts,
    Install,
    Limits,
    ModernGov,
    Opened,
    Retried,
)
from routekit.contacts.hosts import Host
from routekit.contacts.origin import Origin
from routekit.errors import SourceBlockedError, SourceError, SourceUnavailableError
from routekit.testing import Answer, Fault, ModernGovServer, sample_councils

ORIGIN = Origin("council.example", "https://council.example/mgWebService.asmx")
ONCE = Limits(deadline_s=1.0, attempts=1)


class Ticking:
    """A clock that stands still until it is told to go on."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


class Watched:
    """Hooks that keep what they were told."""

    def __init__(self):
        self.told = []
        self.hooks = Hooks(on_retry=self.told.append, on_open=self.told.append, on_close=self.told.append)


def failing(modern_gov, times):
    for _ in range(times):
        with pytest.raises(SourceError) as caught:
            modern_gov.councils()
    return caught.value


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture
def hosts(clock):
    return Hosts(clock=clock, jitter=lambda: 0.0)


def test_a_host_that_failed_five_times_is_not_asked_and_after_a_while_by_one(source, server, hosts, clock):
    modern_gov = source.modern_gov(server.base_url, hosts=hosts, limits=ONCE)
    server.fault = Fault.SERVER_ERROR
    failing(modern_gov, 5)
    error = failing(modern_gov, 20)
    assert [bool(each.operation) for each in server.requests] == [True, False] * 5  # the service, then a page
    assert "was not asked: it failed 5 times in a row, and is tried again in 30 seconds" in str(error)
    assert (type(error), error.retry_after, error.passing) == (SourceUnavailableError, 30, False)
    clock.now += 30
    failing(modern_gov, 20)
    assert len(server.requests) == 12
    clock.now += 60
    server.fault = None
    assert len(modern_gov.councils()) == 3


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.SLOW, Fault.FORBIDDEN, Fault.HTML, Fault.DRIP])
def test_whatever_it_fails_with_counts(source, server, fault):
    limits = Limits(deadline_s=0.1, attempts=1)
    modern_gov = source.modern_gov(server.base_url, limits=limits)
    server.fault = fault
    failing(modern_gov, 5)
    assert "was not asked" in str(failing(modern_gov, 1))


def test_a_list_that_is_kept_is_given_while_the_host_rests(source, server, hosts):
    kept = source.modern_gov(server.base_url, hosts=hosts)
    kept.councils()
    server.fault = Fault.SERVER_ERROR
    failing(source.modern_gov(server.base_url, hosts=hosts, limits=ONCE), 6)
    assert len(kept.councils()) == 3


def test_sources_that_share_hosts_spare_a_host_together_and_others_do_not(source, server, hosts):
    server.fault = Fault.SERVER_ERROR
    failing(source.modern_gov(server.base_url, hosts=hosts, limits=ONCE), 5)
    shared = source.modern_gov(server.base_url, hosts=hosts, limits=ONCE)
    assert "was not asked" in str(failing(shared, 1))
    assert "was not asked" not in str(failing(source.modern_gov(server.base_url, limits=ONCE), 1))


def test_a_service_at_another_port_is_another_host(source, server, areas, hosts):
    server.fault = Fault.SERVER_ERROR
    failing(source.modern_gov(server.base_url, hosts=hosts, limits=ONCE), 6)
    with ModernGovServer(sample_councils(areas)) as other:
        assert len(source.modern_gov(other.base_url, hosts=hosts).councils()) == 4


def test_the_sources_of_a_directory_share_what_they_know_of_a_host(source, server, make_authority):
    districts = ("E06999037", "E06999038")
    installs = [Install(district=each, name="Sample", base_url=server.base_url) for each in districts]
    directory = source.directory(installs, allow_insecure=True, limits=ONCE)
    first, second = (make_authority("Ashsample Parish Council", district=each) for each in districts)
    server.fault = Fault.SERVER_ERROR
    for _ in range(5):
        with pytest.raises(SourceUnavailableError):
            directory.contact_for(first)
    with pytest.raises(SourceUnavailableError, match="was not asked"):
        directory.contact_for(second)


def test_a_host_that_refused_is_still_said_to_refuse_while_it_rests(source, server, hosts):
    modern_gov = source.modern_gov(server.base_url, hosts=hosts)
    server.fault = Fault.RATE_LIMITED
    assert isinstance(failing(modern_gov, 1), SourceBlockedError)
    error = failing(modern_gov, 1)
    assert isinstance(error, SourceBlockedError)
    assert "it failed once, and is tried again in 120 seconds" in str(error)
    assert len(server.requests) == 1


def test_a_probe_is_never_retried(source, server, hosts, clock):
    modern_gov = source.modern_gov(server.base_url, hosts=hosts)
    server.fault = Answer(status=503)
    failing(modern_gov, 5)
    before = len(server.requests)
    clock.now += 31
    failing(modern_gov, 1)
    assert len(server.requests) == before + 1


def test_retries_to_a_host_are_a_tenth_of_the_requests_or_two(source, server):
    hosts = Hosts(jitter=lambda: 0.0)
    server.fault = Answer(status=503)
    failing(source.modern_gov(server.base_url, hosts=hosts), 4)
    assert len(server.requests) == 4 + 2
    server.fault = None
    for _ in range(36):
        source.modern_gov(server.base_url, hosts=hosts).councils()
    server.script(*[Answer(status=502)] * 3)
    failing(source.modern_gov(server.base_url, hosts=hosts), 1)
    assert len(server.requests) == 4 + 2 + 36 + 1 + 2


def test_one_of_many_threads_probes_and_the_others_are_refused_at_once(server, hosts, clock):
    make = lambda: ModernGov(  # noqa: E731 - said three times below
        server.base_url, district="E06999037", allow_insecure=True, limits=ONCE, hosts=hosts
    )
    server.fault = Fault.SERVER_ERROR
    failing(make(), 5)
    clock.now += 30
    server.fault = Fault.SLOW
    before = len(server.requests)
    barrier = threading.Barrier(24)

    def probe(_):
        modern_gov = make()
        barrier.wait()
        return str(failing(modern_gov, 1))

    with ThreadPoolExecutor(24) as pool:
        told = list(pool.map(probe, range(24)))
    assert len(server.requests) == before + 1
    assert sum("was not asked" in each for each in told) == 23


def test_an_exchange_whose_caller_goes_away_is_nobodys_failure(server, hosts):
    modern_gov = AsyncSlow(server, hosts)
    for _ in range(8):
        asyncio.run(modern_gov.cancelled())
    server.fault = None
    assert len(asyncio.run(modern_gov.source.councils())) == 3


def test_a_probe_whose_caller_goes_away_counts_as_a_try(source, server, hosts, clock):
    failing_source = source.modern_gov(server.base_url, hosts=hosts, limits=ONCE)
    server.fault = Fault.SERVER_ERROR
    failing(failing_source, 5)
    clock.now += 30
    modern_gov = AsyncSlow(server, hosts)
    asyncio.run(modern_gov.cancelled())
    before = len(server.requests)
    for seconds in (0, 10, 19.9):
        clock.now += seconds
        assert "was not asked" in str(failing(failing_source, 1))
    assert len(server.requests) == before
    clock.now += 0.1
    server.fault = None
    assert len(failing_source.councils()) == 3


@pytest.mark.parametrize(("seconds", "asked_again"), [("1", True), ("2", True), ("3", False)])
def test_only_a_host_that_asks_to_be_left_alone_for_long_is(source, server, hosts, seconds, asked_again):
    modern_gov = source.modern_gov(server.base_url, hosts=hosts, limits=ONCE)
    server.fault = Answer(status=503, headers=(("Retry-After", seconds),))
    failing(modern_gov, 1)
    server.fault = None
    if asked_again:
        assert len(modern_gov.councils()) == 3
    else:
        assert "is tried again in 30 seconds" in str(failing(modern_gov, 1))


class AsyncSlow:
    def __init__(self, server, hosts):
        from routekit.contacts import AsyncModernGov

        server.fault = Fault.SLOW
        self.source = AsyncModernGov(server.base_url, district="E06999037", allow_insecure=True, hosts=hosts)

    async def cancelled(self):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.03):
                await self.source.councils()


def test_whoever_watches_is_told_of_retries_rests_and_of_the_end_of_them(source, server, hosts, clock):
    watched = Watched()
    choices = {"hosts": hosts, "hooks": watched.hooks}
    host = server.base_url.removeprefix("http://").removesuffix("/moderngov")
    server.fault = Answer(status=503)
    failing(source.modern_gov(server.base_url, **choices), 5)
    clock.now += 30
    server.fault = None
    source.modern_gov(server.base_url, **choices).councils()
    assert watched.told == [
        Retried(host=host, attempt=2, wait_s=0.0, code="source-unavailable"),
        Retried(host=host, attempt=3, wait_s=0.0, code="source-unavailable"),
        Opened(host=host, failures=5, rest_s=30, code="source-unavailable"),
        Closed(host=host, after_s=30),
    ]


def test_a_hook_that_raises_spoils_no_answer_and_is_logged_by_its_type(source, server, caplog):
    def broken(_):
        raise ZeroDivisionError("Zebedee Example")

    server.script(Answer(status=503))
    hooks = Hooks(on_retry=broken)
    assert len(source.modern_gov(server.base_url, hooks=hooks).councils()) == 3
    assert "a hook failed on Retried: ZeroDivisionError" in caplog.text
    assert "Zebedee" not in caplog.text


def test_what_is_logged_has_its_facts_as_fields(source, server, hosts, clock, caplog):
    caplog.set_level(logging.INFO, logger="routekit.contacts")
    modern_gov = source.modern_gov(server.base_url, hosts=hosts, limits=ONCE)
    server.fault = Fault.SERVER_ERROR
    failing(modern_gov, 5)
    clock.now += 30
    server.fault = None
    modern_gov.councils()
    logged = [record.__dict__ for record in caplog.records if record.name == "routekit.contacts"]
    assert [each["event"] for each in logged] == ["request"] * 10 + ["open", "request", "close"]
    assert [each.get("status") for each in logged] == [500] * 10 + [None, 200, None]
    assert (logged[10]["failures"], logged[10]["rest_s"], logged[10]["levelname"]) == (5, 30, "WARNING")


def test_a_child_forked_while_a_lock_is_held_and_a_probe_is_under_way_has_neither(hosts, clock):
    host = hosts.at("council.example")
    for _ in range(5):
        host.fail(host.enter(1), ORIGIN.unavailable("failed"))
    clock.now += 30
    host.enter(3600)
    with host._lock, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
        if child == 0:
            signal.alarm(10)  # so that one that hangs fails
            os._exit(0 if type(host.enter(1)).__name__ == "Turn" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_many_threads_get_the_same_host():
    hosts, barrier = Hosts(), threading.Barrier(32)

    def at(_):
        barrier.wait()
        return hosts.at("council.example")

    with ThreadPoolExecutor(32) as pool:
        assert len(set(pool.map(at, range(32)))) == 1


def test_a_host_that_nobody_uses_any_more_is_not_kept_for_forks():
    import gc

    from routekit.contacts.forking import _LIVING

    gc.collect()
    before = len(_LIVING)
    hosts = [Host("council.example", lambda: 0.0, lambda: 0.0) for _ in range(10)]
    assert len(_LIVING) == before + 10
    del hosts
    gc.collect()
    assert len(_LIVING) == before


def test_nobody_waits_for_a_host_that_rests_or_for_a_list_that_is_kept(
    server, hosts, clock, areas, make_authority
):
    choices = {"areas": areas, "hosts": hosts, "limits": ONCE, "allow_insecure": True}
    modern_gov = AsyncModernGov(server.base_url, district=areas[0].district, **choices)
    authority = make_authority("Hungerford", areas[0])
    server.fault = Fault.SERVER_ERROR
    assert modern_gov.waits_for(authority)
    for _ in range(5):
        with pytest.raises(SourceError):
            asyncio.run(modern_gov.councils())
    asked = len(server.requests)
    assert not modern_gov.waits_for(authority)
    with pytest.raises(SourceUnavailableError, match="was not asked"):
        asyncio.run(modern_gov.contact_for(authority))
    assert len(server.requests) == asked
    clock.now += 40
    assert modern_gov.waits_for(authority)
    server.fault = None
    asyncio.run(modern_gov.councils())
    assert not modern_gov.waits_for(authority)
