"""Ways of asking: as fast as answers come (closed), or at a rate whatever comes (open)."""

import asyncio
import re
import shutil
import subprocess
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from service.requests import PATH, request
from service.started import Started

LONG_S = 1.0
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
LUA = """
local bodies, at = {}, 0
for line in io.lines("%s") do bodies[#bodies + 1] = line end
request = function()
  at = at %% #bodies + 1
  return wrk.format("POST", "%s", {["content-type"] = "application/json"}, bodies[at])
end
"""


@dataclass(frozen=True)
class Measured:
    """How it went: requests a second, latencies in seconds, and how many were not answered with 200."""

    rate: float
    p50_s: float
    p99_s: float
    worst_s: float
    wrong: int
    long: int | None = None  # how many took more than LONG_S


def with_wrk(started: Started, bodies: Sequence[str], *, connections: int, seconds: int) -> Measured:
    """Ask in a closed loop with `wrk`, in one thread."""
    with TemporaryDirectory() as folder:
        (listed := Path(folder, "bodies")).write_text("\n".join(bodies), "ascii")
        (script := Path(folder, "post.lua")).write_text(LUA % (listed, PATH), "ascii")
        url = f"http://{started.host}:{started.port}"
        wrk = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, "--latency", url]
        out = subprocess.run(  # noqa: S603 - wrk, with files made here
            wrk, capture_output=True, text=True, check=True
        ).stdout
    wrong = sum(map(int, re.findall(r"(?:Non-2xx.*: |read |write |timeout )(\d+)", out)))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    p50, p99 = (_seconds(re.search(rf"^ +{part}%\s+(\S+)", out, re.MULTILINE)[1]) for part in (50, 99))
    worst = _seconds(re.search(r"Latency\s+\S+\s+\S+\s+(\S+)", out)[1])
    return Measured(rate, p50, p99, worst, wrong)


def has_wrk() -> bool:
    """Tell whether `wrk` is installed."""
    return shutil.which("wrk") is not None


def _seconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1.0}[unit]


class _Line(asyncio.Protocol):
    """One connection, with one request under way at most."""

    def __init__(self, load: "Load") -> None:
        self._load, self._got, self.intended = load, bytearray(), 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self._load.free.append(self)

    def connection_lost(self, _: Exception | None) -> None:
        if self.intended:
            self._load.done(self, ok=False)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(b"\r\n\r\n")
        if head >= 0 and len(self._got) >= head + 4 + int(LENGTH.search(self._got)[1]):
            ok, self._got = self._got.startswith(b"HTTP/1.1 200"), bytearray()
            self._load.done(self, ok=ok)


class Load:
    """Requests over many connections; latency counts from when each was meant to be sent."""

    def __init__(self, requests: Sequence[bytes]) -> None:
        self._requests, self._at = requests, 0
        self.free: deque[_Line] = deque()
        self._queue: deque[float] = deque()
        self.latencies: list[float] = []
        self.intended: list[float] = []
        self.wrong = 0
        self.closed_until = 0.0

    def ask(self, intended: float) -> None:
        """Send a request that was meant for a moment, as soon as a connection is free."""
        self._queue.append(intended)
        while self.free and self._queue:
            self._send(self.free.popleft(), self._queue.popleft())

    def done(self, line: _Line, *, ok: bool) -> None:
        """Take note of an answer, and use the connection for what waits."""
        now = time.perf_counter()
        self.latencies.append(now - line.intended)
        self.intended.append(line.intended)
        line.intended = 0.0
        self.wrong += not ok
        if self._queue:
            self._send(line, self._queue.popleft())
        elif now < self.closed_until:
            self._send(line, now)
        else:
            self.free.append(line)

    def _send(self, line: _Line, intended: float) -> None:
        line.intended = intended
        line.transport.write(self._requests[self._at % len(self._requests)])
        self._at += 1

    async def all_answered(self, total: int, longest_s: float) -> None:
        """Wait until so many are answered, but no longer than that."""
        for _ in range(int(longest_s * 100)):
            if len(self.latencies) >= total:
                return
            await asyncio.sleep(0.01)

    def measured(self, seconds: float) -> Measured:
        """Sum up."""
        return _summed(self.latencies, seconds, self.wrong)

    def measured_from(self, first: float, last: float) -> Measured:
        """Sum up what was meant to be sent between two moments."""
        pairs = zip(self.intended, self.latencies, strict=True)
        return _summed([took for at, took in pairs if first <= at < last], last - first, self.wrong)


def _summed(latencies: Sequence[float], seconds: float, wrong: int) -> Measured:
    found = sorted(latencies)
    p50, p99 = (found[int(len(found) * part)] for part in (0.5, 0.99))
    return Measured(len(found) / seconds, p50, p99, found[-1], wrong, sum(each > LONG_S for each in found))


async def open_loop(  # noqa: PLR0913 - one for each thing that may differ
    started: Started, bodies: Sequence[str], *, rate: int, seconds: float, path: str = PATH, lines: int = 256
) -> tuple[Measured, Measured]:
    """Ask so many times a second, whatever comes of it. Give all, and the first second by itself."""
    load = await _connected(started, [request(body, path=path) for body in bodies], lines)
    began = time.perf_counter()
    sent, total = 0, int(rate * seconds)
    while sent < total:
        due = min(total, int((time.perf_counter() - began) * rate))
        for number in range(sent, due):
            load.ask(began + number / rate)
        sent = due
        await asyncio.sleep(0.001)
    await load.all_answered(total, seconds + 30 - (time.perf_counter() - began))
    return load.measured(time.perf_counter() - began), load.measured_from(began, began + 1)


async def closed_loop(
    started: Started, bodies: Sequence[str], *, connections: int, seconds: float
) -> Measured:
    """Ask again on each connection as soon as it has its answer: where `wrk` is not to be had."""
    load = await _connected(started, [request(body) for body in bodies], connections)
    began = time.perf_counter()
    load.closed_until = began + seconds
    for _ in range(connections):
        load.ask(began)
    await asyncio.sleep(seconds + 0.2)
    return load.measured(seconds)


async def _connected(started: Started, requests: Sequence[bytes], lines: int) -> Load:
    load, loop = Load(requests), asyncio.get_running_loop()
    for _ in range(lines):
        await loop.create_connection(lambda: _Line(load), started.host, started.port)
    return load
