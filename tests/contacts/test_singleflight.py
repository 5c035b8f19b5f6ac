"""One fetch for everybody who asks at the same time, whatever becomes of the one who fetches."""

import asyncio
import os
import random
import signal
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from faulted_calls import open_descriptors

from routekit.contacts import AsyncModernGov, ModernGov
from routekit.contacts.guard import Deadline
from routekit.contacts.origin import Origin
from routekit.contacts.singleflight import SingleFlight
from routekit.errors import SourceError, SourceUnavailableError
from routekit.testing import Fault

ORIGIN = Origin("council.example", "https://council.example/mgWebService.asmx")
MANY = 1000


class Fetch:
    """Something to fetch that takes a while, and counts."""

    def __init__(self, takes_s=0.2, error=None):
        self.takes_s, self.error = takes_s, error
        self.calls = self.under_way = self.most = 0
        self._lock = threading.Lock()

    def __call__(self):
        with self._lock:
            self.calls += 1
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        try:
            time.sleep(self.takes_s)
        finally:
            with self._lock:
                self.under_way -= 1
        if self.error:
            raise self.error
        return self.calls

    async def afetch(self):
        self.calls += 1
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(self.takes_s)
        finally:
            self.under_way -= 1
        if self.error:
            raise self.error
        return self.calls


def within(seconds=3.0):
    return Deadline(seconds)


def in_threads(count, call):
    """Call from so many threads at once; a small stack each, and all of them there before any begins."""
    barrier, came = threading.Barrier(count), []

    def run():
        barrier.wait()
        came.append(call())

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_a_thousand_threads_make_one_call(server):
    source = ModernGov(server.base_url, district="E06999037", allow_insecure=True)
    came = in_threads(MANY, source.councils)
    assert len(came) == MANY
    assert all(each == came[0] for each in came)
    assert len(server.requests) == 1


def test_a_thousand_tasks_make_one_call(server):
    source = AsyncModernGov(server.base_url, district="E06999037", allow_insecure=True)

    async def many():
        return await asyncio.gather(*(source.councils() for _ in range(MANY)))

    came = asyncio.run(many())
    assert all(each == came[0] for each in came)
    assert len(server.requests) == 1


def test_tasks_of_several_event_loops_make_one_call(server):
    source = AsyncModernGov(server.base_url, district="E06999037", allow_insecure=True)

    async def many():
        return await asyncio.gather(*(source.councils() for _ in range(50)))

    came = in_threads(8, lambda: asyncio.run(many()))
    assert {len(councils) for each in came for councils in each} == {3}
    assert len(server.requests) == 1


def test_a_thousand_calls_of_a_service_that_is_down_make_one_exchange_and_share_its_error(server, quick):
    source = ModernGov(server.base_url, district="E06999037", allow_insecure=True, limits=quick)
    server.fault = Fault.SLOW

    def failed():
        with pytest.raises(SourceError) as caught:
            source.councils()
        return caught.value

    errors = in_threads(MANY // 4, failed)
    assert len(server.requests) == 1
    assert {str(error) for error in errors} == {str(errors[0])}
    assert len(set(map(id, errors))) == len(errors), "a shared error would grow a trail of callers"


def test_a_hundred_loops_one_after_the_other_use_one_source(server):
    source = AsyncModernGov(server.base_url, district="E06999037", allow_insecure=True)

    async def ask():
        await source.aclose()
        return len(await source.councils())

    before = open_descriptors()
    assert {asyncio.run(ask()) for _ in range(100)} == {3}
    assert len(server.requests) == 100
    assert open_descriptors() == before


def test_when_a_leading_task_is_cancelled_a_follower_takes_over():
    flight, fetch = SingleFlight(), Fetch()

    async def story():
        leader = asyncio.create_task(flight.arun(within(), fetch.afetch))
        await asyncio.sleep(0.01)
        followers = [asyncio.create_task(flight.arun(within(), fetch.afetch)) for _ in range(10)]
        await asyncio.sleep(0.01)
        leader.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leader
        return await asyncio.gather(*followers)

    began = time.monotonic()
    assert asyncio.run(story()) == [2] * 10
    assert (fetch.calls, fetch.most) == (2, 1)
    assert time.monotonic() - began < 1.2


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), ZeroDivisionError()], ids=repr)
def test_when_a_leading_thread_is_killed_a_follower_takes_over(error):
    flight, fetch, begun = SingleFlight(), Fetch(), threading.Event()

    def killed():
        begun.set()
        time.sleep(0.1)
        raise error

    with ThreadPoolExecutor(11) as pool:
        leader = pool.submit(flight.run, within(), killed)
        begun.wait()
        followers = [pool.submit(flight.run, within(), fetch) for _ in range(10)]
        assert [each.result() for each in followers] == [1] * 10
    assert leader.exception() is error
    assert fetch.calls == 1


