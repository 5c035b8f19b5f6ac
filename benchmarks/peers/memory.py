"""How much memory this process has to itself, as Linux tells it."""

from pathlib import Path

from peers.contender import NotRunError

SELF = Path("/proc/self")


def private_mb() -> float:
    """Give the anonymous memory, which is not shared with other processes that map the same file."""
    return _kilobytes("smaps_rollup", "Anonymous") / 1024


def peak_mb() -> float:
    """Give the most memory that was resident at once, mapped files included."""
    return _kilobytes("status", "VmHWM") / 1024


def _kilobytes(file: str, field: str) -> int:
    try:
        lines = (SELF / file).read_text(encoding="ascii").splitlines()
    except OSError as error:
        raise NotRunError(f"this system does not tell a process its memory in {SELF / file}") from error
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
