"""`routekit rules`: list, check, prove and compare packs, and run their cases."""

import json
from collections import Counter
from typing import TYPE_CHECKING

import click

from routekit.cli.catalogue import list_
from routekit.cli.matrix import matrix
from routekit.cli.naming import PACKS, files_of
from routekit.cli.options import as_json, read_day
from routekit.cli.rules_comparing import compare
from routekit.cli.rules_diffing import diff
from routekit.cli.rules_explaining import explain
from routekit.cli.rules_overlays import with_overlays
from routekit.cli.rules_sheets import export, import_
from routekit.cli.rules_showing import show
from routekit.cli.rules_testing import test

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routekit.errors import Problem
    from routekit.rules import Proof

MOST_NODES = 50_000


@click.group()
def rules() -> None:
    """List, check, prove and compare rule packs, run their cases, and see who handles what where."""


for command in (list_, test, explain, compare, diff, matrix, show, export, import_):
    rules.add_command(command)


@rules.command()
@PACKS
@as_json
def lint(packs: tuple[str, ...], *, json_: bool) -> int:
    """Name every problem of PACKS (names, files or folders; default: all that are installed).

    Each is file:line:column, a code, and what would be right. The words are looked at too. Exit code: 0, or
    1 if there is an error; warnings and notes do not fail.

    \b
    Example:
      routekit rules lint rules/routekit_rules/packs
    """
    from routekit.rules import lint as lint_pack

    files = files_of(packs)
    problems = [problem for file in files for problem in lint_pack(file)]
    if json_:
        click.echo(json.dumps([problem._asdict() for problem in problems], indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(_counts(len(files), problems))
    return 1 if any(problem.severity == "error" for problem in problems) else 0


@rules.command()
@PACKS
@click.option("--overlay", "councils", multiple=True, metavar="CODE",
              help="Lay this council's overlay over the packs; may be repeated, a county first.")  # fmt: skip
@click.option("--on", metavar="DATE", help="Day of the overlays, as 2026-04-01; default: the newest.")
@as_json
def prove(packs: tuple[str, ...], councils: tuple[str, ...], on: str | None, *, json_: bool) -> int:
    """Prove PACKS (names, files or folders; default: all that are installed).

    One line a pack: how many situations there are, whether each has exactly one row, and how many questions
    are asked. Without --overlay, every overlay beside a pack follows, and every two that hold at one place on
    one day. Where the proof fails, examples follow. Exit code: 0 if every pack is complete and has no
    overlap, and every row, outcome and question of it is of use, else 1.

    \b
    Example:
      routekit rules prove rules/routekit_rules/packs
    """
    from routekit.rules import Pack

    day = read_day(on)
    loaded = [Pack.load(file, overlay=councils or None, on=day, unproved=True) for file in files_of(packs)]
    whole = loaded if councils else with_overlays(loaded)
    proofs = [pack.prove(most_nodes=MOST_NODES) for pack in whole]
    if json_:
        told = [{"line": proof.line, **proof.model_dump(mode="json")} for proof in proofs]
        click.echo(json.dumps(told, indent=2))
    else:
        for proof in proofs:
            click.echo(_proved(proof))
    return 0 if all(proof.holds for proof in proofs) else 1


@rules.command()
@click.option("--overlay", is_flag=True, help="That of a council's overlay instead.")
def schema(*, overlay: bool) -> int:
    """Print the JSON Schema of a pack, with which an editor completes and checks what is written.

    \b
    Example:
      routekit rules schema > pack.schema.json
    """
    from routekit.rules import overlay_schema, pack_schema

    click.echo(json.dumps(overlay_schema() if overlay else pack_schema(), indent=2))
    return 0


def _counts(packs: int, problems: "Sequence[Problem]") -> str:
    """Say how many packs and problems there are; notes only if there are any."""
    found = Counter(problem.severity for problem in problems)
    counts = {"pack": packs, "error": found["error"], "warning": found["warning"]}
    counts |= {"note": found["note"]} if found["note"] else {}
    return ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items())


def _proved(proof: "Proof") -> str:
    lines = [f"{proof.pack.transaction} {proof.pack.version}: {proof.line}"]
    for witness in proof.witnesses:
        count = f"{witness.situations:,} situation{'' if witness.situations == 1 else 's'}"
        who = "no row answers" if witness.kind == "gap" else f"rows {' and '.join(witness.rows)} both match"
        lines.append(f"  {who} {count}, such as {witness.words}")
    return "\n".join(lines)
