"""The file of a cache: killed, cut, flipped, full, shut, foreign; never a wrong contact, always an answer."""

import os
import sqlite3
from pathlib import Path

import cache_faults
import pytest
from cache_faults import (
    KEYS,
    NOW,
    a_body,
    a_list,
    core,
    failing,
    far_apart,
    in_a_process,
    is_whole,
    left_wrong,
    small_file,
    small_log,
)

from routekit.contacts import Cache, ModernGov
from routekit.contacts.record import record_of, written
from routekit.contacts.sqlitefile import APPLICATION, LARGEST_RECORD, StoreError
from routekit.contacts.sqlitestore import Row, SqliteStore
from routekit.errors import InputError

EVERY = 10**9
MODES = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_BUSY)


def keep_once(path, **choices):
    """Keep a list in a file as a source does; give what is found then, and what was told."""
    events = []
    cache = Cache.open(path, told=events.append, **choices)
    kept = core(cache).kept()
    kept.look()
    kept.keep(a_list(cache))
    kept.save()
    kept.save()
    return kept.found(), events


def test_a_writer_that_is_killed_leaves_old_or_new_records_and_no_bad_one(tmp_path):
    done = in_a_process("kill", tmp_path, 20)
    assert (done["cycles"], done["bad"]) == (20, 0)
    assert done["seen"] > 0


def test_processes_and_threads_that_share_a_file_lose_nothing_and_none_gives_up(tmp_path):
    assert in_a_process("crowd", tmp_path, 4, 12)["codes"] == [0] * 4


@pytest.mark.parametrize("cut", [False, True], ids=["flipped", "cut"])
def test_a_byte_flipped_or_a_file_cut_anywhere_never_gives_a_wrong_contact(tmp_path, cut):
    path, listed = small_file(tmp_path)
    done = cache_faults.spoil(path, listed, of="", offsets=range(0, EVERY, 131), cut=cut)
    assert done["wrong"] == 0
    assert done["right"] + done["nothing"] == done["bytes"] > 80


def test_a_byte_flipped_in_the_header_never_gives_a_wrong_contact(tmp_path):
    path, listed = small_file(tmp_path)
    assert cache_faults.spoil(path, listed, of="", offsets=range(0, 100, 3))["wrong"] == 0


def test_a_byte_flipped_in_the_log_of_a_killed_writer_never_gives_a_wrong_contact(tmp_path):
    path, listed = small_log(tmp_path)
    assert cache_faults.spoil(path, listed, of="-wal", offsets=range(0, EVERY, 89))["wrong"] == 0


def test_a_flipped_byte_of_a_record_costs_that_record_and_is_told(tmp_path):
    path, _ = small_file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"01632 960000", b"01632 960001", 1))
    events = []
    cache = Cache.open(path, told=events.append)
    kept = core(cache).kept()
    kept.look()
    assert kept.found() is None
    assert [event.kind for event in events] == ["file-damaged"]
    assert b"01632 960001" not in path.read_bytes()


def test_an_older_list_that_another_process_put_into_the_file_later_replaces_none_in_memory(tmp_path):
    seconds = [0.0]
    cache = Cache.open(tmp_path / "c.sqlite", elapsed=lambda: seconds[0])
    kept = core(cache, clock=far_apart(1)).kept()
    kept.keep(a_list(cache, 2)._replace(fetched_at=far_apart(1)()))
    kept.save()
    keep_once(cache.path)
    seconds[0] += 1
    kept.look()
    assert kept.found().listed.fetched_at == far_apart(1)()


@pytest.mark.parametrize(
    "spoil", [lambda whole: whole.replace(b"01632 9", b"01632 8"), lambda whole: whole[:5000]]
)
def test_damage_to_the_file_costs_no_list_that_memory_holds(tmp_path, spoil):
    seconds, events = [0.0], []
    cache = Cache.open(tmp_path / "c.sqlite", told=events.append, elapsed=lambda: seconds[0])
    kept = core(cache).kept()
    kept.keep(a_list(cache))
    kept.save()
    cache.path.write_bytes(spoil(cache.path.read_bytes()))
    seconds[0] += 1
    kept.look()
    assert kept.found() is not None
    assert [event.kind for event in events] == ["file-damaged"]


