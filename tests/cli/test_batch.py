"""`routekit batch` as it is typed: files in and out, killed and resumed, shared out, and repeated."""

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from routekit.boundaries.postcodes.table import compact_of

SPEEDING = ("--transaction", "report-speeding-traffic", "--on", "2026-11-21", "--sample")
KILLS = int(os.environ.get("ROUTEKIT_KILLS", "2"))


@pytest.fixture(scope="module")
def tools(west_berkshire, west_berkshire_postcodes):
    return (
        *SPEEDING,
        "--rows-at-once",
        500,
        "--edition",
        west_berkshire.path,
        "--postcodes",
        west_berkshire_postcodes.path,
    )


@pytest.fixture(scope="module")
def postcodes_file(tmp_path_factory, west_berkshire_postcodes):
    """Write a Parquet file of many pieces of 500 rows."""
    keys = west_berkshire_postcodes.columns.key.tolist()
    texts = [compact_of(key) for key in keys] * 2 + ["nonsense", "BT7 1AA", "ZE1 1ZZ"]
    path = tmp_path_factory.mktemp("in") / "postcodes.parquet"
    pq.write_table(pa.table({"postcode": texts}), path, row_group_size=5_000)
    return path


def outputs(out):
    beside = [out, out.with_name(out.name + ".rejects.csv")]
    return [path.read_bytes() for path in beside]


def test_a_file_is_decided_and_every_row_comes_to_something(run, tools, tmp_path):
    given, out = tmp_path / "reports.csv", tmp_path / "routed.csv"
    given.write_text(
        "id,lat,lon,limit_up_to_40\n"
        "1,51.4147,-1.5154,no\n2,51.4147,-1.5154,\n3,48.8566,2.3522,no\n4,-1.5154,51.4147,no\n"
        "5,nan,-1.5,no\n6,51.4147\n7,51.4147,-1.5154,perhaps\n",
        encoding="utf-8",
    )
    done = run("batch", given, out, *tools, "--json")
    assert done.code == 0
    manifest = json.loads(done.out)
    assert manifest["counts"] == {"rows": 7, "routed": 1, "needs_answers": 1, "unrouted": 1, "rejected": 4}
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["status"]) for row in rows] == [
        ("1", "routed"),
        ("2", "needs_answers"),
        ("3", "unrouted"),
    ]
    assert rows[0]["authority_id"] == "E06000037"
    assert rows[1]["question"] == "limit_up_to_40"
    assert rows[2]["reason"] == "outside-coverage"
    rejects = (tmp_path / "routed.csv.rejects.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:3] for line in rejects] == [
        ["row", "column", "code"], ["4", "lat", "invalid-place"], ["5", "lat", "invalid-place"],
        ["6", "", "malformed-row"], ["7", "limit_up_to_40", "invalid-answer"],
    ]  # fmt: skip
    assert "51.41" not in "".join(rejects)
    assert json.loads((tmp_path / "routed.csv.manifest.json").read_text()) == manifest
    assert not (tmp_path / "routed.csv.work").exists()


def test_the_words_say_how_many_came_to_what(run, tools, tmp_path):
    given = tmp_path / "a.csv"
    given.write_text("pc\nRG14 5LD\nnonsense\n")
    done = run("batch", given, tmp_path / "b.parquet", *tools, "--postcode", "pc", "--prefix", "rk_")
    assert done.code == 0
    assert done.out.splitlines()[:2] == ["2 rows of a.csv", "  0 routed"]
    assert "  1 rejected" in done.out.splitlines()
    assert "rk_status" in pq.read_schema(tmp_path / "b.parquet").names


def test_processes_that_share_the_work_write_the_same_bytes(run, tools, postcodes_file, tmp_path):
    found = []
    for workers in (1, 2):
        out = tmp_path / f"{workers}.parquet"
        assert run("batch", postcodes_file, out, *tools, "--workers", workers).code == 0
        found.append(outputs(out))
    assert found[0] == found[1]


