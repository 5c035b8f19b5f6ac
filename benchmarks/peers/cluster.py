"""A PostgreSQL cluster of our own in a temporary folder, on a unix socket only, and gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peers.contender import NotRunError

PATIENCE_S = 30
SETTINGS = (
    "-c", "listen_addresses=", "-c", "shared_buffers=512MB", "-c", "fsync=off", "-c", "autovacuum=off",
    "-c", "max_parallel_workers_per_gather=0",
)  # fmt: skip


@contextmanager
def cluster() -> Iterator[Path]:
    """Start a server and give the folder of its socket; at the end stop it, by the process that was started.

    PostgreSQL refuses to run as root: then it runs as the user `postgres`, or `nobody`. NotRunError: PostGIS
    is not installed, or the server does not start.
    """
    programs, user = _programs(), _user()
    folder = Path(tempfile.mkdtemp(prefix="routekit-postgis-"))
    try:
        if user is not None:
            shutil.chown(folder, user, user)
        data = folder / "data"
        _run([programs / "initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync"], user)
        server = _start([programs / "postgres", "-D", data, "-k", folder, *SETTINGS], folder, user)
        try:
            _wait(server, programs / "pg_isready", folder)
            yield folder
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown
            server.wait(PATIENCE_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    for control in sorted(Path("/usr/share/postgresql").glob("*/extension/postgis.control"), reverse=True):
        programs = Path("/usr/lib/postgresql") / control.parts[-3] / "bin"
        if (programs / "initdb").is_file():
            return programs
    raise NotRunError("PostGIS is not installed; benchmarks/postgis.sh installs it where apt is at hand")


def _user() -> str | None:
    """Name who runs the server, which refuses to be root; None: whoever runs this."""
    if os.geteuid() != 0:
        return None
    return "postgres" if "postgres" in {each.pw_name for each in pwd.getpwall()} else "nobody"


def _groups(user: str | None) -> list[str] | None:
    return None if user is None else []


def _run(command: list[Path | str], user: str | None) -> None:
    done = subprocess.run(  # noqa: S603 - the installed program
        command, capture_output=True, check=False, cwd="/", user=user, group=user, extra_groups=_groups(user)
    )
    if done.returncode:
        raise NotRunError(f"a PostgreSQL cluster could not be made: {done.stderr.decode(errors='replace')}")


def _start(command: list[Path | str], folder: Path, user: str | None) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - the installed server
            command, stdout=log, stderr=log, cwd=folder, user=user, group=user, extra_groups=_groups(user)
        )


def _wait(server: subprocess.Popen[bytes], ready: Path, folder: Path) -> None:
    asked: list[Path | str] = [ready, "-q", "-h", folder, "-U", "bench", "-d", "postgres"]
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        if subprocess.run(asked, check=False).returncode == 0:  # noqa: S603 - the installed program
            return
        time.sleep(0.1)
    raise NotRunError(f"PostgreSQL did not start: {(folder / 'log').read_text(errors='replace')[-500:]}")
