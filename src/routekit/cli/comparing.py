"""`routekit boundaries diff`: what differs between two editions."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.failing import without_failure
from routekit.cli.options import METRES, as_json
from routekit.cli.postcodes import open_postcodes
from routekit.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from routekit.boundaries import Edition
    from routekit.boundaries.comparing import Affected, Comparison

CHANGED = 1

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--least-width", type=METRES, metavar="METRES", default=3.0, show_default=True,
              help="Leave out land that is nowhere wider.")  # fmt: skip
@click.option("--least-area", type=METRES, metavar="M2", default=100.0, show_default=True,
              help="Leave out smaller pieces of land.")  # fmt: skip
@click.option("--markdown", type=FILE, metavar="FILE", help="Also write all of it as Markdown.")
@click.option("--map", "picture", type=FILE, metavar="FILE", help="Draw the land, as .svg or .png.")
@click.option("--postcodes", "listed", type=FILE, metavar="FILE", help="List the postcodes affected (CSV).")
@click.option("--postcodes-edition", type=click.Path(path_type=Path), metavar="FILE",
              help="Postcodes to use; default: the newest edition.")  # fmt: skip
@click.option("--no-postcodes", is_flag=True, help="Leave the postcodes out.")
@click.option("--most", type=click.IntRange(min=0), metavar="N", default=20, show_default=True,
              help="Of each kind of change, as text; the files and --json have all.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(["changed"]), help="Exit with 1 if anything differs.")
@as_json
def diff(  # noqa: PLR0913 - click passes its options by name
    *,
    old: str,
    new: str,
    least_width: float,
    least_area: float,
    markdown: Path | None,
    picture: Path | None,
    listed: Path | None,
    postcodes_edition: Path | None,
    most: int,
    fail_on: str | None,
    no_postcodes: bool,
    json_: bool,
) -> int:
    """Say what differs between two compiled editions: areas, the land that changed hands, the postcodes.

    OLD and NEW are files that `routekit boundaries build` wrote, or names of editions in your cache folder.
    Exit code: 0; with --fail-on changed, 1 if anything differs; 2 if they cannot be compared, or a file
    cannot be written, which is found before the work begins.

    \b
    Example:
      routekit boundaries diff ew-2025-12 ew-2026-04 --markdown changes.md --map changes.svg
    """
    if no_postcodes and (listed or postcodes_edition):
        raise click.UsageError("--no-postcodes leaves out what --postcodes and --postcodes-edition are for")
    outputs = {"--markdown": markdown, "--map": picture, "--postcodes": listed}
    with without_failure():
        from routekit.boundaries import comparing

        before, after = opened(old), opened(new)
        check_outputs(outputs, (before.path, after.path), "an edition to be compared")
        postcodes = None if no_postcodes else open_postcodes(postcodes_edition)
        tolerance = comparing.Tolerance(width_m=least_width, area_m2=least_area)
        with progress() as show:
            found = comparing.compare(before, after, tolerance, progress=show)
        affected: Sequence[Affected] = ()
        if postcodes is not None:
            counts, affected = comparing.affected(found, before, after, postcodes)
            found = found._replace(diff=found.diff.model_copy(update={"postcodes": counts}))
        # First, so that it is there even if a disk is too full for the files.
        click.echo(found.diff.model_dump_json(indent=2) if json_ else comparing.text(found.diff, most))
        _write_all(outputs, found, affected, (before, after))
    return CHANGED if fail_on and not found.diff.is_empty else 0


def opened(named: str) -> "Edition":
    """Open a compiled edition: a file, or one in the cache by its name; a usage error if there is none."""
    from routekit.boundaries import Edition
    from routekit.boundaries.cache import SUFFIX, cache_folder
    from routekit.errors import EditionError

    path = Path(named)
    if not path.exists():
        path = cache_folder() / f"{named}{SUFFIX}"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in cache_folder().glob(f"*{SUFFIX}"))) or "none"
        raise click.UsageError(
            f"{named!r} is neither a compiled edition nor the name of one in your cache folder, which has "
            f"{known}; `routekit boundaries build` compiles one"
        )
    try:
        return Edition.open(path)
    except EditionError as error:
        raise click.UsageError(str(error)) from error


def _write_all(
    outputs: "Mapping[str, Path | None]",
    found: "Comparison",
    affected: "Sequence[Affected]",
    editions: "tuple[Edition, Edition]",
) -> None:
    from routekit.boundaries import comparing

    markdown, picture, listed = (outputs[option] for option in ("--markdown", "--map", "--postcodes"))
    if listed:
        comparing.write_list(listed, affected, *editions)
    if picture:
        comparing.draw(picture, found, *editions)
    if markdown:
        shown = beside(markdown, picture) if picture else None
        _write(markdown, comparing.markdown(found.diff, picture=shown))


def check_outputs(outputs: "Mapping[str, Path | None]", inputs: "Iterable[Path]", called: str) -> None:
    """Find out whether every file can be written, and whether that would overwrite another of them.

    `called` is what the inputs are.
    """
    from routekit.boundaries.comparing import check_drawable
    from routekit.boundaries.outputs import check_writable

    taken = {path.resolve(): called for path in inputs}
    for option, path in outputs.items():
        if path is None:
            continue
        if path.resolve() in taken:
            raise click.UsageError(f"{option} is {path}, {taken[path.resolve()]}; choose another file")
        taken[path.resolve()] = f"as is {option}"
        if option == "--map":
            check_drawable(path)
        check_writable(path)


def beside(page: Path, picture: Path) -> str:
    """Give the way from a page to a picture."""
    import os

    return Path(os.path.relpath(picture, page.parent)).as_posix()


def _write(path: Path, text: str) -> None:
    from routekit.errors import EditionError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EditionError(f"{path} cannot be written ({error.strerror})") from error
