"""What a cache's file goes through: killed writers, flipped bytes, full disks. Shared by long runs."""

import contextlib
import errno
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from routekit.contacts.cache import Cache
from routekit.contacts.choices import Choices
from routekit.contacts.conversation import converse
from routekit.contacts.core import ModernGovCore
from routekit.contacts.record import read, record_of, written
from routekit.contacts.sqlitefile import StoreError
from routekit.contacts.sqlitestore import Row, SqliteStore
from routekit.contacts.transport import Reply
from routekit.model import Area

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DISTRICT = "E06999037"
NAMES = ("Ashsample", "Overmade", "Undermade")
AREAS = tuple(
    Area(code=f"E0499000{number}", name=name, kind="parish", district=DISTRICT)
    for number, name in enumerate(NAMES, 1)
)
KEYS = tuple(f"key-{number}" for number in range(8))


def core(cache, *, clock=lambda: NOW, **choices):
    choices = Choices(cache=cache, clock=clock, allow_insecure=True, **choices)
    return ModernGovCore.of("http://127.0.0.1:9", DISTRICT, AREAS, choices)


def answered(asking, body):
    """Read what a service answers."""
    reply = asking.checked(Reply(status=200, content_type="text/xml", body=body))
    return asking.read(converse(asking.conversation(), lambda _: reply, lambda: None))


def a_list(cache, generation=0):
    """Read a list whose councils all say the same generation, in their telephone numbers."""
    councils = "".join(
        f"<parishcouncil><parishcouncilid>{number}</parishcouncilid><title>{name} Parish Council</title>"
        f"<email>clerk{number}@example.gov.uk</email><telephone>01632 960{generation % 1000:03}</telephone>"
        "</parishcouncil>"
        for number, name in enumerate(NAMES, 1)
    )
    body = f"<parishcouncils>{councils}</parishcouncils>".encode()
    return answered(core(cache), body)


def a_body(generation):
    cache = Cache()
    record = record_of(
        a_list(cache, generation).councils, cache.moment(NOW), district=DISTRICT, service="invented"
    )
    return written(record, name=False, postal=False)


def is_whole(body):
    """Tell whether a record is one generation from beginning to end."""
    record = read(body)
    return record is not None and len({council.telephone for council in record.councils}) == 1


def kill_writers(folder, cycles, seed=1):
    """Kill a writer at a random moment, again and again, and look at what is left."""
    rng, path, damage, slowest = random.Random(seed), Path(folder) / "c.sqlite", [], 0.0
    bodies = [a_body(generation) for generation in range(16)]
    bad = written_lists = 0
    for _ in range(cycles):
        child = os.fork()
        if child == 0:
            write_for_ever(path, bodies, rng.randrange(len(KEYS)))
        time.sleep(rng.uniform(0.001, 0.04))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        began = time.perf_counter()
        rows = SqliteStore(path, on_damage=lambda: damage.append(1)).rows()
        slowest = max(slowest, time.perf_counter() - began)
        written_lists += len(rows)
        bad += sum(not is_whole(row.body) for row in rows)
    return {"cycles": cycles, "bad": bad + len(damage), "seen": written_lists, "reopen_ms": slowest * 1e3}


def write_for_ever(path, bodies, start):
    store = SqliteStore(path, on_damage=lambda: os._exit(3))
    for turn in range(start, 10**9):
        row = Row(KEYS[turn % len(KEYS)], NOW.timestamp() + turn, bodies[turn % len(bodies)])
        with contextlib.suppress(StoreError):
            store.write(row, keep_s=10**9)


def crowd(folder, processes=4, turns=25):
    """Let several processes, of several threads each, write and read one file at once."""
    path, body = Path(folder) / "c.sqlite", [a_body(generation) for generation in range(4)]
    began = time.perf_counter()
    children = []
    for number in range(processes):
        children.append(os.fork())
        if children[-1] == 0:
            os._exit(work_in_threads(path, range(number, number + turns), body))
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return {"codes": codes, "seconds": time.perf_counter() - began}


