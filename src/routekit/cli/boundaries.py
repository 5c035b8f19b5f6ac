"""`routekit boundaries`: compile editions, look at them, find the area of a place."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routekit.cli.layers import layer
from routekit.cli.options import UNROUTED, Command, as_json, line_options, place_options, read_day, read_place
from routekit.cli.postcodes import open_postcodes, postcodes
from routekit.cli.progress import progress

if TYPE_CHECKING:
    from routekit.boundaries import Draft, Edition
    from routekit.model import Candidate, Located

EDITION = click.option(
    "--edition", type=click.Path(path_type=Path), metavar="FILE", help="Default: the newest compiled edition."
)

_LISTED = ("name", "title", "date", "count", "sample")


@click.group()
def boundaries() -> None:
    """Compile editions of boundaries, look at them, and find the area of a place."""


boundaries.add_command(postcodes)
boundaries.add_command(layer)


def published_options(command: Command) -> Command:
    """Add what published files do not say of themselves, and what cannot be told from them."""
    for option in reversed(
        (
            click.option("--date", metavar="YYYY-MM-DD", help="When the areas stood like this."),
            click.option("--licence", metavar="TEXT", help="Of the files, such as OGL-UK-3.0."),
            click.option("--attribution", metavar="TEXT", help="The line that must go with them."),
            click.option("--name", metavar="NAME", help="Of the edition. Default: made of the file's."),
            click.option("--title", metavar="TEXT", help="What it holds, in words. Default: its name."),
            click.option("--origin", metavar="TEXT", help="Where the files came from. Default: their names."),
            click.option("--code-column", metavar="COLUMN", help="Holds the GSS code of an area."),
            click.option("--name-column", metavar="COLUMN", help="Holds its name."),
            click.option("--welsh-column", metavar="COLUMN", help="Holds its Welsh name, if it has one."),
            click.option("--district-column", metavar="COLUMN", help="Holds the GSS code of its district."),
            click.option("--district", metavar="CODE", help="The district that all areas lie in."),
            click.option("--districts", metavar="FILE", help="A table of districts, or their boundaries."),
            click.option("--layer", metavar="LAYER", help="Of a file that has several."),
            click.option("--districts-layer", metavar="LAYER", help="Of the file of districts."),
            click.option("--crs", metavar="EPSG:N", help="Of a file that names none."),
        )
    ):
        command = option(command)
    return command


@boundaries.command("build")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Default: your cache folder.")
@published_options
@as_json
def build_edition(sources: tuple[str, ...], out: Path | None, *, json_: bool, **published: object) -> int:
    """Compile an edition into one file, and report what was repaired and how well the areas fit.

    SOURCE is the name of an installed edition (see `routekit boundaries list`), a folder that holds
    edition.toml and the files it names, or one or more files as they were published: GeoJSON, a GeoPackage or
    a zipped Shapefile, which the options then describe. Default: the West Berkshire sample.

    \b
    Examples:
      routekit boundaries build ew-2019-12
      routekit boundaries build PARNCP_DEC_2024_EW_BFC.geojson --date 2024-12-31 --licence OGL-UK-3.0 \\
        --attribution "Source: Office for National Statistics ..." --districts LAD_DEC_2024_UK_BFC.geojson
    """
    from routekit.boundaries import build

    draft = draft_of(sources, published)
    with progress() as show:
        _, report = build(draft, out, progress=show)
    click.echo(report.model_dump_json(indent=2) if json_ else report.text())
    return 0


@boundaries.command("list")
@as_json
def list_editions(*, json_: bool) -> int:
    """Name the editions that can be compiled by name, and those that are compiled.

    \b
    Example:
      routekit boundaries list
    """
    import json

    found = _editions()
    if json_:
        click.echo(json.dumps(found, indent=2))
        return 0
    for each in found:
        kind = "sample" if each["sample"] else "whole"
        state = f"compiled: {each['compiled']}" if each["compiled"] else "not compiled"
        click.echo(f"{each['name']}: {each['title']} ({each['count']:,} areas, {kind}); {state}")
    return 0


@boundaries.command()
@EDITION
@as_json
def info(edition: Path | None, *, json_: bool) -> int:
    """Say what an edition covers, where it comes from, and under which licence.

    \b
    Example:
      routekit boundaries info
    """
    from routekit.boundaries import Edition

    opened = Edition.open(edition)
    if json_:
        click.echo(opened.record.model_dump_json(indent=2))
    else:
        click.echo(_described(opened))
    return 0


@boundaries.command()
@place_options
@line_options
@EDITION
@as_json
def find(edition: Path | None, *, json_: bool, **given: Any) -> int:  # noqa: ANN401 - click passes its options by name
    """Find the parish, community or unparished area of a place, or those that a line runs through.

    Exit code: 0 found, 4 outside the edition, 2 bad input, 1 failure.

    \b
    Example:
      routekit boundaries find --at 51.4147,-1.5154
    """
    from routekit.boundaries import Edition, Unlocated
    from routekit.model import Postcode

    place = read_place(given)
    opened = Edition.open(edition)
    if isinstance(place, Postcode):
        located = open_postcodes(given["postcodes"]).area_at(place, opened)
    else:
        located = opened.area_at(place)
    if isinstance(located, Unlocated):
        click.echo(located.model_dump_json(indent=2) if json_ else located.detail)
        return UNROUTED
    click.echo(located.model_dump_json(indent=2) if json_ else _found(located, opened))
    return 0 if located.area else UNROUTED


def draft_of(sources: tuple[str, ...], published: dict[str, object]) -> "Draft":
    """Find out what is to be compiled: an edition, or published files."""
    from routekit.boundaries import About, Draft, Reading, describe

    given = {option: value for option, value in published.items() if value is not None}
    if "date" in given:
        given["date"] = read_day(str(given["date"]), "--date")
    if any(Path(source).is_file() for source in sources):
        if "district" in given and "districts" in given:
            raise click.UsageError("give the districts with either --district CODE or --districts FILE")
        about = {option: value for option, value in given.items() if option in About.model_fields}
        reading = {option: value for option, value in given.items() if option in Reading.model_fields}
        return describe(
            sources,
            About.model_validate(about),
            Reading.model_validate(reading),
            district=str(given["district"]) if "district" in given else _path(given.get("districts")),
        )
    if given:
        options = ", ".join(f"--{option.replace('_', '-')}" for option in given)
        raise click.UsageError(
            f"{options} describes published files; {' '.join(sources) or 'none'} is no file"
        )
    if len(sources) > 1:
        raise click.UsageError(f"{', '.join(sources)} are not files; give one edition, or files")
    return Draft.open(sources[0] if sources else None)


def _path(given: object) -> Path | None:
    return None if given is None else Path(str(given))


def _editions() -> list[dict[str, object]]:
    """Give what is known of every edition that is installed or compiled, by name."""
    from routekit.boundaries import Draft, Edition
    from routekit.boundaries.cache import SUFFIX, cache_folder

    found: dict[str, dict[str, object]] = {}
    for draft in Draft.installed():
        known = draft.manifest.model_dump(mode="json", include=set(_LISTED))
        found[draft.manifest.name] = {**known, "compiled": None}
    for path in sorted(cache_folder().glob(f"*{SUFFIX}")):
        known = Edition.open(path).record.model_dump(mode="json", include=set(_LISTED))
        found[str(known["name"])] = {**known, "compiled": str(path)}
    return [found[name] for name in sorted(found)]


def _described(edition: "Edition") -> str:
    west, south, east, north = edition.bounds
    provenance = edition.provenance
    sample = " (a sample)" if edition.ref.sample else ""
    return "\n".join(
        [
            f"{edition.name}{sample}: {edition.count:,} areas as of {edition.date}",
            f"from {west:,.0f} {south:,.0f} to {east:,.0f} {north:,.0f} on the National Grid (EPSG:27700)",
            f"licence: {provenance.licence}",
            f"attribution: {provenance.attribution}",
            f"source: {provenance.source}",
            f"files: {', '.join(file.file for file in provenance.files)}",
            f"compiled by {provenance.tool}; sha256 {edition.ref.sha256}",
            edition.record.survey.text(),
        ]
    )


def _found(located: "Located", edition: "Edition") -> str:
    area = located.area
    first = f"{area.name} ({area.code}), {area.kind} in {area.district}" if area else "in no area"
    others = [
        f"  {each.area.name} ({each.area.code}): {_of_it(each)}"
        for each in located.candidates
        if each.area != area or each.length_m is not None
    ]
    warnings = [f"  careful ({warning.code}): {warning.detail}" for warning in located.warnings]
    return "\n".join([f"{first} — {edition.name}", *others, *warnings])


def _of_it(candidate: "Candidate") -> str:
    """Say how much of a place lies in an area: of a line, or of a circle."""
    if candidate.length_m is not None:
        return f"{candidate.length_m:,.0f} m of the line, {candidate.share:.0%}"
    return f"{candidate.share:.0%} of the circle, {candidate.distance_m:,.1f} m off"
