"""Run the comparison and write its page: `python -m peers`, in the folder `benchmarks`."""

import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import click

from peers.page import page
from peers.points import FOLDER
from peers.results import Results
from peers.run import FULL, compiled, quick, run
from peers.setting import Setting

DOCS: Final = FOLDER.parent / "docs" / "reference"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--quick", "in_short", is_flag=True, help="The sample, few points, what is always installed.")
@click.option("--edition", type=FILE, help="Measure this compiled edition; compile none.")
@click.option("--ostn15-tif", type=FILE, help="The OSTN15 grid for PROJ, if PROJ has none.")
@click.option("--out", type=click.Path(file_okay=False, exists=True, path_type=Path), default=DOCS)
def main(*, in_short: bool, edition: Path | None, ostn15_tif: Path | None, out: Path) -> None:
    """Measure routekit and its peers in one run; write benchmarks.json, benchmarks.md and benchmarks.svg."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # stopped from outside, it still tidies up
    scale, tell = quick() if in_short else FULL, _teller()
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="routekit-bench-")))
        built, path = (None, edition) if edition else compiled(scale, folder, tell)
        results = run(scale, path, lambda land: Setting(land, ostn15_tif, closing), folder, tell)
    _write(results.model_copy(update={"build": built}), out)
    tell(f"wrote {out / 'benchmarks.md'}")


def _write(results: Results, out: Path) -> None:
    results.write(out / "benchmarks.json")
    (out / "benchmarks.md").write_text(page(results), encoding="utf-8")
    try:
        from peers.plot import plot  # noqa: PLC0415 - matplotlib comes with the peers
    except ModuleNotFoundError:
        click.echo("matplotlib is not installed; benchmarks.svg is left as it is", err=True)
    else:
        plot(results, out / "benchmarks.svg")


def _teller() -> Callable[[str], None]:
    started = time.perf_counter()
    return lambda text: click.echo(f"{time.perf_counter() - started:6.0f} s  {text}", err=True)


if __name__ == "__main__":
    main()
