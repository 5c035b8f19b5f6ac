"""Progress of long work, on standard error: bars on a terminal, a line for each stage elsewhere."""

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from routekit.cli.terminal import is_watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click._termui_impl import ProgressBar

    from routekit.boundaries import Progress


@contextmanager
def progress() -> "Iterator[Progress]":
    """Give what shows how far long work has come; the cursor is put back however the work ends."""
    stages = _Bars() if is_watched() else _Lines()
    try:
        yield stages.show
    finally:
        stages.end()


class _Lines:
    """A line when a stage begins."""

    def __init__(self) -> None:
        self._stage = ""

    def show(self, _done: int, _total: int, stage: str, /) -> None:
        if stage != self._stage:
            click.echo(f"  {stage} ...", err=True)
        self._stage = stage

    def end(self) -> None:
        """Leave the last line as it is."""


class _Bars:
    """A bar for each stage, one after another, with the time left."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: ProgressBar[int] | None = None

    def show(self, done: int, total: int, stage: str, /) -> None:
        if self._bar is None or stage != self._stage:
            self.end()
            self._stage = stage
            self._bar = click.progressbar(length=total, label=f"  {stage:10}", file=sys.stderr)
        self._bar.update(done - self._bar.pos)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
        self._bar = None
