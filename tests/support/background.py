"""What an example leaves running: a service, on a port of its own whatever port the example says."""

import re
import socket
import subprocess
import sysconfig
from pathlib import Path

ROUTEKIT = Path(sysconfig.get_path("scripts")) / "routekit"
SAID = 8000


class Background:
    """Services that the commands of one document start; they end with it."""

    def __init__(self, folder):
        self._log = folder / "background.log"
        self._process, self._port = None, 0

    def __enter__(self):
        self._create = socket.create_connection
        socket.create_connection = self._connect
        return self

    def __exit__(self, *_):
        socket.create_connection = self._create
        if self._process is not None:
            self._process.terminate()
            assert self._process.wait(20) == 0, self._log.read_text("utf-8")
            self._process.stdout.close()

    def start(self, words):
        """Start a service, and give what it says as if it had the port that it is said to have."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [ROUTEKIT, *words, "--port", "0"], stdout=subprocess.PIPE, stderr=log, text=True
            )
        line = self._process.stdout.readline()
        assert line, self._log.read_text("utf-8")
        self._port = int(re.search(r":(\d+)$", line.strip())[1])
        return line.replace(str(self._port), str(SAID))

    def curl(self, words):
        """Run curl, which connects to the port that the service has."""
        there = f"127.0.0.1:{SAID}:127.0.0.1:{self._port}"
        done = subprocess.run(
            ["curl", "--connect-to", there, *words],
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=True,
        )
        return done.stdout

    def _connect(self, address, *rest, **named):
        host, port = address
        return self._create((host, self._port if port == SAID else port), *rest, **named)
