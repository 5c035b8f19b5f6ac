"""Progress bars, on standard error."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class Bars:
    """A progress bar on standard error for each stage of something long, with the time left."""

    def __init__(self) -> None:
        self._bars: dict[str, ProgressBar[int]] = {}

    def show(self, done: int, total: int, stage: str, /) -> None:
        """Note how much of a stage is done."""
        if stage not in self._bars:
            self._bars[stage] = click.progressbar(length=total, label=f"{stage:10}", file=sys.stderr)
        bar = self._bars[stage]
        bar.update(done - bar.pos)
        if done >= total:
            bar.render_finish()
