"""`routekit contacts links`: check GOV.UK's file of local links."""

import json
from pathlib import Path

import click

from routekit.cli.options import as_json

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
@click.option("--lgsl", type=click.IntRange(min=0), multiple=True, metavar="NUMBER",
              help="Only this service; may be repeated.")  # fmt: skip
@click.option("--council", metavar="CODE", help="Show this council's links.")
@click.option(
    "--out", type=FILE, metavar="CSV", help="Write the links that are left into a file of their own."
)
@as_json
def links(file: Path, lgsl: tuple[int, ...], council: str | None, out: Path | None, *, json_: bool) -> int:
    """Check FILE, GOV.UK's CSV of councils' deep links, and say what of it can be used.

    \b
    Example:
      routekit contacts links links.csv --lgsl 571 --council E06000037
    """
    from routekit.contacts import Links

    opened = Links.open(file).only(lgsl=lgsl or None, council=council)
    if out is not None:
        opened.write(out)
    report = opened.report
    left_out = dict(report.left_out)
    if json_:
        shown = [link._asdict() for link in opened] if council else []
        facts = {"links": report.links, "councils": report.councils, "services": report.services}
        click.echo(json.dumps({**facts, "left_out": left_out, "shown": shown}, indent=2))
        return 0
    click.echo(f"{report.links:,} links of {report.councils:,} councils for {report.services:,} services")
    for why, count in left_out.items():
        click.echo(f"  left out: {count:,} rows with {why}")
    for link in opened if council else ():
        click.echo(f"  LGSL {link.lgsl} LGIL {link.lgil}: {link.url}")
    return 0
