"""What the document tests stand on: the documents, and a place to run their examples in."""

import socket
from pathlib import Path

import pytest

from routekit.boundaries import Edition

ROOT = Path(__file__).parents[2]


def pytest_generate_tests(metafunc):
    if "document" in metafunc.fixturenames:
        pages = sorted(page for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts)
        documents = [ROOT / "README.md", *pages]
        metafunc.parametrize(
            "document",
            [_marked(each) for each in documents],
            ids=[str(each.relative_to(ROOT)) for each in documents],
        )


def _marked(document):
    """Give a document as a parameter, with what its examples need."""
    marks = (
        [pytest.mark.needs("java", "pyspark")]
        if "SparkSession" in document.read_text(encoding="utf-8")
        else []
    )
    return pytest.param(document, marks=marks)


@pytest.fixture
def reference():
    return ROOT / "docs" / "reference"


@pytest.fixture(scope="session")
def cache_with_the_sample(tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        Edition.open()
    return cache


@pytest.fixture
def workplace(cache_with_the_sample, tmp_path, monkeypatch):
    """An empty working folder, a cache of its own, and no way to look a host up."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_with_the_sample))
    monkeypatch.setattr(socket, "getaddrinfo", _only_this_machine)
    monkeypatch.chdir(tmp_path)
    return tmp_path


_getaddrinfo = socket.getaddrinfo


def _only_this_machine(host, *rest, **named):
    if host != "127.0.0.1":
        raise OSError(f"an example looked {host} up; examples use only the local server of routekit.testing")
    return _getaddrinfo(host, *rest, **named)
