"""Ask at a steady rate for kept contacts while a service is dead: `python benchmarks/contacts_load.py`.

An open loop: each call is due at its own time, whether or not the one before has ended, and its latency
counts from then. The list is two days old: it is given as stale, and the service is tried again and again.
"""

import argparse
import asyncio
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from routekit.contacts import AsyncModernGov, Cache, Keeping, ModernGov
from routekit.model import Authority
from routekit.testing import Fault, ModernGovServer, tiny_areas, tiny_councils

BEGAN = datetime(2026, 11, 21, 12, tzinfo=UTC)
DISTRICT = "E06999001"
CLERK = Authority(
    id="parish-council:E04999001",
    name="Ashsample Parish Council",
    kind="parish-council",
    areas=("E04999001",),
    district=DISTRICT,
)


def blocking(source, dues, latencies):
    """Make the calls from four threads."""
    turn = iter(range(len(dues)))
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                number = next(turn, None)
            if number is None:
                return
            time.sleep(max(0.0, dues[number] - time.perf_counter()))
            assert source.contact_for(CLERK).provenance.stale
            latencies.append(time.perf_counter() - dues[number])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


async def asking(source, dues, latencies):
    """Make the calls from one event loop, a task each."""

    async def call(due):
        assert (await source.contact_for(CLERK)).provenance.stale
        latencies.append(time.perf_counter() - due)

    async with asyncio.TaskGroup() as group:
        for due in dues:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(call(due))


def measure(kind, fault, rate, seconds, cache):
    """Let a source keep a list, let its service die, and call."""
    now, latencies = [BEGAN], []
    with ModernGovServer(tiny_councils()) as server:
        choices = {"district": DISTRICT, "areas": tiny_areas(), "allow_insecure": True, "cache": cache}
        source = kind(server.base_url, clock=lambda: now[0], **choices)
        first = source.councils()
        if asyncio.iscoroutine(first):
            asyncio.run(first)
        server.fault = fault
        asked, now[0] = len(server.requests), BEGAN + timedelta(days=2)
        start = time.perf_counter() + 0.05
        dues = [start + number / rate for number in range(rate * seconds)]
        if kind is ModernGov:
            blocking(source, dues, latencies)
        else:
            asyncio.run(asking(source, dues, latencies))
        tries = len(server.requests) - asked
    latencies.sort()
    p50, p99 = (latencies[int(len(latencies) * part)] * 1e3 for part in (0.5, 0.99))
    return len(latencies), p50, p99, latencies[-1] * 1e3, tries


def main():
    """Measure both clients, with a service that refuses and with one that is silent."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=int, default=2_000, help="calls a second")
    parser.add_argument("--seconds", type=int, default=5, help="how long, at most 60, for each of four runs")
    given = parser.parse_args()
    seconds = min(given.seconds, 60)
    for kind in (ModernGov, AsyncModernGov):
        for fault in (Fault.REFUSED, Fault.SLOW):
            with tempfile.TemporaryDirectory() as folder:
                cache = Cache.open(
                    Path(folder) / "c.sqlite", told=lambda _: None, keeping=Keeping(pause_s=2.0)
                )
                count, p50, p99, most, tries = measure(kind, fault, given.rate, seconds, cache)
            sys.stdout.write(
                f"{kind.__name__:15} {fault:8} {given.rate:,} calls/s: {count:,} answered, p50 {p50:.3f} ms,"
                f" p99 {p99:.3f} ms, slowest {most:.0f} ms, {tries} requests reached the service\n"
            )


if __name__ == "__main__":
    main()
