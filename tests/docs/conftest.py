"""What the document tests stand on: the documents, and a place to run their examples in."""

import socket
from pathlib import Path

import pytest

from routekit.boundaries import Edition

ROOT = Path(__file__).parents[2]
EXAMPLES = "test_every_example_of_a_document_comes_to_what_it_shows"
OF_SPARK = (
    ROOT / "docs" / "how-to" / "route-on-a-spark-cluster.md"
)  # whose examples tests/batch/test_spark.py runs


def pytest_generate_tests(metafunc):
    if "document" in metafunc.fixturenames:
        pages = sorted(page for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts)
        documents = [ROOT / "README.md", *pages]
        if metafunc.function.__name__ == EXAMPLES:
            documents.remove(OF_SPARK)
            documents = [needing(each) for each in documents]
        metafunc.parametrize("document", documents, ids=name_of)


def needing(document):
    """Mark the documents whose examples call a service with curl."""
    calls = "```console\n$ curl" in document.read_text(encoding="utf-8")
    return pytest.param(document, marks=pytest.mark.needs("curl")) if calls else document


def name_of(document):
    return str(document.relative_to(ROOT))


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
