"""`routekit serve`: what it refuses before it listens. That it answers is for tests/service."""

import json

import pytest


@pytest.fixture
def few(tmp_path, monkeypatch, west_berkshire_postcodes):
    monkeypatch.setenv("ROUTEKIT_POSTCODES", str(west_berkshire_postcodes.path))


def test_check_says_what_would_be_served(run, few):
    done = run("serve", "--sample", "--check", "--json")
    assert done.code == 0
    said = json.loads(done.out)
    assert said["edition"] == "west-berkshire-2019-12"
    assert "report-speeding-traffic" in said["transactions"]
    pages = "with" if said["pages"] else "without"
    told = f"can be served in west-berkshire-2019-12, {pages} pages for residents\n"
    assert run("serve", "--sample", "--check").out.endswith(told)


def test_the_sample_is_refused_unless_it_is_asked_for(run, few):
    done = run("serve", "--check")
    assert done.code == 1
    assert "routekit boundaries build ew-2019-12" in done.err
    assert "--sample" in done.err


def test_a_setting_that_cannot_be_is_bad_input(run, tmp_path):
    file = tmp_path / "serve.toml"
    file.write_text("prot = 1\n", "utf-8")
    done = run("serve", "--config", file, "--check")
    assert (done.code, done.out) == (2, "")
    assert "prot" in done.err


def test_a_broken_pack_is_named_by_its_file_and_line(run, few, tmp_path, monkeypatch):
    pack = tmp_path / "broken.yaml"
    pack.write_text("format: 1\n", "utf-8")
    monkeypatch.setenv("ROUTEKIT_PACKS", json.dumps([str(pack)]))
    done = run("serve", "--sample", "--check")
    assert done.code == 1
    assert f"{pack}:1:1" in done.err
