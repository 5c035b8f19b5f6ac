"""`routekit contacts cache`: what is kept of contacts on this machine, and deleting it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routekit.cli.options import as_json

if TYPE_CHECKING:
    from routekit.contacts import KeptList


def in_file(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--file` and `--json`."""
    file = click.option("--file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                        help="The file of the cache; default: the one in your cache folder.")  # fmt: skip
    return file(as_json(command))


@click.group()
def cache() -> None:
    """Show or delete the lists of councils that are kept on this machine."""


@cache.command()
@in_file
def info(file: Path | None, *, json_: bool) -> None:
    """Show which lists are kept, from which service and since when; no contact is shown.

    \b
    Example:
      routekit contacts cache info
    """
    from routekit.contacts import Cache

    kept = Cache.open(file)
    lists = kept.lists()
    if json_:
        found = [each.model_dump(mode="json") for each in lists]
        click.echo(json.dumps({"file": str(kept.path), "lists": found}, indent=2))
        return
    click.echo(f"{kept.path}: {len(lists):,} kept")
    for each in lists:
        click.echo(_shown(each))


def _shown(each: "KeptList") -> str:
    personal = [what for what, held in (("names", each.names), ("addresses", each.postal_addresses)) if held]
    told = f", with {' and '.join(personal)}" if personal else ""
    fetched = f"{each.fetched_at:%Y-%m-%d %H:%M} UTC"
    return f"  {each.district}  {each.councils:,} councils{told}, fetched {fetched} from {each.service}"


@cache.command()
@in_file
def purge(file: Path | None, *, json_: bool) -> None:
    """Delete every list, so that no byte of it is left in the file.

    \b
    Example:
      routekit contacts cache purge
    """
    from routekit.contacts import Cache

    _say(Cache.open(file).purge(), json_=json_)


@cache.command()
@click.argument("what")
@in_file
def forget(what: str, file: Path | None, *, json_: bool) -> None:
    """Delete every list that names WHAT: the GSS code of a parish or district, or the id of an authority.

    A list goes whole, and is fetched anew when it is next needed. What was not matched to a parish is found
    by its district only.

    \b
    Example:
      routekit contacts cache forget E04001177
    """
    from routekit.contacts import Cache

    _say(Cache.open(file).forget(what), json_=json_)


def _say(deleted: int, *, json_: bool) -> None:
    told = f"{deleted:,} {'list' if deleted == 1 else 'lists'} deleted"
    click.echo(json.dumps({"deleted": deleted}) if json_ else told)
