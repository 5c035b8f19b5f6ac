"""A list that is kept: given at once, fetched anew behind it, and given for days while the source is down."""

import asyncio
import contextlib
import logging
import os
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from routekit.contacts import AsyncModernGov, Cache, Keeping, Limits, ModernGov
from routekit.contacts.telling import log
from routekit.errors import InputError, SourceError, SourceUnavailableError
from routekit.model import Authority
from routekit.testing import Fault, ModernGovServer, ParishCouncilRecord, sample_councils

CANARIES = (b"Zebedee", b"Zebrawood", b"ZZ9")


class World:
    """Both clocks, what was told, what waits to be done in the background, and whom to ask about."""

    def __init__(self, clerk):
        self.clerk = clerk
        self.date, self.seconds = datetime(2026, 11, 21, 12, tzinfo=UTC), 0.0
        self.events, self.waiting = [], []

    def now(self):
        return self.date

    def elapsed(self):
        return self.seconds

    def later(self, **how_much):
        self.date += timedelta(**how_much)
        self.seconds += timedelta(**how_much).total_seconds()


@pytest.fixture
def world(make_authority, areas):
    return World(make_authority("Ashsample", areas[0]))


@pytest.fixture(params=["memory", "file"])
def cache(request, tmp_path, world):
    choices = {"told": world.events.append, "elapsed": world.elapsed, "start": world.waiting.append}
    return Cache(**choices) if request.param == "memory" else Cache.open(tmp_path / "c.sqlite", **choices)


@pytest.fixture
def open_cache(tmp_path, world):
    """Open the file once more, as another process does."""

    def opened(**choices):
        given = {
            "told": world.events.append,
            "elapsed": world.elapsed,
            "start": world.waiting.append,
            **choices,
        }
        return Cache.open(tmp_path / "c.sqlite", **given)

    return opened


@pytest.fixture
def made(source, areas, server, world):
    """Make a source of the server, or of another, whose clock is the test's."""

    def making(*, at=None, **choices):
        given = {"areas": areas, "clock": world.now, **choices}
        return source.modern_gov((at or server).base_url, **given)

    return making


@pytest.fixture
def kept_source(made, cache):
    return made(cache=cache)


def run_all(waiting):
    while waiting:
        thread = threading.Thread(target=waiting.pop())
        thread.start()
        thread.join()


def authority_of(council):
    """Give the authority that a listed council is."""
    (area,) = council.areas
    return Authority(
        id=f"parish-council:{area}",
        name=council.title,
        kind="parish-council",
        areas=council.areas,
        district="E06999037",
    )


def provenance(source, authority):
    found = source.contact_for(authority).provenance
    return found.stale, found.fetched_at


def test_within_the_hour_the_list_is_fresh_and_the_service_is_asked_once(kept_source, server, world):
    began = world.date
    assert provenance(kept_source, world.clerk) == (False, began)
    world.later(minutes=59)
    assert provenance(kept_source, world.clerk) == (False, began)
    assert len(server.requests) == 1


def test_after_the_hour_the_kept_list_is_given_at_once_and_fetched_anew_once(kept_source, server, world):
    began = world.date
    kept_source.contact_for(world.clerk)
    world.later(hours=1)
    assert [provenance(kept_source, world.clerk) for _ in range(50)] == [(True, began)] * 50
    assert (len(world.waiting), len(server.requests)) == (1, 1)
    run_all(world.waiting)
    assert provenance(kept_source, world.clerk) == (False, began + timedelta(hours=1))
    assert (len(world.waiting), len(server.requests)) == (0, 2)


def test_a_failure_in_the_background_is_told_and_not_raised_and_tried_again_after_a_minute(
    kept_source, server, world
):
    kept_source.contact_for(world.clerk)
    world.later(hours=2)
    server.fault = Fault.FORBIDDEN
    for minute in range(1, 4):
        assert provenance(kept_source, world.clerk)[0] is True
        run_all(world.waiting)
        assert provenance(kept_source, world.clerk)[0] is True
        assert world.waiting == []
        assert [(event.kind, event.code, event.host) for event in world.events] == [
            ("refresh-failed", "source-blocked", "127.0.0.1")
        ] * minute
        world.later(seconds=60)


