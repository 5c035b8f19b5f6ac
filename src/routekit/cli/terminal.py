"""Standard output and error: characters they do not have, how wide they are, columns, and when they fail."""

import codecs
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO

import click

NARROWEST, WIDEST = 20, 100

_PLAIN = {"→": "->", "✗": "x", "—": "-", "©": "(c)"}


def take_any_character() -> None:
    """Let input and output hold any character: one that a terminal does not have is replaced, no error.

    The few signs that are part of the layout have plain forms. Others become the escapes of JSON, so that
    JSON stays what it is.
    """
    codecs.register_error("routekit.plain", _plainly)
    for stream, errors in (
        (sys.stdin, "replace"), (sys.stdout, "routekit.plain"), (sys.stderr, "routekit.plain"),
    ):  # fmt: skip
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = error.object[error.start : error.end]
    return "".join(_PLAIN.get(each) or _escaped(each) for each in found), error.end


def _escaped(character: str) -> str:
    pairs = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{pairs[at : at + 4]}" for at in range(0, len(pairs), 4))


def width() -> int:
    """Give how many characters a line may have: 100, or on a terminal as many as it shows if that is less."""
    if sys.stdout is None or not sys.stdout.isatty():
        return WIDEST  # whatever COLUMNS says, so that a file or a pipe always gets the same
    import shutil

    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def in_columns(lines: Sequence[tuple[str, ...]]) -> list[str]:
    """Lay cells out under each other; the first line is the headings."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def is_watched() -> bool:
    """Say whether standard error is a terminal, so that somebody may see how far something is."""
    return sys.stderr is not None and sys.stderr.isatty()


def complain(message: str) -> None:
    """Say what went wrong on standard error, if that can be written."""
    try:
        click.echo(message, err=True)
    except OSError:
        _discard(sys.stderr)


def give_up_output(error: OSError) -> None:
    """Say in one line that output cannot be written; a reader that has gone away needs to hear nothing."""
    _discard(sys.stdout)
    if not isinstance(error, BrokenPipeError):
        complain(f"routekit: {error.filename or 'the output cannot be written'} ({error.strerror})")


def _discard(stream: TextIO) -> None:
    """Point a stream that failed at nothing: what it still holds would fail again when Python ends."""
    with suppress(OSError, ValueError):  # one that is no file needs nothing
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
