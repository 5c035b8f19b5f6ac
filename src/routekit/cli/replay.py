"""`routekit replay`: who gets another answer on another day, by another edition, or by another pack."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routekit.cli.batch import check_arrow
from routekit.cli.comparing import beside, check_outputs
from routekit.cli.failing import without_failure
from routekit.cli.options import Command, as_json, read_answers
from routekit.cli.progress import progress
from routekit.cli.replay_sides import sides_of, sides_options
from routekit.cli.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable

    from routekit.boundaries import Progress
    from routekit.replay import Replay, Replaying, Reports, Side

CHANGED = 1
FAILING = ("changed-hands", "changed", "any")
FILE = click.Path(path_type=Path, dir_okay=False)
_PLACE = ("latitude", "longitude", "easting", "northing", "postcode")


def what_options(command: Command) -> Command:
    """Add what says which places are decided twice."""
    for option in (
        click.option("--id", "id_", metavar="COLUMN", help="Column that names a report; default: a number."),
        click.option("--postcode", metavar="COLUMN", help="Column of postcodes."),
        click.option("--northing", metavar="COLUMN", help="Column of National Grid northings."),
        click.option("--easting", metavar="COLUMN", help="Column of National Grid eastings, in metres."),
        click.option("--longitude", metavar="COLUMN", help="Column of longitudes."),
        click.option("--latitude", metavar="COLUMN", help="Column of latitudes, in degrees (WGS84)."),
        click.option("--district", "districts", multiple=True, metavar="CODE",
                     help="Only places that were in this district, by any GSS code; may be repeated."),
        click.option("--areas", is_flag=True, help="Instead of REPORTS: one point in each area."),
        click.option("--postcodes", is_flag=True, help="Instead of REPORTS: every postcode, at its point."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command()
@click.argument("reports", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--transaction", required=True, metavar="ID", help="What is reported.")
@click.option("--answer", "answers", multiple=True, metavar="QUESTION=OPTION",
              help="An answer for all; a column called like the question has a report's own.")  # fmt: skip
@what_options
@sides_options
@click.option("--sample", is_flag=True, help="Allow an edition that covers one district only.")
@click.option("--markdown", type=FILE, metavar="FILE", help="Also write all of it as Markdown.")
@click.option("--csv", "counts", type=FILE, metavar="FILE", help="Also write all counts, by area, as CSV.")
@click.option("--list", "listed", type=FILE, metavar="FILE",
              help="Also write each place that changes or cannot be compared, as CSV.")  # fmt: skip
@click.option("--map", "picture", type=FILE, metavar="FILE", help="Draw the areas where, as .svg or .png.")
@click.option("--most", type=click.IntRange(min=0), metavar="N", default=5, show_default=True,
              help="Of each list, as text; the files and --json have all.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(FAILING), help="Exit with 1 if anything such is found.")
@as_json
def replay(reports: Path | None, **options: Any) -> int:  # noqa: ANN401 - click passes its options by name
    """Decide the same places twice, and say who gets another answer: from whom, to whom, and where.

    REPORTS is a CSV or Parquet file as for `routekit batch`. Give --on, --edition, --pack or --bodies twice:
    first as it was, then as it will be. Every place is taken at its point. Exit code: 0; with --fail-on, 1 if
    a place changes hands (changed-hands), changes at all (changed), or cannot be compared (any); 2 if they
    cannot be replayed, or a file cannot be written, which is found before the work begins.

    \b
    Example:
      routekit replay reports.csv --transaction report-litter --answer about=litter \\
        --answer land=public --on 2023-03-31 --on 2023-04-01 --map where.svg
    """
    if [reports is not None, options["postcodes"], options["areas"]].count(True) != 1:
        raise click.UsageError("give either REPORTS, a CSV or Parquet file, or --postcodes, or --areas")
    answers = read_answers(options["answers"])
    outputs = {f"--{name}": options[key] for name, key in _OUTPUTS.items()}
    with without_failure():
        check_arrow()
        check_outputs(outputs, [reports] if reports else [], "the reports")
        was, now = sides_of(options)
        if not (options["sample"] or options["edition"] or options["areas"]):
            _refuse_samples(was, now)
        with progress() as show:
            chosen = _reports(reports, options, was, show)
            from routekit.replay import Replaying

            replaying = Replaying(
                chosen, was, now, options["transaction"], answers=answers, districts=options["districts"]
            )
            _run(replaying, chosen, options["listed"], show)
        found = replaying.found()
        # First, so that it is there even if a disk is too full for the files.
        click.echo(_shown(found, options))
        _write_all(options, found, was, now)
    return CHANGED if _fails(found, options["fail_on"]) else 0


_OUTPUTS = {"markdown": "markdown", "csv": "counts", "list": "listed", "map": "picture"}


def _refuse_samples(*sides: "Side") -> None:
    from routekit.batch.job import refuse_sample

    for side in sides:
        refuse_sample(side.router.edition_on(side.on).ref)


def _reports(path: Path | None, options: dict[str, Any], was: "Side", show: "Progress") -> "Reports":
    from routekit.batch import PlaceColumns
    from routekit.replay import every_area, every_postcode, read_reports

    named = {name: options[name] for name in _PLACE if options[name] is not None}
    if path is None:
        if named or options["id_"]:
            raise click.UsageError("columns are of REPORTS; --postcodes and --areas have none")
        if options["areas"]:
            return every_area(was.router.edition_on(was.on), show)
        return every_postcode(was.router.postcodes, unlocated=not options["districts"])
    return read_reports(path, place=PlaceColumns(**named) if named else None, id=options["id_"])


def _run(replaying: "Replaying", reports: "Reports", listed: Path | None, show: "Progress") -> None:
    """Take the pieces one by one; list what changes if that was asked for."""
    from routekit.replay.tables import list_writer

    with ExitStack() as stack:
        write_list: Callable[[Any], object] | None = None
        if listed is not None:
            write_list = stack.enter_context(list_writer(listed))
        for piece in reports.source.pieces():
            changed = replaying.add(piece)
            if write_list is not None:
                write_list(changed)
            show(piece.done, reports.source.total, "deciding")


def _shown(found: "Replay", options: dict[str, Any]) -> str:
    from routekit.replay import text

    return found.model_dump_json(indent=2) if options["json_"] else text(found, options["most"])


def _write_all(options: dict[str, Any], found: "Replay", was: "Side", now: "Side") -> None:
    from routekit.replay import draw, markdown
    from routekit.replay.tables import write_counts

    page, picture = options["markdown"], options["picture"]
    if options["counts"]:
        write_counts(options["counts"], found)
    if picture:
        draw(picture, found, *(side.router.edition_on(side.on) for side in (was, now)))
    if page:
        write(page, markdown(found, picture=beside(page, picture) if picture else None))


def _fails(found: "Replay", fail_on: str | None) -> bool:
    counts = (found.hands, found.changed, found.changed + found.not_compared)
    return fail_on is not None and counts[FAILING.index(fail_on)] > 0
