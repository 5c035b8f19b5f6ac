"""`routekit demo`: reports of speeding traffic, in West Berkshire with contacts, then across the country."""

import json

import click

from routekit.cli.demo.nation import across_the_country
from routekit.cli.demo.west_berkshire import SAMPLE, in_west_berkshire
from routekit.cli.options import as_json

__all__ = ["demo"]


@click.command()
@click.option("--sample", is_flag=True, help="Only West Berkshire: nothing is kept on the disk.")
@as_json
def demo(*, sample: bool, json_: bool) -> int:
    """Route real reports of speeding traffic, in West Berkshire and then across England and Wales.

    In West Berkshire contacts come from a local sample service. England and Wales are compiled the first
    time, which takes about a minute and 300 MB of your cache folder; contacts are not looked up there.

    \b
    Example:
      routekit demo --sample
    """
    parts = {"scenes": in_west_berkshire()} | ({} if sample else {"nation": across_the_country()})
    if json_:
        told = {name: [each.value for each in part if each.value] for name, part in parts.items()}
        click.echo(json.dumps({"note": f"every clerk is {SAMPLE}", **told}, indent=2, ensure_ascii=False))
        return 0
    for part in parts.values():
        for each in part:
            click.echo(each.text)  # at once, as the next may take a while
    return 0
