"""One thread at a time, where a library below is not safe between threads; no fork happens meanwhile."""

import os
import threading


def guarded() -> threading.RLock:
    """Make a lock that is free in a child after a fork, whichever thread held it before."""
    lock = threading.RLock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    return lock