def test_after_a_day_the_service_is_asked_first(kept_source, server, world):
    kept_source.contact_for(world.clerk)
    world.later(days=1)
    assert provenance(kept_source, world.clerk) == (False, world.date)
    assert (len(server.requests), world.waiting) == (2, [])


@pytest.mark.parametrize(
    "fault", [Fault.REFUSED, Fault.SERVER_ERROR, Fault.HTML, Fault.FORBIDDEN, Fault.RESET]
)
def test_for_a_week_a_service_that_is_down_leaves_every_warm_key_answered(made, server, cache, world, fault):
    limits = Limits(deadline_s=2, attempts=1)
    modern_gov = made(cache=cache, limits=limits)
    began, warm = world.date, [authority_of(council) for council in modern_gov.councils()]
    server.fault = fault
    world.later(days=1)
    while world.date - began < timedelta(days=7):
        assert [provenance(modern_gov, each) for each in warm] == [(True, began)] * 3
        run_all(world.waiting)
        world.later(hours=7)
    assert [event.kind for event in world.events] == ["gave-stale"] + ["refresh-failed"] * 20
    with pytest.raises(SourceError):
        modern_gov.contact_for(warm[0])


def test_a_dead_service_is_asked_once_a_minute_at_most(kept_source, server, world):
    kept_source.contact_for(world.clerk)
    server.fault = Fault.NOT_FOUND
    world.later(days=2)
    for _ in range(600):  # ten minutes
        assert provenance(kept_source, world.clerk)[0] is True
        run_all(world.waiting)
        world.later(seconds=1)
    tries = [each for each in server.requests if each.operation]
    assert len(tries) <= 1 + 10


def test_only_the_first_caller_of_an_outage_waits_for_the_service(made, server, cache, world):
    modern_gov = made(cache=cache, limits=Limits(deadline_s=0.3, attempts=1))
    modern_gov.councils()
    server.fault = Fault.SLOW
    took = []
    for _ in range(4):
        world.later(days=1)
        began = time.monotonic()
        assert provenance(modern_gov, world.clerk)[0] is True
        took.append(time.monotonic() - began)
        run_all(world.waiting)
    assert took[0] > 0.25
    assert max(took[1:]) < 0.25
    assert len(server.requests) == 5


def test_while_one_caller_tries_the_others_get_the_kept_list(server, areas, world, until):
    cache = Cache(elapsed=world.elapsed, told=lambda _: None)
    modern_gov = ModernGov(
        server.base_url,
        district="E06999037",
        areas=areas,
        allow_insecure=True,
        cache=cache,
        clock=world.now,
        limits=Limits(deadline_s=2, attempts=1),
    )
    modern_gov.councils()
    world.later(days=2)
    server.fault = Fault.SLOW
    first = threading.Thread(target=modern_gov.councils)
    first.start()
    until(lambda: len(server.requests) == 2)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        assert all(
            contact.provenance.stale for contact in pool.map(modern_gov.contact_for, [world.clerk] * 200)
        )
    assert time.monotonic() - began < 1.5
    assert first.is_alive()
    first.join()
    assert len(server.requests) == 2


def test_a_service_that_is_well_again_is_believed_again(kept_source, server, world):
    kept_source.contact_for(world.clerk)
    server.fault = Fault.REFUSED
    world.later(days=3)
    assert provenance(kept_source, world.clerk)[0] is True
    server.fault = None
    world.later(seconds=60)
    assert provenance(kept_source, world.clerk)[0] is True
    run_all(world.waiting)
    assert provenance(kept_source, world.clerk) == (False, world.date)


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(days=-365), timedelta(hours=-1)])
def test_a_date_that_is_put_elsewhere_never_makes_a_list_younger(kept_source, server, world, jump):
    kept_source.contact_for(world.clerk)
    world.date += jump
    server.fault = Fault.REFUSED
    if jump > timedelta():
        with pytest.raises(SourceError):
            kept_source.contact_for(world.clerk)
    else:
        assert provenance(kept_source, world.clerk)[0] is False
        world.later(hours=2)
        assert provenance(kept_source, world.clerk)[0] is True
        world.later(days=7)
        with pytest.raises(SourceError):
            kept_source.contact_for(world.clerk)


