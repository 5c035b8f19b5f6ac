"""The two sides of a replay on the command line: options that may be given twice."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from routekit.cli.naming import pack_of
from routekit.cli.options import Command, read_day
from routekit.cli.postcodes import open_postcodes
from routekit.cli.route import pack_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routekit.bodies import Bodies
    from routekit.boundaries import Edition, Postcodes
    from routekit.replay import Side
    from routekit.rules import Pack

Value = TypeVar("Value")

_TWICE: Final = ("on", "edition", "pack", "bodies")
_SIDES: Final = 2


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
    given = {name: options[name] for name in _TWICE}
    for name, values in given.items():
        if len(values) > _SIDES:
            raise click.UsageError(
                f"--{name} is given {len(values)} times; twice, or once for both, is needed"
            )
    if all(len(values) < _SIDES for values in given.values()):
        raise click.UsageError(
            "nothing differs: give --on, --edition, --pack or --bodies twice, as it was and as it will be"
        )
    from routekit.replay import Side
    from routekit.router import Router, today_in_london

    today = today_in_london()
    days = _both([read_day(text) or today for text in given["on"]] or [today])
    packs = _both(
        [_packs(named, options["transaction"]) for named in given["pack"]] or [[options["transaction"]]]
    )
    tables = _both(_tables(given["bodies"], options["overrides"]))
    editions = _both(_editions(given["edition"]))
    postcodes = partial(_postcodes, options["postcodes_edition"], [])
    sides = [
        Side(router=Router(packs=_loaded(names), edition=edition, bodies=bodies, postcodes=postcodes), on=day)
        for names, edition, bodies, day in zip(packs, editions, tables, days, strict=True)
    ]
    return sides[0], sides[1]


def _both(values: "Sequence[Value]") -> "tuple[Value, Value]":
    """Give what each side has."""
    return values[0], values[-1]


def _packs(named: str, transaction: str) -> "list[str | Path]":
    found = pack_of(named)
    return [*pack_files(found, transaction)] if isinstance(found, Path) else [found]


def _loaded(names: "list[str | Path]") -> "list[Pack]":
    from routekit.given import loaded

    return loaded(names, unproved=False)


def _tables(folders: "Sequence[Path]", overrides: "Sequence[Path]") -> "list[Bodies]":
    from routekit.bodies import Bodies

    return [Bodies.open(folder, overrides=overrides) for folder in folders or (None,)]


def _editions(names: "Sequence[str]") -> "list[Edition | tuple[Edition, ...]]":
    from routekit.boundaries import Edition
    from routekit.cli.comparing import opened

    return [opened(name) for name in names] or [Edition.open_all()]


def _postcodes(path: Path | None, kept: "list[Postcodes]") -> "Postcodes":
    """Open the postcodes when they are first needed, once for both sides."""
    if not kept:
        kept.append(open_postcodes(path))
    return kept[0]
