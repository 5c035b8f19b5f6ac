"""The long form of what a cache's file goes through: `make test-faults` runs this; about ten minutes."""

import subprocess
from pathlib import Path

import cache_faults
import pytest
from cache_days import Days
from cache_faults import in_a_process, small_file, small_log

SEEDS = 1_000


def test_a_thousand_writers_killed_leave_no_bad_record(tmp_path):
    done = in_a_process("kill", tmp_path, 1_000, timeout=1_800)
    assert (done["cycles"], done["bad"]) == (1_000, 0)


@pytest.mark.parametrize("cut", [False, True], ids=["flipped", "cut"])
def test_no_byte_of_the_file_flipped_or_cut_off_gives_a_wrong_contact(tmp_path, cut):
    path, listed = small_file(tmp_path)
    done = cache_faults.spoil(path, listed, of="", offsets=range(path.stat().st_size), cut=cut)
    assert done["bytes"] == path.stat().st_size
    assert done["wrong"] == 0


def test_no_byte_of_the_log_flipped_gives_a_wrong_contact(tmp_path):
    path, listed = small_log(tmp_path)
    size = Path(f"{path}-wal").stat().st_size
    done = cache_faults.spoil(path, listed, of="-wal", offsets=range(size))
    assert (done["bytes"], done["wrong"]) == (size, 0)


def test_a_disk_of_a_megabyte_that_fills_up_costs_no_answer(tmp_path):
    """Where nothing may be mounted, the size of a file is limited at every 256th byte instead."""
    disk = tmp_path / "disk"
    disk.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", disk]
    if subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        done = in_a_process("starve", tmp_path, 0, 60_000, 256, timeout=600)
        assert (done["answers"], done["wrong"]) == (done["limits"], 0)
        return
    try:
        done = in_a_process("fill", disk, timeout=600)
    finally:
        subprocess.run(["umount", disk], check=True)
    assert done["answers"] == done["limits"]
    assert (done["wrong"], done["most_warnings"]) == (0, 1)
    assert 0 < done["saved"] < done["limits"]


def test_processes_that_share_a_file_for_a_while_lose_nothing(tmp_path):
    assert in_a_process("crowd", tmp_path, 8, 200, timeout=600)["codes"] == [0] * 8


@pytest.mark.parametrize("block", range(10))
def test_ten_days_of_a_thousand_seeds_never_give_what_is_too_old_or_falsely_fresh(tmp_path, block):
    for seed in range(block * SEEDS // 10, (block + 1) * SEEDS // 10):
        folder = tmp_path / str(seed)
        folder.mkdir()
        Days(seed, folder).run()
