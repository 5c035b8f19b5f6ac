"""The two sides of a replay on the command line: options that may be given twice, as it was and as it will be."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routekit.cli.naming import pack_of
from routekit.cli.options import Command, read_day
from routekit.cli.postcodes import open_postcodes

if TYPE_CHECKING:
    from routekit.bodies import Bodies
    from routekit.boundaries import Edition
    from routekit.replay import Side

_TWICE = ("on", "edition", "pack", "bodies")


def sides_options(command: Command) -> Command:
    """Add `--on`, `--edition`, `--pack`, `--bodies`, of which one is given twice, and what is for both."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--postcodes-edition", type=path, metavar="FILE",
                     help="Postcodes to use; default: the newest edition."),
        click.option("--overrides", type=path, multiple=True, metavar="FOLDER",
                     help="A council's own tables, put before the others, on both sides; may be repeated."),
        click.option("--bodies", multiple=True, type=path, metavar="FOLDER",
                     help="Tables of authorities to use instead of the installed ones."),
        click.option("--pack", multiple=True, metavar="PACK",
                     help="A pack, or a folder of packs, to use instead of the installed ones."),
        click.option("--edition", multiple=True, metavar="EDITION",
                     help="Boundaries, a file or a name; default: the compiled ones of the day."),
        click.option("--on", multiple=True, metavar="DATE", help="Day, as 2026-04-01; default: today."),
    ):  # fmt: skip
        command = option(command)
    return command


def sides_of(options: dict[str, Any]) -> "tuple[Side, Side]":
    """Open both sides; what is given once, or not at all, is opened once and the same for both."""
    for name in _TWICE:
        if len(options[name]) > 2:  # noqa: PLR2004 - there are two sides
            raise click.UsageError(f"--{name} is given {len(options[name])} times; once, or twice, is needed")
    if all(len(options[name]) < 2 for name in _TWICE):  # noqa: PLR2004 - there are two sides
        raise click.UsageError(
            "nothing differs: give --on, --edition, --pack or --bodies twice, as it was and as it will be"
        )
    from routekit.boundaries.once import Once  # noqa: F401
    from routekit.replay import Side
    from routekit.router import Router, today_in_london

    return _sides(options, Router, Side, today_in_london)
