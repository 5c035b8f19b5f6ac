"""The connection kept for reading: one for many readings, and never in the way of what others do."""

import ctypes
import os
import shutil
import signal
import sqlite3
import warnings
from pathlib import Path

import pytest
from cache_faults import KEYS, NOW, a_body

from routekit.contacts.sqlitefile import APPLICATION, StoreError
from routekit.contacts.sqlitestore import Row, SqliteStore

BODIES = [a_body(generation) for generation in range(2)]


class Counted:
    """What opens files, and counts how often."""

    def __init__(self):
        self.times, self.last = 0, None

    def __call__(self, path, **choices):
        self.times += 1
        self.last = sqlite3.connect(path, **choices)
        return self.last


@pytest.fixture
def connect():
    return Counted()


@pytest.fixture
def store(tmp_path, connect):
    store = written(SqliteStore(tmp_path / "c.sqlite", on_damage=lambda: None, connect=connect), BODIES[0])
    assert store.read(KEYS[0]) == BODIES[0]
    connect.times = 0
    return store


def written(store, body, key=KEYS[0]):
    store.write(Row(key, NOW.timestamp(), body), keep_s=10**9)
    return store


def descriptors_of(path):
    """Give what of a file, its log included, this process has open."""
    links = [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    return [link for link in links if link.startswith(str(path))]


def forked():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def exit_code(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("name", ["a b#c?mode=rwc&d%41", "Llan\u0175ern", "\udcff"])
def test_whatever_the_path_is_called_its_file_is_read(tmp_path, connect, name):
    store = SqliteStore(tmp_path / name / "c.sqlite", on_damage=lambda: None, connect=connect)
    assert written(store, BODIES[0]).read(KEYS[0]) == store.read(KEYS[0]) == BODIES[0]
    assert connect.times == 2
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_readings_share_a_connection_as_long_as_nobody_writes(store, connect):
    for key in (KEYS[0], KEYS[1], KEYS[0]):
        assert store.read(key) == (BODIES[0] if key == KEYS[0] else None)
    assert len(store.rows()) == 1
    assert connect.times == 0
    written(store, BODIES[1])
    assert store.read(KEYS[0]) == store.read(KEYS[0]) == BODIES[1]
    assert connect.times == 2


def test_the_connection_that_is_kept_cannot_write(store, connect):
    store.read(KEYS[0])
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connect.last.execute("DELETE FROM lists")


def test_what_another_store_of_the_same_file_writes_is_read(store):
    other = written(SqliteStore(store.path, on_damage=lambda: None), BODIES[1])
    assert store.read(KEYS[0]) == other.read(KEYS[0]) == store.read(KEYS[0]) == BODIES[1]
    other.purge()
    assert (store.read(KEYS[0]), store.rows()) == (None, ())


def test_what_another_process_writes_is_read(store):
    child = forked()
    if child == 0:
        written(store, BODIES[1])
        os._exit(0)
    assert exit_code(child) == 0
    assert store.read(KEYS[0]) == BODIES[1]


def test_what_only_stands_in_the_log_is_read(store):
    writer = sqlite3.connect(store.path, isolation_level=None)
    writer.execute("DELETE FROM lists")
    assert store.read(KEYS[0]) is None
    writer.close()


def test_a_file_that_is_deleted_is_no_longer_read(store):
    for end in ("", "-wal", "-shm"):
        Path(f"{store.path}{end}").unlink(missing_ok=True)
    assert store.read(KEYS[0]) is None
    assert written(store, BODIES[1]).read(KEYS[0]) == BODIES[1]


def test_a_file_put_in_its_place_is_read_instead(store, tmp_path):
    other = written(SqliteStore(tmp_path / "other.sqlite", on_damage=lambda: None), BODIES[1])
    shutil.copystat(store.path, other.path)
    other.path.replace(store.path)
    assert store.read(KEYS[0]) == BODIES[1]


def test_a_record_from_the_future_goes_when_another_is_written(store):
    """Its week would begin when the clock gets there."""
    store.write(Row(KEYS[1], NOW.timestamp() + 3_000, BODIES[1]), keep_s=10**9)
    store.write(Row(KEYS[2], NOW.timestamp(), BODIES[1]), keep_s=2_000)
    assert {row.key for row in store.rows()} == {KEYS[0], KEYS[2]}


def test_a_file_that_has_our_mark_and_is_no_sqlite_file_is_never_touched(tmp_path, connect):
    path = tmp_path / "mine"
    path.write_bytes(b"x" * 68 + APPLICATION.to_bytes(4, "big") + b"x" * 5_000)
    before = path.read_bytes()
    other = SqliteStore(path, on_damage=lambda: pytest.fail("it is not ours"), connect=connect)
    for work in (other.rows, other.purge, lambda: written(other, BODIES[0])):
        with pytest.raises(StoreError, match="is not a cache"):
            work()
    assert (path.read_bytes(), connect.times) == (before, 0)


def test_a_file_that_is_replaced_while_it_is_opened_is_not_taken_for_the_new_one(store, tmp_path):
    new = written(SqliteStore(tmp_path / "new.sqlite", on_damage=lambda: None), BODIES[1]).path

    def connect(path, **choices):
        file = sqlite3.connect(path, **choices)
        file.execute("SELECT count(*) FROM lists").fetchone()
        if new.exists():
            new.replace(store.path)
        return file

    slow = SqliteStore(store.path, on_damage=lambda: None, connect=connect)
    assert slow.read(KEYS[0]) == slow.read(KEYS[0]) == BODIES[1]


def test_damage_beneath_the_connection_is_seen(store, tmp_path):
    damage = []
    watched = SqliteStore(store.path, on_damage=lambda: damage.append(1))
    assert watched.read(KEYS[0]) == BODIES[0]
    whole = store.path.read_bytes()
    store.path.write_bytes(whole.replace(b"01632 960", b"01632 961"))
    assert watched.read(KEYS[0]) is None
    assert damage == [1]


def test_a_file_that_others_may_write_is_no_longer_read(store):
    store.path.parent.chmod(0o777)
    with pytest.raises(StoreError, match="can be written by other users"):
        store.read(KEYS[0])
    store.path.parent.chmod(0o700)


def test_letting_go_of_a_file_that_was_replaced_leaves_the_log_of_the_next_one(store):
    told, asked = os.pipe(), os.pipe()
    child = forked()  # since a process has one set of locks for a file
    if child == 0:
        os.read(asked[0], 1)
        for end in ("", "-wal", "-shm"):
            Path(f"{store.path}{end}").unlink(missing_ok=True)
        written(SqliteStore(store.path, on_damage=lambda: None), BODIES[1])
        writer = sqlite3.connect(store.path, isolation_level=None)
        writer.execute("INSERT INTO lists SELECT ?, fetched_at, body, sha256 FROM lists", KEYS[1:2])
        os.write(told[1], b".")
        os.read(asked[0], 1)
        os._exit(1 if any(link.endswith("(deleted)") for link in descriptors_of(store.path)) else 0)
    assert store.read(KEYS[0]) == BODIES[0]
    os.write(asked[1], b".")
    os.read(told[0], 1)
    assert store.read(KEYS[0]) == BODIES[1]
    os.write(asked[1], b".")
    assert exit_code(child) == 0
    for end in (*told, *asked):
        os.close(end)


def test_no_descriptor_crosses_a_fork_and_both_sides_read_on(store):
    assert descriptors_of(store.path)
    child = forked()
    if child == 0:
        inherited = descriptors_of(store.path)
        os._exit(0 if not inherited and store.read(KEYS[0]) == BODIES[0] else 1)
    assert not descriptors_of(store.path)
    assert exit_code(child) == 0
    assert store.read(KEYS[0]) == BODIES[0]


def test_a_child_of_a_fork_that_python_was_not_told_of_leaves_the_file_alone(store):
    child = ctypes.PyDLL(None).fork()
    if child == 0:
        told = []
        for work in (lambda: store.read(KEYS[0]), lambda: written(store, BODIES[1])):
            try:
                work()
            except StoreError as error:
                told.append(str(error))
        os._exit(0 if len(told) == 2 and all("forked, and not by Python" in each for each in told) else 1)
    assert exit_code(child) == 0
    assert store.read(KEYS[0]) == BODIES[0]


def test_a_reader_that_is_killed_is_in_nobodys_way(store):
    child = forked()
    if child == 0:
        store.read(KEYS[0])
        os.kill(os.getpid(), signal.SIGKILL)
    assert exit_code(child) == -signal.SIGKILL
    assert written(store, BODIES[1]).read(KEYS[0]) == BODIES[1]


def test_one_connection_is_kept_for_all_files_of_a_process(store, tmp_path):
    others = [SqliteStore(tmp_path / f"{number}.sqlite", on_damage=lambda: None) for number in range(5)]
    for other in others:
        written(other, BODIES[1])
    for each in (store, *others, store):
        assert each.read(KEYS[0]) == BODIES[0 if each is store else 1]
    assert len({link.removesuffix("-wal").removesuffix("-shm") for link in descriptors_of(tmp_path)}) == 1
