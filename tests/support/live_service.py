"""A really started `routekit serve`, and bytes sent to it as they are."""

import json
import os
import signal
import socket
import subprocess
import sysconfig
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROUTEKIT = Path(sysconfig.get_path("scripts")) / "routekit"


@dataclass
class Live:
    process: subprocess.Popen
    port: int
    log: Path

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def connect(self, timeout=10):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def send(self, data, *, timeout=10):
        """Send bytes, and give all that comes back until the connection is closed."""
        with self.connect(timeout) as line:
            line.sendall(data)
            return read_all(line)

    def stop(self, sent=signal.SIGTERM, *, within_s=15):
        self.process.send_signal(sent)
        return self.process.wait(within_s)


def read_all(line):
    came = b""
    try:
        while piece := line.recv(65536):
            came += piece
    except ConnectionResetError:
        pass
    return came


@contextmanager
def live(folder, cache, **settings):
    named = {f"ROUTEKIT_{name.upper()}": str(value) for name, value in settings.items()}
    log = folder / "serve.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [ROUTEKIT, "serve", "--port", "0", "--sample", "--json"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "XDG_CACHE_HOME": str(cache), **named},
        )
    with process.stdout:
        line = process.stdout.readline()
        assert line, log.read_text("utf-8")
        try:
            yield Live(process, urlsplit(json.loads(line)["url"]).port, log)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(15)
