"""`routekit rules diff`: what changes for whom between two versions of a pack, and where."""

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.naming import pack_of
from routekit.cli.options import as_json, read_day
from routekit.cli.rules_diff_places import Places, places_of, places_options, section_of
from routekit.cli.rules_diff_words import markdown, parts_of, shifts_of, text
from routekit.cli.writing import write

if TYPE_CHECKING:
    from routekit.rules import Pack
    from routekit.rules.diffing import PackDiff

CHANGED = 1
GRAVITIES = ("emergency", "destination", "fallback", "words", "structure")
FAILING = {
    "emergency": "emergency",
    "changed-destination": "destination",
    "changed-fallback": "fallback",
    "changed-words": "words",
    "any": "structure",
}
STANDARD_OUTPUT = Path("-")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--overlay", "councils", multiple=True, metavar="CODE",
              help="Lay this council's overlay over both; may be repeated, a county first.")  # fmt: skip
@click.option("--on", metavar="DATE",
              help="Day of versions, overlays and places, as 2026-04-01.")  # fmt: skip
@click.option("--renamed", multiple=True, metavar="OLD=NEW",
              help="A question, fact, or option (question.option) that has another name now.")  # fmt: skip
@click.option("--markdown", "page", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE",
              help="Also write all of it as Markdown; - prints that instead of text.")  # fmt: skip
@click.option("--most", type=click.IntRange(min=0), metavar="N", default=5, show_default=True,
              help="Of each list, as text; Markdown and --json have all, emergencies always.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(list(FAILING)),
              help="Exit with 1 if anything so grave changes, or graver.")  # fmt: skip
@places_options
@as_json
def diff(  # noqa: PLR0913 - click passes its options by name
    *,
    old: str,
    new: str,
    councils: tuple[str, ...],
    on: str | None,
    renamed: tuple[str, ...],
    page: Path | None,
    most: int,
    fail_on: str | None,
    json_: bool,
    **places: object,
) -> int:
    """Say what changes for whom between two versions of a pack: situations, counted and in words.

    OLD and NEW are files, ids of installed packs, or id@version or id@day where several versions are
    installed. Exit code: 0; 1 with --fail-on if so grave a change is found, and for a pack that is broken; 2
    for bad input.

    \b
    Example:
      routekit rules diff old.yaml new.yaml --fail-on changed-destination --markdown changes.md
    """
    from routekit.rules.diffing import diff as diffed

    if page == STANDARD_OUTPUT and json_:
        raise click.UsageError("give either --markdown - or --json")
    day = read_day(on)
    packs = _opened(old, councils, day), _opened(new, councils, day)
    names = _renames(renamed)
    found = diffed(*packs, renamed=names)
    where = places_of(packs, day, names, places)
    sections = [*shifts_of(found), *([section_of(where)] if where else []), *parts_of(found)]
    if page is not None and page != STANDARD_OUTPUT:
        write(page, markdown(found, sections))
    if json_:
        click.echo(_as_json(found, where))
    else:
        whole = page == STANDARD_OUTPUT
        click.echo(markdown(found, sections).rstrip("\n") if whole else text(found, sections, most))
    return CHANGED if fail_on and _is_so_grave(found, where, FAILING[fail_on]) else 0


def _as_json(found: "PackDiff", where: Places | None) -> str:
    places = {"edition": where.edition, **where.transfers.model_dump(mode="json")} if where else None
    told = {"gravity": found.gravity, **found.model_dump(mode="json"), "places": places}
    return json.dumps(told, indent=2, ensure_ascii=False)


def _is_so_grave(found: "PackDiff", where: Places | None, least: str) -> bool:
    """Tell whether a change is as grave; an authority that is another one somewhere is a destination."""
    failing = GRAVITIES[: GRAVITIES.index(least) + 1]
    elsewhere = where is not None and where.transfers.affected > 0
    return found.gravity in failing or (elsewhere and "destination" in failing)


def _renames(pairs: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        was, equals, now = pair.partition("=")
        if not (was and equals and now) or was in found:
            raise click.UsageError(f"--renamed is {pair!r}; OLD=NEW is needed, once for each name")
        found[was] = now
    return found


def _opened(named: str, councils: tuple[str, ...], on: date | None) -> "Pack":
    """Open a pack: a file, an installed one, or one of several installed versions by its number or a day."""
    from routekit.rules import Pack, installed_versions

    id_, at, which = named.partition("@")
    overlay = councils or None
    path_or_name = pack_of(named)
    if isinstance(path_or_name, Path) or not (at or on):
        return Pack.load(path_or_name, overlay=overlay, on=on)
    day = read_day(which, named) if _DAY.fullmatch(which) else on if not at else None
    versions = [Pack.load(each, overlay=overlay, on=day or on) for each in installed_versions(id_)]
    for pack in versions:
        if pack.in_force(day) if day else pack.ref.version.partition("+")[0] == which:
            return pack
    known = ", ".join(f"{pack.ref.version.partition('+')[0]} from {pack.effective_from}" for pack in versions)
    raise click.UsageError(f"{named!r} is no installed version; of {id_} there are {known}")
