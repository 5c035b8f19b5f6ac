"""`routekit rules export` and `routekit rules import`: the rows of a pack in a spreadsheet, and back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.naming import pack_of
from routekit.cli.options import as_json
from routekit.cli.rules_showing import FILE
from routekit.cli.writing import write

if TYPE_CHECKING:
    from routekit.rules.sheets import Imported


@click.command()
@click.argument("pack")
@click.option("--csv", "sheet", type=FILE, metavar="FILE", required=True, help="Write the rows.")
def export(*, pack: str, sheet: Path) -> int:
    """Write the rows of PACK (an id or a file) as CSV, to be edited in a spreadsheet.

    `routekit rules import` reads the file back. Exit code: 0; 2 for an unknown pack, 1 for a broken one.

    \b
    Example:
      routekit rules export report-speeding-traffic --csv rows.csv
    """
    from routekit.rules import Pack
    from routekit.rules.sheets import export_rows

    # Excel takes a file for UTF-8 only if it begins with a byte order mark.
    write(sheet, f"\ufeff{export_rows(Pack.load(pack_of(pack)))}")
    return 0


@click.command("import")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="SHEET")
@click.option("--onto", metavar="PACK", required=True, help="The pack (an id or a file) all else is from.")
@click.option("--out", type=FILE, metavar="FILE", help="Write the pack here instead of printing it.")
@as_json
def import_(*, sheet: Path, onto: str, out: Path | None, json_: bool) -> int:
    """Make a pack of the rows of SHEET (CSV) and of all else that the pack --onto says.

    The new pack is checked and proved before anything is written. Each problem has the row and the column of
    the sheet. Exit code: 0; 1 for problems; 2 for an unknown pack.

    \b
    Example:
      routekit rules import rows.csv --onto report-speeding-traffic --out report-speeding-traffic.yaml
    """
    from routekit.rules.sheets import import_rows

    imported = import_rows(sheet.read_bytes(), str(sheet), pack_of(onto))
    if out:
        write(out, imported.text)
    if json_:
        click.echo(imported.model_dump_json(indent=2))
    elif out:
        click.echo("\n".join(_said(imported)))
    else:
        click.echo(imported.text, nl=False)
    return 0


def _said(imported: "Imported") -> list[str]:
    counts = {"changed": imported.changed, "added": imported.added, "removed": imported.removed}
    said = [f"rows {word}: {', '.join(ids)}" for word, ids in counts.items() if ids] or ["no row differs"]
    said += [str(problem) for problem in imported.warnings]
    if imported.cases_failed:
        said.append(
            f"cases that no longer come to what they say: {', '.join(map(str, imported.cases_failed))}"
        )
    return said
