"""A service that is really started, in a process of its own, on a port that is free."""

import os
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROUTEKIT = Path(sysconfig.get_path("scripts")) / "routekit"
STARTS_S, STOPS_S = 30, 15


@contextmanager
def running(**settings: object) -> Iterator[httpx.Client]:
    """Start the service with the sample edition and these settings; give a client of it, and stop it."""
    given = {f"ROUTEKIT_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {**os.environ, "ROUTEKIT_SAMPLE": "true", "ROUTEKIT_PORT": "0", **given}
    process = subprocess.Popen(
        [ROUTEKIT, "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        url = process.stdout.readline().split()[-1]
        with httpx.Client(base_url=url, timeout=STARTS_S, trust_env=False) as client:
            yield client
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOPS_S)
        process.stdout.close()