def test_a_list_that_may_be_kept_for_no_time_is_not_kept(made, server, cache):
    modern_gov = made(cache=cache, limits=Limits(keep_s=0, attempts=1))
    for requests in (1, 2, 3):
        modern_gov.councils()
        assert len(server.requests) == requests
    assert cache.lists() == ()
    made(cache=cache).councils()
    modern_gov.councils()
    assert len(server.requests) == 5
    server.fault = Fault.REFUSED
    with pytest.raises(SourceUnavailableError):
        modern_gov.councils()


def test_a_file_serves_the_next_process_also_when_the_service_is_down(made, server, world, open_cache):
    def anew():
        return made(cache=open_cache())

    first = anew().contact_for(world.clerk)
    server.fault = Fault.REFUSED
    assert anew().contact_for(world.clerk) == first
    world.later(days=2)
    assert provenance(anew(), world.clerk) == (True, first.provenance.fetched_at)
    assert len(server.requests) == 1


def test_what_another_process_fetched_is_taken_within_a_second(made, server, world, open_cache):
    one, other = (made(cache=open_cache()) for _ in range(2))
    one.contact_for(world.clerk)
    other.contact_for(world.clerk)
    world.later(days=1)
    assert provenance(one, world.clerk) == (False, world.date)
    world.later(seconds=1)
    assert provenance(other, world.clerk) == (False, world.date - timedelta(seconds=1))
    assert len(server.requests) == 2


@pytest.mark.parametrize("asked", [{}, {"include_name": True}, {"include_postal": True}])
def test_names_and_addresses_are_kept_only_if_asked_for_and_apart(made, world, tmp_path, asked):
    record = ParishCouncilRecord(
        id="7",
        title="Ashsample Parish Council",
        clerk_name="Zebedee Example",
        email="clerk@example.gov.uk",
        address_lines=("1 Zebrawood Road",),
        postcode="ZZ9 9ZZ",
    )
    cache = Cache.open(tmp_path / "c.sqlite", elapsed=world.elapsed)
    with ModernGovServer([record]) as server:
        for choices in ({}, asked):
            made(cache=cache, at=server, **choices).contact_for(world.clerk)
        assert len(server.requests) == (2 if asked else 1)
        plain = made(cache=cache, at=server)
        found = plain.contact_for(world.clerk)
    assert (found.name, found.postal_address) == (None, None)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    held = [canary for canary in CANARIES if canary in kept]
    assert held == [*([b"Zebedee"] if "include_name" in asked else ())] + (
        [b"Zebrawood", b"ZZ9"] if "include_postal" in asked else []
    )
    assert {(each.names, each.postal_addresses) for each in cache.lists()} == {
        (False, False),
        ("include_name" in asked, "include_postal" in asked),
    }


@pytest.mark.parametrize("fault", list(Fault))
def test_no_fault_brings_anything_personal_into_events_logs_or_the_file(made, world, tmp_path, caplog, fault):
    caplog.set_level(logging.DEBUG)
    record = ParishCouncilRecord(
        id="7",
        title="Ashsample Parish Council",
        clerk_name="Zebedee Example",
        email="zebra.mailbox@example.gov.uk",
        telephone="01632 960777",
        address_lines=("1 Zebrawood Road",),
        postcode="ZZ9 9ZZ",
    )
    choices = {"told": told_and_logged(world), "elapsed": world.elapsed, "start": world.waiting.append}
    cache = Cache.open(tmp_path / "c.sqlite", **choices)
    with ModernGovServer([record], lasting_s=0.3) as server:
        modern_gov = made(cache=cache, at=server, limits=Limits(deadline_s=0.3, attempts=1))
        modern_gov.councils()
        server.fault = fault
        for hours in (2, 30, 30):
            world.later(hours=hours)
            modern_gov.contact_for(world.clerk)
            run_all(world.waiting)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [canary for canary in CANARIES if canary in kept] == []
    told = f"{world.events} {[f'{each.getMessage()} {each.__dict__}' for each in caplog.records]}"
    assert [
        canary
        for canary in (*CANARIES, b"zebra.mailbox", b"01632 960777", b"1632960777")
        if canary.decode() in told
    ] == []


