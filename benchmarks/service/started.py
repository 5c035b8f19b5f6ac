"""A service that is started for a measurement, and what it costs."""

import json
import os
import re
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit
from urllib.request import urlopen

ROUTEKIT = Path(sysconfig.get_path("scripts")) / "routekit"
STOP_S = 15


@dataclass(frozen=True)
class Started:
    """A service: where it is, its process, and how long it took to be ready in seconds."""

    host: str
    port: int
    pid: int
    ready_s: float

    @property
    def private_mb(self) -> float:
        """Memory that is this process's own."""
        return self._memory("Private_Dirty")

    @property
    def mapped_mb(self) -> float:
        """What it has mapped from files and no other process has at present: it can be let go at any time."""
        return self._memory("Private_Clean")

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time that it has taken, in its main thread."""
        return self._scheduled(0)

    @property
    def waited_s(self) -> float:
        """Seconds for which it could have run, but had no processor: others had them."""
        return self._scheduled(1)

    def _memory(self, kind: str) -> float:
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text("ascii")
        return int(re.search(rf"^{kind}:\s+(\d+)", text, re.MULTILINE)[1]) / 1024

    def _scheduled(self, field: int) -> float:
        return int(Path(f"/proc/{self.pid}/schedstat").read_text("ascii").split()[field]) / 1e9


@contextmanager
def service(**settings: object) -> Iterator[Started]:
    """Start a service with settings, and stop it in the end, which must go well."""
    named = {f"ROUTEKIT_{name.upper()}": str(value) for name, value in settings.items()}
    began = time.perf_counter()
    with TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [ROUTEKIT, "serve", "--port", "0", "--json"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, **named},
        )
        try:
            url = urlsplit(json.loads(process.stdout.readline())["url"])
            urlopen(f"http://{url.netloc}/readyz", timeout=5).read()
            yield Started(url.hostname, url.port, process.pid, time.perf_counter() - began)
        finally:
            process.terminate()
            code = process.wait(STOP_S)
        if code:
            log.seek(0)
            raise RuntimeError(f"the service ended with {code}: {log.read()[-2000:]!r}")