def test_a_table_whose_name_is_no_text_any_more_is_begun_anew(tmp_path):
    path, listed = small_file(tmp_path)
    # SQLite's message repeats the name, and Python cannot read that.
    whole = (
        path.read_bytes().replace(b"tablelists", b"tablel\xffsts").replace(b"CREATE TABLE", b"CREATE TABLX")
    )
    path.write_bytes(whole)
    assert cache_faults.verdict(path, listed) == "nothing"
    assert len(Cache.open(path).lists()) == 1


def test_what_is_written_of_a_list_is_what_may_be_kept_and_no_more(tmp_path):
    cache = Cache()
    personal = {"name": "Zebedee", "postal_address": "Zebrawood", "unread": ("zebra",)}
    councils = tuple(each.model_copy(update=personal) for each in a_list(cache).councils)
    record = record_of(councils, cache.moment(NOW), district="E06999037", service="invented")
    for name, postal, kept in (
        (False, False, []),
        (True, False, [b"Zebedee"]),
        (False, True, [b"Zebrawood"]),
        (True, True, [b"Zebedee", b"Zebrawood"]),
    ):
        body = written(record, name=name, postal=postal)
        assert [word for word in (b"Zebedee", b"Zebrawood", b"zebra") if word in body] == kept


def test_a_record_that_was_moved_to_another_key_is_dropped(tmp_path):
    damage = []
    store = SqliteStore(tmp_path / "c.sqlite", on_damage=lambda: damage.append(1))
    for key in KEYS[:2]:
        store.write(Row(key, NOW.timestamp(), a_body(1)), keep_s=60)
    with sqlite3.connect(store.path) as file:
        file.execute("DELETE FROM lists WHERE key = ?", KEYS[:1])
        file.execute("UPDATE lists SET key = ?", KEYS[:1])
    file.close()
    assert store.read(KEYS[0]) is None
    assert damage == [1]


@pytest.mark.parametrize("code", MODES)
def test_whichever_call_of_sqlite_fails_the_answer_is_given_and_one_warning_told(tmp_path, code):
    number, clean = 0, False
    while not clean:
        number += 1
        kind, connect = failing(number, code)
        path = tmp_path / f"{number}.sqlite"
        found, events = keep_once(path, connect=connect)
        assert found is not None
        assert len(events) <= 1
        assert not left_wrong(path, found.listed)
        clean = kind.calls < number
    assert number > 10
    assert events == []


def test_a_full_disk_costs_no_answer_at_whichever_byte_it_is_full(tmp_path):
    done = in_a_process("starve", tmp_path, 0, 40_000, 1_717)
    assert done["answers"] == done["limits"] > 20
    assert (done["wrong"], done["most_warnings"]) == (0, 1)
    assert done["saved"] > 0


def test_too_many_open_files_cost_no_answer(tmp_path):
    done = in_a_process("without-files", tmp_path, 12)
    assert done["answers"] == done["limits"] == 12
    assert done["most_warnings"] == 1


def test_a_folder_that_may_not_be_written_costs_no_answer_and_is_told_once():
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp())  # that of pytest cannot be entered by another user
    try:
        done = in_a_process("read-only", folder)
    finally:
        shutil.rmtree(folder)
    assert done["kinds"] == ["file-failed"] * 2
    assert all("Permission denied" in detail for detail in done["details"])


@pytest.mark.parametrize(
    "content",
    [b"authority,organisation\n", b"\0" * 5000, b"SQLite format 3\0" + b"\0" * 5000],
    ids=["text", "zeros", "nearly"],
)
def test_a_file_that_is_not_a_cache_is_never_touched(tmp_path, content):
    path = tmp_path / "mine"
    path.write_bytes(content)
    found, (event,) = keep_once(path)
    assert found is not None
    assert event.kind == "file-failed"
    assert "is not a cache of contacts; delete it or name another file" in event.detail
    assert path.read_bytes() == content
    for explicitly in (
        Cache.open(path).purge,
        Cache.open(path).lists,
        lambda: Cache.open(path).forget("E06999037"),
    ):
        with pytest.raises(InputError, match="is not a cache"):
            explicitly()
    assert path.read_bytes() == content


