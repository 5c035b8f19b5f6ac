"""`routekit rules`: list, check, prove and compare packs, and run their cases."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.catalogue import list_
from routekit.cli.matrix import matrix
from routekit.cli.options import as_json, read_day
from routekit.cli.rules_comparing import compare

if TYPE_CHECKING:
    from routekit.rules import CaseReport, Proof

MOST_NODES = 50_000
PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))


@click.group()
def rules() -> None:
    """List, check, prove and compare rule packs, run their cases, and see who handles what where."""


for command in (list_, compare, matrix):
    rules.add_command(command)


@rules.command()
@PATHS
@as_json
def lint(paths: tuple[Path, ...], *, json_: bool) -> int:
    """Name every problem of the packs in PATHS (files or folders; default: the installed packs).

    Each is file:line:column, a code, and what would be right. Exit code: 0 clean, 1 if there is an error.

    \b
    Example:
      routekit rules lint rules/routekit_rules/packs
    """
    from routekit.rules import lint as lint_pack

    files = files_of(paths)
    problems = [problem for file in files for problem in lint_pack(file)]
    errors = sum(problem.severity == "error" for problem in problems)
    if json_:
        click.echo(json.dumps([problem._asdict() for problem in problems], indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        counts = {"pack": len(files), "error": errors, "warning": len(problems) - errors}
        click.echo(", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items()))
    return 1 if errors else 0


@rules.command()
@PATHS
@as_json
def test(paths: tuple[Path, ...], *, json_: bool) -> int:
    """Run the cases written in the packs in PATHS (files or folders; default: the installed packs).

    Exit code: 0 if every case passes and every row is hit by a case, else 1.

    \b
    Example:
      routekit rules test
    """
    from routekit.rules import Pack, run_cases

    reports = [run_cases(Pack.load(file)) for file in files_of(paths)]
    if json_:
        click.echo(json.dumps([report.model_dump(mode="json") for report in reports], indent=2))
    else:
        for report in reports:
            click.echo(_shown(report))
    return 0 if all(report.passed for report in reports) else 1


@rules.command()
@PATHS
@click.option("--overlay", "councils", multiple=True, metavar="CODE",
              help="Lay this council's overlay over the packs; may be repeated, a county first.")  # fmt: skip
@click.option("--on", metavar="DATE", help="Day of the overlays, as 2026-04-01; default: the newest.")
@as_json
def prove(paths: tuple[Path, ...], councils: tuple[str, ...], on: str | None, *, json_: bool) -> int:
    """Prove the packs in PATHS (files or folders; default: the installed packs).

    One line a pack: how many situations there are, whether each has exactly one row, and how many questions
    are asked. Where the proof fails, examples follow. Exit code: 0 if every pack is complete and has no
    overlap, and every row, outcome and question of it is of use, else 1.

    \b
    Example:
      routekit rules prove rules/routekit_rules/packs
    """
    from routekit.rules import Pack

    day = read_day(on)
    packs = [Pack.load(file, overlay=councils or None, on=day, unproved=True) for file in files_of(paths)]
    proofs = [pack.prove(most_nodes=MOST_NODES) for pack in packs]
    if json_:
        told = [{"line": proof.line, **proof.model_dump(mode="json")} for proof in proofs]
        click.echo(json.dumps(told, indent=2))
    else:
        for proof in proofs:
            click.echo(_proved(proof))
    return 0 if all(proof.holds for proof in proofs) else 1


def _proved(proof: "Proof") -> str:
    lines = [f"{proof.pack.transaction} {proof.pack.version}: {proof.line}"]
    for witness in proof.witnesses:
        count = f"{witness.situations:,} situation{'' if witness.situations == 1 else 's'}"
        who = "no row answers" if witness.kind == "gap" else f"rows {' and '.join(witness.rows)} both match"
        lines.append(f"  {who} {count}, such as {witness.words}")
    return "\n".join(lines)


def files_of(paths: tuple[Path, ...]) -> list[Path]:
    """Give the files of the packs in some paths, or of the installed packs if there are none."""
    from routekit.rules import installed_packs

    if not paths:
        return list(installed_packs().values())
    files = [file for path in paths for file in (sorted(path.glob("*.y*ml")) if path.is_dir() else [path])]
    if not files:
        raise click.UsageError(f"no packs (*.yaml) in {', '.join(map(str, paths))}")
    return files


def _shown(report: "CaseReport") -> str:
    name = f"{report.pack.transaction} {report.pack.version}"
    lines = [f"{name}: {len(report.results)} cases, {len(report.failed)} failed"]
    lines += [
        f"  case {case.number} (line {case.line}): expected {case.expected}, came to {case.came}"
        for case in report.failed
    ]
    lines += [f"  no case comes to row {row}" for row in report.rows_not_hit]
    return "\n".join(lines)
