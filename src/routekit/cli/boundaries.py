"""`routekit boundaries`: compile editions, look at them, find the area of a place."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.options import UNROUTED, as_json, place_options, read_place

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from routekit.boundaries import Edition
    from routekit.model import Located

EDITION = click.option(
    "--edition", type=click.Path(path_type=Path), metavar="FILE", help="Default: the newest compiled edition."
)


@click.group()
def boundaries() -> None:
    """Compile editions of boundaries, look at them, and find the area of a place."""


@boundaries.command("build")
@click.argument("source", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Default: your cache folder.")
@as_json
def build_edition(source: Path | None, out: Path | None, *, json_: bool) -> int:
    """Compile the edition in the folder SOURCE (default: the West Berkshire sample) into one file.

    SOURCE holds edition.toml and the files it names. What was repaired, and where areas overlap or leave
    gaps, is reported.

    \b
    Example:
      routekit boundaries build --out west-berkshire.edition
    """
    from routekit.boundaries import build

    bars = _Bars()
    _, report = build(source, out, progress=bars.show)
    click.echo(report.model_dump_json(indent=2) if json_ else report.text())
    return 0


@boundaries.command()
@EDITION
@as_json
def info(edition: Path | None, *, json_: bool) -> int:
    """Say what an edition covers, where it comes from, and under which licence.

    \b
    Example:
      routekit boundaries info
    """
    from routekit.boundaries import Edition

    opened = Edition.open(edition)
    if json_:
        click.echo(opened.record.model_dump_json(indent=2))
    else:
        click.echo(_described(opened))
    return 0


@boundaries.command()
@place_options
@EDITION
@as_json
def find(at: str | None, grid: str | None, accuracy: float, edition: Path | None, *, json_: bool) -> int:
    """Find the parish, community or unparished area of a place.

    Exit code: 0 found, 4 outside the edition, 2 bad input, 1 failure.

    \b
    Example:
      routekit boundaries find --at 51.4147,-1.5154
    """
    from routekit.boundaries import Edition

    place = read_place(at, grid, accuracy)
    opened = Edition.open(edition)
    located = opened.area_at(place)
    click.echo(located.model_dump_json(indent=2) if json_ else _found(located, opened))
    return 0 if located.area else UNROUTED


class _Bars:
    """A progress bar on standard error for each stage of a build, with the time left."""

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


def _described(edition: "Edition") -> str:
    west, south, east, north = edition.bounds
    provenance = edition.provenance
    sample = " (a sample)" if edition.ref.sample else ""
    return "\n".join(
        [
            f"{edition.name}{sample}: {edition.count:,} areas as of {edition.date}",
            f"from {west:,.0f} {south:,.0f} to {east:,.0f} {north:,.0f} on the National Grid (EPSG:27700)",
            f"licence: {provenance.licence}",
            f"attribution: {provenance.attribution}",
            f"source: {provenance.source}",
            f"repaired: {len(provenance.repairs)} areas; compiled by {provenance.tool}",
            f"sha256: {edition.ref.sha256}",
        ]
    )


def _found(located: "Located", edition: "Edition") -> str:
    area = located.area
    first = f"{area.name} ({area.code}), {area.kind} in {area.district}" if area else "in no area"
    others = [
        f"  {each.area.name} ({each.area.code}): {each.share:.0%} of the circle, {each.distance_m:,.1f} m off"
        for each in located.candidates
        if each.area != area
    ]
    warnings = [f"  careful ({warning.code}): {warning.detail}" for warning in located.warnings]
    return "\n".join([f"{first} — {edition.name}", *others, *warnings])