def told_and_logged(world):
    """Tell the test, and the log as by default."""

    def told(event):
        world.events.append(event)
        log(event)

    return told


@pytest.mark.parametrize("how", ["purge", "E04990001", "E06999037", "parish-council:E04990001", "authority"])
def test_what_is_purged_or_forgotten_leaves_no_byte_behind(made, world, tmp_path, how, open_cache):
    record = ParishCouncilRecord(id="7", title="Ashsample Parish Council", email="zebra@example.gov.uk")
    cache = open_cache()
    with ModernGovServer([record]) as server:
        modern_gov = made(cache=cache, at=server)
        other = made(cache=open_cache(), at=server)
        modern_gov.contact_for(world.clerk)
        other.contact_for(world.clerk)
        assert b"zebra@" in b"".join(path.read_bytes() for path in tmp_path.iterdir())
        what = world.clerk if how == "authority" else how
        assert (cache.purge() if how == "purge" else cache.forget(what)) == 1
        assert b"zebra" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert cache.lists() == ()
        server.fault = Fault.REFUSED
        for each in (modern_gov, other):
            world.later(seconds=1)
            with pytest.raises(SourceError):
                each.contact_for(world.clerk)


def test_forgetting_one_leaves_the_lists_of_others(made, cache, world):
    made(cache=cache).contact_for(world.clerk)
    made(district="E06999038", cache=cache).councils()
    assert cache.forget("E06999038") == 1
    assert [each.district for each in cache.lists()] == ["E06999037"]
    assert cache.forget("E04990099") == 0
    assert cache.forget(world.clerk) == 1
    assert cache.lists() == ()


@pytest.mark.parametrize("what", ["", "Hungerford", "police:E23000029", 7, None])
def test_what_no_list_could_name_cannot_be_forgotten(cache, what):
    with pytest.raises(InputError, match="what is"):
        cache.forget(what)


def test_after_a_week_a_list_is_deleted_from_the_file(made, server, world, open_cache, tmp_path):
    modern_gov = made(cache=open_cache())
    modern_gov.contact_for(world.clerk)
    assert b"clerk@" in (tmp_path / "c.sqlite").read_bytes()
    world.later(days=7)
    server.fault = Fault.REFUSED
    cache = open_cache()
    with pytest.raises(SourceError):
        made(cache=cache).contact_for(world.clerk)
    assert cache.lists() == ()
    assert b"clerk@" not in (tmp_path / "c.sqlite").read_bytes()


def test_other_areas_or_another_service_have_lists_of_their_own(made, server, areas, cache, world):
    for given in (areas, areas[1:]):
        modern_gov = made(areas=given, cache=cache)
        modern_gov.contact_for(world.clerk)
    assert len(server.requests) == 2
    with ModernGovServer([]) as another:
        assert made(at=another, cache=cache).councils() == ()


def test_what_a_person_decided_and_what_the_tables_say_have_lists_of_their_own(made, server, areas, cache):
    ident = server.councils[0].id
    named = Authority(
        id="parish-council:E04990001",
        name="Ashsample Parish Council",
        kind="parish-council",
        areas=("E04990001", "E04990004"),
        district="E06999037",
    )
    found = [
        made(cache=cache, **choices).councils()[0].areas
        for choices in (
            {},
            {"overrides": {"E06999037": {ident: ("E04990004",)}}},
            {"authorities_of": lambda district: (named,)},
            {},
        )
    ]
    assert found == [("E04990001",), ("E04990004",), ("E04990001", "E04990004"), ("E04990001",)]
    assert len(server.requests) == 3


