"""Run commands in this process, as the installed command does, and see what they print and exit with."""

from typing import NamedTuple

import pytest

from routekit.cli import main


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """Give one cache folder for all commands, so that the sample is compiled once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(monkeypatch, capsys, cache):
    """Give a function that runs `routekit` with arguments and perhaps some input."""

    def running(*arguments, typed=""):
        import io

        monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
        monkeypatch.setattr("sys.argv", ["routekit", *map(str, arguments)])
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capsys.readouterr()
        return Done(stopped.value.code, out, err)

    return running