def test_a_run_that_is_killed_again_and_again_ends_with_the_same_bytes(
    run, tools, postcodes_file, tmp_path, cache
):
    whole, out = tmp_path / "whole.parquet", tmp_path / "killed.parquet"
    tools = (*tools, "--rows-at-once", 50)  # many parts, of which each kill leaves some to be done
    assert run("batch", postcodes_file, whole, *tools).code == 0
    command = [
        str(Path(sys.executable).with_name("routekit")),
        "batch",
        str(postcodes_file),
        str(out),
        *map(str, tools),
    ]
    moments, work = random.Random(8), tmp_path / "killed.parquet.work"
    for _ in range(KILLS):
        process = subprocess.Popen(
            command,
            env={**os.environ, "XDG_CACHE_HOME": str(cache)},
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        before = len(list(work.glob("*.arrow")))
        least = before + moments.randint(1, 4)
        while len(list(work.glob("*.arrow"))) < least and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not out.exists(), "it was killed before its end"
    resumed = run("batch", postcodes_file, out, *tools)
    assert resumed.code == 0
    assert outputs(out) == outputs(whole)


def test_a_work_folder_of_another_job_is_not_mixed_in(run, tools, postcodes_file, tmp_path):
    out = tmp_path / "a.parquet"
    work = tmp_path / "a.parquet.work"
    work.mkdir()
    (work / "job.json").write_text("{}")
    done = run("batch", postcodes_file, out, *tools)
    assert done.code == 2
    assert "another job" in done.err


def test_the_sample_is_refused_unless_it_is_allowed(run, tools, postcodes_file, tmp_path):
    done = run(
        "batch", postcodes_file, tmp_path / "a.parquet", *(each for each in tools if each != "--sample")
    )
    assert done.code == 2
    assert "one district only" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_goes_on_after_midnight_is_of_the_day_on_which_it_began(run, tools, tmp_path):
    given, out = tmp_path / "a.csv", tmp_path / "b.csv"
    given.write_text("postcode\nRG14 5LD\n")
    assert run("batch", given, out, *tools).code == 0
    manifest = json.loads((tmp_path / "b.csv.manifest.json").read_text())
    manifest["input"].pop("rows", None)
    about = {name: manifest[name] for name in ("input", "job", "basis")}
    (tmp_path / "b.csv.work").mkdir()
    (tmp_path / "b.csv.work" / "job.json").write_text(json.dumps(about, sort_keys=True, indent=1))
    without = [each for each in tools if each not in {"--on", "2026-11-21"}]
    done = run("batch", given, out, *without, "--json")
    assert json.loads(done.out)["job"]["on"] == "2026-11-21"


def test_a_run_can_be_repeated_from_its_manifest_and_a_difference_is_told(run, tools, tmp_path):
    given = tmp_path / "a.csv"
    given.write_text("postcode\nRG14 5LD\n")
    assert run("batch", given, tmp_path / "b.csv", *tools).code == 0
    manifest = tmp_path / "b.csv.manifest.json"
    assert run("batch", given, tmp_path / "c.csv", "--again", manifest, "--sample").code == 0
    assert (tmp_path / "c.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    given.write_text("postcode\nRG14 5LE\n")
    other = run("batch", given, tmp_path / "d.csv", "--again", manifest, "--sample")
    assert other.code == 1
    assert "input.sha256" in other.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.csv", "b.csv"), "--transaction"),
        (("a.csv", "b.txt", *SPEEDING), "ends in .csv or .parquet"),
        (("a.csv", "nowhere/b.csv", *SPEEDING), "folder"),
        (("missing.csv", "b.csv", *SPEEDING), "missing.csv"),
        (("a.csv", "b.csv", "--transaction", "report-nothing", "--sample"), "report-nothing"),
        (("a.csv", "b.csv", *SPEEDING, "--answer", "by_day=perhaps"), "by_day"),
        (("a.csv", "b.csv", *SPEEDING, "--latitude", "x"), "latitude"),
        (("a.csv", "a.csv", *SPEEDING), "another file"),
        (("a.csv", "b.csv", *SPEEDING, "--delimiter", ";;"), "one character"),
        (("a.csv", "b.csv", *SPEEDING, "--encoding", "rot13"), "windows-1252"),
    ],
)
def test_bad_input_is_told_before_anything_is_written(run, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("postcode\nRG14 5LD\n")
    done = run("batch", *arguments)
    assert done.code == 2
    assert words in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "postcode\nRG14 5LD\n"


def test_a_file_from_excel_is_read_with_its_delimiter_and_encoding(run, tools, tmp_path):
    given, out = tmp_path / "a.csv", tmp_path / "b.csv"
    given.write_bytes("Post Code;note\r\nRG14 5LD;café, =1+1\r\n".encode("cp1252"))
    done = run("batch", given, out, *tools, "--delimiter", ";", "--encoding", "windows-1252")
    assert done.code == 0
    with out.open(encoding="utf-8", newline="") as file:
        assert [row["note"] for row in csv.DictReader(file)] == ["café, =1+1"]
    again = run("batch", given, tmp_path / "c.csv", "--again", tmp_path / "b.csv.manifest.json", "--sample")
    assert again.code == 0, "the form is in the manifest"


def test_the_input_is_not_overwritten_by_what_is_written_beside_the_result(run, tools, tmp_path):
    given = tmp_path / "b.csv.rejects.csv"
    given.write_text("postcode\nRG14 5LD\n")
    done = run("batch", given, tmp_path / "b.csv", *tools)
    assert (done.code, given.read_text()) == (2, "postcode\nRG14 5LD\n")
    assert "is the input" in done.err


def test_columns_that_csv_has_no_cells_for_are_refused_before_anything_is_written(run, tools, tmp_path):
    given = tmp_path / "a.parquet"
    pq.write_table(pa.table({"postcode": ["RG14 5LD"], "parts": [[1, 2]]}), given)
    done = run("batch", given, tmp_path / "b.csv", *tools)
    assert (done.code, [path.name for path in tmp_path.iterdir()]) == (2, ["a.parquet"])
    assert "'parts'" in done.err
    assert run("batch", given, tmp_path / "b.parquet", *tools).code == 0
    assert pq.read_table(tmp_path / "b.parquet")["parts"].to_pylist() == [[1, 2]]


def test_an_option_beside_the_manifest_of_a_run_to_be_repeated_is_refused(run, tools, tmp_path):
    (tmp_path / "a.csv").write_text("postcode\nRG14 5LD\n")
    assert run("batch", tmp_path / "a.csv", tmp_path / "b.csv", *tools).code == 0
    manifest = tmp_path / "b.csv.manifest.json"
    done = run(
        "batch", tmp_path / "a.csv", tmp_path / "c.csv", "--again", manifest, "--sample", "--prefix", "x_"
    )
    assert done.code == 2
    assert "--prefix" in done.err
    assert not (tmp_path / "c.csv").exists()


@pytest.fixture
def begun(postcodes_file, tools, tmp_path, cache):
    """Give a function that starts a run in a process of its own and waits until some of it is done."""
    processes = []

    def beginning(out, *more):
        command = [str(Path(sys.executable).with_name("routekit")), "batch", str(postcodes_file), str(out)]
        process = subprocess.Popen(
            [*command, *map(str, (*tools, *more))],
            env={**os.environ, "XDG_CACHE_HOME": str(cache)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        processes.append(process)
        work = out.with_name(out.name + ".work")
        while not list(work.glob("*.arrow")) and process.poll() is None:
            time.sleep(0.002)
        assert process.poll() is None, "it was to be found at work"
        return process

    yield beginning
    for process in processes:
        process.kill()
        process.communicate()


def test_two_runs_do_not_write_one_result(begun, run, tools, postcodes_file, tmp_path):
    out = tmp_path / "a.parquet"
    first = begun(out, "--rows-at-once", 50)
    first.send_signal(signal.SIGSTOP)
    second = run("batch", postcodes_file, out, *tools, "--rows-at-once", 50)
    assert second.code == 2
    assert "another process is at work" in second.err
    first.send_signal(signal.SIGCONT)
    assert first.wait(120) == 0


def test_ctrl_c_ends_in_a_word_and_the_same_command_resumes(begun, run, tools, postcodes_file, tmp_path):
    out = tmp_path / "a.parquet"
    process = begun(out, "--rows-at-once", 50, "--workers", 2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet.work"]
    assert run("batch", postcodes_file, out, *tools, "--rows-at-once", 50).code == 0


def test_a_worker_that_is_killed_is_told_and_ends_the_run(begun, tmp_path):
    process = begun(tmp_path / "a.parquet", "--rows-at-once", 50, "--workers", 2)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "run the same command again" in said
    assert not (tmp_path / "a.parquet").exists()


@pytest.mark.parametrize("in_the_way", ["b.csv.work", "b.csv.unfinished"])
def test_what_cannot_be_written_is_told_in_a_line_and_leaves_no_half_result(run, tools, tmp_path, in_the_way):
    (tmp_path / "a.csv").write_text("postcode\nRG14 5LD\n")
    blocked = tmp_path / in_the_way
    blocked.write_text("") if in_the_way.endswith(".work") else blocked.mkdir()
    done = run("batch", tmp_path / "a.csv", tmp_path / "b.csv", *tools)
    assert done.code == 1
    assert "cannot be written" in done.err
    assert len(done.err.splitlines()) == 1
    assert not (tmp_path / "b.csv").exists()


def test_an_input_that_changes_while_it_is_read_gives_no_result(begun, postcodes_file, tmp_path):
    out = tmp_path / "a.parquet"
    content = postcodes_file.read_bytes()
    process = begun(out, "--rows-at-once", 50)
    process.send_signal(signal.SIGSTOP)
    try:
        postcodes_file.with_suffix(".new").write_bytes(content + b"x")
        postcodes_file.with_suffix(".new").replace(postcodes_file)  # the open file is as it was
        process.send_signal(signal.SIGCONT)
        _, said = process.communicate(timeout=120)
    finally:
        postcodes_file.write_bytes(content)
    assert process.returncode == 2
    assert "changed while it was read" in said
    assert not out.exists()