def work_in_threads(path, turns, bodies):
    """Write and read in four threads; give 0 if every record was whole."""
    events = []
    store = SqliteStore(path, on_damage=lambda: events.append("damage"))

    def work(turn):
        while True:  # a writer that got no turn within a second tries again
            try:
                store.write(Row(KEYS[turn % 8], NOW.timestamp() + turn, bodies[turn % 4]), keep_s=10**9)
                return all(is_whole(row.body) for row in store.rows())
            except StoreError as error:
                if "locked" not in str(error):
                    raise

    try:
        with ThreadPoolExecutor(4) as pool:
            return 0 if all(pool.map(work, turns)) and not events else 1
    except StoreError:
        return 4


def small_file(folder):
    """Make a file of one list; give it with the key and the bytes that must come out of it, or nothing."""
    cache = Cache.open(Path(folder) / "small.sqlite")
    kept = core(cache).kept()
    listed = kept.keep(a_list(cache))
    kept.save()
    return cache.path, listed


def small_log(folder):
    """Make a file whose last list is only in its log, as a killed writer leaves it."""
    path, listed = small_file(folder)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM lists").fetchone()
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("UPDATE lists SET fetched_at = fetched_at + 1")
    left = Path(folder) / "left.sqlite"
    for end in ("", "-wal"):
        shutil.copy(f"{path}{end}", f"{left}{end}")
    reader.close()
    writer.close()
    return left, listed


def spoil(path, listed, *, of, offsets, cut=False):
    """Flip one byte in turn of the file that ends in `of`, or cut it off there; count what was given."""
    whole = Path(f"{path}{of}").read_bytes()
    counts = {"bytes": 0, "right": 0, "nothing": 0, "wrong": 0}
    folder = Path(tempfile.mkdtemp(dir=path.parent))
    copy = folder / "copy.sqlite"
    for offset in range(offsets.start, min(offsets.stop, len(whole)), offsets.step):
        for end in ("", "-wal", "-shm"):
            Path(f"{copy}{end}").unlink(missing_ok=True)
        for end in ("", "-wal"):
            if Path(f"{path}{end}").exists():
                shutil.copy(f"{path}{end}", f"{copy}{end}")
        flipped = whole[:offset] + (b"" if cut else bytes([whole[offset] ^ 0xFF]) + whole[offset + 1 :])
        Path(f"{copy}{of}").write_bytes(flipped)
        counts["bytes"] += 1
        counts[verdict(copy, listed)] += 1
    return counts


def verdict(path, listed):
    """Open a spoilt file as a source does, and write it anew; tell what was given."""
    events = []
    cache = Cache.open(path, told=events.append)
    kept = core(cache).kept()
    kept.look()
    found = kept.found()
    if found is not None and found.listed.councils != tuple(
        council.model_copy(update={"unread": ()}) for council in listed.councils
    ):
        return "wrong"
    kept.keep(listed)
    kept.save()
    again = kept.found()
    return "wrong" if again is None else "right" if found is not None else "nothing"


