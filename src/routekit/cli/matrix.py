"""`routekit rules matrix`: who handles each transaction in each district, for each kind of parish."""

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.options import as_json, read_day
from routekit.cli.terminal import in_columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from routekit.matrix import MatrixRow
    from routekit.rules import Pack

COLUMNS = ("district", "council", "parish", "areas", "taken on", "outcome", "handled by")


@click.command()
@click.option("--on", metavar="DATE", help="Day, as 2026-04-01; default: today.")
@click.option("--transaction", metavar="ID", help="Only this transaction; default: all that are installed.")
@click.option("--district", "districts", multiple=True, metavar="CODE",
              help="Only this district, by any GSS code it has had; may be repeated.")  # fmt: skip
@click.option("--bodies", type=click.Path(path_type=Path), metavar="FOLDER",
              help="Tables of authorities to use instead of the installed ones.")  # fmt: skip
@click.option("--overrides", type=click.Path(path_type=Path), multiple=True, metavar="FOLDER",
              help="Tables that are preferred, such as a council sends; may be repeated.")  # fmt: skip
@click.option("--edition", type=click.Path(path_type=Path), metavar="FILE",
              help="Boundaries whose areas are counted; default: those that `route` uses.")  # fmt: skip
@click.option("--csv", "csv_", is_flag=True, help="Print CSV instead of a table.")
@as_json
def matrix(  # noqa: PLR0913 - click passes its options by name
    *,
    on: str | None,
    transaction: str | None,
    districts: tuple[str, ...],
    bodies: Path | None,
    overrides: tuple[Path, ...],
    edition: Path | None,
    csv_: bool,
    json_: bool,
) -> int:
    """Say who handles each transaction in each district, for each kind of parish, on a day.

    Every area of the edition is looked up, and "areas" says how many a line is for; an outcome that only
    answers decide is on a line of its own. In a district of which the edition has no area that is "?", and
    the lines say what would be if parishes of the kind are there. Exit code: 0, or 2 for a transaction or a
    district that is not there.

    \b
    Example:
      routekit rules matrix --district E07000026 --on 2023-03-31
    """
    from routekit.bodies import Bodies
    from routekit.matrix import matrix as rows_of
    from routekit.router import Router, today_in_london
    from routekit.rules import Pack, installed_packs, installed_versions

    if csv_ and json_:
        raise click.UsageError("give either --csv or --json")
    day = read_day(on) or today_in_london()
    packs = [
        Pack.load(name) for name in (installed_versions(transaction) if transaction else installed_packs())
    ]
    tables = Bodies.open(bodies, overrides=overrides)
    boundaries = Router.open(packs=[], edition=edition, bodies=tables).edition_on(day)
    rows = rows_of(packs, tables, on=day, areas=boundaries.areas(), districts=districts)
    for pack in packs:
        if not pack.in_force(day):
            click.echo(f"{pack.ref.transaction} {pack.ref.version} is not in force on {day}", err=True)
    if json_:
        _write_json(rows)
    elif csv_:
        _write_csv(rows)
    else:
        shown = [_table(pack, day, rows) for pack in packs if pack.in_force(day)]
        click.echo("\n\n".join(shown + _uncounted(boundaries.name, rows)))
    return 0


def _write_json(rows: "Sequence[MatrixRow]") -> None:
    click.echo(json.dumps([row.model_dump(mode="json") for row in rows], indent=2, ensure_ascii=False))


def _write_csv(rows: "Sequence[MatrixRow]") -> None:
    from routekit.formulas import escaped
    from routekit.matrix import MatrixRow

    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(MatrixRow.model_fields)
    for row in rows:
        cells = {**row.model_dump(), "not_checked": "; ".join(row.not_checked)}
        table.writerow(escaped(cell) if isinstance(cell, str) else cell for cell in cells.values())


def _uncounted(edition: str, rows: "Sequence[MatrixRow]") -> list[str]:
    districts = {row.district for row in rows if row.areas is None}
    return [f"{edition} has no area of {len(districts):,} of these districts (?)"] if districts else []


def _table(pack: "Pack", day: "date", rows: "Sequence[MatrixRow]") -> str:
    """Lay the rows of one pack out under a heading, with what was not checked below."""
    mine = [row for row in rows if row.transaction == pack.ref.transaction]
    unchecked = dict.fromkeys(what for row in mine for what in row.not_checked)
    return "\n".join(
        [
            f"{pack.ref.transaction} {pack.ref.version} on {day}",
            *in_columns([COLUMNS, *_merged(mine)]),
            *(f"not checked: {what}" for what in unchecked),
        ]
    )


def _merged(rows: "Sequence[MatrixRow]") -> list[tuple[str, ...]]:
    """Give the cells of each line; kinds of parish that fare alike share one."""
    alike: dict[tuple[str, ...], list[MatrixRow]] = {}
    for row in rows:
        same = (row.district, row.council, row.taken_on, row.outcome, _handled(row))
        alike.setdefault(same, []).append(row)
    return [
        (
            district,
            council,
            ", ".join(dict.fromkeys(row.parish for row in same)),
            "?" if same[0].areas is None else f"{sum(row.areas or 0 for row in same):,}",
            taken_on,
            outcome,
            handled,
        )
        for (district, council, taken_on, outcome, handled), same in alike.items()
    ]


def _handled(row: "MatrixRow") -> str:
    who = f"{row.handled_by} ({row.authority})" if row.authority else row.handled_by
    return f"{who}, by agreement" if row.agreement else who
