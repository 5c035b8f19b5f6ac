"""Errors of routekit as the command line gives them: in words that name its options, and as an exit code."""

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from routekit.cli.terminal import give_up_output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from routekit.errors import RoutekitError

FAILURE, BAD_INPUT = 1, 2

_PREFIX = "routekit: "


def code_of(error: "RoutekitError") -> int:
    """Give the exit code: 2 if the input is to blame, else 1."""
    from routekit.errors import InputError

    return BAD_INPUT if isinstance(error, InputError) else FAILURE


@contextmanager
def without_failure() -> "Iterator[None]":
    """Let a command whose answer is exit code 1 end with 2, whatever keeps it from its answer."""
    from routekit.errors import RoutekitError

    try:
        yield
    except RoutekitError as error:
        raise click.UsageError(words_of(error).removeprefix(_PREFIX)) from error
    except OSError as error:
        give_up_output(error)
        raise click.exceptions.Exit(BAD_INPUT) from error


def words_of(error: "RoutekitError") -> str:
    """Give an error in one line; in a line each if several problems were found."""
    from routekit.errors import EditionError, RulesError

    if isinstance(error, RulesError):
        return str(error)  # each line begins with its file
    text = str(error) if getattr(error, "problems", ()) else " ".join(str(error).split())
    advice = _about_the_cache(text) if isinstance(error, EditionError) else ""
    return f"{_PREFIX}{text}{advice}"


def _about_the_cache(text: str) -> str:
    """Say what to do about an error that names the cache folder, or a file in it."""
    from routekit.boundaries.cache import cache_folder

    folder = cache_folder()
    broken = next((path for path in _files(folder) if str(path) in text), None)
    if broken is not None:
        return f"; or delete {broken}, or name another file with --{broken.suffix[1:]}"
    if str(folder) in text:
        return (
            "; on the command line: make room there, set XDG_CACHE_HOME to a folder that can be written, or "
            "build with --out FILE and name it with --edition FILE (postcodes: --postcodes FILE)"
        )
    return ""


def _files(folder: "Path") -> "list[Path]":
    try:
        return [path for path in folder.iterdir() if path.suffix in {".edition", ".postcodes"}]
    except OSError:
        return []