def test_a_leader_that_is_not_heard_of_a_second_after_its_deadline_is_replaced():
    flight, fetch = SingleFlight(), Fetch(0.0)
    flight._joined(within(0.01))  # it joins, and then there is nothing of it
    began = time.monotonic()
    assert flight.run(within(), fetch) == 1
    assert 0.9 < time.monotonic() - began < 1.5
    assert asyncio.run(flight.arun(within(), fetch.afetch)) == 2


def test_a_leader_that_comes_back_late_does_not_end_the_flight_that_replaced_it():
    flight, fetch, begun = SingleFlight(), Fetch(0.4), threading.Event()
    late, leads = flight._joined(within(0.01))
    assert leads
    time.sleep(1.05)

    def next_one():
        begun.set()
        return fetch()

    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(flight.run, within(), next_one)
        begun.wait()
        with flight._leading(late):
            pass
        assert pool.submit(flight.run, within(), fetch).result() == leader.result() == 1
    assert fetch.calls == 1


def test_who_waits_gives_up_at_its_own_deadline_and_the_leader_goes_on():
    flight, fetch, begun = SingleFlight(), Fetch(0.4), threading.Event()

    def slow():
        begun.set()
        return fetch()

    async def late():
        with pytest.raises(TimeoutError):
            await flight.arun(within(0.1), fetch.afetch)

    with ThreadPoolExecutor(1) as pool:
        leader = pool.submit(flight.run, within(), slow)
        begun.wait()
        with pytest.raises(TimeoutError):
            flight.run(within(0.1), fetch)
        asyncio.run(late())
        assert leader.result() == 1
    assert fetch.calls == 1


def test_an_error_is_for_all_who_wait_and_the_next_call_fetches_again():
    flight, fetch = SingleFlight(), Fetch(0.2, ORIGIN.unavailable("failed", retry_after=7.0))

    def failed():
        with pytest.raises(SourceUnavailableError, match="failed") as caught:
            flight.run(within(), fetch)
        return caught.value

    errors = in_threads(20, failed)
    assert fetch.calls == 1
    assert {error.retry_after for error in errors} == {7.0}
    fetch.error = None
    assert flight.run(within(), fetch) == 2


def test_a_task_may_follow_a_thread_and_a_thread_a_task():
    flight, fetch, begun = SingleFlight(), Fetch(0.3), threading.Event()

    def slow():
        begun.set()
        return fetch()

    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(flight.run, within(), slow)
        begun.wait()
        assert asyncio.run(flight.arun(within(), fetch.afetch)) == leader.result() == 1

    async def aslow():
        begun.set()
        return await fetch.afetch()

    begun.clear()
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(lambda: asyncio.run(flight.arun(within(), aslow)))
        begun.wait()
        assert flight.run(within(), fetch) == leader.result() == 2


def test_a_flight_is_not_held_up_by_a_follower_whose_event_loop_is_gone(caplog):
    flight, fetch, begun = SingleFlight(), Fetch(0.3), threading.Event()

    def slow():
        begun.set()
        return fetch()

    async def follow_for_a_moment():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await flight.arun(within(), fetch.afetch)

    with ThreadPoolExecutor(1) as pool:
        leader = pool.submit(flight.run, within(), slow)
        begun.wait()
        asyncio.run(follow_for_a_moment())
        assert leader.result() == 1
    assert caplog.records == []


def cancelled_anywhere(seed):
    """Let tasks lead and follow, cancel some at any step, and ask once more; give what that came to."""
    rng, flight = random.Random(seed), SingleFlight()
    under_way = []

    async def fetch():
        assert under_way == [], "two fetches at once"
        under_way.append(seed)
        try:
            for _ in range(rng.randrange(4)):
                await asyncio.sleep(0)
            if rng.random() < 0.2:
                raise ORIGIN.unavailable("failed")
            return seed
        finally:
            under_way.pop()

    async def story():
        tasks = [asyncio.create_task(flight.arun(within(), fetch)) for _ in range(rng.randrange(1, 6))]
        for _ in range(rng.randrange(8)):
            await asyncio.sleep(0)
            rng.choice(tasks).cancel()
        came = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(each == seed or isinstance(each, SourceError | asyncio.CancelledError) for each in came)
        assert flight._flight is None
        while True:
            try:
                return await flight.arun(within(), fetch)
            except SourceError:
                continue

    return story()


def test_wherever_a_task_is_cancelled_the_next_call_is_answered():
    async def all_of_them():
        return [await cancelled_anywhere(seed) for seed in range(2000)]

    assert asyncio.run(all_of_them()) == list(range(2000))


def test_a_child_forked_during_a_flight_begins_its_own():
    flight, fetch, begun = SingleFlight(), Fetch(0.3), threading.Event()

    def slow():
        begun.set()
        return fetch()

    with ThreadPoolExecutor(1) as pool:
        leader = pool.submit(flight.run, within(), slow)
        begun.wait()
        with flight._lock, warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
            if child == 0:
                signal.alarm(10)  # so that one that hangs fails
                fetch.takes_s = 0.0
                os._exit(0 if flight.run(within(0.2), fetch) == 2 else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert leader.result() == 1
