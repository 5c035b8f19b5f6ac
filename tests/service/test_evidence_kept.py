"""Evidence in a file: whole, added to by several at once, and never lost quietly."""

import sqlite3
import subprocess
import sys
from datetime import date

import pytest

from routekit.errors import DataError
from routekit.service.evidence import Evidence, Key
from routekit.service.evidence import store as room
from routekit.service.evidence.keeping import Keeper
from routekit.service.evidence.store import Store
from routekit.service.settings import Settings

DAY = date(2026, 4, 1)
SPEEDING = "report-speeding-traffic"
ROUTED = Key("2026-04-01", "routed", SPEEDING, "1.0.0", "clerk")
PLACED = Key(
    "2026-04", "misroute", SPEEDING, "1.0.0", "wrong-tier", "parish-council:E04001174", "", "E04001174"
)
TALLY = (("routed", SPEEDING, "1.0.0", "clerk"),)


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir(mode=0o700)
    return folder / "evidence.sqlite"


def add(store, counts, today=DAY, keep_days=400):
    store.add(counts, today=today, keep_days=keep_days)


def test_counts_are_added_to_those_of_the_file(path):
    add(Store(path), {ROUTED: 2, PLACED: 1})
    add(Store(path), {ROUTED: 3})
    assert Store(path).read() == {ROUTED: 5, PLACED: 1}


def test_the_file_is_for_its_owner_alone(path):
    Store(path).check()
    assert path.stat().st_mode & 0o077 == 0


WORKER = """
import sys
from datetime import date
from pathlib import Path
from routekit.service.evidence import Key
from routekit.service.evidence.store import Store
key = Key("2026-04-01", "routed", "report-speeding-traffic", "1.0.0", "clerk")
for _ in range(20):
    Store(Path(sys.argv[1])).add({key: 1}, today=date(2026, 4, 1), keep_days=400)
"""


def test_workers_that_write_at_once_lose_nothing(path):
    workers = [subprocess.Popen([sys.executable, "-c", WORKER, str(path)]) for _ in range(3)]
    assert [each.wait(60) for each in workers] == [0] * 3
    assert Store(path).read() == {ROUTED: 60}


def test_what_is_older_than_may_be_kept_is_deleted(path):
    old, older = ROUTED._replace(period="2025-04-30"), PLACED._replace(period="2025-02")
    add(Store(path), {old: 1, older: 1, ROUTED: 1, PLACED: 1}, keep_days=365)
    assert Store(path).read() == {old: 1, ROUTED: 1, PLACED: 1}


def test_a_full_file_still_counts_misroutes_but_without_their_place(path, monkeypatch):
    monkeypatch.setattr(room, "MOST_LINES", 1)
    add(Store(path), {ROUTED: 1, PLACED: 1})
    assert Store(path).read() == {ROUTED: 1, Key(*PLACED[:5]): 1}


def test_a_file_that_is_not_of_evidence_is_refused_and_left_as_it_is(path):
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE work (words TEXT)")
    file.close()
    before = path.read_bytes()
    with pytest.raises(DataError, match="not a file of evidence"):
        Store(path).check()
    assert path.read_bytes() == before


def test_a_damaged_file_is_an_error_that_names_it_and_it_is_kept(path):
    add(Store(path), {ROUTED: 1})
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with pytest.raises(DataError, match=r"evidence\.sqlite cannot be used"):
        Store(path).read()
    assert path.exists()


def test_a_newer_format_is_not_written(path):
    add(Store(path), {ROUTED: 1})
    file = sqlite3.connect(path)
    file.execute("PRAGMA user_version = 9")
    file.close()
    with pytest.raises(DataError, match="its format is 9"):
        add(Store(path), {ROUTED: 1})


def test_reading_what_is_not_there_is_an_error_and_makes_no_file(path):
    with pytest.raises(DataError, match="there is no evidence at"):
        Store(path).read()
    assert not path.exists()


def settings(path, **other):
    return Settings(evidence_file=path, **other)


def counted(number):
    evidence = Evidence(today=lambda: DAY)
    for _ in range(number):
        evidence.count(TALLY)
    return evidence


def test_a_service_that_stops_writes_what_it_has_counted(path):
    evidence = counted(3)
    with Keeper(evidence, settings(path, evidence_days=3700)):
        pass
    assert Store(path).read() == {ROUTED: 3}
    assert evidence.unwritten() == {}


def test_a_service_writes_every_so_often(path):
    with Keeper(counted(3), settings(path, evidence_days=3700), every_s=0.01):
        store = Store(path)
        while not store.read():
            pass
        assert store.read() == {ROUTED: 3}


def test_a_service_whose_file_cannot_be_used_does_not_start(path):
    path.write_bytes(b"somebody's work, which is long enough to be no empty file of SQLite" * 4)
    with pytest.raises(DataError, match="not a file of evidence"), Keeper(counted(1), settings(path)):
        pass


def test_what_cannot_be_written_is_counted_still_and_written_later(path):
    evidence = counted(3)
    keeper = Keeper(evidence, settings(path, evidence_days=3700))
    path.parent.chmod(0o777)  # others could put a file there
    with pytest.raises(DataError, match="can be written by other users"):
        keeper.write(DAY)
    assert evidence.unwritten() == {ROUTED: 3}
    path.parent.chmod(0o700)
    keeper.write(DAY)
    assert Store(path).read() == {ROUTED: 3}


def test_without_a_file_the_counts_are_those_in_memory():
    assert Keeper(counted(2), Settings()).counts() == {ROUTED: 2}
