"""`routekit rules show`: a pack for people to read, as text, a picture or a table."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.naming import pack_of
from routekit.cli.options import read_day
from routekit.cli.writing import write

if TYPE_CHECKING:
    from routekit.rules import Pack

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("pack")
@click.option(
    "--mermaid", "shape", flag_value="mermaid", help="Print the picture for Mermaid, instead of text."
)
@click.option("--markdown", "shape", flag_value="markdown", help="Print the table as Markdown.")
@click.option(
    "--csv", "shape", flag_value="csv", help="Print the table as CSV, to be read; see rules export."
)
@click.option("--json", "shape", flag_value="json", help="Print the picture and the table as JSON.")
@click.option("--svg", type=FILE, metavar="FILE", help="Write the picture as SVG.")
@click.option("--html", type=FILE, metavar="FILE", help="Write a page with the picture and the table.")
@click.option("--language", type=click.Choice(["en", "cy"]), default="en", show_default=True,
              help="Language: English or Welsh; what has no Welsh is in English.")  # fmt: skip
@click.option("--ids", is_flag=True, help="Show ids instead of words.")
@click.option("--overlay", "councils", multiple=True, metavar="CODE",
              help="Lay this council's overlay over the pack; may be repeated, a county first.")  # fmt: skip
@click.option("--on", metavar="DATE", help="Day of the overlays, as 2026-04-01; default: the newest.")
def show(  # noqa: PLR0913 - click passes its options by name
    *,
    pack: str,
    shape: str | None,
    svg: Path | None,
    html: Path | None,
    language: str,
    ids: bool,
    councils: tuple[str, ...],
    on: str | None,
) -> int:
    """Show PACK (an id or a file): the rows that lead to each outcome, or a picture of its flow.

    Of a flow that would have more than 60 boxes, the beginning is drawn. Exit code: 0; 2 for an unknown pack,
    1 for one that is broken.

    \b
    Examples:
      routekit rules show report-speeding-traffic
      routekit rules show report-speeding-traffic --svg flow.svg --html rules.html
    """
    from routekit.rules import Pack, showing

    loaded = Pack.load(pack_of(pack), overlay=councils or None, on=read_day(on))
    if svg:
        write(svg, showing.svg(showing.picture_of(loaded, language=language, ids=ids)))
    if html:
        table = showing.table_of(loaded, language=language, ids=ids)
        write(html, showing.html(table, showing.picture_of(loaded, language=language, ids=ids)))
    if shape or not (svg or html):
        click.echo(_printed(loaded, shape or "text", language, ids=ids), nl=False)
    return 0


def _printed(pack: "Pack", shape: str, language: str, *, ids: bool) -> str:
    from routekit.cli.terminal import width
    from routekit.rules import showing

    if shape == "mermaid":
        return showing.mermaid(showing.picture_of(pack, language=language, ids=ids))
    table = showing.table_of(pack, language=language, ids=ids)
    if shape == "json":
        picture = showing.picture_of(pack, language=language, ids=ids)
        both = {"picture": picture.model_dump(mode="json"), "table": table.model_dump(mode="json")}
        return json.dumps(both, indent=2, ensure_ascii=False) + "\n"
    if shape == "markdown":
        return showing.markdown(table)
    return showing.as_csv(table) if shape == "csv" else showing.text(table, width()) + "\n"
