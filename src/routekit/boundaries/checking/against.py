"""Compare the codes, names and districts of areas with a list (CSV) or another edition."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from routekit.boundaries.agreement import disagreements
from routekit.boundaries.edition import Edition
from routekit.boundaries.flaws import Flaw, FlawError
from routekit.boundaries.layout import KNOWN, layout_of
from routekit.boundaries.manifest import Check, Columns
from routekit.boundaries.naming import KINDS
from routekit.boundaries.packed import digest
from routekit.boundaries.table import Entry, entries, header
from routekit.errors import EditionError
from routekit.model import Area


class Reach(NamedTuple):
    """What areas speak for: districts that one of them is in, and whole countries, by their first letter."""

    districts: frozenset[str]
    countries: frozenset[str]

    @classmethod
    def of(cls, areas: Iterable[Area], countries: Iterable[str]) -> Self:
        """Give the reach of areas that cover some countries wholly."""
        return cls(
            frozenset(area.district for area in areas), frozenset(country[:1] for country in countries)
        )

    def has(self, code: str, district: str | None) -> bool:
        """Whether an area with this code would be among them; where no district is known, it would."""
        return district is None or district.strip() in self.districts or code[:1] in self.countries


class Compared(NamedTuple):
    """Every difference, and what was left out, in words: areas that only one of the two speaks for."""

    flaws: tuple[Flaw, ...]
    notes: tuple[str, ...]


def against(areas: Sequence[Area], countries: Iterable[str], other: Path | Edition) -> Compared:
    """Compare areas with an edition, or with a list of the ONS, in the kinds of area that it has.

    `countries` are those that the areas cover wholly. An area of another country and another district than
    they have is not missed: a list of the nation may be held against the areas of a council. In the same way
    an edition is not asked for what it does not reach, but a list for every area. A list may give a code
    several times, as those with wards do. EditionError if it cannot be read.
    """
    reach = Reach.of(areas, countries)
    return _edition(areas, reach, other) if isinstance(other, Edition) else _list(areas, reach, other)


def _list(areas: Sequence[Area], reach: Reach, path: Path) -> Compared:
    sha256 = digest(path)
    columns = header(path, sha256)
    check = Check(
        file=path.name, sha256=sha256, columns=_columns(path, columns), kinds=("parish",), repeats=True
    )
    listed = entries(path, check)
    kinds = {kind for prefix, kind in KINDS.items() if any(entry.code.startswith(prefix) for entry in listed)}
    if not kinds:
        raise EditionError(f"{path} lists no area; codes that start {', '.join(KINDS)} are needed")
    ours = {area.code for area in areas}

    def is_asked(entry: Entry) -> bool:
        return entry.code in ours or reach.has(entry.code, entry.district)

    asked = tuple(filter(is_asked, listed))
    check = check.model_copy(update={"kinds": tuple(sorted(kinds))})
    left_out = len({entry.code for entry in listed} - {entry.code for entry in asked})
    return Compared(tuple(disagreements(areas, check, asked)), _notes(left_out, f"in {path.name}"))


def _columns(path: Path, columns: tuple[str, ...]) -> Columns:
    try:
        layout = layout_of(columns)
    except FlawError as flaw:
        raise EditionError(f"{path}: {flaw}") from flaw
    if layout is None:
        raise EditionError(f"{path} has the columns {', '.join(columns)}; {KNOWN} are needed")
    fields = layout.fields
    return Columns(code=fields.code, name=fields.name, name_cy=fields.name_cy, district=fields.district)


def _edition(areas: Sequence[Area], reach: Reach, other: Edition) -> Compared:
    ours, theirs = ({area.code: area for area in each} for each in (areas, other.areas()))
    their_reach = Reach.of(theirs.values(), other.record.countries)
    new, unasked = _parted((ours[code] for code in ours if code not in theirs), their_reach.has)
    gone, unmissed = _parted((theirs[code] for code in theirs if code not in ours), reach.has)
    flaws = [_flaw(area, f"{area.code} ({area.name}) is not in {other.name}") for area in new]
    for code in (code for code in ours if code in theirs):
        for field in ("name", "name_cy", "district"):
            mine, its = getattr(ours[code], field), getattr(theirs[code], field)
            if mine != its:
                flaws.append(
                    _flaw(ours[code], f"{code} has {mine!r}, and {its!r} as {field} in {other.name}")
                )
    flaws += [_flaw(area, f"{area.code} ({area.name}) is in {other.name}, and not here") for area in gone]
    return Compared(tuple(flaws), (*_notes(len(unmissed), f"in {other.name}"), *_notes(len(unasked), "here")))


def _parted(areas: Iterable[Area], has: Callable[[str, str | None], bool]) -> tuple[list[Area], list[Area]]:
    """Part areas into those within a reach and those beyond it."""
    within: list[Area] = []
    beyond: list[Area] = []
    for area in areas:
        (within if has(area.code, area.district) else beyond).append(area)
    return within, beyond


def _notes(left_out: int, where: str) -> tuple[str, ...]:
    if not left_out:
        return ()
    there = "the other" if where == "here" else "the source"
    return (f"not compared: {left_out:,} areas {where}, in districts of which {there} has none",)


def _flaw(area: Area, what: str) -> Flaw:
    return Flaw("list-disagrees", what, code=area.code, name=area.name)
