"""The command line as a terminal uses it: characters, pipes that close, full disks, interruptions, help."""

import os
import pty
import select
import signal
import subprocess
import sys
import termios
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from routekit.cli.progress import progress

COMMAND = [sys.executable, "-c", "from routekit.cli import main; main()"]
SPEEDING = "report-speeding-traffic"
HUNGERFORD = "--at", "51.4147,-1.5154", "--on", "2026-11-21"
INFO = "boundaries", "info"


@pytest.fixture
def command(cache):
    """Give a function that runs `routekit` in a process of its own."""

    def running(*arguments, encoding="utf-8", **named):
        environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONIOENCODING": encoding}
        environment.pop("COLUMNS", None)  # or it would count for more than the terminal
        piped = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | named
        return subprocess.Popen([*COMMAND, *map(str, arguments)], env=environment, **piped)

    return running


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("route", SPEEDING, *HUNGERFORD, "--answer", "limit_up_to_40=no"),
        ("rules", "matrix", "--district", "E06000037", "--csv"),
        INFO,
    ],
)
def test_a_terminal_without_a_character_gets_another(command, arguments, encoding):
    with command(*arguments, encoding=encoding) as done:
        _, err = done.communicate()
    assert (done.returncode, err) == (0, b"")


def test_the_signs_of_the_layout_have_plain_forms(command):
    with command("route", SPEEDING, *HUNGERFORD, "--answer", "limit_up_to_40=no", encoding="cp1252") as done:
        out, _ = done.communicate()
    assert out.decode("cp1252").startswith("-> West Berkshire Council")


def test_what_a_terminal_cannot_show_stays_json():
    code = (
        "from routekit.cli.terminal import take_any_character; take_any_character()\n"
        "print('\"Llys-faen \\u0175 \\U0001f6b2\"')"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert shown == b'"Llys-faen \\u0175 \\ud83d\\udeb2"\n'


def test_what_is_typed_in_another_encoding_is_no_answer(command):
    with command("ask", SPEEDING, *HUNGERFORD, stdin=subprocess.PIPE) as done:
        _, err = done.communicate(b"\xff\nno\n")
    assert done.returncode == 0
    assert b"is not one of the answers" in err


@pytest.mark.parametrize("arguments", [INFO, ("rules", "matrix", "--csv")])
def test_a_reader_that_has_gone_away_is_told_nothing(command, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    with command(*arguments, stdout=writing) as done:
        os.close(writing)
        _, err = done.communicate()
    assert (done.returncode, err) == (1, b"")


@pytest.mark.parametrize("arguments", [INFO, ("rules", "matrix", "--district", "E06000037", "--csv")])
def test_a_full_disk_is_one_line_and_exits_with_1(command, arguments):
    with Path("/dev/full").open("wb") as full, command(*arguments, stdout=full) as done:
        _, err = done.communicate()
    assert done.returncode == 1
    assert err == b"routekit: the output cannot be written (No space left on device)\n"


def test_an_error_that_cannot_be_said_keeps_its_exit_code(command):
    with Path("/dev/full").open("wb") as full, command("route", SPEEDING, stderr=full) as done:
        out, _ = done.communicate()
    assert (done.returncode, out) == (2, b"")


@pytest.fixture
def _heard():
    """Let processes hear an interruption, also where the tests are run in the background and do not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heard")
def test_an_interruption_exits_with_130(command):
    with command("ask", SPEEDING, *HUNGERFORD, stdin=subprocess.PIPE) as done:
        assert done.stderr.readline().startswith(b"Is the speed limit")
        done.send_signal(signal.SIGINT)
        _, err = done.communicate()
    assert done.returncode == 130
    assert b"Traceback" not in err


@pytest.mark.parametrize("group", [(), ("rules",), ("boundaries",), ("boundaries", "postcodes"), ("bodies",)])
def test_a_group_alone_shows_its_help_as_help(run, group):
    done = run(*group)
    assert (done.code, done.out) == (2, "")
    assert done.err == run(*group, "--help").out


@contextmanager
def screen(monkeypatch):
    """Make standard error a terminal; give a function that reads what it has been sent."""
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    with os.fdopen(theirs, "w") as stream, os.fdopen(ours, "rb", buffering=0) as reader:
        monkeypatch.setattr("sys.stderr", stream)
        yield lambda: sent(reader).decode()


def sent(reader):
    """Read until nothing more comes: a terminal may pass on what it was sent in pieces."""
    found = b""
    while select.select([reader], [], [], 0.5)[0]:
        found += reader.read(65536)
    return found


def test_a_terminal_sees_a_bar_for_each_stage(monkeypatch):
    with screen(monkeypatch) as read:
        with progress() as show:
            for stage in ("reading", "gaps"):
                for done in (0, 5, 10):
                    show(done, 10, stage)
        shown = read()
    assert shown.index("reading") < shown.index("gaps")
    assert shown.count("100%") == 2
    assert shown.count("\r\n") == 2


def interrupted():
    with progress() as show:
        show(1, 10, "reading")
        raise KeyboardInterrupt


def test_the_cursor_is_put_back_when_work_is_interrupted(monkeypatch):
    with screen(monkeypatch) as read:
        with pytest.raises(KeyboardInterrupt):
            interrupted()
        shown = read()
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")


@pytest.mark.parametrize(("columns", "widest"), [(40, 40), (80, 80), (250, 100)])
def test_lines_are_as_wide_as_the_terminal_but_no_wider_than_100(command, columns, widest):
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    termios.tcsetwinsize(theirs, (24, columns))
    with command("route", SPEEDING, *HUNGERFORD, "--answer", "limit_up_to_40=no", stdout=theirs) as done:
        done.communicate()
    assert done.returncode == 0
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    os.close(theirs)
    lines = [line for line in click.unstyle(shown).splitlines() if "https://" not in line]
    assert widest - 20 < max(map(len, lines)) <= widest


def test_a_pipe_gets_the_same_lines_whatever_the_terminal_is_like(run, monkeypatch):
    arguments = "route", SPEEDING, *HUNGERFORD, "--answer", "limit_up_to_40=no"
    wide = run(*arguments).out
    monkeypatch.setenv("COLUMNS", "40")
    assert run(*arguments).out == wide


def test_elsewhere_each_stage_is_a_line(capsys):
    with progress() as show:
        for stage in ("reading", "gaps"):
            for done in (0, 5, 10):
                show(done, 10, stage)
    assert capsys.readouterr() == ("", "  reading ...\n  gaps ...\n")


def test_an_accuracy_counts_for_a_grid_place_too(run):
    yes = ["--answer", "limit_up_to_40=yes", "--answer", "by_day=yes", "--answer", "suitable_site=yes"]
    place = ["--grid", "435000,169177", "--on", "2026-11-21"]
    assert run("route", SPEEDING, *place, *yes).code == 0
    assert run("route", SPEEDING, *place, *yes, "--accuracy", "200").code == 3