def starve(folder, limits):
    """Keep lists while no file may grow beyond each limit in turn, and count the answers."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    results = {"limits": 0, "answers": 0, "warnings": 0, "most_warnings": 0, "wrong": 0, "saved": 0}
    for limit in limits:
        path, events = Path(folder) / f"{limit}.sqlite", []
        cache = Cache.open(path, told=events.append)
        kept = core(cache).kept()
        listed = a_list(cache, limit)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            kept.keep(listed)
            kept.save()
            kept.save()
            kept.look()
            found = kept.found()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        count(results, found, listed, events)
        results["wrong"] += left_wrong(path, listed)
        results["saved"] += not events
    return results


def fill(folder, most=400):
    """Keep longer and longer lists on a disk until there is no room, and on; count the answers."""
    results = {"limits": 0, "answers": 0, "warnings": 0, "most_warnings": 0, "wrong": 0, "saved": 0}
    for number in range(most):
        path, events = Path(folder) / f"{number}.sqlite", []
        cache = Cache.open(path, told=events.append)
        kept = core(cache).kept()
        listed = kept.keep(a_list(cache, number))
        kept.save()
        kept.look()
        count(results, kept.found(), listed, events)
        results["wrong"] += left_wrong(path, listed)
        results["saved"] += not events
    return results


def count(results, found, listed, events):
    results["limits"] += 1
    results["answers"] += found is not None and found.listed.councils == listed.councils
    results["warnings"] += len(events)
    results["most_warnings"] = max(results["most_warnings"], len(events))


def left_wrong(path, listed):
    """Tell whether what was left in a file is anything but the list or nothing."""
    kept = core(Cache.open(path, told=lambda _: None)).kept()
    kept.look()
    found = kept.found()
    return found is not None and [c.telephone for c in found.listed.councils] != [
        c.telephone for c in listed.councils
    ]


def without_files(folder, most):
    """Keep lists while only so many more files may be opened."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = os.dup(0)
    os.close(used)
    results = {"limits": 0, "answers": 0, "warnings": 0, "most_warnings": 0}
    for more in range(most):
        events = []
        cache = Cache.open(Path(folder) / f"n{more}.sqlite", told=events.append)
        kept = core(cache).kept()
        listed = a_list(cache, more)
        resource.setrlimit(resource.RLIMIT_NOFILE, (used + more, hard))
        try:
            kept.keep(listed)
            kept.save()
            kept.look()
            found = kept.found()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        count(results, found, listed, events)
    return results


def read_only(folder):
    """Keep a list in a folder that may not be written, as somebody without privileges."""
    folder = Path(folder)
    small_file(folder / "first")  # all that is imported on the way, while it can be read
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
        os.setgid(65534)
        os.setuid(65534)
    events = []
    (folder / "shut").mkdir(0o500)
    for path in (folder / "shut" / "c.sqlite", folder / "shut" / "deeper" / "c.sqlite"):
        cache = Cache.open(path, told=events.append)
        kept = core(cache).kept()
        kept.keep(a_list(cache))
        kept.save()
        kept.save()
        assert kept.found() is not None
    return {"kinds": [event.kind for event in events], "details": [event.detail for event in events]}


def far_apart(hours):
    """Give a clock of so many hours later."""
    return lambda: NOW + timedelta(hours=hours)


class FailingConnection(sqlite3.Connection):
    """A connection whose nth call over all connections fails as SQLite would."""

    calls, fail_at, code = 0, 0, sqlite3.SQLITE_IOERR

    def execute(self, *given):
        self._count()
        return super().execute(*given)

    def executemany(self, *given):
        self._count()
        return super().executemany(*given)

    @classmethod
    def _count(cls):
        cls.calls += 1
        if cls.calls == cls.fail_at:
            error = sqlite3.OperationalError(os.strerror(errno.EIO))
            error.sqlite_errorcode = cls.code
            raise error


def failing(number, code):
    """Give what connects so that the nth call fails."""
    kind = type("Failing", (FailingConnection,), {"fail_at": number, "code": code})
    return kind, lambda path, **given: sqlite3.connect(path, factory=kind, **given)


def in_a_process(what, folder, *numbers, timeout=120):
    """Run one of the ordeals in a process of its own, which may be limited and killed as it likes."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, __file__, what, folder, *map(str, numbers)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=timeout,
        check=True,
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)
    what, where, *numbers = sys.argv[1:]
    given = [int(number) for number in numbers]
    done = {
        "kill": lambda: kill_writers(where, *given),
        "crowd": lambda: crowd(where, *given),
        "starve": lambda: starve(where, range(*given)),
        "fill": lambda: fill(where),
        "without-files": lambda: without_files(where, *given),
        "read-only": lambda: read_only(where),
    }[what]()
    sys.stdout.write(json.dumps(done))