def test_somebody_elses_database_is_never_touched(tmp_path):
    path = tmp_path / "theirs.sqlite"
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE lists (key TEXT, body TEXT)")
    file.close()
    before = path.read_bytes()
    assert [event.kind for event in keep_once(path)[1]] == ["file-failed"]
    assert path.read_bytes() == before


def test_a_file_of_another_format_is_begun_anew(tmp_path):
    path, _ = small_file(tmp_path)
    with sqlite3.connect(path, isolation_level=None) as file:
        file.execute("ALTER TABLE lists RENAME COLUMN body TO content")
        file.execute("PRAGMA user_version = 99")
    file.close()
    found, events = keep_once(path)
    assert (found is not None, events) == (True, [])
    assert len(Cache.open(path).lists()) == 1


def test_a_record_of_another_form_is_not_read_and_goes_with_whatever_is_forgotten(tmp_path):
    path, _ = small_file(tmp_path)
    store = SqliteStore(path, on_damage=lambda: pytest.fail("nothing is damaged"))
    (row,) = store.rows()
    older = row.body.replace(b'{"form":"', b'{"form":"older-', 1)
    store.write(row._replace(body=older), keep_s=60)
    kept = core(Cache.open(path)).kept()
    kept.look()
    assert kept.found() is None
    assert Cache.open(path).lists() == ()
    assert Cache.open(path).forget("E06000037") == 1
    assert store.rows() == ()


def test_an_empty_file_is_taken_for_a_new_one(tmp_path):
    path = tmp_path / "empty"
    path.touch(mode=0o644)
    assert Cache.open(path).lists() == ()
    assert keep_once(path)[1] == []
    assert path.stat().st_mode & 0o777 == 0o600


def test_looking_makes_no_file(tmp_path):
    cache = Cache.open(tmp_path / "none" / "c.sqlite")
    assert (cache.lists(), cache.purge(), cache.forget("E06999037")) == ((), 0, 0)
    kept = core(cache).kept()
    kept.look()
    assert kept.found() is None
    assert list(tmp_path.iterdir()) == []


def link_the_file(folder):
    target = folder / "elsewhere"
    target.touch()
    (folder / "c.sqlite").symlink_to(target)
    return folder / "c.sqlite", target


def link_the_folder(folder):
    (folder / "real").mkdir(0o700)
    (folder / "linked").symlink_to(folder / "real")
    return folder / "linked" / "c.sqlite", folder / "real" / "c.sqlite"


def open_the_folder(folder):
    (folder / "open").mkdir()
    (folder / "open").chmod(0o777)
    return folder / "open" / "c.sqlite", None


def make_it_a_folder(folder):
    (folder / "c.sqlite").mkdir()
    return folder / "c.sqlite", None


def put_a_file_for_the_folder(folder):
    (folder / "file").touch()
    return folder / "file" / "c.sqlite", None


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (link_the_file, "leads elsewhere"),
        (link_the_folder, "leads elsewhere"),
        (open_the_folder, "can be written by other users"),
        (make_it_a_folder, "is not a file"),
        (put_a_file_for_the_folder, "cannot be used"),
        (lambda folder: (Path("/proc/c.sqlite"), None), "/proc"),
    ],
)
def test_a_place_that_is_not_the_users_alone_is_not_used_and_told_once(tmp_path, prepare, why):
    path, target = prepare(tmp_path)
    before = target.read_bytes() if target and target.exists() else None
    found, (event,) = keep_once(path)
    assert found is not None
    assert event.kind == "file-failed"
    assert why in event.detail
    if before is not None:
        assert target.read_bytes() == before