def test_a_cache_by_default_is_a_sources_own_and_in_memory(source, server, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for requests in (1, 2):
        source.modern_gov(server.base_url).councils()
        assert len(server.requests) == requests
    assert list(tmp_path.iterdir()) == []


def test_opened_without_a_path_the_file_is_in_a_shut_folder_of_the_users_cache(server, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = Cache.open()
    ModernGov(server.base_url, district="E06999037", allow_insecure=True, cache=cache).councils()
    assert cache.path == tmp_path / "routekit" / "contacts" / "contacts-1.sqlite"
    assert (cache.path.stat().st_mode & 0o777, cache.path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("path", [7, "", "a\0b", b"c.sqlite"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(InputError, match="path is"):
        Cache.open(path)


def test_what_is_no_cache_is_refused(source):
    with pytest.raises(InputError, match="cache is"):
        source.modern_gov("https://council.example", cache="c.sqlite")


def test_a_hook_that_fails_changes_no_answer(made, server, world, caplog):
    def told(event):
        raise ZeroDivisionError("Zebedee")

    cache = Cache(told=told, elapsed=world.elapsed)
    modern_gov = made(cache=cache)
    modern_gov.contact_for(world.clerk)
    world.later(days=2)
    server.fault = Fault.NOT_FOUND
    assert provenance(modern_gov, world.clerk)[0] is True
    assert "the hook of a cache failed: ZeroDivisionError" in caplog.text
    assert "Zebedee" not in caplog.text


def test_without_a_hook_events_are_logged_as_warnings(made, server, world, caplog):
    cache = Cache(elapsed=world.elapsed)
    modern_gov = made(cache=cache)
    modern_gov.contact_for(world.clerk)
    world.later(days=2)
    server.fault = Fault.NOT_FOUND
    modern_gov.contact_for(world.clerk)
    (line,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert line.getMessage().startswith("gave-stale: 127.0.0.1 does not serve")


def test_a_mistake_in_the_background_is_told_by_its_class_only(source, server, areas, cache, world):
    broken = []

    def resolve(host, port):
        if broken:
            raise ZeroDivisionError("Zebedee")
        return ["127.0.0.1"]

    modern_gov = source.modern_gov(
        server.base_url.replace("127.0.0.1", "council.example"),
        areas=areas,
        cache=cache,
        clock=world.now,
        resolve=resolve,
    )
    modern_gov.contact_for(world.clerk)
    world.later(hours=2)
    modern_gov.contact_for(world.clerk)
    broken.append("from now on")
    run_all(world.waiting)
    assert [(event.kind, event.detail, event.code) for event in world.events] == [
        ("refresh-failed", "council.example was not asked: ZeroDivisionError", None)
    ]
    assert provenance(modern_gov, world.clerk)[0] is True


def test_without_a_thread_to_spare_the_kept_list_is_given_all_the_same(made, world):
    def start(work):
        raise RuntimeError("can't start new thread")

    cache = Cache(elapsed=world.elapsed, start=start)
    modern_gov = made(cache=cache)
    modern_gov.contact_for(world.clerk)
    world.later(hours=2)
    assert [provenance(modern_gov, world.clerk)[0] for _ in range(3)] == [True] * 3


def test_the_background_outlives_the_callers_event_loop(server, areas, world, until):
    cache = Cache(elapsed=world.elapsed)
    modern_gov = AsyncModernGov(
        server.base_url, district="E06999037", areas=areas, allow_insecure=True, cache=cache, clock=world.now
    )
    asyncio.run(modern_gov.contact_for(world.clerk))
    world.later(hours=2)
    assert asyncio.run(modern_gov.contact_for(world.clerk)).provenance.stale
    until(lambda: not asyncio.run(modern_gov.contact_for(world.clerk)).provenance.stale)
    assert len(server.requests) == 2


def test_one_cache_serves_blocking_and_asynchronous_sources_alike(server, areas, cache, world):
    choices = {"district": "E06999037", "areas": areas, "allow_insecure": True, "cache": cache}
    blocking = ModernGov(server.base_url, clock=world.now, **choices)
    waiting = AsyncModernGov(server.base_url, clock=world.now, **choices)
    assert asyncio.run(waiting.contact_for(world.clerk)) == blocking.contact_for(world.clerk)
    assert len(server.requests) == 1


def test_file_work_never_blocks_the_event_loop(server, areas, world, tmp_path):
    import sqlite3

    def slow(path, **given):
        time.sleep(0.3)
        return sqlite3.connect(path, **given)

    async def longest_gap():
        modern_gov = AsyncModernGov(
            server.base_url,
            district="E06999037",
            areas=areas,
            allow_insecure=True,
            cache=Cache.open(tmp_path / "c.sqlite", connect=slow),
            clock=world.now,
        )
        asking = asyncio.create_task(modern_gov.contact_for(world.clerk))
        gaps, last = [], time.monotonic()
        while not asking.done():
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - last)
            last = time.monotonic()
        return max(gaps), len(gaps)

    for _ in ("the list is fetched and written", "the list is read"):
        longest, count = asyncio.run(longest_gap())
        assert longest < 0.25
        assert count > 10
    assert len(server.requests) == 1


def test_cancelling_a_caller_gives_its_turn_back(server, areas, world, until):
    cache = Cache(elapsed=world.elapsed, told=lambda _: None)
    modern_gov = AsyncModernGov(
        server.base_url, district="E06999037", areas=areas, allow_insecure=True, cache=cache, clock=world.now
    )

    async def cancel_then_ask():
        await modern_gov.contact_for(world.clerk)
        world.later(days=2)
        server.script(Fault.SLOW)
        task = asyncio.create_task(modern_gov.contact_for(world.clerk))
        await asyncio.to_thread(until, lambda: len(server.requests) == 2)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return await modern_gov.contact_for(world.clerk)

    assert asyncio.run(cancel_then_ask()).provenance.stale is False


def test_children_forked_under_load_use_the_cache_and_none_hangs(server, areas, tmp_path, world):
    cache = Cache.open(tmp_path / "c.sqlite")
    modern_gov = ModernGov(
        server.base_url, district="E06999037", areas=areas, allow_insecure=True, cache=cache
    )
    modern_gov.councils()
    over = threading.Event()

    def load():
        while not over.is_set():
            cache.lists()
            modern_gov.close()
            modern_gov.contact_for(world.clerk)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        codes = [forked(modern_gov, world.clerk, deep=3) for _ in range(10)]
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert codes == [0] * 10


def forked(modern_gov, clerk, *, deep):
    """Fork a child that asks, and whose own child asks; give its exit code, or -14 if it hung."""
    import signal

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.alarm(10)
            modern_gov.close()
            found = modern_gov.contact_for(clerk)
            code = 0 if found.email == "clerk@ashsample-pc.example.gov.uk" else 2
            if deep > 1 and code == 0:
                code = forked(modern_gov, clerk, deep=deep - 1)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_turn_taken_in_the_parent_is_free_in_the_child():
    from routekit.contacts.turns import Turns

    turns = Turns(time.monotonic)
    assert turns.take("a")
    assert not turns.take("a")
    child = os.fork()
    if child == 0:
        os._exit(0 if turns.is_free("a", pause_s=60) and turns.take("a") and not turns.take("a") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_many_threads_and_a_moving_clock_get_an_answer_each_and_refresh_one_at_a_time(server, areas, world):
    under_way, most, lock = [0], [0], threading.Lock()

    def start(work):
        def counted():
            with lock:
                under_way[0] += 1
                most[0] = max(most[0], under_way[0])
            try:
                work()
            finally:
                with lock:
                    under_way[0] -= 1

        threading.Thread(target=counted).start()

    cache = Cache(start=start, keeping=Keeping(refresh_s=10**6))
    modern_gov = ModernGov(
        server.base_url,
        district="E06999037",
        areas=areas,
        allow_insecure=True,
        cache=cache,
        limits=Limits(keep_s=0.02),
    )
    modern_gov.councils()
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: modern_gov.contact_for(world.clerk), range(5_000)))
    assert {contact.email for contact in found} == {"clerk@ashsample-pc.example.gov.uk"}
    assert most[0] <= 1


def test_an_empty_list_is_kept_too(made, cache, world):
    with ModernGovServer([]) as server:
        modern_gov = made(cache=cache, at=server)
        assert (modern_gov.contact_for(world.clerk), modern_gov.councils()) == (None, ())
        assert len(server.requests) == 1


def test_the_repr_of_what_is_kept_shows_no_contact(made, areas, cache):
    with ModernGovServer(sample_councils(areas)) as server:
        made(cache=cache, at=server, include_name=True).councils()
    shown = repr(cache) + repr(cache.lists()) + repr(cache.shelf.entries())
    assert "example.gov.uk" not in shown
    assert "01632" not in shown
