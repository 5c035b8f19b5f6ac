"""Measure the service on loopback: `python benchmarks/service_load.py`, or `make bench-service`.

The load comes from the same machine, so what it takes of the processor the service lacks: the figures are
lower bounds. Nothing is asserted; the load of the machine is told beside them.
"""

import argparse
import asyncio
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

from routekit.boundaries import Edition
from service.loops import closed_loop, has_wrk, open_loop, with_wrk
from service.requests import PATH, bodies
from service.started import service

REQUESTS = 50_000
CONNECTIONS = 32
RATE = 2_000
SLOW_CLIENTS = 1_000


def closed(asked, seconds):
    """As fast as answers come, one worker, 32 connections: places that come for the first time, and again."""
    with service() as started:
        measure = with_wrk if has_wrk() else _by_hand
        found = {"generator": "wrk" if has_wrk() else "Python", "ready_s": started.ready_s}
        for name in ("first", "again", "and again"):
            cpu, began = started.cpu_s, time.perf_counter()
            told = measure(started, asked, connections=CONNECTIONS, seconds=seconds)
            used = (started.cpu_s - cpu) / (time.perf_counter() - began)
            found[name] = {**asdict(told), "processor": round(used, 2)}
        return {**found, "private_mb": started.private_mb}


def black_holed(asked, seconds):
    """At 2,000 a second with contacts, from services that take connections and never answer."""
    with _black_hole() as installs, service(**installs) as started:
        path = f"{PATH}?contact=1"
        found = {}
        for name in ("from the start", "later"):
            told = asyncio.run(open_loop(started, asked, rate=RATE, seconds=seconds, path=path))
            found[name] = asdict(told)
        return {**found, "private_mb": started.private_mb}


def slow_clients(asked, seconds):
    """Good clients at 500 a second while 1,000 slow ones, of another process, send a byte now and then."""
    with service() as started:
        found = {"alone": asdict(asyncio.run(open_loop(started, asked, rate=500, seconds=seconds)))}
        dripping = Process(target=_drip_all, args=(started,), daemon=True)
        dripping.start()
        time.sleep(2)
        found["among"] = asdict(asyncio.run(open_loop(started, asked, rate=500, seconds=seconds)))
        dripping.terminate()
        dripping.join()
        return found


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
    chosen = parser.parse_args()
    asked = bodies(Edition.open(), REQUESTS)
    found = {"processors": os.cpu_count(), "python": sys.version.split()[0]}
    for name in chosen.parts or PARTS:
        before = os.getloadavg()[0]
        found[name] = PARTS[name](asked, min(chosen.seconds, 60)) | {"load_before": before}
        sys.stderr.write(f"{name}: done\n")
    sys.stdout.write(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
