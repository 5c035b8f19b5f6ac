"""`routekit batch`: a whole file of reports or postcodes, decided row by row."""

import sys
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from routekit.cli.failing import FAILURE
from routekit.cli.layers import LAYER
from routekit.cli.options import as_json, read_answers, read_day
from routekit.cli.route import pack_files
from routekit.cli.terminal import is_watched

if TYPE_CHECKING:
    from routekit.batch.counts import Counts
    from routekit.batch.job import Job
    from routekit.batch.manifest import Manifest

_PLACE = ("latitude", "longitude", "easting", "northing", "postcode", "accuracy")
_OF_A_RUN = frozenset({"in_", "out", "again", "sample", "workers", "json_"})
_EVERY_S = 5.0  # seconds between lines where nobody watches


@click.command()
@click.argument("in_", metavar="IN", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--transaction", metavar="ID", help="What the rows report; needed but with --again.")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="QUESTION=OPTION",
    help="An answer for all rows; a column called like the question has a row's own.",
)
@click.option("--on", metavar="DATE", help="Day of the transaction, as 2026-04-01; default: today.")
@click.option("--latitude", metavar="COLUMN", help="Column of latitudes, in degrees (WGS84).")
@click.option("--longitude", metavar="COLUMN", help="Column of longitudes.")
@click.option("--easting", metavar="COLUMN", help="Column of National Grid eastings, in metres.")
@click.option("--northing", metavar="COLUMN", help="Column of National Grid northings.")
@click.option("--postcode", metavar="COLUMN", help="Column of postcodes.")
@click.option("--accuracy", metavar="COLUMN", help="Column that says how far off a point may be, in metres.")
@click.option("--prefix", default="", metavar="TEXT", help="Goes before the names of the columns added.")
@click.option(
    "--delimiter",
    default=",",
    metavar="CHARACTER",
    help='What stands between the cells of a CSV file: such as ";", or tab; default: a comma.',
)
@click.option(
    "--encoding",
    default="utf-8",
    show_default=True,
    metavar="NAME",
    help="The encoding of a CSV file, such as windows-1252, which Excel writes.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes share the work.",
)
@click.option(
    "--rows-at-once",
    type=click.IntRange(1, 1_000_000),
    default=131_072,
    show_default=True,
    metavar="ROWS",
    help="The most rows decided, kept and written at a time.",
)
@click.option(
    "--again",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="MANIFEST",
    help="Repeat the run of a manifest and compare every byte.",
)
@click.option("--sample", is_flag=True, help="Allow an edition that covers one district only.")
@click.option(
    "--overrides",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FOLDER",
    help="A council's own tables, put before the others; may be repeated.",
)
@click.option(
    "--bodies",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Tables of authorities to use instead of the installed ones.",
)
@click.option(
    "--pack",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A rule pack, or a folder of packs, to use instead of the installed ones.",
)
@click.option(
    "--edition",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Boundaries to use; default: the newest compiled one dated on or before the day.",
)
@click.option(
    "--postcodes",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Postcodes to use; default: the newest edition.",
)
@LAYER
@as_json
def batch(in_: Path, out: Path, **options: Any) -> int:  # noqa: ANN401 - click passes its options by name
    """Decide every row of IN, a CSV or Parquet file, and write OUT with columns that say what came of it.

    The place is found in columns called latitude and longitude, lat and lon, easting and northing, or
    postcode; options name other ones. Rows that cannot be read or decided go to OUT.rejects.csv, by number.
    OUT.manifest.json says what was decided with what. If the command is killed, the same command resumes.

    Exit code: 0 all rows came to something, rejects among them; 2 bad input; 1 failure, and with --again a
    difference.

    \b
    Example:
      routekit batch reports.csv routed.csv --transaction report-speeding-traffic --answer limit_up_to_40=no
    """
    check_arrow()
    from routekit.batch.job import refuse_sample
    from routekit.batch.manifest import Manifest
    from routekit.batch.running import prepare, run

    if options["again"]:
        _check_nothing_else_is_given()
    before = Manifest.read(options["again"]) if options["again"] else None
    job = before.job if before else _job(out, options)
    router = job.tools.router(job.transaction)
    prepared = prepare(in_, out, job, router, version("routekit"))
    if not options["sample"]:
        refuse_sample(prepared.basis.edition)
    shown = _Shown()
    try:
        manifest = run(prepared, workers=options["workers"], tell=shown.show)
    finally:
        shown.end()
    click.echo(manifest.model_dump_json(indent=2) if options["json_"] else _described(manifest, out))
    different = before.differences(manifest) if before else ()
    if different:
        click.echo(f"routekit: not the same as in the manifest: {', '.join(different)}", err=True)
    return FAILURE if different else 0


