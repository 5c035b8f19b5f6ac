"""`routekit rules matrix`: who handles each transaction in each district, for each kind of parish."""

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.options import as_json, read_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from routekit.matrix import MatrixRow
    from routekit.rules import Pack

COLUMNS = ("district", "council", "parish", "taken on", "outcome", "handled by")


@click.command()
@click.option("--on", metavar="DATE", help="Day, as 2026-04-01; default: today.")
@click.option("--transaction", metavar="ID", help="Only this transaction; default: all that are installed.")
@click.option("--district", "districts", multiple=True, metavar="CODE",
              help="Only this district, by any GSS code it has had; may be repeated.")  # fmt: skip
@click.option("--bodies", type=click.Path(path_type=Path), metavar="FOLDER",
              help="Tables of authorities to use instead of the installed ones.")  # fmt: skip
@click.option("--csv", "csv_", is_flag=True, help="Print CSV instead of a table.")
@as_json
def matrix(  # noqa: PLR0913 - click passes its options by name
    on: str | None,
    transaction: str | None,
    districts: tuple[str, ...],
    bodies: Path | None,
    *,
    csv_: bool,
    json_: bool,
) -> int:
    """Say who handles each transaction in each district, for each kind of parish, on a day.

    No boundaries are needed. An outcome that only answers decide is on a line of its own. Exit code: 0, or 2
    for a transaction or a district that is not there.

    \b
    Example:
      routekit rules matrix --district E07000026 --on 2023-03-31
    """
    from routekit.bodies import Bodies
    from routekit.matrix import in_force
    from routekit.matrix import matrix as rows_of
    from routekit.router import today_in_london
    from routekit.rules import Pack, installed_packs

    if csv_ and json_:
        raise click.UsageError("give either --csv or --json")
    day = read_day(on) or today_in_london()
    packs = [Pack.load(name) for name in ([transaction] if transaction else installed_packs())]
    rows = rows_of(packs, Bodies.open(bodies), on=day, districts=districts)
    for pack in packs:
        if not in_force(pack, day):
            click.echo(f"{pack.ref.transaction} {pack.ref.version} is not in force on {day}", err=True)
    if json_:
        click.echo(json.dumps([row.model_dump(mode="json") for row in rows], indent=2, ensure_ascii=False))
    elif csv_:
        _write_csv(rows)
    else:
        click.echo("\n\n".join(_table(pack, day, rows) for pack in packs if in_force(pack, day)))
    return 0


def _write_csv(rows: "Sequence[MatrixRow]") -> None:
    from routekit.matrix import MatrixRow

    table = csv.DictWriter(sys.stdout, list(MatrixRow.model_fields), lineterminator="\n")
    table.writeheader()
    for row in rows:
        table.writerow({**row.model_dump(), "not_checked": "; ".join(row.not_checked)})


def _table(pack: "Pack", day: "date", rows: "Sequence[MatrixRow]") -> str:
    """Lay the rows of one pack out in columns; kinds of parish that fare alike share a line."""
    mine = [row for row in rows if row.transaction == pack.ref.transaction]
    kinds: dict[tuple[str, ...], list[str]] = {}
    for row in mine:
        kinds.setdefault((row.district, row.council, row.taken_on, row.outcome, _handled(row)), []).append(
            row.parish
        )
    lines = [COLUMNS]
    lines += [
        (district, council, ", ".join(parishes), taken_on, outcome, handled)
        for (district, council, taken_on, outcome, handled), parishes in kinds.items()
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    shown = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    unchecked = dict.fromkeys(what for row in mine for what in row.not_checked)
    return "\n".join(
        [
            f"{pack.ref.transaction} {pack.ref.version} on {day}",
            *(line.rstrip() for line in shown),
            *(f"not checked: {what}" for what in unchecked),
        ]
    )


def _handled(row: "MatrixRow") -> str:
    who = f"{row.handled_by} ({row.authority})" if row.authority else row.handled_by
    return f"{who}, by agreement" if row.agreement else who
