"""Measure the service on loopback: `python benchmarks/service_load.py`, or `make bench-service`.

The load comes from the same machine, so what it takes of the processor the service lacks: the figures are
lower bounds. Nothing is asserted; the load of the machine is told beside them.
"""

import argparse
import asyncio
import gc
import json
import os
import socket
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from multiprocessing import Process
from pathlib import Path
from tempfile import TemporaryDirectory

from peers.facts import facts
from routekit.boundaries import Edition
from service.loops import closed_loop, has_wrk, open_loop, with_wrk
from service.page import page
from service.requests import CLERK, PATH, bodies
from service.started import service

REQUESTS = 50_000
CONNECTIONS = 32
RATE = 2_000
SLOW_CLIENTS = 1_000


def closed(edition, seconds):
    """As fast as answers come, one worker, 32 connections: places that come for the first time, and again."""
    asked = bodies(edition, REQUESTS)
    measure = with_wrk if has_wrk() else _by_hand
    with service() as started:
        found = {"ready_s": started.ready_s, "generator": "wrk" if has_wrk() else "Python", "runs": {}}
        for name in ("first", "again", "and again"):
            with _metered(started, found["runs"], name) as told:
                told.append(measure(started, asked, connections=CONNECTIONS, seconds=seconds))
        with _metered(started, found["runs"], "50,000 places, 500 a second") as told:
            told.append(asyncio.run(open_loop(started, asked, rate=500, seconds=seconds))[0])
        return found | _memory(started)


def black_holed(edition, seconds):
    """At 2,000 a second with contacts, while every district's service takes connections and is silent."""
    asked = bodies(edition, REQUESTS, answers={})
    with _black_holes() as installs, service(**installs) as started:
        found = {"runs": {}}
        for name in ("from the start", "later", "later still"):
            with _metered(started, found["runs"], name) as told:
                load = open_loop(started, asked, rate=RATE, seconds=seconds, path=f"{CLERK}?contact=1")
                both = asyncio.run(load)
                told.append(both[0])
            if name == "from the start":
                found["runs"]["its first second"] = asdict(both[1])
        with _metered(started, found["runs"], "without contacts") as told:
            told.append(asyncio.run(open_loop(started, asked, rate=RATE, seconds=seconds, path=CLERK))[0])
        return found | _memory(started)


def slow_clients(edition, seconds):
    """Good clients at 500 a second while 1,000 slow ones, of another process, send a byte now and then."""
    asked = bodies(edition, REQUESTS)
    with service() as started:
        found = {"runs": {}}
        asyncio.run(open_loop(started, asked, rate=RATE, seconds=seconds))
        with _metered(started, found["runs"], "alone") as told:
            told.append(asyncio.run(open_loop(started, asked, rate=500, seconds=seconds))[0])
        dripping = Process(target=_drip_all, args=(started,), daemon=True)
        dripping.start()
        time.sleep(2)
        with _metered(started, found["runs"], "among 1,000 slow ones") as told:
            told.append(asyncio.run(open_loop(started, asked, rate=500, seconds=2 * seconds))[0])
        dripping.terminate()
        dripping.join()
        return found | _memory(started)


@contextmanager
def _metered(started, runs, name):
    """Note what a measurement found, what each request cost, and for how long no processor was free."""
    cpu, waited, began = started.cpu_s, started.waited_s, time.perf_counter()
    yield (told := [])
    seconds = time.perf_counter() - began
    each = (started.cpu_s - cpu) / max(1, told[0].rate * seconds)
    waits = (started.waited_s - waited) / seconds
    runs[name] = {**asdict(told[0]), "cpu_us": each * 1e6, "no_processor": waits}


def _memory(started):
    return {"private_mb": started.private_mb, "mapped_mb": started.mapped_mb}


def _drip_all(started):
    async def all_of_them():
        await asyncio.gather(*(_drip(started) for _ in range(SLOW_CLIENTS)))

    asyncio.run(all_of_them())


async def _drip(started):
    """Be a slow client, and come again whenever the service has enough of it."""
    while True:
        reader, writer = await asyncio.open_connection(started.host, started.port)
        try:
            writer.write(f"POST {PATH} HTTP/1.1\r\nx: ".encode())
            while not reader.at_eof():
                writer.write(b"y")
                await writer.drain()
                await asyncio.sleep(1)
        except OSError:
            pass
        finally:
            writer.close()


@contextmanager
def _black_holes():
    """Give each district a service of its own that takes connections and never answers."""
    districts = sorted({area.district for area in Edition.open().areas()})
    with TemporaryDirectory() as folder, ExitStack() as holes:
        rows = ["gss,name,base_url,disabled,end_date"]
        for code in districts:
            hole = holes.enter_context(socket.create_server(("127.0.0.1", 0), backlog=256))
            rows.append(f"{code},{code},http://127.0.0.1:{hole.getsockname()[1]},False,")
        table = Path(folder, "installs.csv")
        table.write_text("\n".join([*rows, ""]), "utf-8")
        yield {"contacts": "directory", "installs": table, "allow_insecure": "true"}


def _by_hand(started, asked, *, connections, seconds):
    return asyncio.run(closed_loop(started, asked, connections=connections, seconds=seconds))


PARTS = {"closed": closed, "black-holed": black_holed, "slow-clients": slow_clients}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--seconds", type=int, default=8, help="how long each measurement lasts, at most 60")
    parser.add_argument("--out", type=Path, help="folder for service-benchmarks.md and .json")
    chosen = parser.parse_args()
    gc.disable()  # a pause of ours is none of the service's
    edition = Edition.open()
    found = {"facts": facts(edition, 1, {}).model_dump()}
    for name in chosen.parts or PARTS:
        before = os.getloadavg()[0]
        found[name] = PARTS[name](edition, min(chosen.seconds, 60)) | {"load_before": before}
        sys.stderr.write(f"{name}: done\n")
    text = json.dumps(found, indent=1) + "\n"
    sys.stdout.write(text)
    if chosen.out and set(PARTS) <= set(found):
        Path(chosen.out, "service-benchmarks.json").write_text(text, "utf-8")
        Path(chosen.out, "service-benchmarks.md").write_text(page(found), "utf-8")


if __name__ == "__main__":
    main()
