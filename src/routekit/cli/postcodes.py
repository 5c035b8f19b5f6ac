"""`routekit boundaries postcodes`: compile an edition of postcodes, look at it, check it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.options import as_json
from routekit.cli.progress import progress
from routekit.cli.terminal import is_watched

if TYPE_CHECKING:
    from routekit.boundaries import Postcodes

POSTCODES = click.option(
    "--postcodes",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Default: the newest edition.",
)


def open_postcodes(path: Path | None) -> "Postcodes":
    """Open an edition of postcodes; if it is compiled first, somebody at a terminal sees how far that is."""
    from routekit.boundaries import Postcodes

    with progress() as show:
        return Postcodes.open(path, progress=show if is_watched() else None)


@click.group()
def postcodes() -> None:
    """Compile editions of postcodes, look at them, and check them against boundaries."""


@postcodes.command()
@click.argument("source", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Default: your cache folder.")
@as_json
def build(source: Path | None, out: Path | None, *, json_: bool) -> int:
    """Compile an edition of postcodes into one file, with the radius of each.

    SOURCE is the zip of Code-Point Open as Ordnance Survey publishes it, or a folder that
    `routekit boundaries postcodes extract` made. Default: the newest edition that is installed. The newest
    one that is compiled or installed is the one in use.

    \b
    Example:
      routekit boundaries postcodes build codepo_gb.zip
    """
    from routekit.boundaries.postcodes import build_postcodes

    with progress() as show:
        _, report = build_postcodes(source, out, show)
    click.echo(report.model_dump_json(indent=2) if json_ else report.text())
    return 0


@postcodes.command()
@click.argument("zip_", metavar="ZIP", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("folder", type=click.Path(path_type=Path))
def extract(zip_: Path, folder: Path) -> int:
    """Write what is needed of the zip of Code-Point Open into a folder in FOLDER, packed, with its licence.

    This is how the edition that routekit is installed with was made; to use a newer ZIP yourself, build it.

    \b
    Example:
      routekit boundaries postcodes extract codepo_gb.zip boundaries/routekit_boundaries/postcodes
    """
    from routekit.boundaries.postcodes import extract_postcodes

    with progress() as show:
        extracted = extract_postcodes(zip_, folder, show)
    click.echo(f"wrote {extracted}")
    return 0


@postcodes.command()
@POSTCODES
@as_json
def info(path: Path | None, *, json_: bool) -> int:
    """Say what an edition of postcodes holds, where it comes from, and under which licence.

    \b
    Example:
      routekit boundaries postcodes info
    """
    opened = open_postcodes(path)
    click.echo(opened.record.model_dump_json(indent=2) if json_ else _described(opened))
    return 0


@postcodes.command()
@POSTCODES
@click.option("--edition", type=click.Path(path_type=Path), metavar="FILE",
              help="Boundaries to check against; default: the newest compiled edition.")  # fmt: skip
@click.option("--bodies", type=click.Path(path_type=Path), metavar="FOLDER",
              help="Tables that say what became of districts; default: the installed ones.")  # fmt: skip
@as_json
def check(path: Path | None, edition: Path | None, bodies: Path | None, *, json_: bool) -> int:
    """Put every postcode into an edition of boundaries: each gets an area or a reason, and districts agree.

    Districts are compared as they stood on the date of the postcodes, so a merger is no difference.

    \b
    Example:
      routekit boundaries postcodes check --json
    """
    from routekit.bodies import Bodies
    from routekit.boundaries import Edition
    from routekit.boundaries.postcodes import check_postcodes

    opened, boundaries, tables = open_postcodes(path), Edition.open(edition), Bodies.open(bodies)
    day = opened.record.edition.date
    with progress() as show:
        found = check_postcodes(
            opened,
            boundaries,
            district_on=lambda district: tables.lower_tier(district, day)[0],
            progress=show,
        )
    click.echo(found.model_dump_json(indent=2) if json_ else found.text())
    return 0


def _described(opened: "Postcodes") -> str:
    record = opened.record
    edition = record.edition
    return "\n".join(
        [
            f"{edition.name}: {record.count:,} postcodes, {record.located:,} of them with a location",
            f"{edition.title}, as of {edition.date}",
            f"licence: {edition.licence}",
            f"attribution: {edition.attribution}",
            f"source: {edition.origin}; sha256 of the zip {edition.archive_sha256}",
            f"compiled by {record.tool}; sha256 {record.sha256}",
        ]
    )
