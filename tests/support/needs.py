"""What tests need besides the group `dev`: without it they are not run, and each is named, never skipped."""

import re
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
OLDEST_JAVA = 17


class Need(NamedTuple):
    """Whether something is there, and what to do if it is not."""

    there: Callable[[], bool]
    otherwise: str


def _chromium():
    return shutil.which("chromium") is not None


def _curl():
    return shutil.which("curl") is not None


def _npm_assets():
    built = ROOT / "src" / "routekit" / "service" / "pages" / "built" / "govuk-frontend.min.css"
    return built.is_file() and (ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js").is_file()


def _java():
    java = shutil.which("java")
    if java is None:
        return False
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(?:1\.)?([0-9]+)', said)
    return version is not None and int(version[1]) >= OLDEST_JAVA


def _pyspark():
    return find_spec("pyspark") is not None and find_spec("pandas") is not None


NEEDS = {
    "chromium": Need(_chromium, "chromium is not installed (apt-get install chromium)"),
    "curl": Need(_curl, "curl is not installed (apt-get install curl)"),
    "npm-assets": Need(_npm_assets, "the stylesheets and scripts are not built (install npm; make assets)"),
    "java": Need(_java, f"Java {OLDEST_JAVA} is not installed (apt-get install openjdk-17-jre-headless)"),
    "pyspark": Need(_pyspark, "PySpark is not installed (pip install --group spark)"),
}

_NOT_RUN = pytest.StashKey[list[str]]()


def missing(names):
    """Say what to do about the first thing that is not there; None if all are. KeyError: an unknown name."""
    return next((NEEDS[name].otherwise for name in names if not NEEDS[name].there()), None)


def pytest_configure(config):
    config.stash[_NOT_RUN] = []


def pytest_collection_modifyitems(config, items):
    known = {}
    left = []
    for item in items:
        names = tuple(name for mark in item.iter_markers("needs") for name in mark.args)
        if names not in known:
            known[names] = missing(names)
        if known[names]:
            left.append(item)
            config.stash[_NOT_RUN].append(f"NOT RUN: {item.nodeid}: {known[names]}")
    if left:
        items[:] = [item for item in items if item not in set(left)]
        config.hook.pytest_deselected(items=left)


def pytest_sessionfinish(session):
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["not-run"] = session.config.stash[_NOT_RUN]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    told = node.config.stash[_NOT_RUN]
    told.extend(line for line in getattr(node, "workeroutput", {}).get("not-run", ()) if line not in told)


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash[_NOT_RUN]:
        terminalreporter.write_line(line)
