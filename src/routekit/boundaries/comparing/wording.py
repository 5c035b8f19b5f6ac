"""Write what differs between two editions for a person to read: as text, and as Markdown."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from routekit.boundaries.comparing.changes import (
    Changed,
    EditionDiff,
    Land,
    PostcodesAffected,
    PostcodesMoved,
    Reason,
)
from routekit.model import Area

_BECOMES: Final = {
    "moved": "",
    "parished": "becomes parished",
    "unparished": "becomes unparished",
    "covered": "in no area before",
    "uncovered": "in no area now",
}
_REASONS: Final[dict[Reason, str]] = {
    "land": "their land changed hands",
    "recoded": "their area has another code",
    "district": "their area is in another district",
    "under-tolerance": "a line drawn anew, under the tolerance, runs by them",
}

_Each = TypeVar("_Each")


class Section(NamedTuple):
    """Changes of one kind: a title, the columns, and a row of cells for each."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def text(diff: EditionDiff, most: int) -> str:
    """Write at most so many changes of each kind as plain text."""
    lines = [f"{diff.old.name} ({diff.old.date}) -> {diff.new.name} ({diff.new.date})", *_summary(diff)]
    for section in _sections(diff):
        lines.append(f"{section.title}: {len(section.rows):,}")
        lines += [f"  {_line(section.columns, row)}" for row in section.rows[:most]]
        if len(section.rows) > most:
            lines.append(f"  and {len(section.rows) - most:,} more")
    return "\n".join(lines)


def markdown(diff: EditionDiff, *, picture: str | None = None) -> str:
    """Write all changes as a page of Markdown, with a link to the picture if there is one."""
    lines = [f"# Boundaries: {plain(diff.old.name)} to {plain(diff.new.name)}", ""]
    lines += [f"As of {diff.old.date} and {diff.new.date}.", ""]
    lines += [f"- {plain(line)}" for line in _summary(diff)]
    if picture:
        lines += ["", f"![Land that changed hands](<{picture}>)"]
    for section in _sections(diff):
        lines += ["", f"## {section.title} ({len(section.rows):,})", ""]
        lines += [_row(section.columns), _row(tuple("---" for _ in section.columns))]
        lines += [_row(tuple(map(plain, row))) for row in section.rows]
    postcodes = [diff.postcodes.attribution] if diff.postcodes else []
    lines += ["", "## Sources", "", *(f"- {plain(line)}" for line in (*diff.attributions, *postcodes))]
    return "\n".join([*lines, ""])


def land_label(land: Land) -> str:
    """Say from which area to which land went."""
    return f"{_name(land.was)} -> {_name(land.now)}"


def square_metres(area_m2: float) -> str:
    """Write an area in hectares where it has many square metres."""
    hectare = 10_000
    return f"{area_m2:,.0f} m²" if area_m2 < hectare else f"{area_m2 / hectare:,.1f} ha"


def plain(given: str) -> str:
    """Keep what comes from a source from being read as Markdown or HTML."""
    kept = "".join(f"\\{char}" if char in "\\`*_[]<>|#~" else char for char in given)
    return " ".join(kept.split())


def _summary(diff: EditionDiff) -> Iterator[str]:
    if diff.is_empty:
        yield "no area differs"
    else:
        yield f"{diff.unchanged:,} areas are the same"
    left = diff.left_out
    if left.pieces:
        yield (
            f"left out as drawn anew ({diff.tolerance.text()}): {left.pieces:,} pieces, "
            f"{square_metres(left.area_m2)} in all, the largest {left.largest_m2:,.0f} m²"
        )
    if diff.postcodes:
        yield f"postcodes affected: {_counted(diff.postcodes)}"


