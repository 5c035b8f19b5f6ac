"""Settings: from a file, the environment and the command, the last of which counts most."""

from pathlib import Path

import pytest

from routekit.errors import InputError
from routekit.service.opening import Opener
from routekit.service.settings import Settings, read_settings


def test_what_is_given_comes_before_the_environment_and_that_before_the_file(tmp_path):
    file = tmp_path / "serve.toml"
    file.write_text('port = 1\nhost = "::1"\nmax_rows = 5\n', "utf-8")
    environment = {
        "ROUTEKIT_HOST": "0.0.0.0",
        "ROUTEKIT_PORT": "2",
        "HOME": "/",
        "ROUTEKIT_CONFIG": str(file),
    }
    found = read_settings(environment=environment, given={"port": 3})
    assert (found.port, found.host, found.max_rows, found.max_depth) == (3, "0.0.0.0", 5, 8)


def test_lists_in_the_environment_are_json():
    found = read_settings(environment={"ROUTEKIT_PACKS": '["a.yaml"]', "ROUTEKIT_LAYERS": '{"roads": "r"}'})
    assert [str(each) for each in found.packs] == ["a.yaml"]
    assert {name: str(path) for name, path in found.layers.items()} == {"roads": "r"}


@pytest.mark.parametrize(
    ("text", "environment", "named"),
    [
        ("prot = 1", {}, "prot"),
        ("port = 70000", {}, "port"),
        ("port = ", {}, "config"),
        ("request_s = inf", {}, "request_s"),
        ("", {"ROUTEKIT_PROT": "1"}, "environment"),
        ("", {"ROUTEKIT_PORT": "http"}, "port"),
        ("", {"ROUTEKIT_PACKS": "a.yaml"}, "ROUTEKIT_PACKS"),
        ("", {"ROUTEKIT_CONTACTS": "on"}, "contacts"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path, text, environment, named):
    file = tmp_path / "serve.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_settings(file, environment=environment)
    assert caught.value.field == named


def test_a_file_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # so that no name is too long to be shown
    with pytest.raises(InputError, match=r"nowhere\.toml"):
        read_settings(Path("nowhere.toml"), environment={})


@pytest.mark.parametrize("given", [{"contacts": "register"}, {"register_file": "a.csv"}])
def test_a_register_and_its_file_go_together(given):
    with pytest.raises(InputError, match="go together"):
        Opener.of(Settings(**given))


def test_settings_do_not_read_the_environment_by_themselves(monkeypatch):
    monkeypatch.setenv("ROUTEKIT_PORT", "1234")
    assert Settings().port == 8000