def test_a_file_or_folder_of_another_user_is_not_used(tmp_path):
    path, _ = small_file(tmp_path / "folder")
    theirs = [path, path.parent] if os.geteuid() == 0 else [Path("/etc")]
    for each in theirs:
        if os.geteuid() == 0:
            os.chown(each, 12345, 12345)
        found, (event,) = keep_once(path if os.geteuid() == 0 else each / "hostname")
        assert found is not None
        assert "belongs to another user" in event.detail
        if os.geteuid() == 0:
            os.chown(each, 0, 0)


def test_a_file_that_is_well_again_is_used_again_and_its_next_failure_told_again(tmp_path):
    seconds, events = [0.0], []
    (tmp_path / "c").mkdir(0o777)
    (tmp_path / "c").chmod(0o777)
    cache = Cache.open(tmp_path / "c" / "c.sqlite", told=events.append, elapsed=lambda: seconds[0])
    kept = core(cache).kept()

    def keep():
        kept.keep(a_list(cache))
        kept.save()
        seconds[0] += 61

    keep()
    keep()
    assert [event.kind for event in events] == ["file-failed"]
    (tmp_path / "c").chmod(0o700)
    keep()
    assert len(cache.lists()) == 1
    (tmp_path / "c").chmod(0o777)
    keep()
    assert [event.kind for event in events] == ["file-failed"] * 2


def test_a_file_that_vanishes_is_made_again(tmp_path):
    cache = Cache.open(tmp_path / "c.sqlite", told=lambda event: pytest.fail(event.detail))
    kept = core(cache).kept()
    for _ in range(2):
        kept.keep(a_list(cache))
        kept.save()
        cache.path.unlink()
    kept.keep(a_list(cache))
    kept.save()
    assert len(cache.lists()) == 1


def test_a_file_that_another_process_holds_is_done_without(tmp_path, areas, server):
    path, _ = small_file(tmp_path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    events = []
    cache = Cache.open(path, told=events.append)
    source = ModernGov(server.base_url, district="E06999037", areas=areas, allow_insecure=True, cache=cache)
    assert len(source.councils()) == 3
    assert [event.kind for event in events] == ["file-failed"]
    assert "locked" in events[0].detail
    holder.close()


def test_a_purge_empties_the_log_also_while_another_process_has_the_file_open(tmp_path):
    path, _ = small_log(tmp_path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("SELECT count(*) FROM lists").fetchone()
    assert Cache.open(path).purge() == 1
    log = Path(f"{path}-wal")
    assert (log.exists(), log.read_bytes()) == (True, b"")
    assert b"example.gov.uk" not in path.read_bytes()
    other.close()


def test_a_purge_that_another_process_keeps_from_emptying_the_log_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("routekit.contacts.sqlitestore.WIPE_S", 0.05)
    path, _ = small_file(tmp_path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM lists").fetchone()
    with pytest.raises(InputError, match="another process reads the file"):
        Cache.open(path).purge()
    other.close()


def test_a_list_that_is_too_long_is_kept_in_memory_only(tmp_path):
    store = SqliteStore(tmp_path / "c.sqlite", on_damage=lambda: None)
    with pytest.raises(StoreError, match="too long"):
        store.write(Row("key", 0.0, b"x" * LARGEST_RECORD), keep_s=60)
    assert not store.path.exists()


def test_a_list_of_thousands_of_councils_comes_back_whole(tmp_path):
    path, _ = small_file(tmp_path)
    body = a_body(1)
    assert is_whole(body)
    large = body + b" " * (LARGEST_RECORD // 2)
    store = SqliteStore(path, on_damage=lambda: pytest.fail("nothing is damaged"))
    store.write(Row("large", NOW.timestamp(), large), keep_s=60)
    assert store.read("large") == large


def test_records_that_expired_go_when_another_is_written(tmp_path):
    store = SqliteStore(tmp_path / "c.sqlite", on_damage=lambda: None)
    for number, key in enumerate(KEYS):
        store.write(Row(key, number * 100.0, a_body(number)), keep_s=250)
    assert [row.key for row in store.rows()] == list(KEYS[-3:])


def test_the_file_says_what_it_is_and_keeps_a_log(tmp_path):
    path, _ = small_file(tmp_path)
    with sqlite3.connect(path) as file:
        assert file.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    file.close()