def _counted(postcodes: PostcodesAffected) -> str:
    by: Counter[Reason] = Counter()
    for each in postcodes.moved:
        by[each.reason] += each.postcodes
    why = "; ".join(f"{by[reason]:,}: {words}" for reason, words in _REASONS.items() if by[reason])
    total = f"{postcodes.affected:,} of {postcodes.compared:,} in {postcodes.edition}"
    return f"{total} ({why})" if why else total


def _sections(diff: EditionDiff) -> Iterator[Section]:
    """Give the kinds of change that there are."""
    area = ("Area", "Kind", "District")
    pair = ("Was", "Is")
    named = ("Code", "Was", "Is")
    land = ("From", "To", "Size", "Pieces", "A point in it (E, N)", "")
    moved = ("From", "To", "Postcodes", "Why")
    names = {"": "no area"} | {each.code: _name(each) for each in _all(diff)}
    for section in (
        _section("Created", area, diff.created, _area),
        _section("Abolished", area, diff.abolished, _area),
        _section("Recoded: the same land under another code", pair, diff.recoded, _recoded),
        _section("Renamed", named, diff.renamed, _renamed),
        _section("Moved to another district", ("Area", "Was in", "Is in"), diff.redistricted, _redistricted),
        _section("Land that changed hands", land, diff.land, _land),
        _section(
            "Postcodes",
            moved,
            diff.postcodes.moved if diff.postcodes else (),
            lambda each: _moved(each, names),
        ),
    ):
        if section.rows:
            yield section


def _section(
    title: str, columns: tuple[str, ...], found: Sequence[_Each], row: Callable[[_Each], tuple[str, ...]]
) -> Section:
    return Section(title, columns, tuple(map(row, found)))


def _all(diff: EditionDiff) -> Iterator[Area]:
    """Give every area that the comparison names."""
    yield from (*diff.created, *diff.abolished)
    for changed in (*diff.recoded, *diff.renamed, *diff.redistricted):
        yield from (changed.was, changed.now)
    for land in diff.land:
        yield from (area for area in (land.was, land.now) if area)


def _area(area: Area) -> tuple[str, ...]:
    return _name(area), area.kind, area.district


def _recoded(changed: Changed) -> tuple[str, ...]:
    return _name(changed.was), _name(changed.now)


def _renamed(changed: Changed) -> tuple[str, ...]:
    return changed.was.code, _both(changed.was), _both(changed.now)


def _redistricted(changed: Changed) -> tuple[str, ...]:
    return _name(changed.now), changed.was.district, changed.now.district


def _land(land: Land) -> tuple[str, ...]:
    where = f"{land.easting:.0f}, {land.northing:.0f}"
    pieces = f"{land.pieces:,} piece{'s' if land.pieces > 1 else ''}"
    size = square_metres(land.area_m2)
    return _name(land.was), _name(land.now), size, pieces, where, "; ".join(_meaning(land))


def _meaning(land: Land) -> Iterator[str]:
    if _BECOMES[land.becomes]:
        yield _BECOMES[land.becomes]
    if land.was and land.now and land.was.district != land.now.district:
        yield f"from district {land.was.district} to {land.now.district}"


def _moved(each: PostcodesMoved, names: dict[str, str]) -> tuple[str, ...]:
    was, now = (names.get(code, code) for code in (each.was, each.now))
    return was, now, f"{each.postcodes:,}", _REASONS[each.reason]


def _name(area: Area | None) -> str:
    return f"{area.name} ({area.code})" if area else "no area"


def _both(area: Area) -> str:
    return f"{area.name} / {area.name_cy}" if area.name_cy else area.name


def _line(columns: tuple[str, ...], row: tuple[str, ...]) -> str:
    """Join the cells of a row, with an arrow from what was to what is."""
    came = next((at for at, column in enumerate(columns) if column in {"From", "Was", "Was in"}), None)
    if came is None:
        return ", ".join(filter(None, row))
    arrow = f"{row[came]} -> {row[came + 1]}"
    return ", ".join(filter(None, (*row[:came], arrow, *row[came + 2 :])))


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
