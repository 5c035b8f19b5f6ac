"""`routekit bodies`: check the tables of who plays which role where and when."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.options import as_json

if TYPE_CHECKING:
    from routekit.bodies.check import CheckReport
    from routekit.bodies.slips import Finding
    from routekit.model import Area

DAY = click.DateTime(["%Y-%m-%d"])
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group()
def bodies() -> None:
    """Check the tables of who plays which role where and when."""


@bodies.command()
@click.option("--from", "first", type=DAY, metavar="DATE", default="2019-04-01", help="Default: 2019-04-01.")
@click.option("--to", "last", type=DAY, metavar="DATE", default="2028-12-31", help="Default: 2028-12-31.")
@click.option("--bodies", "folder", type=FOLDER, metavar="FOLDER",
              help="Tables of authorities to check instead of the installed ones.")  # fmt: skip
@click.option("--overrides", type=FOLDER, multiple=True, metavar="FOLDER",
              help="Tables that are preferred, such as a council sends; may be repeated.")  # fmt: skip
@click.option("--edition", type=click.Path(path_type=Path), metavar="FILE",
              help="Also check every area of this edition, and that overrides name no other.")  # fmt: skip
@as_json
def check(  # noqa: PLR0913 - click passes its options by name
    first: datetime,
    last: datetime,
    folder: Path | None,
    overrides: tuple[Path, ...],
    edition: Path | None,
    *,
    json_: bool,
) -> int:
    """Check that every district has every role exactly once on every day, and that every row can apply.

    Gaps and overlaps are named with their days, and slips with file and line. With an edition, its areas are
    followed through all days, whichever districts there were. Exit code: 0 if nothing is found, else 1; a
    transaction without a pack is only noted.

    \b
    Example:
      routekit bodies check --overrides from-the-council
    """
    from routekit.bodies import Bodies
    from routekit.bodies.check import check as checked
    from routekit.errors import BodiesError
    from routekit.rules import ROLES, installed_packs

    if last < first:
        raise click.UsageError(f"--to is {last.date()}; a day from {first.date()} on is needed")
    areas = _areas(edition) if edition else ()
    try:
        tables = Bodies.open(folder, overrides=overrides)
    except BodiesError as error:
        return _refused(str(error).splitlines(), json_=json_)
    report = checked(
        tables,
        first=first.date(),
        last=last.date(),
        areas=areas,
        known_roles=ROLES,
        known_transactions={name.partition("@")[0] for name in installed_packs()},
    )
    click.echo(report.model_dump_json(indent=2) if json_ else _text(report))
    return 1 if report.findings else 0


def _areas(edition: Path) -> "tuple[Area, ...]":
    from routekit.boundaries import Edition

    return Edition.open(edition).areas()


def _refused(problems: list[str], *, json_: bool) -> int:
    """Show why the tables cannot be opened: rows that overlap, or that cannot be read."""
    findings = [{"where": "tables", "what": problem} for problem in problems]
    click.echo(json.dumps({"findings": findings}, indent=2) if json_ else "\n".join(problems))
    return 1


def _text(report: "CheckReport") -> str:
    lines = [_shown(finding) for finding in report.findings]
    lines.append(
        f"{report.districts:,} districts, {len(report.roles)} roles, {report.first} to {report.last}: "
        + (f"{len(lines):,} found" if lines else "every role is held exactly once on every day")
    )
    lines += [f"note: {_shown(note)}" for note in report.notes]
    lines += [
        f"  {each.on}: roles change hands in {len(each.districts):,} districts" for each in report.changeovers
    ]
    if report.areas:
        total = sum(each.areas for each in report.areas)
        lines.append(f"{total:,} areas on {report.first}:")
        lines += [
            f"  {each.areas:,} {each.kind}" + (f", {each.assumed:,} of them assumed" if each.assumed else "")
            for each in report.areas
        ]
    if report.unused:
        lines.append(f"rows for parishes that the edition does not have: {', '.join(report.unused)}")
    return "\n".join(lines)


def _shown(finding: "Finding") -> str:
    days = f" from {finding.first} to {finding.last}" if finding.first and finding.last else ""
    return f"{finding.where}{f' {finding.role}' if finding.role else ''}{days}: {finding.what}"
