"""`routekit boundaries check`: everything that is wrong with a source of areas, or with an edition."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.boundaries import draft_of, published_options
from routekit.cli.comparing import opened
from routekit.cli.failing import without_failure
from routekit.cli.options import METRES, as_json
from routekit.cli.progress import progress

if TYPE_CHECKING:
    from routekit.boundaries import Draft, Edition

FOUND = 1

NOT_SAID = "not said"


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--against", multiple=True, metavar="LIST", help="Must agree: a list (CSV), or an edition.")
@click.option("--outlines", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Boundaries of districts, to check areas against.")  # fmt: skip
@click.option("--least-area", type=METRES, metavar="M2", default=0.0, show_default=True,
              help="Leave out warnings of smaller pieces of land.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(["error", "warning"]), default="error", show_default=True,
              help="Exit with 1 if anything so severe is found.")  # fmt: skip
@click.option("--most", type=click.IntRange(min=0), metavar="N", default=20, show_default=True,
              help="Of each kind, as text; --json has all.")  # fmt: skip
@published_options
@as_json
def check(  # noqa: PLR0913 - click passes its options by name
    *,
    sources: tuple[str, ...],
    against: tuple[str, ...],
    outlines: Path | None,
    least_area: float,
    fail_on: str,
    most: int,
    json_: bool,
    **published: object,
) -> int:
    """Find everything that is wrong with a source of areas, or with a compiled edition, all at once.

    SOURCE is what `routekit boundaries build` takes, or an edition that it wrote. Published files need no
    --date, --licence and --attribution here. Each finding has the areas, a point and the size.
    Exit code: 0; 1 if an error is found, or with --fail-on warning anything; 2 if SOURCE cannot be read.

    \b
    Examples:
      routekit boundaries check ew-2019-12
      routekit boundaries check PARNCP_DEC_2024_EW_BFC.geojson --districts LAD_DEC_2024_UK_BFC.geojson
    """
    with without_failure():
        from routekit.boundaries import checking

        with progress() as show:
            report = checking.check(
                _source(sources, published),
                lists=[_list(each) for each in against],
                districts=outlines,
                progress=show,
            ).without(least_area)
        click.echo(report.model_dump_json(indent=2) if json_ else report.text(most))
    return FOUND if report.has("warning" if fail_on == "warning" else "error") else 0


def _source(sources: tuple[str, ...], published: dict[str, object]) -> "Draft | Edition":
    """Open what is to be checked: a compiled edition, or what one is compiled from."""
    from routekit.boundaries import Draft
    from routekit.boundaries.cache import SUFFIX, cache_folder

    given = [option for option, value in published.items() if value is not None]
    if len(sources) == 1 and not given:
        installed = {draft.manifest.name for draft in Draft.installed()}
        compiled = cache_folder() / f"{sources[0]}{SUFFIX}"
        if sources[0].endswith(SUFFIX) or (sources[0] not in installed and compiled.is_file()):
            return opened(sources[0])
    if any(Path(source).is_file() for source in sources):
        published |= _stood_in(sources, published)
    return draft_of(sources, published)


def _stood_in(sources: tuple[str, ...], published: dict[str, object]) -> dict[str, object]:
    """Stand in for what an edition must say of its files, and a check need not know."""
    from routekit.boundaries.describing import day_of

    layer = published["layer"]
    stand_ins: dict[str, object] = {"licence": NOT_SAID, "attribution": NOT_SAID}
    if published["date"] is None:
        stand_ins["date"] = day_of([Path(source) for source in sources], str(layer) if layer else None)
    if published["name"] is None and len(sources) > 1:
        stand_ins["name"] = "published-files"
    return {option: value for option, value in stand_ins.items() if published[option] is None}


def _list(named: str) -> "Path | Edition":
    """Open what a source must agree with: a list if it is a file that is no edition."""
    from routekit.boundaries.cache import SUFFIX

    path = Path(named)
    return path if path.is_file() and path.suffix != SUFFIX else opened(named)
