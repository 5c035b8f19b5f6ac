"""`routekit rules list`: the packs there are, by the number of the service they belong to."""

import json
from typing import TYPE_CHECKING

import click

from routekit.cli.naming import PACKS, files_of
from routekit.cli.options import as_json
from routekit.cli.terminal import in_columns

if TYPE_CHECKING:
    from routekit.rules import Pack

HEADINGS = ("LGSL", "LGIL", "transaction", "version", "status", "title", "file")
NO_NUMBER = 1_000_000


@click.command("list")
@PACKS
@click.option("--lgsl", type=click.IntRange(min=1), metavar="NUMBER",
              help="Only packs of this number of the Local Government Services List.")  # fmt: skip
@as_json
def list_(packs: tuple[str, ...], *, lgsl: int | None, json_: bool) -> int:
    """List PACKS (names, files or folders; default: all that are installed) by their LGSL numbers.

    A pack with several numbers is listed once, at the first. Exit code: 0, or 1 if a pack is broken.

    \b
    Example:
      routekit rules list --lgsl 571
    """
    from routekit.rules import Pack

    found = [Pack.load(file) for file in files_of(packs)]
    shown = sorted((pack for pack in found if lgsl is None or lgsl in pack.transaction.lgsl), key=_by_number)
    if json_:
        click.echo(json.dumps([_entry(pack) for pack in shown], indent=2, ensure_ascii=False))
    elif shown:
        click.echo("\n".join(in_columns([HEADINGS, *map(_cells, shown)])))
    else:
        click.echo(f"no pack has the LGSL number {lgsl}", err=True)
    return 0


def _by_number(pack: "Pack") -> tuple[int, str]:
    return (pack.transaction.lgsl or (NO_NUMBER,))[0], pack.ref.transaction


def _entry(pack: "Pack") -> dict[str, object]:
    return {
        "transaction": pack.ref.transaction,
        "title": pack.transaction.title,
        "lgsl": pack.transaction.lgsl,
        "lgil": pack.transaction.lgil,
        "version": pack.ref.version,
        "sha256": pack.ref.sha256,
        "status": pack.status,
        "maintainer": pack.maintainer,
        "licence": pack.licence,
        "used_by": pack.used_by,
        "effective_from": pack.effective_from.isoformat(),
        "effective_to": pack.effective_to.isoformat() if pack.effective_to else None,
        "file": pack.file,
    }


def _cells(pack: "Pack") -> tuple[str, ...]:
    numbers = ", ".join(map(str, pack.transaction.lgsl)) or "none"
    interaction = "none" if pack.transaction.lgil is None else str(pack.transaction.lgil)
    ref = pack.ref
    return numbers, interaction, ref.transaction, ref.version, pack.status, pack.transaction.title, pack.file
