"""The command line as a terminal uses it: pipes that close early, and messages on one line."""

import os
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-c", "from routekit.cli import main; main()"]


@pytest.fixture
def environment(cache):
    return {**os.environ, "XDG_CACHE_HOME": str(cache)}


def test_a_reader_that_stops_reading_causes_no_traceback(environment):
    done = subprocess.run(
        ["bash", "-c", f"{COMMAND[0]} -c '{COMMAND[2]}' demo | head -c 1"],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert done.stdout == "R"
    assert "Traceback" not in done.stderr


def test_words_beyond_ascii_reach_a_terminal_that_knows_none(environment):
    done = subprocess.run(
        [*COMMAND, "boundaries", "info"], capture_output=True, check=False,
        env={**environment, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_an_accuracy_counts_for_a_grid_place_too(run):
    yes = ["--answer", "limit_up_to_40=yes", "--answer", "by_day=yes", "--answer", "suitable_site=yes"]
    place = ["--grid", "435000,169177", "--on", "2026-11-21"]
    assert run("route", "report-speeding-traffic", *place, *yes).code == 0
    assert run("route", "report-speeding-traffic", *place, *yes, "--accuracy", "200").code == 3


def test_a_message_of_several_lines_is_printed_as_one(run, tmp_path):
    from routekit.testing import write_tiny_bodies

    table = write_tiny_bodies(tmp_path) / "taken_on.csv"
    table.write_text(table.read_text() + "Ash,report-grass,,,x\nElm,report-grass,,,x\n")
    done = run("route", "report-speeding-traffic", "--at", "51.4147,-1.5154", "--bodies", tmp_path)
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "'Ash'" in done.err
    assert "'Elm'" in done.err
