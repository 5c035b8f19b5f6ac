"""A test that needs what is not there is not run, and is named: silence would look like success."""

import os
import subprocess
import sys
from pathlib import Path

import needs
import pytest

ROOT = Path(__file__).parents[1]
TESTS = """
import pytest

@pytest.mark.needs("chromium")
def test_of_a_browser(): pass

@pytest.mark.needs("chromium", "java")
def test_of_both(): pass

def test_of_neither(): pass
"""


@pytest.fixture
def run(tmp_path):
    """Run tests in a process of their own, where a folder holds every program there is."""

    def run(text, *programs, options=()):
        folder = tmp_path / "programs"
        folder.mkdir(exist_ok=True)
        for name, said in programs:
            program = folder / name
            program.write_text(f"#!/bin/sh\necho '{said}' >&2\n", encoding="utf-8")
            program.chmod(0o755)
        (tmp_path / "test_some.py").write_text(text, encoding="utf-8")
        (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = needs\n", encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "needs", "-p", "no:cacheprovider", *options]
        env = {**os.environ, "PATH": str(folder), "PYTHONPATH": str(ROOT / "tests" / "support")}
        env.pop("PYTEST_ADDOPTS", None)
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    return run


BROWSER = "NOT RUN: test_some.py::test_of_a_browser: chromium is not installed (apt-get install chromium)"
BOTH = "NOT RUN: test_some.py::test_of_both: chromium is not installed (apt-get install chromium)"


def not_run(done):
    return [line for line in done.stdout.splitlines() if line.startswith("NOT RUN:")]


def test_each_test_that_was_not_run_is_named_with_what_to_do(run):
    done = run(TESTS)
    assert not_run(done) == [BROWSER, BOTH]
    assert "1 passed, 2 deselected" in done.stdout
    assert done.returncode == 0


def test_a_test_runs_when_all_it_needs_is_there(run):
    done = run(TESTS, ("chromium", ""), ("java", 'openjdk version "21.0.1"'))
    assert not_run(done) == []
    assert "3 passed" in done.stdout


@pytest.mark.parametrize(("version", "there"), [("21.0.1", True), ("11.0.2", False), ("1.8.0_292", False)])
def test_java_has_to_be_new_enough(tmp_path, monkeypatch, version, there):
    java = tmp_path / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (needs.missing(["java"]) is None) == there


def test_they_are_named_as_well_where_several_processes_run_the_tests(run):
    assert not_run(run(TESTS, options=("-n", "2"))) == [BROWSER, BOTH]


def test_a_need_that_nobody_knows_is_a_mistake():
    with pytest.raises(KeyError, match="cobol"):
        needs.missing(["cobol"])


def test_ci_fails_where_a_test_was_not_run(tmp_path):
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_text(
        (ROOT / ".ci" / "run").read_text(encoding="utf-8"), encoding="utf-8"
    )
    told = "check demo test-national test-exhaustive:\n\t@true\ntest:\n\t@echo '{}'\n"
    for words, code in (("2 passed", 0), (f"{BROWSER}", 1)):
        (tmp_path / "Makefile").write_text(told.format(words), encoding="utf-8")
        done = subprocess.run(["bash", ".ci/run"], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr


def test_every_need_says_what_to_install():
    for need in needs.NEEDS.values():
        assert "install" in need.otherwise
