"""Whether the areas of an edition agree with a published list, code for code."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from routekit.boundaries.flaws import Flaw, FlawError
from routekit.boundaries.manifest import Check
from routekit.boundaries.table import Entry
from routekit.boundaries.text import is_blank, plain
from routekit.model import Area


def disagreements(areas: Iterable[Area], check: Check, entries: Sequence[Entry]) -> Iterator[Flaw]:
    """Name every difference between a list and the areas of the kinds that it lists.

    A code may be in the one and not in the other, be listed more than once (unless the list repeats codes),
    or have another name, Welsh name or district in the one than in the other.
    """
    listed = {area.code: area for area in areas if area.kind in check.kinds}
    times = Counter(entry.code for entry in entries)
    for code in sorted(listed.keys() - times.keys()):
        yield _flaw(code, listed, f"{code} ({listed[code].name}) is not in {check.file}")
    for code, number in times.items():
        if number > 1 and not check.repeats:
            yield _flaw(code, listed, f"{code} is {number} times in {check.file}")
    for entry in entries:
        if entry.code in listed:
            yield from _differences(listed[entry.code], check, entry)
        else:
            what = f"{entry.code} is in {check.file} line {entry.line}, and not in the sources"
            yield Flaw("list-disagrees", what, code=entry.code, name=entry.name)


def _differences(area: Area, check: Check, entry: Entry) -> Iterator[Flaw]:
    columns = check.columns
    for column, ours, theirs in (
        (columns.name, area.name, entry.name),
        (columns.name_cy, area.name_cy, entry.name_cy),
        (columns.district, area.district, entry.district),
    ):
        if column is None:
            continue
        try:
            there = None if is_blank(theirs) else plain(column, theirs)
        except FlawError as flaw:
            yield _flaw(area.code, {area.code: area}, f"{check.file} line {entry.line}: {flaw}")
            continue
        if ours != there:
            what = f"{area.code} has {ours!r}, and {there!r} as {column} in {check.file} line {entry.line}"
            yield _flaw(area.code, {area.code: area}, what)


def _flaw(code: str, listed: Mapping[str, Area], what: str) -> Flaw:
    area = listed.get(code)
    return Flaw("list-disagrees", what, code=code, name=area.name if area else None)