def _check_nothing_else_is_given() -> None:
    """Raise UsageError for an option that the manifest of the run to be repeated has already."""
    context = click.get_current_context()
    for parameter in context.command.params:
        name = str(parameter.name)
        source = context.get_parameter_source(name)
        if name not in _OF_A_RUN and source is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{parameter.opts[0]} is as in the manifest with --again; leave it out")


def check_arrow() -> None:
    """Raise DataError if the extra is not installed."""
    from importlib.util import find_spec

    from routekit.errors import DataError

    if find_spec("pyarrow") is None:
        raise DataError("files are read by pyarrow, which is not installed; install routekit[batch]")


def _job(out: Path, options: dict[str, Any]) -> "Job":
    from routekit.batch.job import Job, Tools, as_pairs
    from routekit.batch.parts import WorkFolder
    from routekit.router import today_in_london

    transaction = options["transaction"]
    if not transaction:
        raise click.UsageError("--transaction ID is needed, such as report-speeding-traffic")
    # A run that was killed goes on with the day on which it began.
    on = read_day(options["on"]) or WorkFolder.beside(out).begun_on() or today_in_london()
    packs = pack_files(options["pack"], transaction) if options["pack"] else []
    return Job(
        transaction=transaction,
        on=on,
        answers=as_pairs(read_answers(options["answers"])),
        place=as_pairs({name: options[name] for name in _PLACE if options[name] is not None}),
        prefix=options["prefix"],
        rows_at_once=options["rows_at_once"],
        delimiter="\t" if options["delimiter"] == "tab" else options["delimiter"],
        encoding=options["encoding"],
        tools=Tools(
            packs=tuple(map(str, packs)),
            edition=_text(options["edition"]),
            bodies=_text(options["bodies"]),
            overrides=tuple(map(str, options["overrides"])),
            postcodes=_text(options["postcodes"]),
            layers=_layers(options["layers"]),
        ),
    )


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _layers(pairs: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    from routekit.cli.layers import layer_files

    return tuple(sorted(layer_files(pairs).items()))


class _Shown:
    """A bar with the rate and the time left on a terminal; elsewhere a line every few seconds."""

    def __init__(self) -> None:
        self._began = self._last = monotonic()
        self._bar: Any = None

    def show(self, done: int, total: int, counts: "Counts") -> None:
        now = monotonic()
        rate = f"{counts.rows / max(now - self._began, 0.001):,.0f} rows/s"
        if is_watched():
            if self._bar is None:
                self._bar = click.progressbar(
                    length=total, label="  deciding", file=sys.stderr, item_show_func=str, show_pos=False
                )
            self._bar.update(done - self._bar.pos, rate)
        elif now - self._last >= _EVERY_S:
            self._last = now
            left = (now - self._began) * (total - done) / max(done, 1)
            click.echo(f"  {counts.rows:,} rows, {rate}, {left:,.0f} s left", err=True)

    def end(self) -> None:
        """Put the cursor back."""
        if self._bar is not None:
            self._bar.render_finish()


def _described(manifest: "Manifest", out: Path) -> str:
    counts = manifest.counts
    rate = counts.rows / max(manifest.seconds, 0.001)
    lines = [
        f"{counts.rows:,} rows of {manifest.input.name}",
        f"  {counts.routed:,} routed",
        f"  {counts.needs_answers:,} need answers",
        f"  {counts.unrouted:,} unrouted",
        f"  {counts.rejected:,} rejected",
        f"wrote {out} in {manifest.seconds:.1f} s, {rate:,.0f} rows/s",
    ]
    if counts.rejected:
        lines.append(f"why rows were rejected is in {manifest.rejects.name}")
    return "\n".join(lines)
