"""`routekit evidence`: what a service counted, for whoever looks after the packs."""

import json
from pathlib import Path

import click

from routekit.cli.options import as_json

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
@click.option("--least", type=click.IntRange(1, 1000), default=5, show_default=True,
              help="Put fewer misroutes of one place than this together.")  # fmt: skip
@as_json
def evidence(file: Path, *, least: int, json_: bool) -> int:
    """Print the counts in FILE, which the setting `evidence_file` of a service names, as CSV.

    It may be read while services write to it. Exit code: 0; 1 for a file that cannot be used.

    \b
    Example:
      routekit evidence evidence.sqlite
    """
    from routekit.service.evidence.store import Store
    from routekit.service.evidence.telling import COLUMNS, as_csv, lines

    counts = Store(file).read()
    if json_:
        found = [
            dict(zip(COLUMNS, (*key, number), strict=True)) for key, number in lines(counts, least=least)
        ]
        click.echo(json.dumps(found, indent=2))
    else:
        click.echo(as_csv(counts, least=least), nl=False)
    return 0
