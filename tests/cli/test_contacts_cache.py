"""`routekit contacts cache`: what is kept is shown without a contact, and deleted without a byte left."""

import json
from datetime import UTC, datetime

import pytest

from routekit.contacts import Cache, ModernGov
from routekit.testing import ModernGovServer, tiny_areas, tiny_councils

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def filled(tmp_path):
    """Give a file that holds the list of the tiny district, and the address of the service it is from."""
    path = tmp_path / "contacts.sqlite"
    with ModernGovServer(tiny_councils()) as server:
        ModernGov(
            server.base_url,
            district="E06999001",
            areas=tiny_areas(),
            allow_insecure=True,
            cache=Cache.open(path),
            clock=lambda: NOW,
        ).councils()
        return path, f"{server.base_url}/mgWebService.asmx"


def test_info_shows_lists_and_no_contact(run, filled):
    path, service = filled
    done = run("contacts", "cache", "info", "--file", path)
    assert done.code == 0
    assert done.out == (
        f"{path}: 1 kept\n  E06999001  10 councils, fetched 2026-11-21 12:00 UTC from {service}\n"
    )
    told = json.loads(run("contacts", "cache", "info", "--file", path, "--json").out)
    assert told == {
        "file": str(path),
        "lists": [
            {
                "district": "E06999001",
                "service": service,
                "fetched_at": "2026-11-21T12:00:00Z",
                "councils": 10,
                "names": False,
                "postal_addresses": False,
                "kept": "file",
            }
        ],
    }


@pytest.mark.parametrize("words", [["purge"], ["forget", "E04999001"], ["forget", "E06999001"]])
def test_what_is_deleted_is_counted_and_gone(run, filled, words):
    path, _ = filled
    assert b"example.gov.uk" in path.read_bytes()
    done = run("contacts", "cache", *words, "--file", path)
    assert (done.code, done.out) == (0, "1 list deleted\n")
    assert b"example.gov.uk" not in path.read_bytes()
    assert json.loads(run("contacts", "cache", *words, "--file", path, "--json").out) == {"deleted": 0}


def test_without_a_file_the_one_in_the_cache_folder_is_meant(run, cache):
    done = run("contacts", "cache", "info")
    assert done.out == f"{cache}/routekit/contacts/contacts-1.sqlite: 0 kept\n"


def test_what_can_be_no_code_and_a_file_that_is_no_cache_are_bad_input(run, filled, tmp_path):
    path, _ = filled
    done = run("contacts", "cache", "forget", "Ashsample", "--file", path)
    assert (done.code, done.out) == (2, "")
    assert "what is 'Ashsample'" in done.err
    mine = tmp_path / "mine.txt"
    mine.write_text("my own", encoding="utf-8")
    done = run("contacts", "cache", "purge", "--file", mine)
    assert done.code == 2
    assert "is not a cache of contacts" in done.err
    assert mine.read_text(encoding="utf-8") == "my own"
