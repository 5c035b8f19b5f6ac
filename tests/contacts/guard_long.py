"""The long runs of faults against the contact sources: `make test-faults` runs this; many minutes."""

import asyncio
import contextlib
import importlib.util
import os
import signal
import warnings
from pathlib import Path

import faulted_calls
import pytest
import ten_days

from routekit.contacts import Limits, ModernGov
from routekit.errors import SourceError
from routekit.testing import Cut, Fault

URLS = 100_000
CANARY_CALLS = 10_000
REDIRECTS = 5_000
DAYS = range(100, 130)
CANCELLED = 100_000
RUNS = 1_000
FORKS = 1_000


def _short(name):
    """Import the short form of a run, which is a file of tests and no module of a package."""
    found = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_no_connection_off_the_allow_list_over_a_hundred_thousand_hostile_urls(source):
    taken, tried = _short("test_hostile_urls").hosts_are_left_alone(source, 2026, URLS)
    assert taken > URLS / 20
    assert tried > URLS / 100


def test_no_connection_off_the_allow_list_over_thousands_of_hostile_redirects(source, server):
    _short("test_hostile_urls").redirects_lead_nowhere(source, server, 2026, REDIRECTS)


@pytest.mark.parametrize("then", ["close", "reset", "stall"])
def test_an_answer_cut_at_every_byte_is_no_list(source, areas, then):
    lists, cuts = _short("test_cuts").cuts_give_nothing(source, areas, then, 1)
    assert lists == []
    assert cuts > 500


def test_an_answer_in_chunks_cut_at_every_byte_is_no_list(source, raw_server, http):
    assert _short("test_cuts").cut_chunks_give_nothing(source, raw_server, http, 1) == []


def test_no_canary_is_told_over_ten_thousand_faulted_calls(source, areas, tiny_edition, tmp_path):
    told, failed = faulted_calls.told_of(source, areas, tiny_edition, tmp_path, CANARY_CALLS)
    assert told == []
    assert failed > CANARY_CALLS / 2


@pytest.mark.parametrize("play", [ten_days.played_by_tasks, ten_days.played_one_by_one])
def test_ten_days_of_many_seeds_hold_and_replay_exactly(play):
    for seed in DAYS:
        assert play(seed).log == play(seed).log, seed


def test_wherever_one_of_many_tasks_is_cancelled_the_next_call_is_answered():
    cancelled = _short("test_singleflight").cancelled_anywhere

    async def all_of_them():
        return [await cancelled(seed) for seed in range(CANCELLED)]

    assert asyncio.run(all_of_them()) == list(range(CANCELLED))


def test_a_thousand_exchanges_under_every_fault_leave_no_descriptor_open(source, server):
    faults = [*(fault for fault in Fault if fault is not Fault.REFUSED), Cut(after=200, then="stall")]
    limits, before = Limits(deadline_s=0.03, attempts=1), None
    for number in range(RUNS):
        server.fault = faults[number % len(faults)]
        with contextlib.suppress(SourceError):
            source.modern_gov(server.base_url, limits=limits).councils()
        if number == len(faults):
            before = faulted_calls.open_descriptors()
    server.fault = Fault.REFUSED  # which ends every connection on the server's side, in this process too
    assert faulted_calls.open_descriptors() <= before


def test_a_thousand_forks_during_calls_hang_nowhere(server):
    source = ModernGov(server.base_url, district="E06999037", allow_insecure=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for _ in range(FORKS):
            source.close()
            child = os.fork()
            if child == 0:
                signal.alarm(10)  # so that one that hangs fails
                os._exit(0 if len(source.councils()) == 3 else 1)
            assert len(source.councils()) == 3
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
