"""`routekit rules test`: run the cases of packs, say what they do not show, make those that are missing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.naming import PACKS, are_paths, files_of
from routekit.cli.options import PERCENT, as_json

if TYPE_CHECKING:
    from routekit.rules import CaseReport, NewCase, Pack


@click.command()
@PACKS
@click.option("--least-coverage", type=PERCENT, default=0, metavar="PERCENT",
              help="How much of boundaries and questions cases must show; default: 0.")  # fmt: skip
@click.option("--generate", is_flag=True, help="Print the cases that are missing, as YAML to be reviewed.")
@click.option("--write", is_flag=True, help="With --generate: write them into the files instead.")
@as_json
def test(packs: tuple[str, ...], *, least_coverage: float, generate: bool, write: bool, json_: bool) -> int:
    """Run the cases written in PACKS (names, files or folders; default: all that are installed).

    A boundary is a row with one of its answers changed so that it no longer matches, or a number or a day
    on either side of an end. Exit code: 0 if every case passes, every row (and stop) is hit by a case, and
    the cases show as much as is asked for, else 1.

    \b
    Example:
      routekit rules test report-pothole --least-coverage 100
    """
    from routekit.rules import Pack, run_cases

    if write and not (generate and packs and are_paths(packs)):
        raise click.UsageError("--write goes with --generate and the files or folders to write into")
    loaded = [Pack.load(file) for file in files_of(packs)]
    new = [_new(pack, write=write) if generate else () for pack in loaded]
    reports = [run_cases(Pack.load(Path(pack.file)) if write else pack) for pack in loaded]
    for report, pack, cases in zip(reports, loaded, new, strict=True):
        if not json_:
            lines = _generated(report, cases) if generate and not write else _report(report, least_coverage)
            click.echo("\n".join(lines))
            if write and cases:
                click.echo(f"  {_counted(len(cases), 'new case')} to review in {pack.file}")
    if json_:
        told = [
            report.model_dump(mode="json")
            | ({"new_cases": [each.model_dump() for each in cases]} if generate else {})
            for report, cases in zip(reports, new, strict=True)
        ]
        click.echo(json.dumps(told, indent=2))
    return 0 if all(report.passed and report.reaches(least_coverage) for report in reports) else 1


def _new(pack: "Pack", *, write: bool) -> "tuple[NewCase, ...]":
    from routekit.rules import add_cases, generate_cases

    cases = generate_cases(pack)
    if write:
        add_cases(pack.file, cases)
    return cases


def _generated(report: "CaseReport", cases: "tuple[NewCase, ...]") -> Iterator[str]:
    """Give lines of YAML; what is said besides cases is a comment."""
    from routekit.rules import cases_in_yaml

    yield f"# {_line(report)}"
    if cases:
        yield cases_in_yaml(cases).removesuffix("\n")


def _report(report: "CaseReport", least: float) -> Iterator[str]:
    yield _line(report)
    for case in report.failed:
        yield f"  case {case.number} (line {case.line}): expected {case.expected}, came to {case.came}"
    yield from (f"  no case comes to row {row}" for row in report.rows_not_hit)
    if report.reaches(least):
        return
    yield from (f"  no case shows {each.words}" for each in report.boundaries_not_shown)
    yield from (f"  no case asks {question}" for question in report.questions_not_asked)
    yield f"  coverage is {report.coverage:.1f} %, less than {least:g} %; --generate makes the missing cases"


def _line(report: "CaseReport") -> str:
    name = f"{report.pack.transaction} {report.pack.version}"
    shown = [
        f"{total - len(missing)} of {_counted(total, what)}"
        for what, total, missing in (
            ("row", report.rows, report.rows_not_hit),
            ("boundary", report.boundaries, report.boundaries_not_shown),
            ("question", report.questions, report.questions_not_asked),
        )
    ]
    return f"{name}: {_counted(len(report.results), 'case')}, {len(report.failed)} failed; {', '.join(shown)}"


def _counted(number: int, what: str) -> str:
    several = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number:,} {what if number == 1 else several}"
