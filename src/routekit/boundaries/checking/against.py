"""Compare the codes, names and districts of areas with a list (CSV) or another edition."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from routekit.boundaries.agreement import disagreements
from routekit.boundaries.edition import Edition
from routekit.boundaries.flaws import Flaw, FlawError
from routekit.boundaries.layout import KNOWN, layout_of
from routekit.boundaries.manifest import Check, Columns
from routekit.boundaries.naming import KINDS
from routekit.boundaries.packed import digest
from routekit.boundaries.table import entries, header
from routekit.errors import EditionError
from routekit.model import Area


def against(areas: Iterable[Area], other: Path | Edition) -> Iterator[Flaw]:
    """Name every difference from an edition, or from a list of the ONS, in the kinds of area that it has.

    A list may give a code several times, as those with wards do. EditionError if it cannot be read.
    """
    if isinstance(other, Edition):
        yield from _edition(areas, other)
        return
    sha256 = digest(other)
    columns = header(other, sha256)
    check = Check(
        file=other.name, sha256=sha256, columns=_columns(other, columns), kinds=("parish",), repeats=True
    )
    listed = entries(other, check)
    kinds = {kind for prefix, kind in KINDS.items() if any(entry.code.startswith(prefix) for entry in listed)}
    if not kinds:
        raise EditionError(f"{other} lists no area; codes that start {', '.join(KINDS)} are needed")
    yield from disagreements(areas, check.model_copy(update={"kinds": tuple(sorted(kinds))}), listed)


def _columns(path: Path, columns: tuple[str, ...]) -> Columns:
    try:
        layout = layout_of(columns)
    except FlawError as flaw:
        raise EditionError(f"{path}: {flaw}") from flaw
    if layout is None:
        raise EditionError(f"{path} has the columns {', '.join(columns)}; {KNOWN} are needed")
    fields = layout.fields
    return Columns(code=fields.code, name=fields.name, name_cy=fields.name_cy, district=fields.district)


def _edition(areas: Iterable[Area], other: Edition) -> Iterator[Flaw]:
    theirs = {area.code: area for area in other.areas()}
    for ours in areas:
        there = theirs.pop(ours.code, None)
        if there is None:
            yield _flaw(ours, f"{ours.code} ({ours.name}) is not in {other.name}")
            continue
        for field in ("name", "name_cy", "district"):
            mine, its = getattr(ours, field), getattr(there, field)
            if mine != its:
                yield _flaw(ours, f"{ours.code} has {mine!r}, and {its!r} as {field} in {other.name}")
    for there in theirs.values():
        yield _flaw(there, f"{there.code} ({there.name}) is in {other.name}, and not here")


def _flaw(area: Area, what: str) -> Flaw:
    return Flaw("list-disagrees", what, code=area.code, name=area.name)
